import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { applyEdits } from '../../linter/edits.ts'
import { diff } from '../../linter/index.ts'
import { checkText, defaultTarget } from '../../linter/lint.ts'
import type { Fix } from '../../linter/rule.ts'
import { rules } from '../../linter/rules/index.ts'
import { documentsBelow, policyFixtures } from './policy-fixtures.ts'

const root = join(policyFixtures, 'err')
const key = 'acs:kms:cn-hangzhou:1234567890123456:key/key-hzz65f1a2b3c4d5e6f7a'

/** One fix of a fixture that RAM accepts, and what it changes. */
interface Change {
  readonly rule: string
  readonly fix: Fix
  readonly name: string
  readonly difference: ReturnType<typeof diff>
}

const changes = documentsBelow(root).flatMap(changesOf)

/** Each fix alone. */
function changesOf(name: string): readonly Change[] {
  const text = readFileSync(join(root, name), 'utf8')
  const { fixes, policy } = checkText(text, name, { rules, target: { ...defaultTarget, key } })
  // OSS decides by these: what they grant is not compared.
  if (policy?.kind === 'bucket') return []
  return [...fixes].flatMap(([{ rule }, fix]) => {
    const after = applyEdits(text, fix.edits)
    const difference = diff({ before: [{ path: name, text }], after: [{ path: name, text: after }] })
    return difference.refused.length > 0 ? [] : [{ rule, fix, name: `${name}: ${fix.title}`, difference }]
  })
}

const of = (...ids: readonly string[]) => changes.filter(({ rule }) => ids.includes(rule))

describe('a fix changes the access by what it says', () => {
  const removing = of(
    'condition-key-case',
    'condition-value-type',
    'duplicate-statement',
    'empty-condition',
    'redundant-action',
    'redundant-resource',
    'several-booleans',
  )
  test.each(removing)('$rule, by nothing: $name', ({ difference }) => {
    expect(difference).toMatchObject({ verdict: 'same', added: [], removed: [] })
  })

  const decrypting = of('missing-decrypt', 'decrypt-on-secret', 'decrypt-wrong-scope')
  test.each(decrypting)('$rule, by the key: $name', ({ difference }) => {
    const granted = { actions: ['kms:Decrypt'], resources: [key], unlisted: false }
    expect(difference).toMatchObject({ verdict: 'widened', added: [granted], removed: [] })
    expect(difference.added).toHaveLength(1)
  })

  const spelling = of(
    'unknown-action',
    'invalid-action-format',
    'invalid-arn-prefix',
    'invalid-kms-resource',
    'joined-arns',
  )
  test.each(spelling)('$rule, by what it writes: $name', ({ difference: { added }, fix }) => {
    const written = fix.edits.map(({ text }) => text).join('\n')
    const isWritten = (each: readonly string[] | null) => each?.every(one => written.includes(`"${one}"`))
    expect(added.filter(({ actions, resources }) => !isWritten(actions) && !isWritten(resources))).toEqual([])
  })

  const conditional = of('foreign-condition-key', 'invalid-condition-key')
  test.each(conditional)('$rule, by when it is there: $name', ({ difference: { added, removed } }) => {
    const what = ({ actions, resources }: (typeof added)[number]) => [actions, resources]
    expect(added.map(what)).toEqual(removed.map(what))
  })

  test('all that are safe are among these', () => {
    const known = new Set([...removing, ...decrypting, ...spelling, ...conditional].map(({ rule }) => rule))
    const others = changes.filter(({ rule, fix }) => fix.safety === 'safe' && !known.has(rule))
    expect(others.map(({ name }) => name)).toEqual([])
    expect(Math.min(removing.length, decrypting.length, spelling.length)).toBeGreaterThan(10)
  })
})
