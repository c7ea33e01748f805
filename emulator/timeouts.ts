/** How long each stage of a connection may take, in milliseconds. */
export interface Timeouts {
  /** From the connection, or the start of a tunnel, to the first byte. */
  readonly firstByte: number
  /** From the first byte of a TLS connection to the end of its handshake. */
  readonly handshake: number
  readonly headers: number
  /** The whole request, with its body. */
  readonly request: number
  /** Between two requests; sent to clients as `keep-alive: timeout=25`, seen in answers of the real gateway. */
  readonly keepAlive: number
  /** How often `headers` and `request` are looked at: they can last this much longer. */
  readonly check: number
  /** How long a connection lingers after a refusal, so that a client which is still sending can read it. */
  readonly linger: number
  /** How long `close` waits for requests under way. */
  readonly grace: number
}

/** `keepAlive` is seen; the others are ours: longer than any client waits, short enough to bound what is open. */
export const defaultTimeouts: Timeouts = {
  firstByte: 20_000,
  handshake: 20_000,
  headers: 20_000,
  request: 60_000,
  keepAlive: 25_000,
  check: 5_000,
  linger: 1_000,
  grace: 2_000,
}
