import type { CompiledCondition } from './condition.ts'
import type { TypedValues } from './ordered-values.ts'
import { anyCharacter, anyRun, compilePattern } from './pattern.ts'

/** Takes steps from a budget; false where they are used up. */
export type Spend = (steps: number) => boolean

/**
 * Texts, one for every choice of a condition's values that some text fits while it fits no others: literals, patterns
 * filled in, and what else a walk over all texts finds. What walks is one automaton of all values together: each of its
 * states is a set of positions in them, and the states are finitely many.
 */
export function stringValues(conditions: readonly CompiledCondition[], spend: Spend): TypedValues {
  const exact = new Set<string>()
  const patterns = new Set<string>()
  const folded = new Set<string>()
  for (const { operator, values } of conditions) {
    const likes = operator.name.endsWith('Like')
    for (const value of values) {
      if (operator.name.endsWith('IgnoreCase')) folded.add(value)
      else if (likes && compilePattern(value).shape !== 'literal') patterns.add(value)
      else exact.add(value)
    }
  }
  const samples = [...patterns].map(text => text.replace(/\*+/g, 'example').replaceAll('?', 'x'))
  const likely = [...exact, ...folded, ...samples, 'other', 'another']
  if (patterns.size === 0 && folded.size === 0) {
    return {
      texts: [...likely, String.fromCodePoint(strange([...exact].flatMap(codePoints)))],
      complete: true,
    }
  }
  const walk = new Walk()
  for (const text of exact) walk.add(codePoints(text))
  for (const text of patterns) walk.add(compilePattern(text).tokens)
  for (const text of folded) walk.add(codePoints(text.toLowerCase()).map(eitherCase))
  const found = walk.run(spend)
  return {
    texts: [...likely, ...found.texts],
    complete: found.complete && [...folded].every(isFoldedByLetter),
  }
}

function codePoints(text: string): readonly number[] {
  return [...text].map(character => character.codePointAt(0) as number)
}

/** The token of a letter that stands for all letters with the same lower case. */
function eitherCase(letter: number): number {
  return -16 - letter
}

/** Ends every value's tokens; admits no character. */
const end = -9

/** The Kelvin sign, whose lower case is an ASCII letter. */
const kelvin = 0x212a

/** Whether a text in either case can be compared letter by letter with the letters known here: that is so for ASCII. */
function isFoldedByLetter(text: string): boolean {
  return codePoints(text).every(letter => {
    const character = String.fromCodePoint(letter)
    const caseless = character.toLowerCase() === character.toUpperCase() && letter !== 0x307
    return letter < 0x80 || (caseless && character === character.toLowerCase())
  })
}

class Walk {
  readonly #tokens: number[] = []
  readonly #start: number[] = []
  #other = 0

  add(tokens: readonly number[]): void {
    this.#start.push(this.#tokens.length)
    this.#tokens.push(...tokens, end)
  }

  /** The shortest word for every set of values that fit it, the shorter words first. */
  run(spend: Spend): TypedValues {
    this.#other = strange(this.#tokens.map(token => (token <= -16 ? -16 - token : token)))
    const states: { readonly positions: readonly number[]; readonly word: Word | null }[] = []
    const seen = new Set<string>()
    const texts = new Map<string, string>()
    const enter = (positions: readonly number[], word: Word | null) => {
      const key = positions.join()
      if (seen.has(key)) return
      seen.add(key)
      states.push({ positions, word })
      const fits = positions.filter(position => this.#tokens[position] === end).join()
      if (!texts.has(fits)) texts.set(fits, spell(word))
    }
    enter(this.#close(this.#start), null)
    for (const { positions, word } of states) {
      const letters = this.#lettersAt(positions)
      if (!spend(letters.size * (positions.length + 1)))
        return { texts: [...texts.values()], complete: false }
      for (const letter of letters) enter(this.#step(positions, letter), { before: word, letter })
    }
    return { texts: [...texts.values()], complete: true }
  }

  /** Those that lead to different states: any other letter leads where `#other` does. */
  #lettersAt(positions: readonly number[]): ReadonlySet<number> {
    const letters = new Set([this.#other])
    for (const position of positions) {
      const token = this.#tokens[position] as number
      if (token >= 0) letters.add(token)
      else if (token <= -16) for (const letter of lettersOf(-16 - token)) letters.add(letter)
    }
    return letters
  }

  #step(positions: readonly number[], letter: number): readonly number[] {
    const lower = codePoints(String.fromCodePoint(letter).toLowerCase())
    const folded = lower.length === 1 ? eitherCase(lower[0] as number) : end
    const next: number[] = []
    for (const position of positions) {
      const token = this.#tokens[position]
      if (token === anyRun) next.push(position)
      else if (token === letter || token === anyCharacter || (token === folded && token !== end)) {
        next.push(position + 1)
      }
    }
    return this.#close(next)
  }

  /** Adds what a run reaches without a letter; drops what stands before a value's last run, as the run fits more. */
  #close(positions: readonly number[]): readonly number[] {
    const closed = new Set<number>()
    for (const position of positions) {
      closed.add(position)
      for (let at = position; this.#tokens[at] === anyRun; at++) closed.add(at + 1)
    }
    const kept: number[] = []
    let run = false
    for (const position of [...closed].sort((a, b) => b - a)) {
      const token = this.#tokens[position]
      if (run && this.#sameValue(position, kept.at(-1) as number)) continue
      kept.push(position)
      run = token === anyRun
    }
    return kept
  }

  #sameValue(position: number, later: number): boolean {
    for (let at = position; at < later; at++) if (this.#tokens[at] === end) return false
    return true
  }
}

interface Word {
  readonly before: Word | null
  readonly letter: number
}

function spell(word: Word | null): string {
  const letters: string[] = []
  for (let at = word; at !== null; at = at.before) letters.push(String.fromCodePoint(at.letter))
  return letters.reverse().join('')
}

function lettersOf(lower: number): readonly number[] {
  const upper = codePoints(String.fromCodePoint(lower).toUpperCase())
  const letters = upper.length === 1 ? [lower, upper[0] as number] : [lower]
  return lower === 0x6b ? [...letters, kelvin] : letters
}

/** A letter that is none of those named, in either case. */
function strange(named: readonly number[]): number {
  const taken = new Set(named)
  for (const letter of codePoints('xyzabcdefghijklmnopqrstuvw')) {
    if (!taken.has(letter) && !taken.has(letter - 32)) return letter
  }
  let letter = 0x4e00
  while (taken.has(letter)) letter++
  return letter
}
