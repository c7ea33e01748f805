import type { JsonRepair } from './fault.ts'

/** One mistake in a text that is not JSON, where what was meant is clear. Offsets are UTF-16 units. */
export interface JsonMistake {
  readonly start: number
  readonly end: number
  readonly message: string
  readonly repair: JsonRepair
}

/** A text without the mistakes that were found in it. */
export interface MendedText {
  /** As long as the text that was written: offsets are the same. */
  readonly text: string
  /** In no order. */
  readonly mistakes: readonly JsonMistake[]
  /** What strings with an escape that JSON does not know were to say, by the offset of the opening quote. */
  readonly values: ReadonlyMap<number, string>
}

type Edit = JsonRepair['edits'][number]

/** What a text may have in many places by one cause, e.g. a keyboard's layout: one mistake, told once. */
interface Cause {
  readonly message: string
  readonly title: string
}

const noBreakSpace: Cause = {
  message: 'a non-breaking space is not white space in JSON; write a plain space',
  title: 'write plain spaces',
}
const oddSpace: Cause = {
  message: 'this is no white space in JSON; write a plain space',
  title: 'write plain spaces',
}
const fullWidthComma: Cause = {
  message: 'a full-width comma is not a comma in JSON; write `,`',
  title: 'write `,`',
}
const fullWidthColon: Cause = {
  message: 'a full-width colon is not a colon in JSON; write `:`',
  title: 'write `:`',
}
const curlyQuotes: Cause = {
  message: 'curly quotes do not quote in JSON; write `"`',
  title: 'write straight quotes',
}
const singleQuotes: Cause = {
  message: 'single quotes do not quote in JSON; write `"`',
  title: 'write double quotes',
}

/** What one walk over a text has met. */
interface Walk {
  readonly text: string
  readonly mistakes: JsonMistake[]
  readonly repeated: Map<Cause, { start: number; end: number; times: number; edits: Edit[] }>
  /** Edits that keep the length. */
  readonly patches: Edit[]
  readonly values: Map<number, string>
}

/**
 * Finds what people paste and write that no JSON parser takes: comments, commas before a closing bracket, spaces,
 * commas, colons and quotes of other alphabets, escapes of Markdown. One walk over the text, without a parser.
 */
export function mendJson(text: string): MendedText {
  const walk: Walk = { text, mistakes: [], repeated: new Map(), patches: [], values: new Map() }
  let comma = -1
  let at = 0
  while (at < text.length) {
    const mark = text[at] as string
    const trivia = skipTrivia(walk, at, mark)
    if (trivia > at) {
      at = trivia
      continue
    }
    if ((mark === '}' || mark === ']') && comma >= 0) dropComma(walk, comma)
    comma = mark === ',' || mark === '，' ? at : -1
    at = skipToken(walk, at, mark)
  }
  for (const [{ message, title }, { start, end, times, edits }] of walk.repeated) {
    const more = times === 1 ? '' : `, here and in ${times - 1} more ${times === 2 ? 'place' : 'places'}`
    walk.mistakes.push({ start, end, message: `${message}${more}`, repair: { title, edits, lossy: false } })
  }
  return { text: patched(text, walk.patches), mistakes: walk.mistakes, values: walk.values }
}

/** Where what stands between tokens ends; `at` if a token stands there. */
function skipTrivia(walk: Walk, at: number, mark: string): number {
  const { text } = walk
  if (mark === ' ' || mark === '\n' || mark === '\r' || mark === '\t') return at + 1
  if (mark === '#' || (mark === '/' && text[at + 1] === '/'))
    return dropComment(walk, at, endOfLine(text, at))
  if (mark === '/' && text[at + 1] === '*') {
    const end = text.indexOf('*/', at + 2)
    return dropComment(walk, at, end < 0 ? text.length : end + 2)
  }
  if (!/[\s\u200B\u2060\uFEFF]/.test(mark)) return at
  let end = at + 1
  while (text[end] === mark) end++
  const spaces = { start: at, end, text: ' '.repeat(end - at) }
  return note(walk, mark === '\u00A0' ? noBreakSpace : oddSpace, at, end, [spaces])
}

