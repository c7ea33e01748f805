import type { GeneratedPolicy } from '../linter/index.ts'
import {
  type AccountSummary,
  createAccount,
  credentialsOf,
  deleteAccount,
  requireAccount,
} from './control/accounts.ts'
import { changeClock, showClock } from './control/clock.ts'
import type { Control } from './control/control.ts'
import { environmentOf } from './control/environment.ts'
import { type EventSummary, listEvents } from './control/events.ts'
import type { JournalEntry } from './control/journal.ts'
import { minimalPolicy } from './control/minimal-policy.ts'
import { clearRequests, listRequests, type RequestFilter } from './control/requests.ts'
import { type AppliedSummary, applyScenario, listScenarios, undoScenario } from './control/scenarios.ts'
import { readState, resetState, writeState } from './control/state.ts'
import { type FaultMembers, faultMembers } from './fault-handle.ts'
import { type InstancesHandle, instancesHandle } from './instances-handle.ts'
import { type ManagedHandle, managedHandle } from './managed-handle.ts'
import type { SeedAccount, SeedDocument } from './state/seed-document.ts'

/** An access key as the official clients take it. */
export interface Credentials {
  readonly accessKeyId: string
  readonly accessKeySecret: string
}

/** A scenario that was applied to an account. */
export interface AppliedScenarioHandle {
  readonly id: string
  /** One sentence for each thing that changed. */
  readonly changed: readonly string[]
  /** Puts back what still holds, and answers what that changed; in any order with other scenarios, once. */
  undo(): Promise<readonly string[]>
}

/** An account's clock. Lengths of time are `48h`, `15d`, `30m`, `10s`. Each answers what the clock shows then. */
export interface ClockHandle {
  now(): Date
  /** Whether it goes on by itself. */
  running(): boolean
  /** Everything that falls due by then has happened when this returns. */
  advance(by: string): Date
  /** To a Date, an ISO 8601 text, or a time from now such as `-2h`. */
  set(to: Date | string): Date
  freeze(): Date
  run(): Date
}

/**
 * One account of an emulator: its own state, clock, scenarios and journal. Whatever is wrong in what it is given is a
 * `ControlError` with the status and pointer that `/_emulator` answers too.
 */
export interface AccountHandle extends ManagedHandle, FaultMembers {
  readonly id: string
  /** Of a RAM user; without a name the root's. */
  credentials(user?: string): Credentials
  /** What clients read from the environment, with the credentials of a user or the root. */
  env(user?: string): Promise<Readonly<Record<string, string>>>
  /** Applies a scenario; parameters that the account answers by itself may be left out. */
  scenario(name: string, parameters?: Readonly<Record<string, unknown>>): Promise<AppliedScenarioHandle>
  /** Those applied and not undone; `holds` is false for one that has ended. */
  scenarios(): AppliedSummary[]
  readonly clock: ClockHandle
  readonly instances: InstancesHandle
  /** What KMS reported of rotations, oldest first. */
  events(): EventSummary[]
  /** The calls that were answered, oldest first, each with its authorization explained. */
  requests(filter?: RequestFilter): JournalEntry[]
  clearRequests(): void
  /** The least RAM policy for the calls of a RAM user or a role; without a name of the only one that called. */
  minimalPolicy(user?: string): Promise<GeneratedPolicy>
  /** The account alone, as a document that `restore` takes. */
  snapshot(): Promise<SeedDocument>
  /** Throws where the document is wrong or not of this account; then nothing has changed. */
  restore(snapshot: SeedDocument): Promise<void>
  /** Back to how the seed has it, or how it was made. */
  reset(): Promise<void>
  /** Takes it away with all that is in it. */
  delete(): Promise<void>
}

/** Makes an account and answers its handle. */
export function createAccountHandle(
  control: Control,
  url: string,
  body?: Partial<SeedAccount>,
): AccountHandle {
  return accountHandle(control, url, createAccount(control.emulator, body).id)
}

/** The handle of an account that is there. */
export function accountHandle(control: Control, url: string, id: AccountSummary['id']): AccountHandle {
  const { emulator } = control
  const account = () => requireAccount(emulator, id)
  return {
    id,
    credentials(user) {
      const key = credentialsOf(account(), user)
      return { accessKeyId: key.id, accessKeySecret: key.secret }
    },
    async env(user) {
      const key = credentialsOf(account(), user)
      return environmentOf(url, emulator.world.region, key, await control.caCertificate())
    },
    async scenario(name, parameters) {
      const { id, changed } = applyScenario(emulator, account(), name, parameters)
      return { id, changed, undo: async () => undoScenario(emulator, account(), id).changed }
    },
    scenarios: () => listScenarios(emulator, account()).applied,
    clock: clockHandle(control, account),
    instances: instancesHandle(emulator, account),
    ...managedHandle(emulator, account),
    ...faultMembers(emulator, account),
    events: () => listEvents(account()),
    requests: filter => listRequests(emulator, account(), filter).requests,
    clearRequests: () => clearRequests(emulator, account()),
    minimalPolicy: user => minimalPolicy(emulator, account(), user),
    snapshot: async () => readState(emulator, id),
    restore: async document => writeState(emulator, document, id),
    reset: async () => resetState(emulator, id),
    delete: async () => deleteAccount(emulator, id),
  }
}

function clockHandle({ emulator }: Control, account: () => ReturnType<typeof requireAccount>): ClockHandle {
  const change = (body: object) => new Date(changeClock(emulator, account(), body).now)
  return {
    now: () => new Date(showClock(emulator, account()).now),
    running: () => showClock(emulator, account()).running,
    advance: by => change({ advance: by }),
    set: to => change({ set: typeof to === 'string' ? to : to.toISOString() }),
    freeze: () => change({ freeze: true }),
    run: () => change({ run: true }),
  }
}
