import {
  type CompiledCondition,
  type CompiledStatement,
  conditionHolds,
  isConditionValue,
  valuesOf,
} from '../../policy/index.ts'
import { defineRule, type Problem } from '../../rule.ts'
import { readOn } from './condition-example.ts'
import { isAlwaysPresent } from './key-form.ts'
import { hidesReadConditions } from './read-conditions.ts'

/** Conditions of one statement that no request can meet together. */
export const contradictoryCondition = defineRule({
  id: 'contradictory-condition',
  family: 'condition',
  level: 'error',
  summary: 'conditions on one key that no value of it meets together',
  why: 'All conditions of a statement have to hold, so it never applies: it allows or denies nothing.',
  help: 'put values of which any may fit into one list, or write two statements',
  source:
    'RAM documentation, policy elements (2025): conditions are joined by AND; decided over all values of the key',
  examples: {
    wrong: readOn({
      IpAddress: { 'acs:SourceIp': '203.0.113.0/24' },
      NotIpAddress: { 'acs:SourceIp': '203.0.0.0/16' },
    }),
    right: readOn({
      IpAddress: { 'acs:SourceIp': '203.0.113.0/24' },
      NotIpAddress: { 'acs:SourceIp': '203.0.113.7' },
    }),
  },
  hides: [{ rules: ['private-source-ip'], within: 'statement' }, hidesReadConditions],
  *check({ statements }) {
    let left = checksAtMost
    for (const statement of statements) {
      if (statement.conditions.length < 2) continue
      for (const indices of sharedKeys(statement)) {
        if (left-- <= 0) return
        const problem = contradiction(statement, indices)
        if (problem !== null) yield problem
      }
    }
  },
})

/** So that a document of many thousand statements is no trouble. */
const checksAtMost = 2000

/** Clauses of one key, by index, where there are several. A key has few operators, so a list of many is not looked at. */
function sharedKeys({ conditions }: CompiledStatement): Iterable<readonly number[]> {
  const byKey = new Map<string, number[]>()
  for (const [index, { key }] of conditions.entries()) {
    const indices = byKey.get(key)
    if (indices === undefined) byKey.set(key, [index])
    else indices.push(index)
  }
  return [...byKey.values()].filter(({ length }) => length > 1 && length < 40)
}

function contradiction(
  { statement, conditions }: CompiledStatement,
  indices: readonly number[],
): Problem | null {
  const readable = indices.filter(index => isReadable(conditions[index]))
  if (readable.length < 2 || !isImpossible(readable.map(index => conditions[index]))) return null
  const pair = firstPair(readable, conditions)
  const clauses = (pair ?? readable)
    .map(index => statement.conditions[index])
    .filter(each => each !== undefined)
  const last = clauses.at(-1)
  if (last === undefined) return null
  const names = clauses.map(({ operator }) => `\`${operator.value}\``)
  const together = pair === undefined ? `all of ${names.join(', ')}` : `both ${names.join(' and ')}`
  return {
    place: last.key,
    message: `no value of \`${last.key.value}\` meets ${together} of this statement`,
    related: clauses.slice(0, -1).map(({ key }) => ({ place: key, message: 'cannot hold together with it' })),
  }
}

/** Values that cannot be read are the mistake that other rules name. */
function isReadable(condition: CompiledCondition | undefined): boolean {
  if (condition === undefined) return false
  return condition.values.some(value => isConditionValue(condition.operator.type, value))
}

function isImpossible(clauses: readonly (CompiledCondition | undefined)[]): boolean {
  const conditions = clauses.filter(each => each !== undefined)
  const key = conditions[0]?.key ?? ''
  const presence = isAlwaysPresent(key) ? 'always' : 'maybe'
  const { candidates, complete } = valuesOf(conditions, { presence, budget: 2000 })
  return (
    complete &&
    !candidates.some(value => {
      const context = new Map(value === undefined ? [] : [[key, value]])
      return conditions.every(each => conditionHolds(each, context, true))
    })
  )
}

function firstPair(
  indices: readonly number[],
  conditions: readonly CompiledCondition[],
): readonly [number, number] | undefined {
  for (const [at, other] of indices.entries()) {
    for (const one of indices.slice(0, at)) {
      if (isImpossible([conditions[one], conditions[other]])) return [one, other]
    }
  }
  return undefined
}
