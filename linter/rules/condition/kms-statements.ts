import {
  type CompiledStatement,
  compileActionPattern,
  includes,
  intersects,
  Memory,
} from '../../policy/index.ts'
import type { RuleSubject } from '../../rule.ts'

const everyKmsAction = compileActionPattern('kms:*')
const budget = 2000

const known = new Memory<CompiledStatement, boolean>()

/** Whether a statement is about some action of KMS, or may be. */
export function isAboutKms(statement: CompiledStatement): boolean {
  const found = known.get(statement) ?? mayBeAboutKms(statement)
  known.set(statement, found)
  return found
}

function mayBeAboutKms({ actions, actionsNegated }: CompiledStatement): boolean {
  if (actionsNegated) return !actions.some(each => includes(each, everyKmsAction, budget) === true)
  return actions.some(each => intersects(each, everyKmsAction, budget) !== false)
}

/** Which entries of a statement's Action are not about KMS alone; by index. */
export function actionsBesideKms({ actions }: CompiledStatement): readonly number[] {
  return [...actions.keys()].filter(index => {
    const pattern = actions[index]
    return pattern !== undefined && includes(everyKmsAction, pattern, budget) === false
  })
}

/** Whether all actions of a statement are KMS's. */
export function isAboutKmsAlone(statement: CompiledStatement): boolean {
  return !statement.actionsNegated && actionsBesideKms(statement).length === 0
}

/** Whether the read that is asked about goes over the gateway of an instance, where the network keys are absent. */
export function lacksNetworkKeys({ target, kind }: Pick<RuleSubject, 'target' | 'kind'>): boolean {
  return target.gateway === 'dedicated' && kind !== 'key' && kind !== 'secret'
}
