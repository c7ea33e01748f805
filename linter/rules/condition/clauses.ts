import { replaceWithString } from '../../edits.ts'
import type { CompiledCondition, CompiledStatement, ConditionClause } from '../../policy/index.ts'
import { Memory } from '../../policy/index.ts'
import type { Fix, RuleSubject } from '../../rule.ts'
import { type KeyForm, readKey } from './key-form.ts'

/** One key under one operator of one statement: as written, as the engine decides with it, and what its key is. */
export interface ClauseInStatement {
  readonly statement: CompiledStatement
  readonly clause: ConditionClause
  readonly condition: CompiledCondition
  readonly key: KeyForm
}

const known = new Memory<RuleSubject, readonly ClauseInStatement[]>()

/** The clauses of all statements, in the order of the text. */
export function clausesOf(subject: RuleSubject): readonly ClauseInStatement[] {
  let clauses = known.get(subject)
  if (clauses === undefined) {
    clauses = subject.statements.flatMap(statement =>
      statement.statement.conditions.length === 0 ? [] : clausesIn(statement),
    )
    known.set(subject, clauses)
  }
  return clauses
}

function clausesIn(statement: CompiledStatement): readonly ClauseInStatement[] {
  return statement.statement.conditions.map((clause, index) => ({
    statement,
    clause,
    condition: statement.conditions[index] as CompiledCondition,
    key: readKey(clause.key.value),
  }))
}

/** Whether a value still has a gap to fill in: what it will be is not known. */
export function hasGap(value: string): boolean {
  return /\$\{|<[^<>]+>|\{[^{}]*\}/.test(value)
}

/** How often a key stands under an operator, by the operator's pointer and the key, whatever the spelling. */
const spellings = new Memory<CompiledStatement, ReadonlyMap<string, number>>()

function spellingsIn(statement: CompiledStatement): ReadonlyMap<string, number> {
  const found = spellings.get(statement)
  if (found !== undefined) return found
  const counts = new Map<string, number>()
  for (const { operator, key } of statement.statement.conditions) {
    const name = `${operator.pointer} ${key.value.trim().toLowerCase()}`
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  spellings.set(statement, counts)
  return counts
}

/** Writes another key in the place of a clause's; undefined where the operator has that key already, in some spelling. */
export function renameKey({ statement, clause }: ClauseInStatement, name: string): Fix | undefined {
  const same = clause.key.value.trim().toLowerCase() === name.toLowerCase()
  const others = spellingsIn(statement).get(`${clause.operator.pointer} ${name.toLowerCase()}`) ?? 0
  if (others > (same ? 1 : 0)) return undefined
  return { safety: 'safe', title: `write \`${name}\``, edits: [replaceWithString(clause.key, name)] }
}
