const all: Memory<object, unknown>[] = []

/**
 * Answers about parts of a policy, each kept as long as the part is. A table that lives on holds back what is in it
 * from the quick ways of the garbage collector: whoever looks at thousands of policies calls `forget` after each.
 */
export class Memory<Key extends object, Value> {
  #answers = new WeakMap<Key, Value>()
  #isEmpty = true

  constructor() {
    all.push(this as unknown as Memory<object, unknown>)
  }

  get(key: Key): Value | undefined {
    return this.#answers.get(key)
  }

  set(key: Key, answer: Value): void {
    this.#answers.set(key, answer)
    this.#isEmpty = false
  }

  forget(): void {
    if (this.#isEmpty) return
    this.#answers = new WeakMap()
    this.#isEmpty = true
  }
}

/** Drops every answer; each is found again when it is asked for. */
export function forget(): void {
  for (const each of all) each.forget()
}
