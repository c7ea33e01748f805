/** How sure a fact is: in an official document, seen in a client or a test against the service, or our best guess. */
export type Certainty = 'documented' | 'seen' | 'assumed'

/** One refusal of the service: HTTP status, the message word for word, and where both come from. */
export interface ErrorRow {
  readonly status: number
  readonly message: string
  readonly certainty: Certainty
  readonly source: string
}

export type ErrorTable<Code extends string = string> = Readonly<Record<Code, ErrorRow>>

/** What goes with a refusal beside its row. */
export interface RefusalExtra {
  readonly members?: Readonly<Record<string, unknown>>
  readonly headers?: Readonly<Record<string, string>>
  readonly because?: string
}

/** A refusal as the service words it. Thrown anywhere below `answer`, rendered once there. */
export class KmsError extends Error {
  readonly code: string
  readonly status: number
  /** Members that the answer carries beside the usual ones, e.g. `AccessDeniedDetail`. */
  readonly members: Readonly<Record<string, unknown>>
  /** Response headers that go with it, e.g. `x-acs-retry-after`. */
  readonly headers: Readonly<Record<string, string>>
  /** Our own words on what was wrong, for the journal; never sent to the client and never holding a secret. */
  readonly because: string | undefined

  constructor(code: string, status: number, message: string, extra: RefusalExtra = {}) {
    // An answer, not a fault: nobody reads where it was thrown, and to note that down is a sixth of a refusal's work.
    const { stackTraceLimit } = Error
    Error.stackTraceLimit = 0
    super(message)
    Error.stackTraceLimit = stackTraceLimit
    this.name = 'KmsError'
    this.code = code
    this.status = status
    this.members = extra.members ?? {}
    this.headers = extra.headers ?? {}
    this.because = extra.because
  }
}

/** A row of an error table whose code, status and message an official document or the API's metadata gives. */
export function documented(status: number, message: string, source = 'API metadata 2024-06'): ErrorRow {
  return { status, message, certainty: 'documented', source }
}

/** A row seen in a real answer, a client or a test that runs against the service. */
export function seen(status: number, message: string, source: string): ErrorRow {
  return { status, message, certainty: 'seen', source }
}

/** A row that no source gives whole: the best-supported guess, with the reason as its source. */
export function assumed(status: number, message: string, source: string): ErrorRow {
  return { status, message, certainty: 'assumed', source }
}

/** Rows of another operation's table, which no source lists for this one. */
export function assumedFor<T extends ErrorTable>(rows: T, why: string): T {
  return Object.fromEntries(
    Object.entries(rows).map(([code, { status, message }]) => [code, assumed(status, message, why)]),
  ) as T
}

/** Throws the row of `code` in `table`; `message` replaces the row's where the service fills in a name. */
export function refuse<Code extends string>(
  table: ErrorTable<Code>,
  code: Code,
  message?: string,
  extra?: RefusalExtra,
): never {
  const row = table[code]
  throw new KmsError(code, row.status, message ?? row.message, extra)
}
