import { day, hour, minute, second } from './clock.ts'

const units: Readonly<Record<string, number>> = { d: day, h: hour, m: minute, s: second }

/**
 * Milliseconds of `48h`, `+30d`, `-2h`: a whole number, a unit (d, h, m, s), perhaps a sign; undefined for anything else
 * or for more than 100,000 days.
 */
export function parseDuration(text: string): number | undefined {
  const [, sign, digits, unit = ''] = /^([+-]?)(\d{1,10})([dhms])$/.exec(text) ?? []
  const size = Number(digits) * (units[unit] ?? Number.NaN)
  if (!(size <= 100_000 * day)) return undefined
  return sign === '-' ? -size : size
}

/** Likewise, for a text known to be a duration; throws a plain Error where it is none. */
export function durationOf(text: string): number {
  const duration = parseDuration(text)
  if (duration === undefined)
    throw new Error(
      `\`${text}\` is no duration: write a number and a unit such as \`48h\` (units d, h, m, s)`,
    )
  return duration
}

/** A duration in whole seconds as text, in the largest unit that fits: 2,592,000,000 is `30d`. */
export function formatDuration(milliseconds: number): string {
  for (const [unit, size] of Object.entries(units))
    if (milliseconds % size === 0) return `${milliseconds / size}${unit}`
  throw new Error(`${milliseconds} milliseconds are no whole seconds`)
}

/** Milliseconds since 1970 of a checked time of a document: absolute (ISO 8601), or relative to `now`. */
export function timeOf(text: string, now: number): number {
  const first = text.charCodeAt(0)
  return first === plus || first === hyphen ? now + durationOf(text) : Date.parse(text)
}

const plus = 43
const hyphen = 45

/** Whether a time of a document gives a time of day, so that nothing is left to be rounded. */
export function isExactTime(text: string): boolean {
  return text.includes('T')
}

/** A time as documents hold it, with its milliseconds. */
export function formatExactTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}
