import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterEach, describe, expect, test } from 'vitest'
import { diff, type PolicyKind, prove, schemas } from '../../linter/index.ts'
import { differenceMarkdown } from '../../linter/reports/proof-markdown.ts'
import type { JsonPolicy, JsonStatement } from './json-evaluator.ts'
import { checkDifference, type PrintedDifference } from './proof-checker.ts'
import { fixturesOf, textsOf } from './proof-fixture.ts'
import { checkRandomDifference } from './proof-random.ts'
import { contextsFor, pairsFor } from './proof-samples.ts'
import { key, RandomPolicies, randomFrom, secret } from './random-policies.ts'

/** Two sets and the difference that is expected, as `fixtures/differences` holds them. */
interface DifferenceFixture {
  readonly source: string
  readonly before: Readonly<Record<string, JsonPolicy>>
  readonly after: Readonly<Record<string, JsonPolicy>>
  readonly kind?: PolicyKind
  readonly expected: {
    readonly verdict: string
    readonly added: readonly object[]
    readonly removed: readonly object[]
    readonly refused: readonly string[]
  }
}

const valid = new Ajv2020({ allowUnionTypes: true }).compile(schemas.difference)
const needed = [
  { action: 'kms:GetSecretValue', resource: secret },
  { action: 'kms:Decrypt', resource: key },
]
const turned = {
  same: 'same',
  widened: 'narrowed',
  narrowed: 'widened',
  both: 'both',
  undecided: 'undecided',
}

describe.each(fixturesOf<DifferenceFixture>('differences'))('%s', (_name, fixture) => {
  const { kind = 'identity', expected } = fixture
  const [before, after] = [fixture.before, fixture.after].map(each =>
    textsOf(each).map(text => ({ ...text, kind })),
  )
  const difference = diff({ before: before ?? [], after: after ?? [] })
  const printed = (regions: typeof difference.added) =>
    regions.map(({ actions, resources, unlisted, path, pointer }) => ({
      actions,
      resources,
      unlisted,
      at: `${path} ${pointer}`,
    }))

  test('is found as expected', () => {
    const { verdict, added, removed, refused } = difference
    expect({ verdict, added: printed(added), removed: printed(removed), refused }).toEqual(expected)
    valid(difference)
    expect(valid.errors).toBeNull()
    expect(differenceMarkdown(difference)).toContain(`### ram-lint diff: ${verdict}`)
  })

  test('is the same from the other side', () => {
    const back = diff({ before: after ?? [], after: before ?? [] })
    expect(back.verdict).toBe(turned[difference.verdict])
    expect([back.added, back.removed]).toEqual([difference.removed, difference.added])
  })

  test('and another evaluator agrees', () => {
    const sets = [
      { policies: Object.values(fixture.before) },
      { policies: Object.values(fixture.after) },
    ] as const
    const tried = {
      pairs: pairsFor(sets, needed),
      ...contextsFor(sets, { most: 2000, random: randomFrom(1) }),
    }
    expect(checkDifference(difference as PrintedDifference, ...sets, tried)).toEqual([])
  })
})

test('a budget that runs out is said, not guessed', () => {
  const before = textsOf({ 'a.json': new RandomPolicies(1).policy(4) })
  expect(diff({ before, after: before, budget: 0 })).toMatchObject({
    verdict: 'undecided',
    added: [],
    removed: [],
  })
})

test('differences of policies by chance hold for another evaluator', { timeout: 3_600_000 }, () => {
  const isLong = process.env.TEST_LONG === '1'
  const wanted = isLong ? 30_000 : 1_500
  const counts = new Map<string, number>()
  for (let number = 0; number < wanted; number++) {
    const verdict = checkRandomDifference(number)
    counts.set(verdict, (counts.get(verdict) ?? 0) + 1)
  }
  if (isLong) console.log(wanted, 'differences', Object.fromEntries(counts))
  expect([...counts.keys()].sort()).toEqual(['both', 'narrowed', 'same', 'widened'])
})

describe('what a change can do', { timeout: 3_600_000 }, () => {
  const isLong = process.env.TEST_LONG === '1'
  const policies = Array.from(
    { length: isLong ? 2_000 : 60 },
    (_, number) => new RandomPolicies(number * 31 + 7),
  )
  afterEach(({ task }) => {
    if (isLong) console.log(policies.length, 'policies:', task.name)
  })
  const verdict = (before: JsonPolicy, after: JsonPolicy) =>
    diff({ before: textsOf({ 'before.json': before }), after: textsOf({ 'after.json': after }) }).verdict
  const of = (...Statement: JsonPolicy['Statement'][number][]) => ({ Version: '1', Statement })
  const each = (text: string | readonly string[] = []) => [text].flat()

  test('nothing: the same, another order, a statement twice', () => {
    for (const by of policies) {
      const { Statement } = by.policy(4)
      const policy = of(...Statement)
      expect(verdict(policy, policy)).toBe('same')
      expect(verdict(policy, of(...[...Statement].reverse()))).toBe('same')
      expect(verdict(policy, of(...Statement, by.pick(Statement)))).toBe('same')
    }
  })

  test('nothing: a statement in as many as it has actions and resources', () => {
    for (const by of policies) {
      const { Statement } = by.policy(3)
      const split = Statement.flatMap((statement): JsonStatement[] => {
        const { NotAction, Action, Resource, ...rest } = statement
        return each(Resource).flatMap((resource): JsonStatement[] =>
          NotAction === undefined
            ? each(Action).map(action => ({ ...rest, Action: action, Resource: resource }))
            : [{ ...rest, NotAction, Resource: resource }],
        )
      })
      expect(verdict(of(...Statement), of(...split))).toBe('same')
    }
  })

  test('an added Deny never widens, an added Allow never narrows', () => {
    for (const by of policies) {
      const { Statement } = by.policy(3)
      const added = by.statement()
      const withDeny = of(...Statement, { ...added, Effect: 'Deny' })
      expect(['same', 'narrowed']).toContain(verdict(of(...Statement), withDeny))
      const withAllow = of(...Statement, { ...added, Effect: 'Allow' })
      expect(['same', 'widened']).toContain(verdict(of(...Statement), withAllow))
    }
  })

  test('an added Deny never makes a read likelier, an added Allow never less likely', () => {
    const rank = (...Statement: JsonPolicy['Statement'][number][]) =>
      ['denied', 'conditional', 'proved'].indexOf(
        prove({ policies: textsOf({ 'app.json': of(...Statement) }), secret, key }).verdict,
      )
    for (const by of policies) {
      const { Statement } = by.policy(3)
      const added = by.statement()
      const before = rank(...Statement)
      expect(before).not.toBe(-1)
      expect(rank(...Statement, { ...added, Effect: 'Deny' })).toBeLessThanOrEqual(before)
      expect(rank(...Statement, { ...added, Effect: 'Allow' })).toBeGreaterThanOrEqual(before)
    }
  })
})
