import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { prove, schemas } from '../../linter/index.ts'
import { proofMarkdown } from '../../linter/reports/proof-markdown.ts'
import type { JsonSet } from './json-evaluator.ts'
import { checkProof } from './proof-checker.ts'
import { fixturesOf, inputOf, type ProofFixture } from './proof-fixture.ts'
import { checkRandomProof } from './proof-random.ts'
import { contextsFor, pairsFor } from './proof-samples.ts'
import { randomFrom } from './random-policies.ts'

const fixtures = fixturesOf<ProofFixture>('proofs')
const valid = new Ajv2020({ allowUnionTypes: true }).compile(schemas.proof)

/** The policies that count, for the checker. */
function setOf({ policies, gateway, expected, ...others }: ProofFixture): JsonSet {
  const attached = Object.entries(policies).filter(([path]) => !expected.refused.includes(path))
  const { keyPolicy, secretPolicy, ...rest } = others
  const set = { ...rest, policies: attached.map(([, policy]) => policy) }
  const session = expected.refused.includes('session-policy.json')
    ? { sessionPolicy: { Version: '1', Statement: [] } }
    : {}
  return { ...set, ...session, ...(gateway === 'dedicated' ? {} : { keyPolicy, secretPolicy }) } as JsonSet
}

describe.each(fixtures)('%s', (_name, fixture) => {
  const proof = prove(inputOf(fixture))

  test('is proved as expected', () => {
    const { verdict, minimal, reason, requirements, excess, refused } = proof
    expect({
      verdict,
      minimal,
      reason,
      requirements: requirements.map(each => ({
        action: each.action,
        verdict: each.verdict,
        reason: each.reason,
      })),
      excess: excess.map(each => ({
        actions: each.actions,
        resources: each.resources,
        unlisted: each.unlisted,
        at: `${each.path} ${each.pointer}`,
      })),
      refused,
    }).toEqual(fixture.expected)
    valid(proof)
    expect(valid.errors).toBeNull()
    expect(proofMarkdown(proof)).toContain(`### ram-lint prove: ${verdict}`)
  })

  test('and another evaluator agrees', () => {
    const set = setOf(fixture)
    const needed = [{ action: 'kms:GetSecretValue', resource: fixture.secret }]
    const ofKey = fixture.key === 'service-managed' ? [] : [{ action: 'kms:Decrypt', resource: fixture.key }]
    const { principal } = fixture
    const given = principal === undefined ? {} : { 'acs:principalarn': principal.replace('::', ':*:') }
    const tried = {
      pairs: pairsFor([set], [...needed, ...ofKey]),
      ...contextsFor([set], {
        dedicated: fixture.gateway === 'dedicated',
        given,
        most: 2000,
        random: randomFrom(1),
      }),
    }
    expect(tried.complete).toBe(true)
    expect(checkProof(proof, set, tried, ofKey)).toEqual([])
  })
})

test('every requirement names the statements that decide it', () => {
  const decided = (name: string) => {
    const fixture = fixtures.find(([each]) => each === name)?.[1] as ProofFixture
    return prove(inputOf(fixture)).requirements.map(({ decidedBy, nearest, conditions }) => [
      decidedBy.map(({ pointer }) => pointer),
      nearest?.pointer ?? null,
      conditions.map(({ pointer }) => pointer),
    ])
  }
  const condition = (at: number, rest: string) => `/Statement/${at}/Condition/${rest}`
  expect(decided('conflicting-conditions')).toEqual([
    [['/Statement/0'], null, [condition(0, 'Bool/acs:SecureTransport')]],
    [['/Statement/1'], null, [condition(1, 'Bool/acs:SecureTransport')]],
  ])
  expect(decided('conflicting-by-deny')).toEqual([
    [['/Statement/0', '/Statement/2'], null, [condition(2, 'StringLike/acs:SourceVpc')]],
    [['/Statement/1'], null, [condition(1, 'StringEquals/acs:SourceVpc')]],
  ])
  expect(decided('complementary-transport')).toEqual([
    [['/Statement/0', '/Statement/1'], null, []],
    [['/Statement/0', '/Statement/1'], null, []],
  ])
  expect(decided('vector-04')).toEqual([
    [['/Statement/0'], null, []],
    [[], '/Statement/0/Resource', []],
  ])
  expect(decided('vector-07')[1]).toEqual([['/Statement/2'], null, []])
})

test('a budget that runs out is said, not guessed', () => {
  const fixture = fixtures.find(([name]) => name === 'complementary-transport')?.[1] as ProofFixture
  const proof = prove({ ...inputOf(fixture), budget: 0 })
  expect(proof).toMatchObject({ verdict: 'undecided', minimal: null, reason: null, excess: [] })
  expect(proof.requirements.map(({ verdict }) => verdict)).toEqual(['undecided', 'undecided'])
  valid(proof)
  expect(valid.errors).toBeNull()
})

test('proofs of policies by chance hold for another evaluator', { timeout: 3_600_000 }, () => {
  const isLong = process.env.TEST_LONG === '1'
  const wanted = isLong ? 100_000 : 3_500
  const counts = new Map<string, number>()
  for (let number = 0; number < wanted; number++) {
    const verdict = checkRandomProof(number)
    counts.set(verdict, (counts.get(verdict) ?? 0) + 1)
  }
  if (isLong) console.log(wanted, 'proofs', Object.fromEntries(counts))
  expect([...counts.keys()].sort()).toEqual([
    'conditional',
    'conditional, minimal',
    'denied',
    'denied, minimal',
    'proved',
    'proved, minimal',
  ])
})
