/** A clock that tests own: the machine's time shifted by `offset` milliseconds, or standing at `frozenAt`. */
export interface Clock {
  offset: number
  frozenAt: number | null
}

/** Milliseconds since 1970 on the clock, where `machineNow` is the machine's own time. */
export function readClock(clock: Clock, machineNow: number): number {
  return clock.frozenAt ?? machineNow + clock.offset
}

/** The wire's form of a time: UTC, seconds, `2024-02-21T15:39:26Z`. Source: KMS API metadata samples. */
export function formatTime(milliseconds: number): string {
  const whole = Math.floor(milliseconds / 1000)
  // Calls come many to the second, and each writes the time into the journal.
  if (whole !== latest.whole)
    latest = { whole, text: `${new Date(whole * 1000).toISOString().slice(0, 19)}Z` }
  return latest.text
}

let latest = { whole: Number.NaN, text: '' }

export const second = 1000
export const minute = 60 * second
export const hour = 60 * minute
export const day = 24 * hour
