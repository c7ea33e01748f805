import { parseDuration } from '../state/relative-time.ts'
import { refuseInput } from './control-error.ts'

/** Milliseconds of a length of time such as `48h` or `15d`; refused, with the pointer, where it is none. */
export function readDuration(value: unknown, pointer: string): number {
  const length = typeof value === 'string' ? parseDuration(value) : undefined
  if (length === undefined || length <= 0)
    refuseInput(
      pointer,
      'this must be a length of time: a number and a unit, such as `48h` (units d, h, m, s)',
    )
  return length
}

/** Likewise, but `250ms` is one too. */
export function readShortDuration(value: unknown, pointer: string): number {
  const [, digits] = (typeof value === 'string' && /^(\d{1,9})ms$/.exec(value)) || []
  if (Number(digits) > 0) return Number(digits)
  const length = typeof value === 'string' ? parseDuration(value) : undefined
  if (length === undefined || length <= 0)
    refuseInput(
      pointer,
      'this must be a length of time: a number and a unit, such as `2s` or `250ms` (units d, h, m, s, ms)',
    )
  return length
}

const absolute = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d{1,3})?(?:Z|[+-]\d\d:\d\d))?$/

/** Milliseconds since 1970 of an absolute time, or of one from `now` such as `+30d`; refused where it is neither. */
export function readTime(value: unknown, pointer: string, now: number): number {
  if (typeof value === 'string') {
    const time = absolute.test(value) ? Date.parse(value) : fromNow(value, now)
    if (!Number.isNaN(time)) return time
  }
  return refuseInput(pointer, 'this must be a time: `2026-01-31T12:00:00Z`, or from now such as `+30d`')
}

function fromNow(text: string, now: number): number {
  return /^[+-]/.test(text) ? now + (parseDuration(text) ?? Number.NaN) : Number.NaN
}
