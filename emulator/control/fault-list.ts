import { type Disturbance, headersOf, type When } from '../disturbance.ts'
import { KmsError } from '../errors.ts'
import { drawsFrom, type FaultRule, type FaultTarget, isAbout } from './fault-rule.ts'

/** A rule at work. */
export interface Fault {
  readonly id: string
  readonly rule: FaultRule
  /** Milliseconds. */
  readonly delay: number
  /** How many calls it has met. */
  hits: number
  /** How many calls it could have met: those that it skips and spares included. */
  seen: number
  /** The next draw for `probability`. */
  readonly draw: () => number
}

/** The fault rules of one account, oldest first. */
export class FaultList {
  readonly #faults = new Map<string, Fault>()
  #made = 0

  get size(): number {
    return this.#faults.size
  }

  all(): Fault[] {
    return [...this.#faults.values()]
  }

  /** Adds a checked rule; ids are `fault-1`, `fault-2` and so on, none twice. */
  add(rule: FaultRule, delay: number): Fault {
    const id = `fault-${++this.#made}`
    const fault = { id, rule, delay, hits: 0, seen: 0, draw: drawsFrom(rule.seed ?? 0) }
    this.#faults.set(id, fault)
    return fault
  }

  /** Takes a rule away and answers it; undefined where there is none of that id. */
  remove(id: string): Fault | undefined {
    const fault = this.#faults.get(id)
    this.#faults.delete(id)
    return fault
  }

  clear(): void {
    this.#faults.clear()
  }

  /**
   * What happens to a call. Rules are tried in the order in which they were added: delays add up, the first error or drop
   * ends the search. Each rule that acts counts a hit. `now` is the account's, in milliseconds.
   */
  meet(target: FaultTarget, when: When, now: number): Disturbance | undefined {
    const waits = { machine: 0, account: 0 }
    let last: string | undefined
    for (const fault of this.#faults.values()) {
      const { id, rule } = fault
      if (rule.when !== when || !isAbout(rule, target) || !acts(fault)) continue
      waits[rule.clock ?? 'machine'] += fault.delay
      last = id
      if (rule.drop !== undefined) return { fault: id, ...delaysOf(waits), drop: rule.drop }
      if (rule.error !== undefined) return { fault: id, ...delaysOf(waits), error: errorOf(rule.error, now) }
    }
    return last === undefined ? undefined : { fault: last, ...delaysOf(waits) }
  }
}

function delaysOf({ machine, account }: Record<'machine' | 'account', number>) {
  return { delay: machine, ...(account === 0 ? {} : { clockDelay: account }) }
}

function acts(fault: Fault): boolean {
  const { times, skip = 0, probability } = fault.rule
  if (times !== undefined && fault.hits >= times) return false
  if (++fault.seen <= skip) return false
  if (probability !== undefined && fault.draw() >= probability) return false
  fault.hits++
  return true
}

function errorOf({ code, status, message }: FaultRule['error'] & object, now: number): KmsError {
  return new KmsError(code, status, message, { headers: headersOf(code, now) })
}
