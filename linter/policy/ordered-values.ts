import { parseDate, parseNumeric } from './condition-value.ts'

/** Texts of which one lies in every part that conditions cut the values of a type into; `complete` if none lacks. */
export interface TypedValues {
  readonly texts: readonly string[]
  readonly complete: boolean
}

/** Numbers: every value of the conditions, one between each two neighbours, one below and one above them all. */
export function numberValues(values: readonly string[]): TypedValues {
  const cuts = cutsOf(values, parseNumeric)
  const [first, last] = [cuts[0]?.value, cuts.at(-1)?.value]
  if (first === undefined || last === undefined) return { texts: ['0'], complete: true }
  const others = [
    numberBetween(Number.NEGATIVE_INFINITY, first),
    numberBetween(last, Number.POSITIVE_INFINITY),
  ]
  for (const [low, high] of pairs(cuts)) others.push(numberBetween(low, high))
  // A number too large for a double is read as infinite, and may be asked for.
  if (first !== Number.NEGATIVE_INFINITY) others.push(Number.NEGATIVE_INFINITY)
  if (last !== Number.POSITIVE_INFINITY) others.push(Number.POSITIVE_INFINITY)
  const texts = others.filter(each => each !== null).map(numberText)
  return { texts: [...cuts.map(({ text }) => text), ...texts], complete: true }
}

/** A double strictly between, an integer if there is one; null if they are neighbours. */
function numberBetween(low: number, high: number): number | null {
  const middle = (Math.max(low, -Number.MAX_VALUE) + Math.min(high, Number.MAX_VALUE)) / 2
  const near =
    low === Number.NEGATIVE_INFINITY ? high - 1 : high === Number.POSITIVE_INFINITY ? low + 1 : middle
  const sum = Number.isFinite(middle) ? middle : low / 2 + high / 2
  for (const candidate of [Math.floor(near), near, sum]) {
    if (low < candidate && candidate < high) return candidate
  }
  return null
}

function numberText(value: number): string {
  if (Number.isFinite(value)) return String(value)
  return value > 0 ? '1e999' : '-1e999'
}

const day = 86_400_000
const earliest = '0000-01-01T00:00:00+23:59'
const latest = '9999-12-31T23:59:59.999999999-23:59'

/** Dates, likewise. Between two that differ by less than a millisecond, and outside of the years 0 to 9999, it may not be certain. */
export function dateValues(values: readonly string[]): TypedValues {
  const cuts = cutsOf(values, parseDate)
  const [first, last] = [cuts[0]?.value, cuts.at(-1)?.value]
  if (first === undefined || last === undefined) return { texts: ['2026-01-01T00:00:00Z'], complete: true }
  const others = [
    [dateText(first - day), earliest].find(text => isBetween(Number.NEGATIVE_INFINITY, text, first)),
    [dateText(last + day), latest].find(text => isBetween(last, text, Number.POSITIVE_INFINITY)),
  ]
  let complete = true
  for (const [low, high] of pairs(cuts)) {
    const middle = (low + high) / 2
    const found = [dateText(Math.round(middle / 1000) * 1000), dateText(middle)].find(text =>
      isBetween(low, text, high),
    )
    complete &&= found !== undefined
    others.push(found)
  }
  const texts = others.filter(each => each !== undefined)
  return { texts: [...cuts.map(({ text }) => text), ...texts], complete }
}

function dateText(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('.000Z', 'Z')
}

function isBetween(low: number, text: string, high: number): boolean {
  const value = parseDate(text)
  return value !== null && low < value && value < high
}

interface Cut {
  readonly value: number
  readonly text: string
}

/** The values that can be read, in order, each once. */
function cutsOf(values: readonly string[], read: (text: string) => number | null): readonly Cut[] {
  const cuts = new Map<number, Cut>()
  for (const text of values) {
    const value = read(text)
    if (value !== null && !cuts.has(value)) cuts.set(value, { value, text })
  }
  return [...cuts.values()].sort((a, b) => (a.value < b.value ? -1 : 1))
}

function* pairs(cuts: readonly Cut[]): Generator<readonly [number, number]> {
  for (let index = 1; index < cuts.length; index++) {
    yield [(cuts[index - 1] as Cut).value, (cuts[index] as Cut).value]
  }
}
