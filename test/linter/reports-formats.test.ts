import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Ajv2020 } from 'ajv/dist/2020.js'
import AjvDraft04 from 'ajv-draft-04'
import { describe, expect, test } from 'vitest'
import { schemas } from '../../linter/index.ts'
import { widthOf } from '../../linter/printable.ts'
import { type FormatName, formatNames, type ReportOptions, writeFormat } from '../../linter/reports/index.ts'
import { redact } from '../../linter/reports/redact.ts'
import type { Rule } from '../../linter/rule.ts'
import { findRule } from '../../linter/rules/index.ts'
import { many, nasty, nastyPath } from './nasty-report.ts'

/**
 * `fixtures/reports/<name>` is a whole report of the nasty document. With WRITE_DOCUMENTS=1 they are written; read what
 * changed.
 */
const root = new URL('../../fixtures/reports/', import.meta.url)
const plain: ReportOptions = { color: false, columns: 110, quiet: false, failOn: 'security', prefix: '' }

function compare(name: string, text: string): void {
  const file = new URL(name, root)
  if (process.env.WRITE_DOCUMENTS === '1') writeFileSync(file, text)
  expect(text).toBe(existsSync(file) ? readFileSync(file, 'utf8') : null)
}

const endings: Readonly<Record<FormatName, string>> = {
  pretty: 'pretty.txt',
  concise: 'concise.txt',
  json: 'json',
  sarif: 'sarif',
  junit: 'junit.xml',
  github: 'github.txt',
  gitlab: 'gitlab.json',
  markdown: 'md',
}

/** Of SARIF's rules only the ids: what the catalogue says of them is compared with the catalogue. */
function withoutCatalogue(format: FormatName, text: string): string {
  if (format !== 'sarif') return text
  const log = JSON.parse(text)
  const { driver } = log.runs[0].tool
  driver.rules = driver.rules.map(({ id }: { id: string }) => ({ id }))
  return `${JSON.stringify(log, null, 2)}\n`
}

describe('the nasty document', () => {
  test.each(formatNames)('as %s', async format => {
    compare(`nasty.${endings[format]}`, withoutCatalogue(format, await writeFormat(format, nasty, plain)))
  })

  test.each(formatNames)('as %s, redacted', async format => {
    const text = withoutCatalogue(format, await writeFormat(format, redact(nasty), plain))
    compare(`redacted.${endings[format]}`, text)
    for (const word of ['cn-hangzhou', '1234567890123456', 'payroll', '203.0.113.7', '10.0.0.0', 'evil'])
      expect(text).not.toContain(word)
  })

  test('on a narrow screen, in colours', async () => {
    const text = await writeFormat('pretty', nasty, { ...plain, columns: 60, color: true })
    compare('nasty.narrow.txt', text)
  })

  test('from a folder below the top of the repository', async () => {
    const options = { ...plain, prefix: 'infra/ram/' }
    const [issue] = JSON.parse(await writeFormat('gitlab', nasty, options))
    expect(issue.location.path).toBe(`infra/ram/${nastyPath}`)
    expect(await writeFormat('github', many({ error: 1 }), options)).toMatch(
      /^::error file=infra\/ram\/many\.json,/,
    )
    const above = { ...many({ error: 1 }) }
    const files = above.report.files.map(file => ({ ...file, path: '../many.json' }))
    const moved = { ...above, report: { ...above.report, files } }
    expect(await writeFormat('github', moved, options)).toMatch(/^::error file=infra\/many\.json,/)
  })

  test.each(formatNames)(
    'as %s holds nothing that moves a cursor, and no lone half of a character',
    async format => {
      const text = await writeFormat(format, nasty, plain)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not get through
      expect(text.match(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202E\uFEFF]/g)).toBeNull()
      expect(text.isWellFormed()).toBe(true)
    },
  )

  test.each(['pretty', 'concise', 'github'] as const)('as %s gives no orders to a log', async format => {
    const text = await writeFormat(format, nasty, plain)
    const obeyed = text.split('\n').filter(line => /^\s*::|##[\w-]*\[/.test(line))
    const own = obeyed.filter(line => /^::(?:error|warning|notice) file=[^:]*::[^\n]*$/.test(line))
    expect(obeyed.length).toBe(format === 'github' ? 4 : 0)
    expect(own).toEqual(obeyed)
  })
})

