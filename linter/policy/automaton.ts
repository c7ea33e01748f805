import { admits, anyDigit, isRun, matches, type Pattern } from './pattern.ts'
import { type Positions, positionsIn } from './positions.ts'

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
  const plain = findPlainly(inside, outside)
  if (plain !== null) {
    left.steps -= price * (1 + (plain.word.length >> 4))
    if (left.steps < 0) return 'undecided'
    return plain.found ? { word: plain.word } : 'none'
  }
  const search = new Search(inside, outside)
  for (let state = 0; state < search.states; state++) {
    left.steps -= price
    if (left.steps < 0) return 'undecided'
    if (search.accepts(state)) return { word: search.wordOf(state) }
    search.expand(state)
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

/**
 * Most searches need no walk. Of a pattern that is a fixed text, perhaps with a run behind it, that text is the one
 * shortest word, so that it is the answer if it will do, and there is none if a pattern of `outside` takes in all that
 * starts like it. Null where that does not say.
 */
function findPlainly(
  inside: readonly Pattern[],
  outside: readonly Pattern[],
): { readonly word: string; readonly found: boolean } | null {
  for (const pattern of inside) {
    if (pattern.shape === 'tokens') continue
    const word = pattern.literal
    if (outside.some(each => takesInAll(each, word))) return { word, found: false }
    if (inside.every(each => each === pattern || matches(each, word))) {
      if (!outside.some(each => matches(each, word))) return { word, found: true }
    } else if (pattern.shape !== 'literal') continue
    if (pattern.shape === 'literal') return { word, found: false }
  }
  return null
}

/** Whether a pattern has every word that starts like this. */
function takesInAll({ shape, literal }: Pattern, start: string): boolean {
  return (shape === 'prefix' || shape === 'everything') && start.startsWith(literal)
}

const digits = [...'1234567890'].map(digit => digit.codePointAt(0) as number)

/** More than a position, or the number of a state, ever is; its square is a safe integer. */
const most = 2 ** 26

/**
 * A breadth-first walk, so that the first word found is a shortest one. A state is one position in each pattern of
 * `inside` (any choice may lead on), and of each pattern of `outside` all positions at once.
 */
class Search {
  /** How many states there are. */
  states = 0
  readonly #inside: readonly (readonly number[])[]
  readonly #outside: readonly Positions[]
  /** Numbers that a state has: of `inside` positions, of `outside` what stands for all of them. */
  readonly #width: number
  /** The numbers of all states, one after the other. */
  readonly #numbers: number[] = []
  readonly #parents: number[] = []
  /** The character that led to each state, or -1 where a run of `inside` ended without one. */
  readonly #characters: number[] = []
  /** By the first numbers of a state and the next one: what stands for these together. */
  readonly #prefixes: readonly Map<number, number>[]
  /** Stands for every character that no pattern names. */
  readonly #other: number

  constructor(inside: readonly Pattern[], outside: readonly Pattern[]) {
    this.#inside = inside.map(({ tokens }) => tokens)
    this.#outside = outside.map(positionsIn)
    this.#width = inside.length + outside.length
    this.#prefixes = Array.from({ length: this.#width }, () => new Map<number, number>())
    this.#other = characterOutside([...inside, ...outside])
    for (let k = 0; k < this.#width; k++) this.#numbers.push(0)
    this.#keep(-1, -1)
  }

  accepts(state: number): boolean {
    const start = state * this.#width
    const { length } = this.#inside
    for (let k = 0; k < length; k++) {
      if (this.#numbers[start + k] !== this.#inside[k]?.length) return false
    }
    for (let k = 0; k < this.#outside.length; k++) {
      if (this.#outside[k]?.accepts(this.#numbers[start + length + k] as number)) return false
    }
    return true
  }

  expand(state: number): void {
    const [numbers, start] = [this.#numbers, state * this.#width]
    let literal = -1
    let isEnd = false
    for (let k = 0; k < this.#inside.length; k++) {
      const token = this.#tokenAt(state, k)
      if (token === undefined) isEnd = true
      else if (token >= 0) literal = token
      else if (isRun(token)) {
        for (let j = 0; j < this.#width; j++) numbers.push((numbers[start + j] as number) + (j === k ? 1 : 0))
        this.#keep(state, -1)
      }
    }
    if (isEnd) return
    if (literal >= 0) this.#step(state, literal)
    else for (const character of this.#charactersAt(state)) this.#step(state, character)
  }

  wordOf(index: number): string {
    const characters: string[] = []
    for (let state = index; state >= 0; state = this.#parents[state] as number) {
      const character = this.#characters[state] as number
      if (character >= 0) characters.push(String.fromCodePoint(character))
    }
    return characters.reverse().join('')
  }

  #tokenAt(state: number, k: number): number | undefined {
    return this.#inside[k]?.[this.#numbers[state * this.#width + k] as number]
  }

  #step(state: number, character: number): void {
    const { length } = this.#inside
    for (let k = 0; k < length; k++) {
      if (!admits(this.#tokenAt(state, k) as number, character)) return
    }
    const [numbers, start] = [this.#numbers, state * this.#width]
    for (let k = 0; k < length; k++)
      numbers.push((numbers[start + k] as number) + (isRun(this.#tokenAt(state, k)) ? 0 : 1))
    for (let k = 0; k < this.#outside.length; k++)
      numbers.push((this.#outside[k] as Positions).step(numbers[start + length + k] as number, character))
    this.#keep(state, character)
  }

  /**
   * The characters worth trying where no pattern of `inside` names one: any other one leads where `#other` does. A
   * colon needs no trial of its own: a resource pattern names the four that its segments end at, and `*` has the empty
   * word, which no pattern with segments has.
   */
  #charactersAt(state: number): Iterable<number> {
    const start = state * this.#width + this.#inside.length
    const isDigit = this.#inside.some((_, k) => this.#tokenAt(state, k) === anyDigit)
    if (!isDigit && this.#outside.length === 0) return [this.#other]
    const characters = new Set<number>(isDigit ? digits : [this.#other])
    this.#outside.forEach((positions, k) => {
      for (const character of positions.namedAt(this.#numbers[start + k] as number)) characters.add(character)
    })
    return characters
  }

  /** Makes a state of the last numbers, unless there is one, or it leads nowhere: then drops them. */
  #keep(parent: number, character: number): void {
    const start = this.#numbers.length - this.#width
    if (!this.#leadsNowhere(start) && this.#isNew(start)) {
      this.#parents.push(parent)
      this.#characters.push(character)
      this.states++
    } else this.#numbers.length = start
  }

  #leadsNowhere(start: number): boolean {
    const first = start + this.#inside.length
    for (let k = 0; k < this.#outside.length; k++) {
      if (this.#outside[k]?.takesAll(this.#numbers[first + k] as number)) return true
    }
    return false
  }

  #isNew(start: number): boolean {
    let known = 0
    let isNew = this.#width === 0 && this.states === 0
    for (let k = 0; k < this.#width; k++) {
      const map = this.#prefixes[k] as Map<number, number>
      const key = known * most + (this.#numbers[start + k] as number)
      const next = map.get(key)
      isNew = next === undefined
      known = next ?? map.size
      if (isNew) map.set(key, known)
    }
    return isNew
  }
}

function characterOutside(patterns: readonly Pattern[]): number {
  for (const candidate of 'xyzabcdefghijklmnopqrstuvw0123456789') {
    const character = candidate.codePointAt(0) as number
    if (!patterns.some(({ tokens }) => tokens.includes(character))) return character
  }
  const named = new Set(patterns.flatMap(({ tokens }) => tokens))
  let character = 0x100
  while (named.has(character)) character++
  return character
}
