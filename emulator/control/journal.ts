import type { Decided } from '../access/authorize.ts'
import type { AppliedScenario } from '../state/account.ts'

/** One call as it was answered. Never holds a value, a signature or an access key secret. */
export interface JournalRecord {
  readonly requestId: string
  /** ISO 8601, on the account's clock. */
  readonly time: string
  readonly operation: string
  readonly caller: { readonly type: string; readonly name: string; readonly accessKeyId: string }
  readonly resource?: string
  readonly status: number
  readonly code?: string
  /** What was wrong, in the emulator's words. */
  readonly because?: string
  /** What `--authorization report` let pass. */
  readonly wouldBeRefused?: true
  readonly decided: readonly Decided[]
  /** What was applied to the account when a call was refused. */
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
export type JournalEntry = Omit<JournalRecord, 'decided' | 'scenarios'> & {
  /** The id of the scenario that caused the refusal. */
  readonly scenario?: string
  readonly authorization: readonly JournalNeed[]
}

/** The latest calls of one account, oldest first; what no longer fits is counted. */
export class Journal {
  readonly #limit: number
  #records: JournalRecord[] = []
  #dropped = 0

  constructor(limit = 10_000) {
    this.#limit = limit
  }

  /** How many of the oldest calls fell out. */
  get dropped(): number {
    return this.#dropped + Math.max(0, this.#records.length - this.#limit)
  }

  add(record: JournalRecord): void {
    this.#records.push(record)
    if (this.#records.length < 2 * this.#limit) return
    this.#dropped += this.#records.length - this.#limit
    this.#records = this.#records.slice(-this.#limit)
  }

  /** What is remembered; `scenarioOf` says which of the applied scenarios is behind a refusal. */
  entries(scenarioOf: (record: JournalRecord) => string | undefined): JournalEntry[] {
    return this.#records.slice(-this.#limit).map(record => entryOf(record, scenarioOf(record)))
  }

  clear(): void {
    this.#records = []
    this.#dropped = 0
  }
}

function entryOf(
  { decided, scenarios: _, ...rest }: JournalRecord,
  scenario: string | undefined,
): JournalEntry {
  const authorization = decided.map(({ need, decision, explanation }) => ({
    action: need.action,
    resource: need.resource,
    outcome: decision.outcome,
    explanation: explanation ?? grantedBy(decision.decidedBy),
  }))
  return { ...rest, ...(scenario === undefined ? {} : { scenario }), authorization }
}

function grantedBy(statement: { readonly policy: string; readonly pointer: string } | null): string {
  return statement
    ? `allowed by ${statement.pointer} of policy \`${statement.policy}\``
    : 'the account itself may do everything in it'
}
