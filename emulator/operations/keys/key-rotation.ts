import type { Account } from '../../state/account.ts'
import { day, hour } from '../../state/clock.ts'
import { isSymmetric, type Key } from '../../state/key.ts'
import { parseDuration } from '../../state/relative-time.ts'
import { ParameterFault } from '../parameter.ts'

/** The intervals of automatic rotation that a key may have, in milliseconds. */
export interface RotationBounds {
  readonly shortest: number
  readonly longest: number
}

/** Source: CreateKey, RotationInterval. */
const defaultKeyBounds: RotationBounds = { shortest: 365 * day, longest: 365 * day }
const instanceKeyBounds: RotationBounds = { shortest: 7 * day, longest: 365 * day }

/**
 * The intervals for a key, or undefined where it never rotates by itself: asymmetric, imported or a service's key, in
 * an external key store, inside an HSM. Source: KMS documentation, key rotation; CreateKey, KeyStorageMechanism.
 */
export function rotationBounds(account: Account, key: Key): RotationBounds | undefined {
  if (key.service || key.origin !== 'Aliyun_KMS' || !isSymmetric(key)) return undefined
  if (key.instance === undefined) return defaultKeyBounds
  const type = account.instances.get(key.instance)?.type
  if (type === 'software') return instanceKeyBounds
  return type === 'hardware' && key.storageMechanism !== undefined ? instanceKeyBounds : undefined
}

/** `RotationInterval` within its bounds, in milliseconds. Source: CreateKey, `integer[unit]` with the units d, h, m, s. */
export function readRotationInterval(text: string | undefined, bounds: RotationBounds): number {
  if (text === undefined)
    throw new ParameterFault('`RotationInterval` is needed where `EnableAutomaticRotation` is true')
  // The service takes no sign.
  const interval = /^\d{1,9}[dhms]$/.test(text) ? (parseDuration(text) ?? Number.NaN) : Number.NaN
  if (interval >= bounds.shortest && interval <= bounds.longest) return interval
  const [from, to] = [daysOrHours(bounds.shortest), daysOrHours(bounds.longest)]
  throw new ParameterFault(
    `\`RotationInterval\` must be ${from === to ? from : `${from} to ${to}`} here, such as \`${to}\``,
  )
}

function daysOrHours(interval: number): string {
  return interval % day === 0 ? `${interval / day}d` : `${interval / hour}h`
}
