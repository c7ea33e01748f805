import { type CompiledStatement, Memory, type Pattern, type PolicyString } from '../../policy/index.ts'
import type { RuleSubject } from '../../rule.ts'

/** A pattern of actions where it stands. */
export interface ActionPattern {
  readonly statement: CompiledStatement
  readonly action: PolicyString
  readonly pattern: Pattern
}

const patterns = new Memory<RuleSubject, readonly ActionPattern[]>()

/** The patterns of all statements that stand for more than one action, in the order of the text. */
export function actionPatternsOf(subject: RuleSubject): readonly ActionPattern[] {
  const known = patterns.get(subject)
  if (known !== undefined) return known
  const found: ActionPattern[] = []
  for (const statement of subject.statements) {
    statement.actions.forEach((pattern, index) => {
      const action = statement.statement.actions[index]
      if (pattern.shape !== 'literal' && action !== undefined) found.push({ statement, action, pattern })
    })
  }
  patterns.set(subject, found)
  return found
}
