import type { CompiledStatement } from './attached-policy.ts'
import { findWord } from './automaton.ts'
import { conditionHolds } from './condition.ts'
import type { Knowledge } from './context-space.ts'
import { matches, type Pattern } from './pattern.ts'

/**
 * A resource of a pattern and of all others of `inside` that none of some statements is about, where that is plain to
 * see: the text that the pattern begins with will do. It is the one that a search for a resource finds. Null says
 * nothing.
 */
export function plainResource(
  pattern: Pattern | undefined,
  others: readonly CompiledStatement[],
  inside: readonly Pattern[],
): string | null {
  if (pattern === undefined || pattern.shape === 'tokens') return null
  const [universe] = inside
  const isAny = pattern.shape === 'everything' && inside.length === 1 && universe !== undefined
  if (isAny && others.length > 0) return null
  const literal = isAny ? shortestOf(universe) : pattern.literal
  for (const each of inside) if (!matches(each, literal)) return null
  for (const { resources } of others) {
    if (resources === null || resources.some(each => matches(each, literal))) return null
  }
  return literal
}

/** The word that a search in all resources of a type finds first. */
function shortestOf(universe: Pattern): string {
  const found = findWord([universe], [])
  return typeof found === 'object' ? found.word : ''
}

/**
 * Whether the conditions of a statement hold in some context, where that is plain to see: each in one in which its key
 * has the first of its values. False says nothing.
 */
export function holdsPlainly({ conditions }: CompiledStatement, knowledge: Knowledge): boolean {
  if (conditions.length === 0) return true
  const context = new Map<string, string>()
  for (const { key, quantifier, negated, operator, values } of conditions) {
    if (knowledge.given.has(key) || knowledge.absent.has(key) || quantifier !== null) return false
    const [value] = values
    if (negated) {
      if (knowledge.always.has(key)) return false
    } else if (value !== undefined && !context.has(key)) {
      context.set(key, operator.type === 'IpAddress' ? value.replace(/\/.*$/, '') : value)
    }
  }
  return conditions.every(each => conditionHolds(each, context, knowledge.negatedOnAbsentKey))
}
