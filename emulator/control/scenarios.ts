import type { Emulator } from '../emulator.ts'
import { findScenario, scenarios } from '../scenarios/index.ts'
import type { RefusedCall, Scenario, ScenarioContext } from '../scenarios/scenario.ts'
import { ScenarioFault } from '../scenarios/scenario-fault.ts'
import type { Account, AppliedScenario } from '../state/account.ts'
import { readClock } from '../state/clock.ts'
import { pointerTo, readBody } from './body.ts'
import { ControlError, refuseInput } from './control-error.ts'
import { offer } from './offer.ts'

/** A scenario that can be applied, as the control interface describes it. */
export interface ScenarioSummary {
  readonly name: string
  readonly summary: string
  readonly causes: string
  readonly ends: string
  readonly source: string
  readonly parameters: readonly {
    readonly name: string
    readonly summary: string
    readonly otherwise: string
    readonly choices?: readonly string[]
  }[]
}

/** A scenario that was applied and not undone. `holds`: false once it has ended by the clock or by an act. */
export interface AppliedSummary {
  readonly id: string
  readonly name: string
  readonly parameters: Readonly<Record<string, unknown>>
  readonly changed: readonly string[]
  readonly holds: boolean
}

/** What applying or undoing did: one sentence for each thing that changed. */
export interface ScenarioChange {
  readonly id: string
  readonly changed: readonly string[]
}

/** Every scenario there is, and those applied to an account, oldest first. */
export function listScenarios(
  emulator: Emulator,
  account: Account,
): { readonly scenarios: ScenarioSummary[]; readonly applied: AppliedSummary[] } {
  const context = contextOf(emulator, account)
  const applied = [...account.scenarios.values()].map(each => ({
    id: each.id,
    name: each.name,
    parameters: each.parameters,
    changed: each.changed,
    holds: findScenario(each.name)?.holds(context, each) ?? false,
  }))
  return { scenarios: scenarios.map(summaryOf), applied }
}

/** Applies a scenario; parameters that the account answers by itself may be left out. */
export function applyScenario(
  emulator: Emulator,
  account: Account,
  name: string,
  parameters?: unknown,
): ScenarioChange {
  const scenario = findScenario(name)
  if (!scenario) {
    const names = scenarios.map(each => each.name)
    throw new ControlError(404, `there is no scenario \`${name}\`${offer(name, names)}`)
  }
  const given = readBody(parameters, Object.keys(scenario.parameters))
  try {
    const applied = scenario.apply(contextOf(emulator, account), given)
    const id = `${name}-${emulator.machine.bytes(4).toString('hex')}`
    account.scenarios.set(id, { id, name, ...applied })
    return { id, changed: applied.changed }
  } catch (error) {
    if (!(error instanceof ScenarioFault)) throw error
    return refuseInput(error.parameter === '' ? '' : pointerTo(error.parameter), error.message)
  }
}

/** Undoes a scenario, in any order; one that has ended already changes nothing. */
export function undoScenario(emulator: Emulator, account: Account, id: string): ScenarioChange {
  const applied = account.scenarios.get(id)
  if (!applied) {
    const ids = [...account.scenarios.keys()]
    throw new ControlError(404, `no scenario \`${id}\` is applied${offer(id, ids)}`)
  }
  const others = [...account.scenarios.values()].filter(
    each => each !== applied && each.name === applied.name,
  )
  const changed = findScenario(applied.name)?.undo(contextOf(emulator, account), applied, others) ?? []
  account.scenarios.delete(id)
  return { id, changed }
}

/** The scenario behind a refusal, of those that were applied when it was given. */
export function causeOf(call: RefusedCall, applied: readonly AppliedScenario[]): string | undefined {
  return applied.find(each => findScenario(each.name)?.explains(call, each))?.id
}

function contextOf({ world, machine }: Emulator, account: Account): ScenarioContext {
  return { world, account, now: readClock(account.clock, machine.now()), source: machine }
}

function summaryOf({ name, summary, causes, ends, source, parameters }: Scenario): ScenarioSummary {
  return {
    name,
    summary,
    causes,
    ends,
    source,
    parameters: Object.entries(parameters).map(([parameter, { summary, otherwise, choices }]) => ({
      name: parameter,
      summary,
      otherwise,
      ...(choices ? { choices } : {}),
    })),
  }
}
