import type { Decided } from '../access/authorize.ts'
import type { AppliedScenario } from '../state/account.ts'
import type { Drop } from '../wire/message.ts'

/** One call as it was answered. Never holds a value, a signature or an access key secret. */
export interface JournalRecord {
  readonly requestId: string
  /** When the call came: ISO 8601, on the account's clock. */
  readonly time: string
  /** The same in milliseconds since 1970. */
  readonly at: number
  /** Its place among the calls that came: `arrive` gives it. */
  readonly order: number
  readonly operation: string
  readonly caller: { readonly type: string; readonly name: string; readonly accessKeyId: string }
  readonly resource?: string
  /** 0: nothing was sent. */
  readonly status: number
  readonly code?: string
  /** What was wrong, in the emulator's words. */
  readonly because?: string
  /** How the answer was lost on its way. */
  readonly lost?: Drop
  /** The id of the fault rule that acted. */
  readonly fault?: string
  /** The id of the trouble of the service that acted. */
  readonly trouble?: string
  /** Calls with the same digest asked for the same. */
  readonly digest: string
  /** What `--authorization report` let pass. */
  readonly wouldBeRefused?: true
  readonly decided: readonly Decided[]
  /** What was applied to the account when a call was refused or its answer lost. */
  readonly scenarios?: readonly AppliedScenario[]
}

/** One permission that was asked for, and what was found. */
export interface JournalNeed {
  readonly action: string
  readonly resource: string
  readonly outcome: 'allow' | 'explicit-deny' | 'implicit-deny'
  /** Which statement of which policy decided, or what is missing, in one sentence. */
  readonly explanation: string
}

/** A record as the control interface shows it. */
export type JournalEntry = Omit<
  JournalRecord,
  'at' | 'decided' | 'digest' | 'order' | 'scenarios' | 'trouble'
> & {
  /** The id of the scenario that caused the refusal or the loss. */
  readonly scenario?: string
  /** The requestId of the failed call just before that asked for the same by the same access key. */
  readonly retryOf?: string
  readonly authorization: readonly JournalNeed[]
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
    this.#records.push(sharing(record, this.#records.at(-1)))
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

/** A call like the one before shares its parts with it: most journals are long runs of the same few calls. */
function sharing(record: JournalRecord, before: JournalRecord | undefined): JournalRecord {
  if (before === undefined || before.caller.accessKeyId !== record.caller.accessKeyId) return record
  if (before.resource !== record.resource || !isSame(before.decided, record.decided)) return record
  const { caller, decided, digest } = before
  return {
    ...record,
    ...(before.resource === undefined ? {} : { resource: before.resource }),
    caller,
    decided,
    digest: digest === record.digest ? digest : record.digest,
  }
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

function entryOf(
  { at: _, order: __, decided, digest: ___, scenarios: ____, trouble: _____, ...rest }: JournalRecord,
  scenario: string | undefined,
  retryOf: string | undefined,
): JournalEntry {
  const authorization = decided.map(({ need, decision, explanation }) => ({
    action: need.action,
    resource: need.resource,
    outcome: decision.outcome,
    explanation: explanation ?? grantedBy(decision.decidedBy),
  }))
  return {
    ...rest,
    ...(scenario === undefined ? {} : { scenario }),
    ...(retryOf === undefined ? {} : { retryOf }),
    authorization,
  }
}

function grantedBy(statement: { readonly policy: string; readonly pointer: string } | null): string {
  return statement
    ? `allowed by ${statement.pointer} of policy \`${statement.policy}\``
    : 'the account itself may do everything in it'
}