/** Where the token that stands here ends, or one character of it. */
function skipToken(walk: Walk, at: number, mark: string): number {
  if (mark === '"') return readString(walk, at)
  if (mark === '，') return note(walk, fullWidthComma, at, at + 1, [{ start: at, end: at + 1, text: ',' }])
  if (mark === '：') return note(walk, fullWidthColon, at, at + 1, [{ start: at, end: at + 1, text: ':' }])
  if (mark === '“' || mark === '”') return requote(walk, at, curlyQuotes, /["“”\r\n]/g, '“”')
  if (mark === "'") return requote(walk, at, singleQuotes, /["'\\\r\n]/g, "'")
  return at + 1
}

/** Notes one place of a cause and answers where it ends. */
function note(walk: Walk, cause: Cause, start: number, end: number, edits: readonly Edit[]): number {
  walk.patches.push(...edits)
  const before = walk.repeated.get(cause)
  if (before === undefined) walk.repeated.set(cause, { start, end, times: 1, edits: [...edits] })
  else {
    before.times += 1
    before.edits.push(...edits)
  }
  return end
}

/** Comments with nothing but white space between them are one. */
function dropComment({ text, mistakes, patches }: Walk, start: number, end: number): number {
  const last = mistakes.at(-1)
  const follows = last?.message === comment && text.slice(last.end, start).trim() === ''
  const from = follows ? last.start : start
  const edit = { ...wholeLines(text, from, end), text: '' }
  const repair: JsonRepair = { title: 'remove the comment', edits: [edit], lossy: true }
  if (follows) mistakes.pop()
  mistakes.push({ start: from, end, message: comment, repair })
  patches.push({ start, end, text: text.slice(start, end).replace(/[^\r\n]/g, ' ') })
  return end
}

/** A comment with the white space before it, and with its line if it has one to itself. */
function wholeLines(text: string, start: number, end: number): { start: number; end: number } {
  let from = start
  while (text[from - 1] === ' ' || text[from - 1] === '\t') from -= 1
  const lineBreak = /^\r\n|^[\r\n]/.exec(text.slice(end, end + 2))?.[0]
  if (lineBreak === undefined) return { start: end === text.length ? from : start, end }
  const alone = from === 0 || text[from - 1] === '\n' || text[from - 1] === '\r'
  return { start: from, end: alone ? end + lineBreak.length : end }
}

/** Why a comment is refused. */
export const comment = 'JSON has no comments; remove it'
/** Why a comma before a closing bracket is. */
export const trailingComma = 'a comma stands before the closing bracket; remove it'

function dropComma({ mistakes, patches }: Walk, at: number): void {
  const edits = [{ start: at, end: at + 1, text: '' }]
  const repair = { title: 'remove the comma', edits, lossy: false }
  mistakes.push({ start: at, end: at + 1, message: trailingComma, repair })
  patches.push({ start: at, end: at + 1, text: ' ' })
}

/** A string in quotes that are none; left alone if it does not end on its line, or holds what it cannot hold then. */
function requote(walk: Walk, at: number, cause: Cause, stops: RegExp, closing: string): number {
  stops.lastIndex = at + 1
  const stop = stops.exec(walk.text)
  if (stop === null || !closing.includes(stop[0])) return at + 1
  const end = stop.index + 1
  const quotes = [at, stop.index].map(start => ({ start, end: start + 1, text: '"' }))
  return note(walk, cause, at, end, quotes)
}

const markdownEscape = /^[_*`[\]{}()#+.!<>|~-]$/

/** Where a string ends, on its line at the latest. Notes escapes that JSON does not know. */
function readString(walk: Walk, start: number): number {
  const { text } = walk
  const unknown: number[] = []
  let at = start + 1
  for (; at < text.length; at++) {
    const mark = text[at] as string
    if (mark === '"' || mark === '\n' || mark === '\r') break
    if (mark !== '\\') continue
    at += 1
    if (!/["\\/bfnrtu\r\n]/.test(text[at] ?? '"')) unknown.push(at - 1)
    else if (text[at] === '\n' || text[at] === '\r') break
  }
  if (text[at] !== '"') return at
  if (unknown.length > 0) noteEscapes(walk, start, at + 1, unknown)
  return at + 1
}

function noteEscapes({ text, mistakes, values }: Walk, start: number, end: number, at: readonly number[]) {
  const written = text.slice(at[0] as number, (at[0] as number) + 2)
  const markdown = at.every(each => markdownEscape.test(text[each + 1] as string))
  const message = markdown
    ? `\`${written}\` is an escape of Markdown, not of JSON; remove the backslash`
    : `\`${written}\` is no escape of JSON; remove the backslash, or write \`\\\\\` for one`
  const edits = at.map(each => ({ start: each, end: each + 1, text: '' }))
  const repair = { title: 'remove the backslash', edits, lossy: !markdown }
  mistakes.push({ start, end, message, repair })
  const inner = edits.map(each => ({ ...each, start: each.start - start, end: each.end - start }))
  try {
    values.set(start, String(JSON.parse(patched(text.slice(start, end), inner))))
  } catch {
    // Something else is wrong with the string, which the parser will tell.
  }
}

/** `edits` do not overlap, but for a comma that is mended and then dropped: the later one of those counts. */
function patched(text: string, edits: readonly Edit[]): string {
  if (edits.length === 0) return text
  const byStart = new Map(edits.map(edit => [edit.start, edit]))
  const parts: string[] = []
  let at = 0
  for (const edit of [...byStart.values()].sort((a, b) => a.start - b.start)) {
    parts.push(text.slice(at, edit.start), edit.text)
    at = edit.end
  }
  return parts.join('') + text.slice(at)
}

function endOfLine(text: string, at: number): number {
  const lineBreak = /[\r\n]/g
  lineBreak.lastIndex = at
  return lineBreak.exec(text)?.index ?? text.length
}
