import { admits, anyDigit, anyRun, isRun, matches, type Pattern } from './pattern.ts'

/** The answer to a search for a word: one of the shortest, none at all, or the budget ran out. */
export type WordSearch = { readonly word: string } | 'none' | 'undecided'

/** States that a search may visit before it gives up. */
export const defaultBudget = 100_000

/** What several searches of one question may visit together. */
export interface Budget {
  /** States left; below zero it ran out. */
  steps: number
}

/**
 * A word that every pattern of `inside` matches and no pattern of `outside` does. Patterns of one search must be of
 * one sort (all of resources, or all over whole strings), as the segments of the two differ.
 */
export function findWord(
  inside: readonly Pattern[],
  outside: readonly Pattern[],
  budget: number | Budget = defaultBudget,
): WordSearch {
  const left = typeof budget === 'number' ? { steps: budget } : budget
  // A state of a search with many patterns costs more than one of a search with few.
  const price = typeof budget === 'number' ? 1 : 1 + (outside.length >> 3)
  const search = new Search(inside, outside)
  for (let index = 0; index < search.states.length; index++) {
    left.steps -= price
    if (left.steps < 0) return 'undecided'
    const state = search.states[index] as State
    if (search.accepts(state)) return { word: search.wordOf(index) }
    search.expand(state, index)
  }
  return 'none'
}

/** Whether every word of `narrow` is a word of `wide`. */
export function includes(wide: Pattern, narrow: Pattern, budget?: number | Budget): boolean | 'undecided' {
  if (wide.shape === 'everything') return true
  if (narrow.shape === 'literal') return matches(wide, narrow.literal)
  const found = findWord([narrow], [wide], budget)
  return found === 'undecided' ? found : found === 'none'
}

/** Whether some word is a word of both. */
export function intersects(a: Pattern, b: Pattern, budget?: number | Budget): boolean | 'undecided' {
  if (a.shape === 'literal') return matches(b, a.literal)
  if (b.shape === 'literal') return matches(a, b.literal)
  const found = findWord([a, b], [], budget)
  return found === 'undecided' ? found : found !== 'none'
}

/** One position in each pattern of `inside` (any choice may lead on), all positions at once in each of `outside`. */
interface State {
  readonly positions: readonly number[]
  readonly sets: readonly (readonly number[])[]
  readonly parent: number
  /** The character that led here, or -1 where a run of `inside` ended without one. */
  readonly character: number
}

const digits = [...'1234567890'].map(digit => digit.codePointAt(0) as number)

/** A breadth-first walk, so that the first word found is a shortest one. */
class Search {
  readonly states: State[] = []
  readonly #inside: readonly Pattern[]
  readonly #outside: readonly Pattern[]
  readonly #seen = new Set<string>()
  /** Stands for every character that no pattern names. */
  readonly #other: number

  constructor(inside: readonly Pattern[], outside: readonly Pattern[]) {
    this.#inside = inside
    this.#outside = outside
    this.#other = characterOutside([...inside, ...outside])
    const sets = outside.map(pattern => close(pattern.tokens, [0]))
    this.#add({ positions: inside.map(() => 0), sets, parent: -1, character: -1 })
  }

  accepts(state: State): boolean {
    return (
      state.positions.every((position, k) => position === this.#inside[k]?.tokens.length) &&
      !state.sets.some((set, k) => set.at(-1) === this.#outside[k]?.tokens.length)
    )
  }

  expand(state: State, parent: number): void {
    const tokens = state.positions.map((position, k) => this.#inside[k]?.tokens[position])
    tokens.forEach((token, k) => {
      if (isRun(token)) {
        const positions = state.positions.with(k, (state.positions[k] as number) + 1)
        this.#add({ positions, sets: state.sets, parent, character: -1 })
      }
    })
    for (const character of this.#charactersAt(tokens, state.sets)) {
      if (!tokens.every(token => token !== undefined && admits(token, character))) continue
      const positions = state.positions.map((position, k) => (isRun(tokens[k]) ? position : position + 1))
      const sets = state.sets.map((set, k) => step(this.#outside[k]?.tokens ?? [], set, character))
      this.#add({ positions, sets, parent, character })
    }
  }

  wordOf(index: number): string {
    const characters: string[] = []
    for (let state = this.states[index]; state !== undefined; state = this.states[state.parent]) {
      if (state.character >= 0) characters.push(String.fromCodePoint(state.character))
    }
    return characters.reverse().join('')
  }

  /**
   * The characters worth trying: any other one leads where `#other` does. A colon needs no trial of its own: a resource
   * pattern names the four that its segments end at, and `*` has the empty word, which no pattern with segments has.
   */
  #charactersAt(tokens: readonly (number | undefined)[], sets: State['sets']): Iterable<number> {
    if (tokens.includes(undefined)) return []
    const literal = tokens.find(token => token !== undefined && token >= 0)
    if (literal !== undefined) return [literal]
    const characters = new Set<number>(tokens.includes(anyDigit) ? digits : [this.#other])
    sets.forEach((set, k) => {
      for (const position of set) {
        const token = this.#outside[k]?.tokens[position]
        if (token !== undefined && token >= 0) characters.add(token)
      }
    })
    return characters
  }

  #add(state: State): void {
    const hopeless = state.sets.some((set, k) => {
      const tokens = this.#outside[k]?.tokens ?? []
      return tokens.at(-1) === anyRun && set.includes(tokens.length - 1)
    })
    if (hopeless) return
    const key = `${state.positions.join()}|${state.sets.map(set => set.join()).join('|')}`
    if (this.#seen.has(key)) return
    this.#seen.add(key)
    this.states.push(state)
  }
}

function step(tokens: readonly number[], set: readonly number[], character: number): readonly number[] {
  const next: number[] = []
  for (const position of set) {
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

function characterOutside(patterns: readonly Pattern[]): number {
  const named = new Set(patterns.flatMap(pattern => pattern.tokens))
  for (const candidate of 'xyzabcdefghijklmnopqrstuvw0123456789') {
    const character = candidate.codePointAt(0) as number
    if (!named.has(character)) return character
  }
  let character = 0x100
  while (named.has(character)) character++
  return character
}
