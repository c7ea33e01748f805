import type { Emulator } from '../emulator.ts'
import type { Account } from '../state/account.ts'
import { day, readClock } from '../state/clock.ts'
import {
  endOfBeijingDay,
  expireInstance as endSubscription,
  graceAfterExpiry,
  type Instance,
  isExpired,
  renewInstance as prolongSubscription,
} from '../state/instance.ts'
import { readBody } from './body.ts'
import { ControlError, refuseInput } from './control-error.ts'
import { offer } from './offer.ts'
import { readTime } from './time.ts'

/** A KMS instance as the control interface shows it; times are ISO 8601. */
export interface InstanceSummary {
  readonly id: string
  readonly region: string
  readonly type: Instance['type']
  readonly status: Instance['status']
  /** Its subscription ended: keys and secrets in it are Unavailable. */
  readonly expired: boolean
  readonly endDate: string
  /** When it goes for good with all that is in it, if nobody renews it: day 16 after the end. */
  readonly releaseDate: string
  readonly publicAccess: boolean
}

/** How long a renewal lasts that names no end: a year, the usual subscription (assumed). */
const usualTerm = 365 * day

/** The instances of an account that are still there. */
export function listInstances(emulator: Emulator, account: Account): InstanceSummary[] {
  const now = nowOf(emulator, account)
  return [...account.instances.values()].map(instance => summaryOf(instance, now))
}

/** Ends the subscription of an instance now. Without an id: of the account's only one. */
export function expireInstance(emulator: Emulator, account: Account, id?: string): InstanceSummary {
  const instance = requireInstance(account, id)
  const now = nowOf(emulator, account)
  if (instance.chargeType === 'POSTPAY')
    throw new ControlError(409, `instance \`${instance.id}\` is pay-as-you-go and has no subscription to end`)
  if (!isExpired(instance, now)) endSubscription(account, instance, now)
  return summaryOf(instance, now)
}

/**
 * Renews the subscription of an instance: keys and secrets in it are as before. `expires` is a time, absolute or from
 * now; absent: a year from now, to the end of the day in Beijing. Without an id: of the account's only one.
 */
export function renewInstance(
  emulator: Emulator,
  account: Account,
  id?: string,
  body?: unknown,
): InstanceSummary {
  const instance = requireInstance(account, id)
  const now = nowOf(emulator, account)
  const members = readBody(body, ['expires'])
  const end = members.has('expires')
    ? readTime(members.get('expires'), '/expires', now)
    : endOfBeijingDay(now + usualTerm)
  if (end <= now) refuseInput('/expires', 'a renewal must end in the future')
  prolongSubscription(account, instance, end, now)
  return summaryOf(instance, now)
}

function requireInstance(account: Account, id: string | undefined): Instance {
  const ids = [...account.instances.keys()]
  const instance = account.instances.get(id ?? (ids.length === 1 ? (ids[0] as string) : ''))
  if (instance) return instance
  if (id === undefined && ids.length > 1)
    return refuseInput('', `the account has ${ids.length} instances, so one must be named${offer('', ids)}`)
  if (id === undefined) throw new ControlError(404, `account \`${account.id}\` has no instance`)
  throw new ControlError(404, `account \`${account.id}\` has no instance \`${id}\`${offer(id, ids)}`)
}

function nowOf(emulator: Emulator, account: Account): number {
  return readClock(account.clock, emulator.machine.now())
}

function summaryOf(instance: Instance, now: number): InstanceSummary {
  const { id, region, type, status, endDate, publicAccess } = instance
  return {
    id,
    region,
    type,
    status,
    expired: isExpired(instance, now),
    endDate: new Date(endDate).toISOString(),
    releaseDate: new Date(endDate + graceAfterExpiry).toISOString(),
    publicAccess,
  }
}
