import type { Decided } from '../access/authorize.ts'
import type { AppliedScenario } from '../state/account.ts'
import { changedMembers } from '../state/changed-members.ts'
import { formatTime } from '../state/clock.ts'
import type { Drop } from '../wire/message.ts'

/** Who called. */
export interface CallingPrincipal {
  readonly type: string
  readonly name: string
  readonly accessKeyId: string
}

/** How a call was answered. Never holds a value, a signature or an access key secret. */
interface Outcome {
  readonly requestId: string
  resource?: string | undefined
  /** 0: nothing was sent. */
  readonly status: number
  readonly code?: string | undefined
  /** What was wrong, in the emulator's words. */
  readonly because?: string | undefined
  /** How the answer was lost on its way. */
  readonly lost?: Drop | undefined
  /** The id of the fault rule that acted. */
  readonly fault?: string | undefined
  /** What `--authorization report` let pass. */
  readonly wouldBeRefused?: true | undefined
}

/** One call as the journal keeps it; what is shown is made of it when somebody looks. */
export interface JournalRecord extends Outcome {
  /** When the call came: milliseconds since 1970, on the account's clock. */
  readonly at: number
  /** Its place among the calls that came: `arrive` gives it. */
  readonly order: number
  readonly operation: string
  caller: CallingPrincipal
  /** The id of the trouble of the service that acted. */
  readonly trouble: string | undefined
  /** Calls with the same digest asked for the same. */
  digest: string
  decided: readonly Decided[]
  /** The permissions behind one that was refused. */
  readonly notAsked: readonly NeededPermission[] | undefined
  /** What was applied to the account when a call was refused or its answer lost. */
  readonly scenarios: readonly AppliedScenario[] | undefined
}

/** What is told of a call once it is answered; operation and caller are absent where they were not known yet. */
export interface Answered extends Outcome {
  readonly operation?: string
  readonly caller?: CallingPrincipal
}

/** A RAM action on a resource. */
export interface NeededPermission {
  readonly action: string
  readonly resource: string
}

/** One permission that was asked for, and what was found. */
export interface JournalNeed extends NeededPermission {
  readonly outcome: 'allow' | 'explicit-deny' | 'implicit-deny'
  /** Which statement of which policy decided, or what is missing, in one sentence. */
  readonly explanation: string
}

/** A record as the control interface shows it; what is not there is left out. */
export interface JournalEntry extends Answered {
  /** When the call came: ISO 8601, on the account's clock. */
  readonly time: string
  readonly operation: string
  readonly caller: CallingPrincipal
  /** The id of the scenario that caused the refusal or the loss. */
  readonly scenario?: string
  /** The requestId of the failed call just before that asked for the same by the same access key. */
  readonly retryOf?: string
  readonly authorization: readonly JournalNeed[]
  /** The permissions behind the one that was refused: the call needs them too, and nobody asked for them. */
  readonly notAsked?: readonly NeededPermission[]
}

/** An entry with its time in milliseconds since 1970. */
export interface DatedEntry {
  readonly at: number
  readonly entry: JournalEntry
}

/** Whether the client had reason to try again: it was refused, or got no answer that it could read. */
export function hasFailed({ status, lost }: Pick<JournalRecord, 'status' | 'lost'>): boolean {
  return status !== 200 || lost !== undefined
}

/** The latest calls of one account, oldest first; what no longer fits is counted. */
export class Journal {
  readonly #limit: number
  #records: JournalRecord[] = []
  #dropped = 0
  #arrivals = 0

  constructor(limit = 10_000) {
    this.#limit = limit
  }

  /** How many of the oldest calls fell out. */
  get dropped(): number {
    return this.#dropped + Math.max(0, this.#records.length - this.#limit)
  }

  /** The place of a call that comes now. */
  arrive(): number {
    return this.#arrivals++
  }

