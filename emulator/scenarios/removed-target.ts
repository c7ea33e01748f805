import type { AppliedScenario } from '../state/account.ts'
import { nounOf } from '../state/managed-account.ts'
import { changeTarget, type TargetPlace, targetAt } from '../state/managed-target.ts'
import { resumeRotations } from '../state/rotation.ts'
import type { ScenarioContext } from './scenario.ts'

/** What a scenario keeps of a thing, or of one of its accounts, that it holds removed. */
export interface RemovedTarget {
  readonly place: TargetPlace
  /** Whether it was there before the first scenario that holds it removed. */
  readonly wasThere: boolean
}

/** Scenarios whose `before` has a `target`. */
const holders = ['rotation-stuck', 'managed-account-missing']

/** Removes what is at a place, unless it is removed already. */
export function removeTarget(context: ScenarioContext, place: TargetPlace): RemovedTarget {
  const target = targetAt(context.world, context.account, place)
  const held = heldAt(place, context.account.scenarios.values())
  const isThere = target !== undefined && target.status !== 'Deleted'
  if (isThere) changeTarget(target, 'remove')
  return { place, wasThere: isThere || held.some(each => each.wasThere) }
}

/** Whether it is still removed, or was never there. */
export function isRemoved({ world, account }: ScenarioContext, { place }: RemovedTarget): boolean {
  return (targetAt(world, account, place)?.status ?? 'Deleted') === 'Deleted'
}

/**
 * Brings back what a scenario removed, unless `others` hold it removed too; rotations that waited for it go on. Answers
 * what that changed.
 */
export function bringBack(
  context: ScenarioContext,
  { place, wasThere }: RemovedTarget,
  others: Iterable<AppliedScenario>,
): string[] {
  const target = targetAt(context.world, context.account, place)
  if (target?.status !== 'Deleted' || !wasThere || heldAt(place, others).length > 0) return []
  const fault = changeTarget(target, 'restore')
  if (fault !== null) return [`${sentenceFor(place)} stays removed: ${fault}`]
  resumeRotations(context.account, context)
  return [`${sentenceFor(place)} is there again`]
}

/** The scenarios that stay applied beside one of a name, whatever their own: `others` are those of that name. */
export function scenariosBeside(
  { account }: ScenarioContext,
  name: string,
  others: readonly AppliedScenario[],
): AppliedScenario[] {
  return [...others, ...[...account.scenarios.values()].filter(each => each.name !== name)]
}

/** `account x of RDS instance y`. */
export function sentenceFor({ kind, id, account }: TargetPlace): string {
  const thing = `${nounOf[kind]} \`${id}\``
  return account === undefined ? thing : `account \`${account}\` of ${thing}`
}

function heldAt(place: TargetPlace, applied: Iterable<AppliedScenario>): RemovedTarget[] {
  return [...applied]
    .filter(({ name }) => holders.includes(name))
    .map(({ before }) => (before as { readonly target?: RemovedTarget } | undefined)?.target)
    .filter(target => target !== undefined)
    .filter(target => samePlace(target.place, place))
}

function samePlace(a: TargetPlace, b: TargetPlace): boolean {
  return a.kind === b.kind && a.id === b.id && a.account === b.account
}
