import type { Emulator } from '../emulator.ts'
import type { Account } from '../state/account.ts'
import { day } from '../state/clock.ts'
import {
  connectInstance as beginConnection,
  completeConnection,
  endOfBeijingDay,
  expireInstance as endSubscription,
  graceAfterExpiry,
  type Instance,
  isExpired,
  renewInstance as prolongSubscription,
  releaseTold,
  setPublicAccess,
} from '../state/instance.ts'
import { releaseInstance as takeAway } from '../state/settle.ts'
import { readBody } from './body.ts'
import { ControlError, refuseInput } from './control-error.ts'
import { momentOf } from './moment.ts'
import { offer } from './offer.ts'
import { readText } from './read-value.ts'
import { readTime } from './time.ts'

/** A KMS instance as the control interface shows it; times are ISO 8601. */
export interface InstanceSummary {
  readonly id: string
  readonly region: string
  readonly type: Instance['type']
  readonly status: Instance['status']
  /** When a connection that has begun is done. */
  readonly connectedAt?: string
  /** Its subscription ended: keys and secrets in it are Unavailable. */
  readonly expired: boolean
  readonly endDate: string
  /** When it goes for good with all that is in it, if nobody renews it: day 16 after the end. */
  readonly releaseDate: string
  readonly publicAccess: boolean
  readonly keyQuota: number
  readonly secretQuota: number
}

/** Where an instance is connected to; what is left out is made up. */
export interface InstanceNetwork {
  /** Connected at once, without the 10 or 30 minutes that it takes. */
  readonly now?: boolean
  readonly vpcId?: string
  readonly zoneIds?: readonly string[]
  readonly vSwitchIds?: readonly string[]
}

/** How long a renewal lasts that names no end: a year, the usual subscription (assumed). */
const usualTerm = 365 * day

/** The instances of an account that are still there. */
export function listInstances(emulator: Emulator, account: Account): InstanceSummary[] {
  const { now } = momentOf(emulator, account)
  return [...account.instances.values()].map(instance => summaryOf(instance, now))
}

/**
 * Enables an instance that was bought, as ConnectKmsInstance and the console do (the console: of any type); `Connected`
 * follows by the account's clock. With `now` it is connected at once, one that is Connecting too.
 */
export function connectInstance(
  emulator: Emulator,
  account: Account,
  id?: string,
  body?: unknown,
): InstanceSummary {
  const instance = requireInstance(account, id)
  const { now } = momentOf(emulator, account)
  const members = readBody(body, ['now', 'vpcId', 'zoneIds', 'vSwitchIds'])
  const atOnce = readFlag(members, 'now') ?? false
  const network = {
    vpcId: readText(members, 'vpcId') ?? 'vpc-emulator',
    zoneIds: readIds(members, 'zoneIds', 2, 2) ?? [`${instance.region}-j`, `${instance.region}-k`],
    vSwitchIds: readIds(members, 'vSwitchIds', 1, 2) ?? ['vsw-emulator'],
  }
  if (isExpired(instance, now))
    throw new ControlError(409, `the subscription of instance \`${instance.id}\` ended; renew it first`)
  if (instance.status !== 'Uninitialized' && !(instance.status === 'Connecting' && atOnce))
    throw new ControlError(
      409,
      `instance \`${instance.id}\` is ${instance.status}; only one that is Uninitialized can be connected`,
    )
  if (instance.status === 'Uninitialized') beginConnection(account, instance, network, now)
  if (atOnce) completeConnection(instance, now)
  return summaryOf(instance, now)
}

/** Ends the subscription of an instance now. Without an id: of the account's only one. */
export function expireInstance(emulator: Emulator, account: Account, id?: string): InstanceSummary {
  const instance = requireInstance(account, id)
  const { now } = momentOf(emulator, account)
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
  const { now } = momentOf(emulator, account)
  const members = readBody(body, ['expires'])
  const end = members.has('expires')
    ? readTime(members.get('expires'), '/expires', now)
    : endOfBeijingDay(now + usualTerm)
  if (end <= now) refuseInput('/expires', 'a renewal must end in the future')
  prolongSubscription(account, instance, end, now)
  return summaryOf(instance, now)
}

/** What day 16 or a refund does: the instance goes with every key and secret in it, whatever it is and has. */
export function releaseInstance(emulator: Emulator, account: Account, id?: string): { readonly id: string } {
  const instance = requireInstance(account, id)
  takeAway(account, instance.id, momentOf(emulator, account).now)
  return { id: instance.id }
}

/** The console's switch: whether keys of the instance may be used over the shared gateway from the internet. */
export function changePublicAccess(
  emulator: Emulator,
  account: Account,
  id: string | undefined,
  body: unknown,
): InstanceSummary {
  const instance = requireInstance(account, id)
  const on = readFlag(readBody(body, ['on']), 'on')
  if (on === undefined) refuseInput('/on', 'this must be `true` or `false`')
  setPublicAccess(instance, on)
  return summaryOf(instance, momentOf(emulator, account).now)
}

/** The instance of an id, or the account's only one. */
export function requireInstance(account: Account, id: string | undefined): Instance {
  const ids = [...account.instances.keys()]
  const instance = account.instances.get(id ?? (ids.length === 1 ? (ids[0] as string) : ''))
  if (instance) return instance
  if (id === undefined && ids.length > 1)
    return refuseInput('', `the account has ${ids.length} instances, so one must be named${offer('', ids)}`)
  if (id === undefined)
    throw new ControlError(404, `account \`${account.id}\` has no instance${releaseTold(account)}`)
  throw new ControlError(
    404,
    `account \`${account.id}\` has no instance \`${id}\`${releaseTold(account, id) || offer(id, ids)}`,
  )
}

function readFlag(members: ReadonlyMap<string, unknown>, name: string): boolean | undefined {
  const value = members.get(name)
  if (value === undefined || typeof value === 'boolean') return value
  return refuseInput(`/${name}`, 'this must be `true` or `false`')
}

function readIds(
  members: ReadonlyMap<string, unknown>,
  name: string,
  least: number,
  most: number,
): string[] | undefined {
  const value = members.get(name)
  if (value === undefined) return undefined
  const isId = (each: unknown): each is string => typeof each === 'string' && /^[\w-]{1,64}$/.test(each)
  if (Array.isArray(value) && value.length >= least && value.length <= most && value.every(isId)) return value
  const count = least === most ? `${least}` : `${least} or ${most}`
  return refuseInput(`/${name}`, `this must be a list of ${count} ids of letters, digits, \`_\` and \`-\``)
}

/** An instance as it is at a moment. */
export function summaryOf(instance: Instance, now: number): InstanceSummary {
  const { id, region, type, status, endDate, publicAccess, keyQuota, secretQuota } = instance
  const connecting = status === 'Connecting' ? instance.connectedAt : undefined
  return {
    id,
    region,
    type,
    status,
    ...(connecting === undefined ? {} : { connectedAt: new Date(connecting).toISOString() }),
    expired: isExpired(instance, now),
    endDate: new Date(endDate).toISOString(),
    releaseDate: new Date(Math.min(endDate + graceAfterExpiry, latestTime)).toISOString(),
    publicAccess,
    keyQuota,
    secretQuota,
  }
}

/** The last moment of the year 9999: instances without an end are released never. */
const latestTime = Date.parse('9999-12-31T23:59:59.999Z')
