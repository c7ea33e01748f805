/** A pattern of paths that cannot be used: one sentence that says why. */
export class GlobError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'GlobError'
  }
}

/** A pattern of paths, ready to match. */
export interface Glob {
  /** Whether it matches the whole of a relative path with `/` between its parts. */
  matches(path: string): boolean
  /** Names that a path has at most to match it. */
  readonly depth: number
}

/** One character of a pattern, or what stands for some. */
type Token = string | typeof anything | typeof one | CharacterClass

interface CharacterClass {
  readonly negated: boolean
  readonly ranges: readonly (readonly [first: string, last: string])[]
}

const anything = Symbol('*')
const one = Symbol('?')
/** A segment that stands for any number of folders. */
const folders = Symbol('**')

type Segment = readonly Token[] | typeof folders

const longestPattern = 1024
const mostAlternatives = 256

/** Whether a word of a command line is meant as a pattern. */
export function isGlob(word: string): boolean {
  return /[*?]|\[[^\]]+\]|\{[^}]*,[^}]*\}|^!./.test(word)
}

/**
 * Compiles `*`, `?`, `[a-z]`, `[!a-z]`, `{a,b}`, `**` as a whole segment (any number of folders, at the end at least
 * one name) and `\` before a literal character. Throws a `GlobError`.
 *
 * Matching takes time in proportion to pattern times path. Libraries make a regular expression that searches back, with
 * which a pattern of some twenty characters stops a run for good, and patterns come with the text under review.
 */
export function compileGlob(pattern: string, { braces = true }: { readonly braces?: boolean } = {}): Glob {
  if (pattern.length > longestPattern)
    throw new GlobError(`the pattern has ${pattern.length} characters; it may have ${longestPattern}`)
  const spellings = braces ? expandBraces(pattern) : [pattern]
  const alternatives = spellings.map(each => each.split('/').map(compileSegment))
  const depth = Math.max(
    ...alternatives.map(each => (each.includes(folders) ? Number.POSITIVE_INFINITY : each.length)),
  )
  return {
    depth,
    matches(path) {
      const names = path.split('/')
      return alternatives.some(segments => matchSegments(segments, names))
    },
  }
}

/** Whether a relative path, or a folder above it, matches one of the patterns and none of those that begin with `!`. */
export function compileSelection(patterns: readonly string[]): (path: string) => boolean {
  const compiled = (negated: boolean) =>
    patterns.filter(each => each.startsWith('!') === negated).map(each => compileGlob(cleaned(each)))
  const [wanted, unwanted] = [compiled(false), compiled(true)]
  return path => {
    const spellings = pathAndFolders(path)
    const meets = (globs: readonly Glob[]) =>
      globs.some(glob => spellings.some(spelling => glob.matches(spelling)))
    return meets(wanted) && !meets(unwanted)
  }
}

/** A pattern without `!`, `./` in front and `/` at the end. */
function cleaned(pattern: string): string {
  return pattern.replace(/^!?(\.?\/)*/, '').replace(/\/+$/, '')
}

/** `a/b/c`, `a/b`, `a`. */
function pathAndFolders(path: string): readonly string[] {
  const found = [path]
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1))
    found.push(path.slice(0, end))
  return found
}

/** The folder in front of a pattern's first special character, and the rest. */
export function splitGlob(pattern: string): { readonly folder: string; readonly rest: string } {
  const special = pattern.search(/[*?[{\\]/)
  const end = pattern.lastIndexOf('/', special < 0 ? pattern.length : special)
  const folder = end > 0 ? pattern.slice(0, end) : end === 0 ? '/' : '.'
  return { folder, rest: pattern.slice(end + 1) }
}

function expandBraces(pattern: string): readonly string[] {
  const found: string[] = []
  const queue = [pattern]
  while (queue.length > 0) {
    const next = queue.pop() as string
    const group = firstGroup(next)
    if (group === null) found.push(next)
    else
      for (const option of group.options)
        queue.push(next.slice(0, group.start) + option + next.slice(group.end))
    if (found.length + queue.length > mostAlternatives)
      throw new GlobError(`the braces of a pattern stand for more than ${mostAlternatives} patterns`)
  }
  return found
}

/** The first `{a,b}` with its options; braces without a comma stand for themselves. */
function firstGroup(
  pattern: string,
): { readonly start: number; readonly end: number; readonly options: readonly string[] } | null {
  const open: { start: number; commas: number[] }[] = []
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at]
    if (character === '\\') at++
    else if (character === '{') open.push({ start: at, commas: [] })
    else if (character === ',') open.at(-1)?.commas.push(at)
    else if (character === '}') {
      const group = open.pop()
      if (group === undefined || group.commas.length === 0) continue
      const cuts = [group.start, ...group.commas, at]
      const options = cuts.slice(1).map((cut, index) => pattern.slice((cuts[index] as number) + 1, cut))
      return { start: group.start, end: at + 1, options }
    }
  }
  return null
}

