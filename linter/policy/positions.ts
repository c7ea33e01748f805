import { Memory } from './memory.ts'
import { admits, anyDigit, anyRun, isRun, type Pattern } from './pattern.ts'

/**
 * Where a pattern can be after a text: all positions at once, as one state. States are numbers, made when they are
 * first reached; 0 is the one before the first character.
 */
export class Positions {
  readonly #tokens: readonly number[]
  readonly #named: ReadonlySet<number>
  readonly #states: State[] = []
  readonly #numbers = new Map<string, number>()

  constructor({ tokens }: Pattern) {
    this.#tokens = tokens
    this.#named = new Set(tokens)
    this.#numberOf(close(tokens, [0]))
  }

  /** Whether the pattern matches the text. */
  accepts(state: number): boolean {
    return this.#states[state]?.accepts === true
  }

  /** Whether it matches the text whatever follows. */
  takesAll(state: number): boolean {
    return this.#states[state]?.takesAll === true
  }

  /** Whether it does not match the text, whatever follows. */
  takesNone(state: number): boolean {
    return this.#states[state]?.positions.length === 0
  }

  /** Whether any digit leads on. */
  wantsDigit(state: number): boolean {
    return this.#states[state]?.wantsDigit === true
  }

  /** The characters that the pattern names next. */
  namedAt(state: number): readonly number[] {
    return this.#states[state]?.named ?? []
  }

  /** The state after one more character. */
  step(state: number, character: number): number {
    const { positions, next } = this.#states[state] as State
    // Characters that the pattern does not name are alike, but for colons and digits, which some wildcards tell apart.
    const like = this.#named.has(character) ? character : likeOf(character)
    const known = next.get(like)
    if (known !== undefined) return known
    const number = this.#numberOf(step(this.#tokens, positions, character))
    next.set(like, number)
    return number
  }

  #numberOf(positions: readonly number[]): number {
    const key = positions.join()
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    const number = this.#states.length
    this.#numbers.set(key, number)
    this.#states.push(stateOf(this.#tokens, positions))
    return number
  }
}

interface State {
  readonly positions: readonly number[]
  readonly accepts: boolean
  readonly takesAll: boolean
  readonly wantsDigit: boolean
  readonly named: readonly number[]
  readonly next: Map<number, number>
}

const known = new Memory<Pattern, Positions>()

/** The states of a pattern; they are kept as long as it is. */
export function positionsIn(pattern: Pattern): Positions {
  const made = known.get(pattern) ?? new Positions(pattern)
  known.set(pattern, made)
  return made
}

function stateOf(tokens: readonly number[], positions: readonly number[]): State {
  return {
    positions,
    accepts: positions.at(-1) === tokens.length,
    takesAll: tokens.at(-1) === anyRun && positions.includes(tokens.length - 1),
    wantsDigit: positions.some(position => tokens[position] === anyDigit),
    named: positions.map(position => tokens[position] ?? -1).filter(token => token >= 0),
    next: new Map(),
  }
}

function likeOf(character: number): number {
  if (character === 0x3a) return -1
  return character >= 0x30 && character <= 0x39 ? -2 : -3
}

function step(tokens: readonly number[], positions: readonly number[], character: number): readonly number[] {
  const next: number[] = []
  for (const position of positions) {
    const token = tokens[position]
    if (token !== undefined && admits(token, character)) next.push(isRun(token) ? position : position + 1)
  }
  return close(tokens, next)
}

/**
 * Adds what a run reaches without a character, and drops the positions before the last run: all positions of a set
 * are in the same segment, and there the run matches whatever an earlier position would.
 */
function close(tokens: readonly number[], positions: readonly number[]): readonly number[] {
  const [only] = positions
  if (only === undefined || (positions.length === 1 && !isRun(tokens[only]))) return positions
  const closed = new Set<number>()
  let lastRun = -1
  for (const position of positions) {
    closed.add(position)
    for (let at = position; isRun(tokens[at]); at++) {
      lastRun = Math.max(lastRun, at)
      closed.add(at + 1)
    }
  }
  return [...closed].filter(position => position >= lastRun).sort((a, b) => a - b)
}
