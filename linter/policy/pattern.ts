/**
 * Wildcard patterns: `*` is any run of characters, also none, `?` exactly one. Source: RAM documentation (2025-12).
 * A character is a Unicode code point.
 */
export interface Pattern {
  readonly text: string
  /** Code points, or one of the negative wildcard tokens below. */
  readonly tokens: readonly number[]
  /** How `matches` decides: the common shapes need no walk over the tokens. */
  readonly shape: 'everything' | 'literal' | 'prefix' | 'tokens'
  /** The fixed text of a literal or a prefix. */
  readonly literal: string
  /** What every word of the pattern begins with: the text before its first wildcard. */
  readonly head: string
  /** The tokens from the first wildcard on. */
  readonly tail: readonly number[]
}

export const anyCharacter = -1
export const anyRun = -2
/** As the two above, but never a `:`; they stand in the first four segments of a resource. */
export const segmentCharacter = -3
export const segmentRun = -4
/** Admits no character: the only token of a pattern that matches nothing. */
export const impossible = -5
/** One of the digits 0 to 9: no wildcard of a policy, but what an account id is made of. */
export const anyDigit = -6

const colon = 0x3a

/** A pattern over a whole string: condition values of `StringLike` and `StringNotLike`. Case counts. */
export function compilePattern(text: string): Pattern {
  return compile(text, text)
}

/**
 * A pattern of an Action element. Case does not count ("in most cases case-insensitive", RAM documentation), and a
 * wildcard crosses the colon (assumed), so `*` is every action. Match it against `lowerCaseAction(action)`.
 */
export function compileActionPattern(text: string): Pattern {
  return compile(text, lowerCaseAction(text))
}

function compile(name: string, text: string, one = anyCharacter, run = anyRun): Pattern {
  const wildcard = text.search(anyWildcard)
  if (wildcard < 0) return patternOf(name, text, noTokens)
  return patternOf(name, text.slice(0, wildcard), tokensOf(text.slice(wildcard), one, run))
}

const anyWildcard = /[*?]/
const noTokens: readonly number[] = []