  /** Enters a call once it is answered: one that was delayed behind others that came later. */
  add(record: JournalRecord): void {
    const before = this.#records.at(-1)
    if (before !== undefined && isAlike(before, record)) share(record, before)
    this.#records.push(record)
    if (this.#records.length < 2 * this.#limit) return
    this.#dropped += this.#records.length - this.#limit
    this.#records = this.#records.slice(-this.#limit)
  }

  /** What is remembered; `scenarioOf` says which of the applied scenarios is behind a refusal. */
  entries(scenarioOf: (record: JournalRecord) => string | undefined): JournalEntry[] {
    return this.dated(scenarioOf).map(({ entry }) => entry)
  }

  /** Likewise, each with its exact time in milliseconds since 1970. */
  dated(scenarioOf: (record: JournalRecord) => string | undefined): DatedEntry[] {
    const latest = new Map<string, JournalRecord>()
    const inOrder = this.#records.slice(-this.#limit).sort((a, b) => a.order - b.order)
    return inOrder.map(record => {
      const what = `${record.caller.accessKeyId} ${record.operation} ${record.digest}`
      const before = latest.get(what)
      latest.set(what, record)
      const retryOf = before && hasFailed(before) ? before.requestId : undefined
      return { at: record.at, entry: entryOf(record, scenarioOf(record), retryOf) }
    })
  }

  clear(): void {
    this.#records = []
    this.#dropped = 0
  }
}

function isAlike(before: JournalRecord, record: JournalRecord): boolean {
  return (
    before.caller.accessKeyId === record.caller.accessKeyId &&
    before.resource === record.resource &&
    isSame(before.decided, record.decided)
  )
}

/** A call like the one before shares its parts with it: most journals are long runs of the same few calls. */
function share(record: JournalRecord, before: JournalRecord): void {
  record.resource = before.resource
  record.caller = before.caller
  record.decided = before.decided
  if (record.digest === before.digest) record.digest = before.digest
}

function isSame(a: readonly Decided[], b: readonly Decided[]): boolean {
  return a.length === b.length && a.every((one, index) => isSameDecision(one, b[index]))
}

function isSameDecision(a: Decided, b: Decided | undefined): boolean {
  return (
    a.need.action === b?.need.action &&
    a.need.resource === b.need.resource &&
    a.decision.outcome === b.decision.outcome &&
    a.decision.decidedBy === b.decision.decidedBy &&
    a.explanation === b.explanation
  )
}

/** What is known of an answer, in the order in which it is shown. */
export function answeredOf(
  outcome: Outcome,
  operation: string | undefined,
  caller: CallingPrincipal | undefined,
): Answered {
  return { ...shownOf(outcome), ...changedMembers({ operation, caller: caller && shownCaller(caller) }) }
}

function shownOf({ requestId, resource, status, code, because, lost, fault, wouldBeRefused }: Outcome) {
  const known = changedMembers({ resource, status, code, because, lost, fault, wouldBeRefused })
  return { requestId, ...known, status }
}

function shownCaller({ type, name, accessKeyId }: CallingPrincipal): CallingPrincipal {
  return { type, name, accessKeyId }
}

function entryOf(
  record: JournalRecord,
  scenario: string | undefined,
  retryOf: string | undefined,
): JournalEntry {
  const authorization = record.decided.map(({ need, decision, explanation }) => ({
    action: need.action,
    resource: need.resource,
    outcome: decision.outcome,
    explanation: explanation ?? grantedBy(decision.decidedBy),
  }))
  return {
    ...shownOf(record),
    time: formatTime(record.at),
    operation: record.operation,
    caller: shownCaller(record.caller),
    ...changedMembers({ scenario, retryOf }),
    authorization,
    ...changedMembers({ notAsked: record.notAsked }),
  }
}

function grantedBy(statement: { readonly policy: string; readonly pointer: string } | null): string {
  return statement
    ? `allowed by ${statement.pointer} of policy \`${statement.policy}\``
    : 'the account itself may do everything in it'
}
