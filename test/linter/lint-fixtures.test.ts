import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { documentRules } from '../../linter/document-rules.ts'
import { type Report, schemas } from '../../linter/index.ts'
import { ramLint } from './command-line.ts'

const root = new URL('../../fixtures/policies/', import.meta.url).pathname
const rules = Object.keys(documentRules).sort()
const faulty = rules.flatMap(rule =>
  readdirSync(join(root, 'err', rule))
    .filter(name => name.endsWith('.json'))
    .map(name => [rule, name] as const),
)
const valid = new Ajv2020().compile(schemas.report)

test('each rule of the document has a policy that trips it and a near miss', () => {
  expect(readdirSync(join(root, 'ok')).sort()).toEqual(rules.map(rule => `${rule}.json`))
  expect([...new Set(faulty.map(([rule]) => rule))]).toEqual(rules)
})

describe('a policy that trips a rule', () => {
  test.each(faulty)('%s/%s', async (rule, name) => {
    const folder = join(root, 'err', rule)
    const { out, code, err } = await ramLint(folder, ['--format', 'concise', name])
    expect(out).toBe(readFileSync(join(folder, name.replace('.json', '.out')), 'utf8'))
    expect(out).toMatch(new RegExp(`^${name}:\\d+:\\d+: \\w+ ${rule}: `, 'm'))
    expect(err).toBe('')
    expect(code).toBe(rule === 'policy-too-long' ? 0 : 1)
  })

  test.each(faulty)('%s/%s as JSON', async (rule, name) => {
    const { out } = await ramLint(join(root, 'err', rule), ['--format', 'json', name])
    const report = JSON.parse(out) as Report
    valid(report)
    expect(valid.errors).toBeNull()
    const { error, security, warning, suggestion } = report.summary
    expect(error + security + warning + suggestion).toBe(report.files[0]?.findings.length)
  })
})

test('near misses trip nothing', async () => {
  const { out, code } = await ramLint(root, ['--format', 'concise', '--fail-on', 'suggestion', 'ok'])
  expect({ out, code }).toEqual({ out: '', code: 0 })
})
