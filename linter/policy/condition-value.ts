import { type IpBlock, parseIpBlock } from './ip-address.ts'

/** The types of condition operators. Source: RAM documentation, policy elements (2025-12). */
export type ConditionType = 'String' | 'Numeric' | 'Date' | 'Bool' | 'IpAddress'

/** Reads a number written as a string, e.g. `-1.5` or `1e3`; null if it is none. */
export function parseNumeric(text: string): number | null {
  return /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : null
}

/** Reads `true` or `false`; null if it is neither. */
export function parseBool(text: string): boolean | null {
  if (text === 'true') return true
  return text === 'false' ? false : null
}

const isoDate =
  /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d(?::?\d\d)?)?)?$/

/**
 * Reads an ISO 8601 date as milliseconds since 1970; null if it is none. Documented: `2012-11-11T23:59:59Z` and
 * `…+08:00`. Assumed: a time without an offset and a date without a time are UTC.
 */
export function parseDate(text: string): number | null {
  const parts = isoDate.exec(text)
  if (parts === null) return null
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(part => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  const valid = date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  const offset = parseOffset(parts[8] ?? 'Z')
  if (!valid || offset === null || hour > 23 || minute > 59 || second > 59) return null
  const fraction = Number(`0.${parts[7] ?? '0'}`) * 1000
  return date.getTime() + ((hour * 60 + minute - offset) * 60 + second) * 1000 + fraction
}

/** Minutes east of UTC. */
function parseOffset(text: string): number | null {
  if (text === 'Z') return 0
  const hours = Number(text.slice(1, 3))
  const minutes = Number(text.slice(3).replace(':', '') || '0')
  if (hours > 23 || minutes > 59) return null
  return (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes)
}

const readers: Readonly<Record<ConditionType, (text: string) => string | number | boolean | IpBlock | null>> =
  {
    String: text => text,
    Numeric: parseNumeric,
    Date: parseDate,
    Bool: parseBool,
    IpAddress: parseIpBlock,
  }

/** Whether a condition value can be read as the operator's type wants it. One that cannot never matches. */
export function isConditionValue(type: ConditionType, text: string): boolean {
  return readers[type](text) !== null
}
