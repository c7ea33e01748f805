import type { Machine } from './machine.ts'
import { type Clock, hour, readClock } from './state/clock.ts'

/** Those who wait for an account's clock; they look again whenever it was moved. */
export class ClockWaits {
  #waiting = new Set<() => void>()
  #over = false

  /** Comes back once the clock shows `time`, be it that time passes or that somebody moves it; at once after `end`. */
  async until(time: number, clock: Clock, machine: Machine): Promise<void> {
    for (;;) {
      const rest = time - readClock(clock, machine.now())
      if (rest <= 0 || this.#over) return
      await new Promise<void>(look => {
        this.#waiting.add(look)
        if (clock.frozenAt !== null) return
        // Timers of Node take 24 days at the most; whoever comes back early looks again.
        machine.wait(Math.min(rest, hour)).then(() => {
          this.#waiting.delete(look)
          look()
        })
      })
    }
  }

  /** Tells that the clock was moved. */
  moved(): void {
    const waiting = this.#waiting
    this.#waiting = new Set()
    for (const look of waiting) look()
  }

  /** The account is gone: nobody moves its clock any more. */
  end(): void {
    this.#over = true
    this.moved()
  }
}
