import { lowerCaseAction, Memory, type PolicyString, type Statement } from '../policy/index.ts'
import type { RuleSubject } from '../rule.ts'

const known = new Memory<RuleSubject, ReadonlyMap<Statement, Statement>>()

/**
 * The statements that say the same as an earlier one, each with the first that does: order, repetition, the case of
 * actions and of condition keys, and the Sid do not count.
 */
export function repeatedStatements(subject: RuleSubject): ReadonlyMap<Statement, Statement> {
  const repeated = known.get(subject) ?? findRepeated(subject.statements.map(({ statement }) => statement))
  known.set(subject, repeated)
  return repeated
}

function findRepeated(statements: readonly Statement[]): ReadonlyMap<Statement, Statement> {
  const repeated = new Map<Statement, Statement>()
  if (statements.length < 2) return repeated
  const first = new Map<string, Statement>()
  for (const statement of resemblingIn(statements)) {
    const said = meaningOf(statement)
    const earlier = first.get(said)
    if (earlier === undefined) first.set(said, statement)
    else repeated.set(statement, earlier)
  }
  return repeated
}

/** Without most of the statements that are like no other one: not a second has the first of its resources. */
function resemblingIn(statements: readonly Statement[]): readonly Statement[] {
  const likes = new Map<string, Statement[]>()
  for (const statement of statements) {
    const key = `${statement.effect} ${leastOf(statement.resources)}`
    const alike = likes.get(key)
    if (alike === undefined) likes.set(key, [statement])
    else alike.push(statement)
  }
  const kept = new Set([...likes.values()].filter(({ length }) => length > 1).flat())
  return statements.filter(statement => kept.has(statement))
}

/** The first of some texts in their order, however the list is ordered; empty if there are none. */
function leastOf(strings: readonly PolicyString[]): string {
  let least = strings[0]?.value ?? ''
  for (const { value } of strings) if (value < least) least = value
  return least
}

/** The same for two statements that say the same: order, repetition, the case of actions and keys and the Sid left out. */
function meaningOf(statement: Statement): string {
  const { effect, actionElement, actions, resources, principals, conditions } = statement
  return JSON.stringify([
    effect,
    actionElement,
    sorted(actions.map(({ value }) => lowerCaseAction(value))),
    sorted(values(resources)),
    principals === null ? null : sorted(principals.map(({ type, value }) => `${type} ${value}`)),
    sorted(
      conditions.map(each =>
        JSON.stringify([each.operator.value, each.key.value.toLowerCase(), sorted(values(each.values))]),
      ),
    ),
  ])
}

function values(strings: readonly PolicyString[]): readonly string[] {
  return strings.map(({ value }) => value)
}

function sorted(strings: readonly string[]): readonly string[] {
  return [...new Set(strings)].sort()
}
