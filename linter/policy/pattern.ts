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
  return plain(text, text) ?? finish(text, tokensOf(text, anyCharacter, anyRun))
}

/**
 * A pattern of an Action element. Case does not count ("in most cases case-insensitive", RAM documentation), and a
 * wildcard crosses the colon (assumed), so `*` is every action. Match it against `lowerCaseAction(action)`.
 */
export function compileActionPattern(text: string): Pattern {
  const lower = lowerCaseAction(text)
  return plain(text, lower) ?? finish(text, tokensOf(lower, anyCharacter, anyRun))
}

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
  if (/^\*+$/.test(text)) return finish(text, [anyRun])
  let colons = 0
  let at = -1
  while (colons < 4) {
    at = text.indexOf(':', at + 1)
    if (at < 0) return finish(text, [impossible])
    colons++
  }
  const wildcard = text.search(/[*?]/)
  if (wildcard < 0 || wildcard > at) {
    const found = plain(text, text)
    if (found !== null) return found
  }
  return finish(text, [
    ...tokensOf(text.slice(0, at + 1), segmentCharacter, segmentRun),
    ...tokensOf(text.slice(at + 1), anyCharacter, anyRun),
  ])
}

/** A pattern over a whole string, none of whose wildcards crosses a colon. */
export function inSegments(text: string): Pattern {
  return finish(text, tokensOf(text, segmentCharacter, segmentRun))
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
      return walk(pattern.tokens, text)
  }
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
 * Only the last run met is ever widened: an earlier one that would have to be wider could be followed by the later
 * one at once, and a run of the first segments ends at a colon that the pattern names.
 */
function walk(tokens: readonly number[], text: string): boolean {
  let token = 0
  let at = 0
  let run = -1
  let resume = 0
  while (at < text.length) {
    const wanted = tokens[token]
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

/** Most patterns are a fixed text, or one with a run behind it: their tokens are made when they are asked for. */
class PlainPattern implements Pattern {
  readonly text: string
  readonly shape: 'literal' | 'prefix'
  readonly literal: string
  #tokens: readonly number[] | undefined

  constructor(text: string, literal: string, shape: 'literal' | 'prefix') {
    this.text = text
    this.literal = literal
    this.shape = shape
  }

  get tokens(): readonly number[] {
    this.#tokens ??= tokensOf(
      this.shape === 'prefix' ? `${this.literal}*` : this.literal,
      anyCharacter,
      anyRun,
    )
    return this.#tokens
  }
}

/** The pattern of a text, called `name`, without wildcards but for a run at its end; null for any other. */
function plain(name: string, text: string): Pattern | null {
  const wildcard = text.search(/[*?]/)
  if (wildcard < 0) return new PlainPattern(name, text, 'literal')
  const isPrefix = wildcard > 0 && wildcard === text.length - 1 && text.endsWith('*')
  return isPrefix ? new PlainPattern(name, text.slice(0, -1), 'prefix') : null
}

/** A pattern of tokens; `text` is what it is called. */
export function finish(text: string, tokens: readonly number[]): Pattern {
  const fixed = tokens.at(-1) === anyRun ? tokens.slice(0, -1) : tokens
  if (fixed.some(token => token < 0)) return { text, tokens, shape: 'tokens', literal: '' }
  const literal = fixed.map(character => String.fromCodePoint(character)).join('')
  if (fixed.length === tokens.length) return { text, tokens, shape: 'literal', literal }
  return { text, tokens, shape: literal === '' ? 'everything' : 'prefix', literal }
}
