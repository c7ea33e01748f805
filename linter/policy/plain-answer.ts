import type { CompiledStatement } from './attached-policy.ts'
import { conditionHolds } from './condition.ts'
import type { Knowledge } from './context-space.ts'
import { matches, type Pattern } from './pattern.ts'

/**
 * A resource of all of the patterns that a statement applies to and the others do not, in every context, where that is
 * plain to see: the statement has no conditions, and the text that its first pattern begins with will do. It is the one
 * that a search for a resource finds. Null says nothing.
 */
export function plainResource(
  { resources, conditions }: CompiledStatement,
  others: readonly CompiledStatement[],
  inside: readonly Pattern[],
): string | null {
  const [pattern] = resources ?? []
  if (pattern === undefined || conditions.length > 0 || pattern.shape === 'tokens') return null
  const { literal } = pattern
  if (!inside.every(each => matches(each, literal))) return null
  const isKeptOff = others.every(each => each.resources?.every(one => !matches(one, literal)) === true)
  return isKeptOff ? literal : null
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
