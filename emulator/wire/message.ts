/** A request as it came over the wire, before anything is believed. Header names are in lower case. */
export interface WireRequest {
  readonly method: string
  readonly path: string
  /** Without the question mark, undecoded. */
  readonly query: string
  readonly headers: ReadonlyMap<string, string>
  readonly body: Uint8Array
  readonly secure: boolean
  readonly sourceIp: string
}

export interface WireResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Parameters of query and form together, decoded. */
export type Parameters = ReadonlyMap<string, string>
