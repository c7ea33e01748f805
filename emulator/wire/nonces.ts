import { signatureWindow } from './timestamp.ts'

/** As long as a request with the nonce could still be in time. */
const memory = 2 * signatureWindow

/** Nonces that were used, each for as long as it could be replayed; the oldest fall out where there are too many. */
export class NonceMemory {
  readonly #limit: number
  /** Two generations: the young one takes new nonces, the old one is dropped whole. */
  #young = new Set<string>()
  #old = new Set<string>()
  #youngSince = Number.NEGATIVE_INFINITY

  /** `limit`: nonces kept at the most, so that memory is bounded (100,000 nonces of usual length: about 15 MB). */
  constructor(limit = 100_000) {
    this.#limit = limit
  }

  /** Remembers a nonce; false where it is known already. Nonces longer than 256 characters are remembered by their start. */
  add(accessKeyId: string, nonce: string, now: number): boolean {
    if (now - this.#youngSince >= memory || this.#young.size * 2 >= this.#limit) this.#age(now)
    const entry = `${accessKeyId} ${nonce.slice(0, 256)}`
    if (this.#young.has(entry) || this.#old.has(entry)) return false
    this.#young.add(entry)
    return true
  }

  #age(now: number): void {
    const stale = now - this.#youngSince >= 2 * memory
    this.#old = stale ? new Set() : this.#young
    this.#young = new Set()
    this.#youngSince = now
  }
}
