import { day, hour } from '../../state/clock.ts'
import { readRotationInterval } from '../keys/key-rotation.ts'

/** Source: CreateSecret, 6 to 8,760 hours; other texts begin at 7 days. */
const bounds = { shortest: 6 * hour, longest: 365 * day }

/** The interval of a rotation policy in milliseconds, undefined where it is off; an interval beside `off` is not looked at. */
export function intervalOf(enabled: boolean, interval: string | undefined): number | undefined {
  return enabled ? readRotationInterval(interval, bounds) : undefined
}
