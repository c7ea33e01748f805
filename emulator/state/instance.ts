import type { Source } from '../machine.ts'
import type { Account } from './account.ts'
import { day, minute } from './clock.ts'
import { idCharacters, planKeyRotation } from './key.ts'
import { formatExactTime } from './relative-time.ts'
import { planSecretRotation } from './secret.ts'

/** Source: GetKmsInstance. Expiry is no status: it shows in `endDate` only. */
export type InstanceStatus = 'Uninitialized' | 'Connecting' | 'Connected' | 'Disconnected' | 'Error'

/** A KMS instance. Times are milliseconds since 1970. */
export interface Instance {
  readonly id: string
  readonly region: string
  readonly type: 'software' | 'hardware' | 'external'
  name: string
  status: InstanceStatus
  readonly createdAt: number
  startDate: number
  /** 00:00 Beijing time on the day after the last day (`…T16:00:00Z`). */
  endDate: number
  /** When a connection that has begun will be done. */
  connectedAt?: number
  publicAccess: boolean
  keyQuota: number
  secretQuota: number
  chargeType: 'PREPAY' | 'POSTPAY'
  deletionProtection: { enabled: boolean; description: string }
  /** What ConnectKmsInstance was given. */
  network?: { vpcId: string; zoneIds: string[]; vSwitchIds: string[] }
}

/** How long keys and secrets are kept after the end of the subscription. Source: KMS FAQ, billing page. */
export const graceAfterExpiry = 15 * day

export function isExpired(instance: Instance, now: number): boolean {
  return now >= instance.endDate
}

/** `acs:kms:<region>:<account>:keystore/<id>`. Source: ListKmsInstances sample. */
export function instanceArn(region: string, accountId: string, id: string): string {
  return `acs:kms:${region}:${accountId}:keystore/${id}`
}

/** 00:00 Beijing time of the day after the one in which `time` falls: how subscriptions end. Source: billing page. */
export function endOfBeijingDay(time: number): number {
  const shift = 8 * 60 * 60 * 1000
  return (Math.floor((time + shift) / day) + 1) * day - shift
}

/** How long an instance takes to connect: 10 minutes without a quota of secrets, else 30. Source: managing KMS instances. */
export function connectingTime(instance: Instance): number {
  return (instance.secretQuota === 0 ? 10 : 30) * minute
}

/**
 * A bought instance's id: three letters of the region's zone, the second of purchase in hexadecimal and 10 characters.
 * Source: read off `kst-hzz65f176a0ogplgq****` and `kst-bjj62f5ba3dnpb6v8****` of the samples; other regions than those
 * of the samples get Hangzhou's letters (assumed).
 */
export function newInstanceId(region: string, now: number, source: Source): string {
  const zones: Readonly<Record<string, string>> = { 'cn-beijing': 'bjj', 'cn-guangzhou': 'gzz' }
  const zone = Object.hasOwn(zones, region) ? zones[region] : 'hzz'
  return `kst-${zone}${Math.floor(now / 1000).toString(16)}${idCharacters(10, source)}`
}

/** Enters the day on which an instance goes with all that is in it, if it is not renewed before. */
export function planInstanceRelease({ agenda }: Account, { id, endDate }: Instance): void {
  agenda.add({ at: endDate + graceAfterExpiry, kind: 'instance-release', id })
}

/** Instances that are gone and still spoken of. */
const mostReleased = 100

/** Keeps in mind when an instance was released; the oldest makes room. */
export function rememberRelease({ released }: Account, id: string, now: number): void {
  released.delete(id)
  released.set(id, now)
  for (const oldest of released.keys()) if (released.size > mostReleased) released.delete(oldest)
}

/** What became of an instance that is not there, or of all where `id` is absent; empty where nothing is known of it. */
export function releaseTold({ released }: Account, id?: string): string {
  const gone = [...released].filter(([each]) => id === undefined || each === id)
  const [latest, at] = gone.at(-1) ?? []
  if (latest === undefined || at === undefined) return ''
  return id === undefined
    ? `: \`${latest}\` was released at ${formatExactTime(at)}`
    : `: it was released at ${formatExactTime(at)}`
}

/** Begins to connect an instance to its network; `Connected` follows by the clock. */
export function connectInstance(
  account: Account,
  instance: Instance,
  network: NonNullable<Instance['network']>,
  now: number,
): void {
  instance.network = network
  instance.status = 'Connecting'
  instance.connectedAt = now + connectingTime(instance)
  account.agenda.add({ at: instance.connectedAt, kind: 'instance-connected', id: instance.id })
}

/** Ends a connection that has begun. */
export function completeConnection(instance: Instance, now: number): void {
  instance.status = 'Connected'
  instance.connectedAt = now
}

/** Lets the keys of an instance be used over the shared gateway from the internet, or stops to. */
export function setPublicAccess(instance: Instance, on: boolean): void {
  instance.publicAccess = on
}

/** Moves the end of a subscription; rotations that fell due while the instance had ended come at once (assumed). */
export function renewInstance(account: Account, instance: Instance, endDate: number, now: number): void {
  instance.endDate = endDate
  planInstanceRelease(account, instance)
  for (const key of account.keys.values())
    if (key.instance === instance.id) planKeyRotation(account, key, now)
  for (const secrets of account.secrets.values())
    for (const secret of secrets)
      if (secret.instance === instance.id) planSecretRotation(account, secret, now)
}

/** Ends a subscription now; on day 16 the instance goes with all that is in it, unless it is renewed before. */
export function expireInstance(account: Account, instance: Instance, now: number): void {
  instance.endDate = now
  planInstanceRelease(account, instance)
}