function compileSegment(segment: string): Segment {
  if (segment === '**') return folders
  const characters = [...segment]
  const tokens: Token[] = []
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] as string
    if (character === '\\' && at + 1 < characters.length) tokens.push(characters[++at] as string)
    else if (character === '*') {
      if (tokens.at(-1) !== anything) tokens.push(anything)
    } else if (character === '?') tokens.push(one)
    else if (character === '[') {
      const read = readClass(characters, at)
      tokens.push(read?.class ?? character)
      at = read?.end ?? at
    } else tokens.push(character)
  }
  return tokens
}

const namedClasses: ReadonlyMap<string, CharacterClass['ranges']> = new Map([
  ['digit', [['0', '9']]],
  ['lower', [['a', 'z']]],
  ['upper', [['A', 'Z']]],
  [
    'alpha',
    [
      ['a', 'z'],
      ['A', 'Z'],
    ],
  ],
  [
    'alnum',
    [
      ['a', 'z'],
      ['A', 'Z'],
      ['0', '9'],
    ],
  ],
  [
    'xdigit',
    [
      ['a', 'f'],
      ['A', 'F'],
      ['0', '9'],
    ],
  ],
  [
    'space',
    [
      ['\t', '\r'],
      [' ', ' '],
    ],
  ],
])

/** A class from its `[` to its `]`; null if it has no end. */
function readClass(
  characters: readonly string[],
  start: number,
): { readonly class: CharacterClass; readonly end: number } | null {
  let at = start + 1
  const negated = characters[at] === '!' || characters[at] === '^'
  if (negated) at++
  const ranges: (readonly [string, string])[] = []
  for (let isFirst = true; at < characters.length; isFirst = false) {
    if (characters[at] === ']' && !isFirst) return { class: { negated, ranges }, end: at }
    const [, name] = /^\[:([a-z]+):\]/.exec(characters.slice(at, at + 12).join('')) ?? []
    if (name !== undefined) {
      ranges.push(...(namedClasses.get(name) ?? []))
      at += name.length + 4
      continue
    }
    if (characters[at] === '\\') at++
    const first = characters[at++]
    let last = first
    if (characters[at] === '-' && at + 1 < characters.length && characters[at + 1] !== ']') {
      at += characters[at + 1] === '\\' ? 2 : 1
      last = characters[at++]
    }
    if (first !== undefined && last !== undefined) ranges.push([first, last])
  }
  return null
}

/** Only the last `**` has ever to be tried again: what an earlier one could take, it can take too. */
function matchSegments(segments: readonly Segment[], names: readonly string[]): boolean {
  let [segment, name, tried, from] = [0, 0, -1, 0]
  while (name < names.length) {
    const expected = segments[segment]
    if (expected === folders) {
      if (segment === segments.length - 1) return true
      tried = segment++
      from = name
    } else if (expected !== undefined && matchName(expected, names[name] as string)) {
      segment++
      name++
    } else if (tried >= 0) {
      segment = tried + 1
      name = ++from
    } else return false
  }
  return segment === segments.length
}

/** Likewise for `*` within a name. */
function matchName(tokens: readonly Token[], name: string): boolean {
  const characters = [...name]
  let [token, at, tried, from] = [0, 0, -1, 0]
  while (at < characters.length) {
    const expected = tokens[token]
    if (expected === anything) {
      tried = token++
      from = at
    } else if (expected !== undefined && matchCharacter(expected, characters[at] as string)) {
      token++
      at++
    } else if (tried >= 0) {
      token = tried + 1
      at = ++from
    } else return false
  }
  while (tokens[token] === anything) token++
  return token === tokens.length
}

function matchCharacter(token: Token, character: string): boolean {
  if (typeof token === 'string') return token === character
  if (typeof token === 'symbol') return token === one
  return token.ranges.some(([first, last]) => first <= character && character <= last) !== token.negated
}
