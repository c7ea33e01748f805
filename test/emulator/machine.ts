import { createHash } from 'node:crypto'
import type { Machine } from '../../emulator/machine.ts'

/** When every test begins: the moment at which the machine's clock stands. */
export const start = Date.parse('2026-01-01T00:00:00Z')

export interface StandingMachine extends Machine {
  tick(milliseconds: number): void
  /** How many waits have not ended. */
  waiting(): number
}

/** A machine without chance: its clock moves only by `tick`, which ends waits too; bytes and ids follow from a counter. */
export function standingMachine(now = start): StandingMachine {
  let counter = 0
  let time = now
  let waits: { readonly until: number; readonly end: () => void }[] = []
  const bytes = (size: number): Buffer => {
    const parts: Buffer[] = []
    for (let made = 0; made < size; made += 32)
      parts.push(createHash('sha256').update(`${++counter}`).digest())
    return Buffer.concat(parts).subarray(0, size)
  }
  return {
    now: () => time,
    tick: milliseconds => {
      time += milliseconds
      const over = waits.filter(({ until }) => until <= time)
      waits = waits.filter(({ until }) => until > time)
      for (const { end } of over) end()
    },
    waiting: () => waits.length,
    wait: milliseconds =>
      new Promise(resolve => {
        waits.push({ until: time + milliseconds, end: resolve })
      }),
    bytes,
    uuid() {
      const hex = bytes(16).toString('hex')
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
    },
  }
}
