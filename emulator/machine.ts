import { randomBytes, randomUUID } from 'node:crypto'

/** Where new ids and random bytes come from; passed in, so that neither state nor operations reach for the machine. */
export interface Source {
  bytes(size: number): Buffer
  uuid(): string
}

/** What the core takes from the machine it runs on. Tests bring their own. */
export interface Machine extends Source {
  /** Milliseconds since 1970. */
  now(): number
  /** Comes back after as many milliseconds; whoever waits keeps no program running. */
  wait(milliseconds: number): Promise<void>
}

/** Node's own clock and randomness. */
export const thisMachine: Machine = {
  now: Date.now,
  bytes: randomBytes,
  uuid: randomUUID,
  wait: milliseconds =>
    new Promise(resolve => {
      setTimeout(resolve, milliseconds).unref()
    }),
}
