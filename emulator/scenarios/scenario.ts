import type { Source } from '../machine.ts'
import type { Account, AppliedScenario, World } from '../state/account.ts'
import type { ScenarioParameter } from './parameter.ts'
import { ScenarioFault } from './scenario-fault.ts'

/** Where a scenario is applied or undone; `now` is the account's, in milliseconds since 1970. */
export interface ScenarioContext {
  readonly world: World
  readonly account: Account
  readonly now: number
  readonly source: Source
}

/** What applying did: one sentence for each thing that changed, and what undoing needs, as plain JSON. */
export interface Change<B> {
  readonly changed: string[]
  readonly before: B
}

/** A refused call, as far as a scenario can say whether it is behind it. */
export interface RefusedCall {
  readonly operation: string
  readonly code?: string | undefined
  readonly resource?: string | undefined
  /** What was wrong, in the emulator's words. */
  readonly because?: string | undefined
  /** The id of the trouble of the service that acted. */
  readonly trouble?: string | undefined
  readonly caller: { readonly type: string; readonly name: string }
}

/** The names of a scenario's parameters and how each is read. */
export type ScenarioParameters = Readonly<Record<string, ScenarioParameter<unknown>>>

/** What a scenario is given once its parameters are read. */
export type ScenarioInput<P extends ScenarioParameters> = {
  readonly [Name in keyof P]: P[Name] extends ScenarioParameter<infer T> ? T : never
}

/** A scenario as it is declared: a cause, never an answer. `B` is what it keeps for its undo: plain JSON. */
export interface ScenarioDeclaration<P extends ScenarioParameters, B> {
  readonly name: string
  readonly summary: string
  /** What callers see of it. */
  readonly causes: string
  /** What ends it beside its undo. */
  readonly ends: string
  /** Where cause and end are described, and how sure that is. */
  readonly source: string
  readonly parameters: P
  /** Checks everything, then changes the state; throws `ScenarioFault` where it cannot be. */
  apply(context: ScenarioContext, input: ScenarioInput<P>): Change<B>
  /** Whether what was applied still holds: it may have ended by the clock or by an act. */
  holds(context: ScenarioContext, before: B): boolean
  /** Puts back what still holds; `others` are those of the same name that stay applied. Answers what changed. */
  undo(context: ScenarioContext, before: B, others: readonly AppliedScenario[]): string[]
  /** Whether a refusal is this scenario's doing. */
  explains(call: RefusedCall, input: ScenarioInput<P>, before: B): boolean
}

/** A scenario as the control interface uses it: its parameters not yet read, its `before` as a snapshot holds it. */
export interface Scenario {
  readonly name: string
  readonly summary: string
  readonly causes: string
  readonly ends: string
  readonly source: string
  readonly parameters: ScenarioParameters
  apply(context: ScenarioContext, given: ReadonlyMap<string, unknown>): Omit<AppliedScenario, 'id' | 'name'>
  holds(context: ScenarioContext, applied: AppliedScenario): boolean
  undo(context: ScenarioContext, applied: AppliedScenario, others: readonly AppliedScenario[]): string[]
  explains(call: RefusedCall, applied: AppliedScenario): boolean
}

/** Makes a scenario of its declaration. */
export function defineScenario<const P extends ScenarioParameters, B>(
  declaration: ScenarioDeclaration<P, B>,
): Scenario {
  const { name, summary, causes, ends, source, parameters } = declaration
  return {
    name,
    summary,
    causes,
    ends,
    source,
    parameters,
    apply(context, given) {
      const input = readParameters(parameters, given, context.account)
      return { parameters: input, ...declaration.apply(context, input as ScenarioInput<P>) }
    },
    holds: (context, { before }) => declaration.holds(context, before as B),
    undo: (context, { before }, others) => declaration.undo(context, before as B, others),
    explains: (call, { parameters, before }) =>
      declaration.explains(call, parameters as ScenarioInput<P>, before as B),
  }
}

/** The parameters that have a value, in the order of their declaration. */
function readParameters(
  parameters: ScenarioParameters,
  given: ReadonlyMap<string, unknown>,
  account: Account,
): Record<string, unknown> {
  const input: Record<string, unknown> = {}
  for (const [name, parameter] of Object.entries(parameters)) {
    try {
      const value = parameter.read(given.get(name), account)
      if (value !== undefined) input[name] = value
    } catch (error) {
      throw error instanceof ScenarioFault ? new ScenarioFault(error.message, name) : error
    }
  }
  return input
}
