import { hash } from 'node:crypto'
import { signatureWindow } from './timestamp.ts'

/** As long as a request with the nonce could still be in time (assumed: no source gives the service's own memory). */
export const nonceMemory = 2 * signatureWindow

/** Nonces that were used, each for as long as it could be replayed; the oldest fall out where there are too many. */
export class NonceMemory {
  readonly #limit: number
  /** When each was used, oldest first. */
  readonly #used = new Map<string, number>()

  /** `limit`: nonces kept at the most, whatever their length (100,000 take about 15 MB). */
  constructor(limit = 100_000) {
    this.#limit = limit
  }

  /** Remembers a nonce of an access key at `now` (milliseconds, never going back); false where it is known already. */
  add(accessKeyId: string, nonce: string, now: number): boolean {
    for (const [oldest, at] of this.#used) {
      if (now - at <= nonceMemory) break
      this.#used.delete(oldest)
    }
    // A digest is short, and does not keep the text of the request alive as a piece of it would.
    const entry = hash('sha256', `${accessKeyId.length} ${accessKeyId}${nonce}`, 'base64')
    if (this.#used.has(entry)) return false
    if (this.#used.size >= this.#limit) this.#used.delete(this.#used.keys().next().value as string)
    this.#used.set(entry, now)
    return true
  }
}
