import { type Emulator, runtimeOf } from '../emulator.ts'
import type { Account } from '../state/account.ts'
import { type Clock, readClock } from '../state/clock.ts'
import { settle } from '../state/settle.ts'
import { pointerTo, readBody } from './body.ts'
import { refuseInput } from './control-error.ts'
import { readDuration, readTime } from './time.ts'

/** What an account's clock shows: ISO 8601, and whether it goes on by itself. */
export interface ClockReading {
  readonly now: string
  readonly running: boolean
}

/** How to move a clock: one of the four. `set` takes an absolute time or one from the clock's own, such as `+2h`. */
export type ClockChange =
  | { readonly advance: string }
  | { readonly set: string }
  | { readonly freeze: true }
  | { readonly run: true }

/** The latest time that a clock takes: the end of the year 9999, the last with four digits. */
const latest = Date.parse('9999-12-31T23:59:59.999Z')

/** Reads an account's clock. */
export function showClock(emulator: Emulator, account: Account): ClockReading {
  const now = readClock(account.clock, emulator.machine.now())
  return { now: new Date(now).toISOString(), running: account.clock.frozenAt === null }
}

/**
 * Moves an account's clock; what falls due by then has happened when this returns. Signatures are judged by the
 * machine's time, so that clients go on working. Going back undoes nothing.
 */
export function changeClock(emulator: Emulator, account: Account, body: unknown): ClockReading {
  const members = readBody(body, ['advance', 'set', 'freeze', 'run'])
  const [name, ...others] = members.keys()
  if (name === undefined || others.length > 0)
    refuseInput('', 'the body must have one of `advance`, `set`, `freeze` and `run`')
  const machineNow = emulator.machine.now()
  const now = readClock(account.clock, machineNow)
  const value = members.get(name)
  if (name === 'advance') point(account.clock, now + readDuration(value, '/advance'), machineNow, '/advance')
  else if (name === 'set') point(account.clock, readTime(value, '/set', now), machineNow, '/set')
  else if (value !== true) refuseInput(pointerTo(name), `\`${name}\` takes \`true\` only`)
  else if (name === 'freeze') account.clock.frozenAt = now
  else Object.assign(account.clock, { frozenAt: null, offset: now - machineNow } satisfies Clock)
  settle(emulator.world, account, readClock(account.clock, machineNow), emulator.machine)
  runtimeOf(emulator, account).waits.moved()
  return showClock(emulator, account)
}

/** A clock that stands goes on standing. */
function point(clock: Clock, time: number, machineNow: number, pointer: string): void {
  if (time < 0 || time > latest) refuseInput(pointer, 'the clock goes from the year 1970 to 9999')
  if (clock.frozenAt === null) clock.offset = time - machineNow
  else clock.frozenAt = time
}
