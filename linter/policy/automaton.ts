import {
  admits,
  anyCharacter,
  anyDigit,
  anyRun,
  isRun,
  matches,
  mayMeet,
  type Pattern,
  segmentCharacter,
  segmentRun,
} from './pattern.ts'
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

/** Takes one step from a budget, and more for work on many items, each of which costs far less; false if it ran out. */
export function charge(budget: Budget, items = 0): boolean {
  budget.steps -= 1 + (items >> 5)
  return budget.steps >= 0
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
  // Each literal is one word: it is left out only once the search has come upon it.
  const literals = new Map<string, Pattern>()
  const others: Pattern[] = []
  for (const pattern of outside)
    if (pattern.shape === 'literal') literals.set(pattern.literal, pattern)
    else if (inside.some(each => covers(pattern.tokens, each.tokens))) return 'none'
    else others.push(pattern)
  for (;;) {
    const found = search(inside, others, left)
    const literal = typeof found === 'object' ? literals.get(found.word) : undefined
    if (literal === undefined) return found
    others.push(literal)
  }
}

function search(inside: readonly Pattern[], outside: readonly Pattern[], budget: Budget): WordSearch {
  const [only] = inside
  if (only === undefined || inside.length > 1 || outside.length > 0) return walk(inside, outside, budget)
  const known = shortest.get(only)
  if (known !== undefined) {
    budget.steps -= known.steps
    return budget.steps < 0 ? 'undecided' : known
  }
  const before = budget.steps
  const found = walk(inside, outside, budget)
  if (typeof found === 'object') shortest.set(only, { ...found, steps: before - budget.steps })
  return found
}

/** The first words of single patterns, and what it took to find them: all ARNs of a type are asked for often. */
const shortest = new WeakMap<Pattern, { readonly word: string; readonly steps: number }>()

function walk(inside: readonly Pattern[], outside: readonly Pattern[], budget: Budget): WordSearch {
  const price = 1 + (outside.length >> 3)
  const found = new Search(inside, outside)
  for (let state = 0; state < found.states; state++) {
    budget.steps -= price
    if (budget.steps < 0) return 'undecided'
    if (found.accepts(state)) return { word: found.wordOf(state) }
    found.expand(state)
  }
  return 'none'
}

/**
 * Whether a pattern matches another one as if that were a text: then it matches all of its words. False says nothing.
 * Most searches for a word outside of a wider pattern end here.
 */
function covers(wide: readonly number[], narrow: readonly number[]): boolean {
  let token = 0
  let at = 0
  let run = -1
  let resume = 0
  while (at < narrow.length) {
    const wanted = wide[token]
    if (isRun(wanted)) {
      run = token++
      resume = at
    } else if (wanted !== undefined && absorbs(wanted, narrow[at] as number)) {
      token++
      at++
    } else {
      if (run < 0 || !absorbs(wide[run] as number, narrow[resume] as number)) return false
      at = ++resume
      token = run + 1
    }
  }
  while (isRun(wide[token])) token++
  return token === wide.length
}

/** Whether a token stands for whatever another one does. */
function absorbs(wide: number, narrow: number): boolean {
  if (wide === narrow) return true
  if (isRun(narrow) && !isRun(wide)) return false
  if (wide === anyCharacter || wide === anyRun) return true
  if (narrow >= 0) return admits(wide, narrow)
  const inSegment = narrow === segmentCharacter || narrow === segmentRun || narrow === anyDigit
  return inSegment && (wide === segmentCharacter || wide === segmentRun)
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
  if (!mayMeet(a, b)) return false
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
 * A breadth-first walk, so that the first word found is a shortest one. A state is, of each pattern, all positions at
 * once; those of `inside` come first.
 */
class Search {
  /** How many states there are. */
  states = 0
  /** How many of the patterns must match; the others must not. */
  readonly #inside: number
  readonly #patterns: readonly Positions[]
  /** Numbers that a state has: what stands for all positions in each pattern. */
  readonly #width: number
  /** The numbers of all states, one after the other. */
  readonly #numbers: number[] = []
  readonly #parents: number[] = []
  /** The character that led to each state; -1 for the first one. */
  readonly #characters: number[] = []
  /** By the first numbers of a state and the next one: what stands for these together. */
  readonly #prefixes: readonly Map<number, number>[]
  /** Stands for every character that no pattern names. */
  readonly #other: number

  constructor(inside: readonly Pattern[], outside: readonly Pattern[]) {
    const patterns = [...inside, ...outside]
    this.#inside = inside.length
    this.#patterns = patterns.map(positionsIn)
    this.#width = patterns.length
    this.#prefixes = patterns.map(() => new Map<number, number>())
    this.#other = characterOutside(patterns)
    for (let k = 0; k < this.#width; k++) this.#numbers.push(0)
    this.#keep(-1, -1)
  }

  accepts(state: number): boolean {
    const start = state * this.#width
    for (let k = 0; k < this.#width; k++) {
      const accepts = this.#patterns[k]?.accepts(this.#numbers[start + k] as number)
      if (accepts !== k < this.#inside) return false
    }
    return true
  }

  expand(state: number): void {
    for (const character of this.#charactersAt(state)) this.#step(state, character)
  }

  wordOf(index: number): string {
    const characters: string[] = []
    for (let state = index; state >= 0; state = this.#parents[state] as number) {
      const character = this.#characters[state] as number
      if (character >= 0) characters.push(String.fromCodePoint(character))
    }
    return characters.reverse().join('')
  }

  #step(state: number, character: number): void {
    const [numbers, start] = [this.#numbers, state * this.#width]
    for (let k = 0; k < this.#width; k++)
      numbers.push((this.#patterns[k] as Positions).step(numbers[start + k] as number, character))
    this.#keep(state, character)
  }

  /** The characters worth trying: any other one leads where `#other` does, and a digit where an unnamed one does. */
  #charactersAt(state: number): Iterable<number> {
    const start = state * this.#width
    const characters = new Set<number>([this.#other])
    let isDigit = false
    this.#patterns.forEach((positions, k) => {
      const number = this.#numbers[start + k] as number
      isDigit ||= positions.wantsDigit(number)
      for (const character of positions.namedAt(number)) characters.add(character)
    })
    const unnamed = isDigit ? digits.find(digit => !characters.has(digit)) : undefined
    return unnamed === undefined ? characters : characters.add(unnamed)
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
    for (let k = 0; k < this.#width; k++) {
      const [positions, number] = [this.#patterns[k] as Positions, this.#numbers[start + k] as number]
      if (k < this.#inside ? positions.takesNone(number) : positions.takesAll(number)) return true
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
