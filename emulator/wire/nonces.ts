import { hash } from 'node:crypto'
import { signatureWindow } from './timestamp.ts'

/** As long as a request with the nonce could still be in time (assumed: no source gives the service's own memory). */
export const nonceMemory = 2 * signatureWindow

interface Used {
  readonly entry: string
  readonly at: number
}

/** Nonces that were used, each for as long as it could be replayed; the oldest fall out where there are too many. */
export class NonceMemory {
  readonly #limit: number
  readonly #known = new Set<string>()
  /** Oldest first, from `#first` on; the places before it are cleared now and then. */
  #used: Used[] = []
  #first = 0

  /** `limit`: nonces kept at the most, whatever their length (100,000 take about 15 MB). */
  constructor(limit = 100_000) {
    this.#limit = limit
  }

  /** Remembers a nonce of an access key at `now` (milliseconds, never going back); false where it is known already. */
  add(accessKeyId: string, nonce: string, now: number): boolean {
    this.#forget(now)
    // A digest is short, and does not keep the text of the request alive as a piece of it would.
    const entry = hash('sha256', `${accessKeyId.length} ${accessKeyId}${nonce}`, 'base64')
    if (this.#known.has(entry)) return false
    if (this.#known.size >= this.#limit) this.#drop()
    this.#known.add(entry)
    this.#used.push({ entry, at: now })
    return true
  }

  #forget(now: number): void {
    let oldest = this.#used[this.#first]
    while (oldest !== undefined && now - oldest.at > nonceMemory) {
      this.#drop()
      oldest = this.#used[this.#first]
    }
  }

  #drop(): void {
    const oldest = this.#used[this.#first]
    if (oldest === undefined) return
    this.#known.delete(oldest.entry)
    this.#first++
    if (this.#first < 1024 || this.#first * 2 < this.#used.length) return
    this.#used = this.#used.slice(this.#first)
    this.#first = 0
  }
}
