import type { Emulator } from '../emulator.ts'
import type { Source } from '../machine.ts'
import type { Account, World } from '../state/account.ts'
import { readClock } from '../state/clock.ts'

/** What a change of state beside a call needs: the world, an account, its time in milliseconds, ids and randomness. */
export interface Moment {
  readonly world: World
  readonly account: Account
  readonly now: number
  readonly source: Source
}

/** An account as it is now. */
export function momentOf({ world, machine }: Emulator, account: Account): Moment {
  return { world, account, now: readClock(account.clock, machine.now()), source: machine }
}
