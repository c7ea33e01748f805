import { expect } from 'vitest'
import { diff } from '../../linter/secret-read/diff.ts'
import { prove } from '../../linter/secret-read/prove.ts'
import type { JsonPolicy, JsonSet } from './json-evaluator.ts'
import { checkDifference, checkProof, type PrintedDifference } from './proof-checker.ts'
import { inputOf, type ProofFixture, textsOf } from './proof-fixture.ts'
import { contextsFor, pairsFor } from './proof-samples.ts'
import { key, RandomPolicies, secret } from './random-policies.ts'

const needed = [
  { action: 'kms:GetSecretValue', resource: secret },
  { action: 'kms:Decrypt', resource: key },
]

const byPath = (policies: readonly JsonPolicy[]) =>
  Object.fromEntries(policies.map((policy, index) => [`policy-${index}.json`, policy]))

/** A question by chance; what its number makes it is the same on every run. */
function questionOf(number: number): {
  by: RandomPolicies
  set: JsonSet
  question: Omit<ProofFixture, 'expected' | 'source'>
} {
  const by = new RandomPolicies(number * 7919)
  const made = by.chance(0.25) ? by.withResourcePolicies() : by.set()
  const gateway = by.chance(0.15) ? 'dedicated' : 'shared'
  const credentials = by.chance(0.2) ? 'sts' : 'accesskey'
  const isManaged = gateway === 'shared' && by.chance(0.1)
  const { keyPolicy, secretPolicy, ...others } = made
  const own = gateway === 'dedicated' ? {} : { ...made, secret, ...(isManaged ? {} : { key }) }
  return {
    by,
    set: { ...others, ...own },
    question: {
      ...made,
      policies: byPath(made.policies),
      secret,
      key: isManaged ? 'service-managed' : key,
      gateway,
      credentials,
    },
  }
}

/** Proves something of policies by chance and checks it; answers the verdict. */
export function checkRandomProof(number: number): string {
  const { by, set, question } = questionOf(number)
  const proof = prove(inputOf(question as ProofFixture))
  expect(proof.refused).toEqual([])
  const { principal } = set
  const given = principal === undefined ? {} : { 'acs:principalarn': principal.replace('::', ':*:') }
  const dedicated = question.gateway === 'dedicated'
  const tried = {
    pairs: pairsFor([set], needed, { most: 60, random: by.random }),
    ...contextsFor([set], { dedicated, given, most: 120, random: by.random }),
  }
  const free = question.key === 'service-managed' ? [] : needed
  const wrong = checkProof(proof, set, tried, free)
  expect({ number, wrong, question }).toEqual({ number, wrong: [], question })
  return `${proof.verdict}${proof.minimal === null ? ', not all found' : proof.minimal ? ', minimal' : ''}`
}

/** Compares two sets by chance, the second often a change of the first, and checks the answer; answers the verdict. */
export function checkRandomDifference(number: number): string {
  const by = new RandomPolicies(number * 104_729)
  const before = by.set().policies
  const after = by.chance(0.3) ? by.set().policies : changed(before, by)
  const difference = diff({ before: textsOf(byPath(before)), after: textsOf(byPath(after)) })
  const sets = [{ policies: before }, { policies: after }] as const
  const tried = {
    pairs: pairsFor(sets, needed, { most: 60, random: by.random }),
    ...contextsFor(sets, { most: 120, random: by.random }),
  }
  const wrong = checkDifference(difference as PrintedDifference, ...sets, tried)
  expect({ number, wrong, before, after }).toEqual({ number, wrong: [], before, after })
  return difference.verdict
}

/** One statement is another, is gone, is new or has its condition changed; or the same in another order. */
function changed(policies: readonly JsonPolicy[], by: RandomPolicies): JsonPolicy[] {
  const [first, ...rest] = policies as [JsonPolicy, ...JsonPolicy[]]
  const statements = [...first.Statement]
  const at = Math.floor(by.random() * statements.length)
  const one = statements[at] as JsonPolicy['Statement'][number]
  const { Condition, ...bare } = one
  const changes: (() => unknown)[] = [
    () => statements.splice(at, 1, by.statement()),
    () => statements.length > 1 && statements.splice(at, 1),
    () => statements.push(by.statement()),
    () => statements.splice(at, 1, by.chance(0.5) ? bare : { ...bare, Condition: by.condition() }),
    () => statements.reverse(),
  ]
  by.pick(changes)()
  return [...rest, { Version: '1', Statement: statements }]
}