/** An action in the form that action patterns are matched against. ASCII only: no letter of another script folds into one. */
export function lowerCaseAction(action: string): string {
  // The usual case, several times as fast.
  if (!beyondAscii.test(action)) return action.toLowerCase()
  return action.replace(/[A-Z]+/g, letters => letters.toLowerCase())
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the first half of the code points of one byte, all of them
const beyondAscii = /[^\x00-\x7f]/

/**
 * A pattern of a Resource element. `*` alone is everything. Any other pattern is split at its first four colons and
 * matched segment by segment; only in the last segment does a wildcard cross `:` and `/`. With fewer segments it
 * matches nothing. Case counts. Assumed: no page says whether `*` crosses a colon; a run of `*` is taken as `*`.
 */
export function compileResourcePattern(text: string): Pattern {
  if (text.startsWith('*') && /^\*+$/.test(text)) return patternOf(text, '', [anyRun])
  let colons = 0
  let at = -1
  while (colons < 4) {
    at = text.indexOf(':', at + 1)
    if (at < 0) return patternOf(text, '', [impossible])
    colons++
  }
  const wildcard = text.search(anyWildcard)
  if (wildcard < 0 || wildcard > at) return compile(text, text)
  const segments = tokensOf(text.slice(wildcard, at + 1), segmentCharacter, segmentRun)
  const rest = tokensOf(text.slice(at + 1), anyCharacter, anyRun)
  return patternOf(text, text.slice(0, wildcard), [...segments, ...rest])
}

/** A pattern over a whole string, none of whose wildcards crosses a colon. */
export function inSegments(text: string): Pattern {
  return compile(text, text, segmentCharacter, segmentRun)
}

/** Whether the pattern matches the whole text. At most (length of text) x (length of pattern) steps. */
export function matches(pattern: Pattern, text: string): boolean {
  switch (pattern.shape) {
    case 'everything':
      return true
    case 'literal':
      return text === pattern.literal
    case 'prefix':
      return text.startsWith(pattern.literal)
    case 'tokens':
      return text.startsWith(pattern.head) && walk(pattern.tail, text, pattern.head.length)
  }
}

/**
 * False where two patterns begin with different characters, or one matches nothing: a search for a common word would
 * only find that out.
 */
export function mayMeet(a: Pattern, b: Pattern): boolean {
  if (a.tail[0] === impossible || b.tail[0] === impossible) return false
  return a.head.startsWith(b.head) || b.head.startsWith(a.head)
}

/** Whether a token stands for a character (a code point). Runs admit what they may absorb. */
export function admits(token: number, character: number): boolean {
  if (token >= 0) return token === character
  if (token === anyCharacter || token === anyRun) return true
  if (token === anyDigit) return character >= 0x30 && character <= 0x39
  return token !== impossible && character !== colon
}

/** Whether a token is a run: `*`. */
export function isRun(token: number | undefined): boolean {
  return token === anyRun || token === segmentRun
}

/**
 * Whether the tokens match a text from `start` on. Only the last run met is ever widened: an earlier one that would have
 * to be wider could be followed by the later one at once, and a run of the first segments ends at a colon that the
 * pattern names.
 */
function walk(tokens: readonly number[], text: string, start: number): boolean {
  let at = start
  let token = 0
  let run = -1
  let resume = 0
  while (at < text.length) {
    const wanted = tokens[token]
    // The usual case: no half of a character of two units is one.
    if (wanted === text.charCodeAt(at) && wanted < 0xd800) {
      token++
      at++
      continue
    }
    if (wanted === segmentRun && tokens[token + 1] === colon) {
      at = text.indexOf(':', at)
      if (at < 0) return false
      run = -1
      token++
      continue
    }
    if (isRun(wanted)) {
      if (wanted === anyRun && token === tokens.length - 1) return true
      run = token++
      resume = at
      continue
    }
    const character = text.codePointAt(at) as number
    if (wanted !== undefined && admits(wanted, character)) {
      token++
      at += width(character)
      continue
    }
    if (run < 0) return false
    const absorbed = text.codePointAt(resume) as number
    if (!admits(tokens[run] as number, absorbed)) return false
    resume += width(absorbed)
    at = resume
    token = run + 1
  }
  while (isRun(tokens[token])) token++
  return token === tokens.length
}

function width(character: number): number {
  return character > 0xffff ? 2 : 1
}

function tokensOf(text: string, one: number, run: number): number[] {
  const tokens: number[] = []
  for (const character of text) {
    if (character === '?') tokens.push(one)
    else if (character !== '*') tokens.push(character.codePointAt(0) as number)
    else if (tokens.at(-1) !== run) tokens.push(run)
  }
  return tokens
}

/**
 * A pattern by the text before its first wildcard and the tokens from that wildcard on; `text` is what it is called.
 */
export function patternOf(text: string, head: string, tail: readonly number[]): Pattern {
  return new SplitPattern(text, head, tail)
}

/** Most patterns are a fixed text, or one with a run behind it: their tokens are made when they are asked for. */
class SplitPattern implements Pattern {
  readonly text: string
  readonly shape: Pattern['shape']
  readonly literal: string
  readonly head: string
  readonly tail: readonly number[]
  #tokens: readonly number[] | undefined

  constructor(text: string, head: string, tail: readonly number[]) {
    this.text = text
    this.head = head
    this.tail = tail
    const isPrefix = tail.length === 1 && tail[0] === anyRun
    this.shape = tail.length === 0 ? 'literal' : !isPrefix ? 'tokens' : head === '' ? 'everything' : 'prefix'
    this.literal = this.shape === 'tokens' ? '' : head
  }

  get tokens(): readonly number[] {
    this.#tokens ??= [...codePointsOf(this.head), ...this.tail]
    return this.#tokens
  }
}

function codePointsOf(text: string): number[] {
  return Array.from(text, character => character.codePointAt(0) as number)
}
