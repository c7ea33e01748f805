import { hash } from 'node:crypto'
import { signatureWindow } from './timestamp.ts'

/** As long as a request with the nonce could still be in time (assumed: no source gives the service's own memory). */
export const nonceMemory = 2 * signatureWindow

/** Nonces that were used, each for as long as it could be replayed; the oldest fall out where there are too many. */
export class NonceMemory {
  readonly #limit: number
  readonly #known = new Set<string>()
  /** Oldest first, from `#first` on, and when each was used; the places before it are cleared now and then. */
  #entries: string[] = []
  #times: number[] = []
  #first = 0

  /** `limit`: nonces kept at the most, whatever their length (100,000 take about 11 MB). */
  constructor(limit = 100_000) {
    this.#limit = limit
  }

  /** Remembers a nonce of an access key at `now` (milliseconds, never going back); false where it is known already. */
  add(accessKeyId: string, nonce: string, now: number): boolean {
    while (this.#first < this.#times.length && now - (this.#times[this.#first] as number) > nonceMemory)
      this.#drop()
    // A digest is short, and does not keep the text of the request alive as a piece of it would.
    const entry = hash('sha256', `${accessKeyId.length} ${accessKeyId}${nonce}`, 'base64')
    if (this.#known.has(entry)) return false
    if (this.#known.size >= this.#limit) this.#drop()
    this.#known.add(entry)
    this.#entries.push(entry)
    this.#times.push(now)
    return true
  }

  #drop(): void {
    this.#known.delete(this.#entries[this.#first] as string)
    this.#first++
    if (this.#first < 1024 || this.#first * 2 < this.#entries.length) return
    this.#entries = this.#entries.slice(this.#first)
    this.#times = this.#times.slice(this.#first)
    this.#first = 0
  }
}
