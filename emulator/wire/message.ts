/** The header fields of a request, by name in lower case; those given several times joined by a comma. */
export interface HeaderFields {
  get(name: string): string | undefined
}

/** A request as it came over the wire, before anything is believed. */
export interface WireRequest {
  readonly method: string
  readonly path: string
  /** Without the question mark, undecoded. */
  readonly query: string
  readonly headers: HeaderFields
  readonly body: Uint8Array
  readonly secure: boolean
  readonly sourceIp: string
}

/**
 * How an answer is lost on its way: the connection breaks at once, or in the middle of the body; the bytes are no JSON;
 * nothing is sent for as long as the client waits.
 */
export type Drop = 'reset' | 'truncate' | 'garbage' | 'never-answer'

export interface WireResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** Absent: the client gets it. */
  readonly drop?: Drop
}

/** Parameters of query and form together, decoded. */
export type Parameters = ReadonlyMap<string, string>
