import type { Account } from './account.ts'
import { second } from './clock.ts'

/** What is the matter with the service itself or with the way to it. */
export type TroubleKind =
  | 'throttled'
  | 'service-unavailable'
  | 'internal-failure'
  | 'connection-reset'
  | 'never-answered'
  | 'answer-truncated'

/** A cause that calls of any operation meet, whatever they are about. */
export interface Trouble {
  readonly id: string
  readonly kind: TroubleKind
  /** Which calls meet it; absent: all. */
  readonly operation?: string
  /** As many calls in each second of the account's clock are spared; absent: none. */
  readonly perSecond?: number
  /** How many calls it still meets before it is over; absent: no end. */
  times?: number
  /** The second under way, in milliseconds since 1970, and how many calls it spared; begins anew with a snapshot. */
  window?: { readonly start: number; readonly spared: number }
}

/** Lets a trouble begin. */
export function addTrouble(account: Account, trouble: Trouble): void {
  account.troubles.set(trouble.id, trouble)
}

/** Ends a trouble; false where it was over. */
export function endTrouble(account: Account, id: string): boolean {
  return account.troubles.delete(id)
}

/**
 * The trouble that a call meets before or after its operation has run, counted; undefined where it meets none. The oldest
 * comes first.
 */
export function meetTrouble(
  account: Account,
  operation: string,
  when: 'before' | 'after',
  now: number,
): Trouble | undefined {
  for (const trouble of account.troubles.values()) {
    if (trouble.operation !== undefined && trouble.operation !== operation) continue
    if ((trouble.kind === 'answer-truncated') !== (when === 'after')) continue
    if (trouble.perSecond !== undefined && isSpared(trouble, trouble.perSecond, now)) continue
    if (trouble.times !== undefined && --trouble.times <= 0) account.troubles.delete(trouble.id)
    return trouble
  }
  return undefined
}

function isSpared(trouble: Trouble, perSecond: number, now: number): boolean {
  const start = now - (now % second)
  const spared = trouble.window?.start === start ? trouble.window.spared : 0
  if (spared >= perSecond) return false
  trouble.window = { start, spared: spared + 1 }
  return true
}
