import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { checkFile } from '../../linter/check-file.ts'
import { schemas } from '../../linter/index.ts'
import type { ExtractedReport } from '../../linter/reports/extraction.ts'
import { rules } from '../../linter/rules/index.ts'
import { ramLint } from './command-line.ts'

const folder = new URL('../../fixtures/sources/', import.meta.url).pathname
const hosts = readdirSync(folder).filter(name => !/\.(extract|out)$/.test(name))
const valid = new Ajv2020().compile(schemas.extraction)

/** Rules whose words are not what is tested here: only where they stand in the host, and not whether they have a fix. */
const asked = rules.filter(({ id }) =>
  [
    'bare-statement',
    'invalid-effect',
    'invalid-json',
    'invalid-resource-policy-resource',
    'invalid-version',
    'unexpected-resource',
    'unknown-action',
  ].includes(id),
)

function compare(name: string, text: string): void {
  const file = join(folder, name)
  if (process.env.WRITE_DOCUMENTS === '1') writeFileSync(file, text)
  expect(text).toBe(readFileSync(file, 'utf8'))
}

test('each form has a host', () => {
  expect(hosts).toEqual([
    'create-policies.sh',
    'guide.md',
    'plan.json',
    'reader.tf',
    'reader.tf.json',
    'template.json',
    'template.yml',
    'workspace.yml',
  ])
})

describe.each(hosts)('%s', host => {
  test('what is extracted', async () => {
    const { out, code, err } = await ramLint(folder, ['extract', host])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    compare(`${host}.extract`, out)
  })

  test('as JSON, with the places of the document and of its unknowns', async () => {
    const { out } = await ramLint(folder, ['extract', '--format', 'json', host])
    const report = JSON.parse(out) as ExtractedReport
    valid(report)
    expect(valid.errors).toBeNull()
    expect(new Set(report.policies.map(({ pointer }) => pointer)).size).toBe(report.policies.length)
    for (const { unknowns } of report.policies) {
      for (const { start, end } of unknowns) {
        expect(end.offset).toBeGreaterThan(start.offset)
      }
    }
  })

  test('what is found, and where', async () => {
    const text = readFileSync(join(folder, host), 'utf8')
    const checked = await checkFile(text, host, { rules: asked })
    const { findings = [], kind, policies } = checked?.report ?? {}
    const lines = findings.map(({ start, end, rule, pointer }) => {
      const part = text.slice(start.offset, end.offset)
      return `${host}:${start.line}:${start.column}: ${rule} at ${part} ${pointer}\n`
    })
    const counts = `${policies} policies, ${kind ?? 'several kinds'}, ${checked?.unknowns} unknowns\n`
    compare(`${host}.out`, lines.join('') + counts)
  })
})

test('a fingerprint goes with an unquoted value of YAML that it stands on', async () => {
  const template = readFileSync(join(folder, 'template.yml'), 'utf8')
  const found = async (text: string) => {
    const checked = await checkFile(text, 'template.yml', { rules: asked })
    return checked?.report.findings.find(({ rule }) => rule === 'unknown-action')?.fingerprint
  }
  const first = await found(template)
  expect(first).toMatch(/^[0-9a-f]{16}$/)
  expect(await found(`# moved\n${template}`)).toBe(first)
  const others = await found(template.replace('kms:GetSecretValues', 'kms:GetSecretsValue'))
  expect(others).toMatch(/^[0-9a-f]{16}$/)
  expect(others).not.toBe(first)
})
