import { Throttle } from './access/throttle.ts'
import { ClockWaits } from './clock-wait.ts'
import { FaultList } from './control/fault-list.ts'
import { Journal } from './control/journal.ts'
import { NonceMemory } from './wire/nonces.ts'

/** What the emulator remembers of one account beside its state: gone with a reset, never in a snapshot. */
export interface AccountRuntime {
  readonly nonces: NonceMemory
  readonly throttle: Throttle
  readonly journal: Journal
  readonly faults: FaultList
  readonly waits: ClockWaits
}

export function createRuntime(): AccountRuntime {
  return {
    nonces: new NonceMemory(),
    throttle: new Throttle(),
    journal: new Journal(),
    faults: new FaultList(),
    waits: new ClockWaits(),
  }
}
