import type { Secret } from './secret.ts'

/** The secrets of one account and region: found by name, listed in the order of their creation, a page costing the page. */
export class SecretList {
  readonly #byName = new Map<string, Secret>()
  #inOrder: Secret[] = []
  readonly #perInstance = new Map<string, number>()

  get size(): number {
    return this.#inOrder.length
  }

  get(name: string): Secret | undefined {
    return this.#byName.get(name)
  }

  add(secret: Secret): void {
    if (this.#byName.has(secret.name)) throw new Error(`secret ${secret.name} is there already`)
    this.#byName.set(secret.name, secret)
    this.#inOrder.push(secret)
    this.#count(secret, 1)
  }

  delete(name: string): void {
    const secret = this.#byName.get(name)
    if (!secret) return
    this.#byName.delete(name)
    this.#inOrder.splice(this.#inOrder.indexOf(secret), 1)
    this.#count(secret, -1)
  }

  /** Takes away all that an instance holds, in one pass. */
  deleteOf(instance: string): void {
    for (const secret of this.#inOrder) if (secret.instance === instance) this.#byName.delete(secret.name)
    this.#inOrder = this.#inOrder.filter(secret => secret.instance !== instance)
    this.#perInstance.delete(instance)
  }

  /** How many secrets an instance holds, those planned to be deleted included. */
  countIn(instance: string): number {
    return this.#perInstance.get(instance) ?? 0
  }

  slice(start: number, end: number): Secret[] {
    return this.#inOrder.slice(start, end)
  }

  [Symbol.iterator](): Iterator<Secret> {
    return this.#inOrder[Symbol.iterator]()
  }

  #count({ instance }: Secret, difference: number): void {
    if (instance !== undefined) this.#perInstance.set(instance, this.countIn(instance) + difference)
  }
}