test.each([30, 40, 60, 80, 110, 200])('frames are never wider than %d columns', async columns => {
  const text = await writeFormat('pretty', nasty, { ...plain, columns })
  const frames = text.split('\n').filter(line => /^ {2}[> ] [ \d]+ \|/.test(line))
  expect(frames.length).toBeGreaterThan(10)
  expect(Math.max(...frames.map(widthOf))).toBeLessThanOrEqual(columns)
})

describe('schemas', () => {
  const require = createRequire(import.meta.url)
  const official: object = require('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json')
  const Ajv = AjvDraft04 as unknown as typeof AjvDraft04.default
  const validSarif = new Ajv({
    strict: false,
    unicodeRegExp: false,
    logger: false,
    formats: { uri: isUri, 'uri-reference': isReference },
  }).compile(official)
  const validJson = new Ajv2020().compile(schemas.report)

  test.each([
    ['nasty', nasty],
    ['redacted', redact(nasty)],
    ['many', many({ error: 30, suggestion: 3 })],
  ])('%s', async (_name, checked) => {
    validSarif(JSON.parse(await writeFormat('sarif', checked, plain)))
    expect(validSarif.errors).toBeNull()
    validJson(JSON.parse(await writeFormat('json', checked, plain)))
    expect(validJson.errors).toBeNull()
  })

  test('the check of SARIF sees mistakes', async () => {
    const log = JSON.parse(await writeFormat('sarif', nasty, plain))
    log.runs[0].results[0].level = 'security'
    log.runs[0].results[1].locations[0].physicalLocation.artifactLocation.uri = nastyPath
    expect(validSarif(log)).toBe(false)
  })

  function isUri(text: string): boolean {
    return URL.canParse(text)
  }

  /** RFC 3986: what may stand in a reference, and no colon in its first segment without a scheme. */
  function isReference(text: string): boolean {
    return /^(?:[a-z][a-z0-9+.-]*:|(?![^/?#]*:))(?:[\w.~!$&'()*+,;=:@/?#-]|%[0-9A-F]{2})*$/i.test(text)
  }
})

describe('SARIF', () => {
  const run = async (checked = nasty) => JSON.parse(await writeFormat('sarif', checked, plain)).runs[0]

  test('an address leads back to its file', async () => {
    const { uri, uriBaseId } = (await run()).results[0].locations[0].physicalLocation.artifactLocation
    expect({ path: decodeURIComponent(uri), uriBaseId }).toEqual({
      path: nastyPath,
      uriBaseId: '%SRCROOT%',
    })
    expect(uri).not.toMatch(/[^\w.%/-]/)
  })

  test.each([
    ['/srv/a b.json', { uri: 'file:///srv/a%20b.json' }],
    ['C:\\policies\\a.json', { uri: 'file:///C%3A/policies/a.json' }],
    ['..\\a.json', { uri: '../a.json', uriBaseId: '%SRCROOT%' }],
    ['<stdin>', { uri: '%3Cstdin%3E', uriBaseId: '%SRCROOT%' }],
    ['a:b.json', { uri: 'a%3Ab.json', uriBaseId: '%SRCROOT%' }],
  ])('%s', async (path, artifact) => {
    const { report, fixes } = many({ error: 1 })
    const files = report.files.map(file => ({ ...file, path }))
    const { results } = await run({ report: { ...report, files }, texts: new Map(), fixes })
    expect(results[0].locations[0].physicalLocation.artifactLocation).toEqual(artifact)
  })

  test('rules are described as in the catalogue', async () => {
    const shown = (await run()).tool.driver.rules
    expect(shown.length).toBe(nasty.report.files[0]?.findings.length)
    for (const { id, ...described } of shown) {
      const rule = findRule(id) as Rule
      expect(described).toMatchObject({
        shortDescription: { text: rule.summary },
        defaultConfiguration: { level: { error: 'error', warning: 'warning' }[rule.level as 'error'] },
        properties: { tags: [rule.family], level: rule.level },
      })
      for (const part of [rule.help, rule.why]) expect(described.help.text).toContain(part)
      for (const part of [rule.help, rule.why, rule.source]) expect(described.help.markdown).toContain(part)
    }
  })

  test('each result names its rule, and its fix stands where the finding does', async () => {
    const { tool, results } = await run()
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex].id).toBe(ruleId)
    const [, effect] = results
    const [replacement] = effect.fixes[0].artifactChanges[0].replacements
    expect(replacement).toEqual({
      deletedRegion: effect.locations[0].physicalLocation.region,
      insertedContent: { text: '"Allow"' },
    })
  })
})
