import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import unseen from '../../fixtures/facts/unseen-mistakes.json' with { type: 'json' }
import { applyEdits } from '../../linter/edits.ts'
import { readSource } from '../../linter/files.ts'
import { schemas } from '../../linter/index.ts'
import { type CheckedText, checkText, defaultTarget, refused, summarise } from '../../linter/lint.ts'
import type { PolicyKind } from '../../linter/policy/index.ts'
import { pretty } from '../../linter/reports/pretty.ts'
import type { Example, ReadTarget, Rule } from '../../linter/rule.ts'
import { rules } from '../../linter/rules/index.ts'
import { documentsBelow, policyFixtures } from './policy-fixtures.ts'

/**
 * `fixtures/policies/err/<rule-id>/<name>.json` trips its rule: `<name>.out` is the whole pretty report of that rule
 * alone, `<name>.fixed` the text with its fixes made. `fixtures/policies/ok/<rule-id>….json` is clean under all rules.
 * `<name>.options.json` says how a text is taken, `<name>.origin.json` whose published mistake it is made after. With WRITE_DOCUMENTS=1 the `.out` and `.fixed` are written.
 */
const root = policyFixtures
const write = process.env.WRITE_DOCUMENTS === '1'
const valid = new Ajv2020().compile(schemas.report)

interface Options extends Partial<ReadTarget> {
  readonly kind?: PolicyKind
}

/** The documents of a folder, without their options. */
function documentsIn(folder: string): readonly string[] {
  const path = join(root, folder)
  return existsSync(path) ? documentsBelow(path) : []
}

function optionsOf(path: string): Options {
  const file = path.replace(/\.json$/, '.options.json')
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Options) : {}
}

/** A text under some rules; `name` is what the report calls it. */
function check(
  text: string,
  name: string,
  asked: readonly Rule[],
  { kind, ...target }: Options,
): CheckedText {
  return checkText(text, name, {
    rules: asked,
    target: { ...defaultTarget, ...target },
    ...(kind === undefined ? {} : { kind }),
  })
}

function checkFixture(folder: string, name: string, asked: readonly Rule[]) {
  const source = readSource(name, join(root, folder))
  const checked: CheckedText =
    'text' in source
      ? check(source.text, name, asked, optionsOf(join(root, folder, name)))
      : { report: refused('', name, 'unreadable-source', source.problem), policy: null, fixes: new Map() }
  return { ...checked, text: 'text' in source ? source.text : '' }
}

/** Findings as `rule pointer: message`, for a readable difference. */
const shown = ({ report }: CheckedText): readonly string[] =>
  report.findings.map(({ rule, pointer, message }) => `${rule} ${pointer}: ${message}`)

function compare(path: string, text: string | null): void {
  if (write && text !== null) writeFileSync(path, text)
  expect(existsSync(path) ? readFileSync(path, 'utf8') : null).toBe(text)
}

const faulty = rules.flatMap(rule => documentsIn(`err/${rule.id}`).map(name => ({ id: rule.id, name, rule })))

test.each(faulty)('$id: err/$id/$name', ({ id, name, rule }) => {
  const checked = checkFixture(`err/${id}`, name, [rule])
  const { report, text, fixes } = checked
  expect(report.findings.map(finding => finding.rule)).toContain(id)
  const summary = summarise([report], 0)
  valid(summary)
  expect(valid.errors).toBeNull()
  const path = join(root, 'err', id, name)
  compare(path.replace(/json$/, 'out'), pretty(summary, { texts: new Map([[name, text]]), color: false }))
  const fixed = withFixes(text, fixes)
  compare(path.replace(/json$/, 'fixed'), fixes.size === 0 ? null : fixed)
  if (fixes.size === 0) return
  const remaining = check(fixed, name, [rule], optionsOf(path))
  expect(remaining.fixes.size).toBe(0)
  expect(remaining.report.findings.length).toBeLessThanOrEqual(report.findings.length - fixes.size)
})

function withFixes(text: string, fixes: CheckedText['fixes']): string {
  return applyEdits(
    text,
    [...fixes.values()].flatMap(fix => fix.edits),
  )
}

const nearMisses = documentsIn('ok').map(name => ({ id: name.replace(/\.json$/, ''), name }))

test.each(nearMisses)('$id: ok/$name is clean under all rules', ({ name }) => {
  expect(shown(checkFixture('ok', name, rules))).toEqual([])
})

describe('each rule', () => {
  const inPolicies = rules.filter(({ foundBy }) => foundBy === undefined)

  test.each(inPolicies)('$id has a fixture that trips it and a near miss', ({ id }) => {
    expect(documentsIn(`err/${id}`).length).toBeGreaterThan(0)
    const others = rules.filter(rule => rule.id !== id && rule.id.startsWith(id))
    const own = nearMisses.filter(
      near => near.id.startsWith(id) && !others.some(rule => near.id.startsWith(rule.id)),
    )
    expect(own.length).toBeGreaterThan(0)
  })

  test.each(rules)('$id has texts, and examples if a policy shows it', rule => {
    for (const text of [rule.summary, rule.why, rule.help, rule.source])
      expect(text.length).toBeGreaterThan(10)
    expect(rule.examples === null).toBe(rule.foundBy !== undefined)
  })

  const examples = inPolicies.flatMap(rule =>
    rule.examples === null
      ? []
      : [
          { id: rule.id, which: 'wrong', example: rule.examples.wrong, expected: [rule.id] },
          { id: rule.id, which: 'right', example: rule.examples.right, expected: [] },
        ],
  )
  test.each(examples)('$id: its example of what is $which', ({ id, example, expected }) => {
    const checked = checkExample(example, id)
    expect([...new Set(checked.report.findings.map(({ rule }) => rule))], shown(checked).join('\n')).toEqual(
      expected,
    )
  })
})

function checkExample({ text, kind, target }: Example, id: string): CheckedText {
  return check(text, `${id}.json`, rules, { ...target, ...(kind === undefined ? {} : { kind }) })
}

describe('mistakes that somebody published', () => {
  const origins = readdirSync(join(root, 'err'), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.origin.json'))
    .sort()

  test.each(origins)('%s says where, and of which fixture', name => {
    const path = join(root, 'err', name)
    const { source, seen, ...others } = JSON.parse(readFileSync(path, 'utf8'))
    expect(source).toMatch(/^https:\/\/\S+$/)
    expect(seen).toMatch(/^.{40,300}$/)
    expect(others).toEqual({})
    expect(existsSync(path.replace('.origin.json', '.json'))).toBe(true)
  })

  test('are a fixture of each rule, or were looked for in vain', () => {
    const withOrigin = new Set(origins.map(name => dirname(name)))
    const withFixtures = readdirSync(join(root, 'err'))
    const without = withFixtures.filter(id => !withOrigin.has(id))
    expect(without).toEqual(Object.keys(unseen.rules))
  })
})

test('no fixture is of a rule that does not exist', () => {
  const ids = new Set(rules.map(({ id }) => id))
  const folders = readdirSync(join(root, 'err'))
  expect(folders.filter(id => !ids.has(id))).toEqual([])
  expect(nearMisses.filter(({ id }) => !rules.some(rule => id.startsWith(rule.id)))).toEqual([])
})
