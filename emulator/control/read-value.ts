import { suggestion } from '../state/suggestion.ts'
import { pointerTo } from './body.ts'
import { refuseInput } from './control-error.ts'

type Members = ReadonlyMap<string, unknown>

/** What a number of a body may be. */
export interface NumberRules {
  readonly least: number
  /** Absent: the largest number that is exact. */
  readonly most?: number
  readonly whole?: true
}

/** A member that is a text of 1 to 10,000 characters; undefined where it was left out. */
export function readText(members: Members, name: string): string | undefined {
  const value = members.get(name)
  if (value === undefined) return undefined
  if (typeof value === 'string' && value !== '' && value.length <= 10_000) return value
  return refuseInput(pointerTo(name), `\`${name}\` must be a text`)
}

/** A member that is one of a few words; undefined where it was left out. */
export function readWord<const T extends string>(
  members: Members,
  name: string,
  words: readonly T[],
): T | undefined {
  const value = members.get(name)
  if (value === undefined) return undefined
  const word = words.find(each => each === value)
  if (word !== undefined) return word
  const list = words.map(each => `\`${each}\``).join(', ')
  const meant = typeof value === 'string' ? suggestion(value, words) : ''
  return refuseInput(pointerTo(name), `\`${name}\` must be one of ${list}${meant}`)
}

/** A member that is a number; undefined where it was left out. */
export function readNumber(
  members: Members,
  name: string,
  { least, most = Number.MAX_SAFE_INTEGER, whole }: NumberRules,
): number | undefined {
  const value = members.get(name)
  if (value === undefined) return undefined
  if (typeof value === 'number' && value >= least && value <= most && (!whole || Number.isInteger(value)))
    return value
  const range = most === Number.MAX_SAFE_INTEGER ? `from ${least} on` : `from ${least} to ${most}`
  return refuseInput(pointerTo(name), `\`${name}\` must be a ${whole ? 'whole number' : 'number'} ${range}`)
}
