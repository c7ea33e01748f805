/**
 * Why a text is not JSON, in one sentence that names the cause, from the part at which the parser stopped and the
 * name of its error.
 */
export function describeJsonError(text: string, start: number, end: number, parserError: string): string {
  if (text.startsWith('\uFEFF')) {
    return 'the text starts with a byte order mark, which JSON does not allow; remove it'
  }
  if (text.trim() === '') return 'the text is empty'
  const part = text.slice(start, Math.max(end, start + 2))
  if (!part.startsWith('"')) {
    for (const [mark, sentence] of marks) if (part.includes(mark)) return sentence
  }
  if (part.startsWith('#')) return comment
  if (isTrailingComma(text, start)) return 'a comma stands before the closing bracket; remove it'
  return sentences.get(parserError) ?? 'the text is not JSON'
}

const comment = 'JSON has no comments; remove it'

/** What people paste that no JSON parser takes, outside of strings. */
const marks: readonly (readonly [string, string])[] = [
  ['\u00A0', 'a non-breaking space is not white space in JSON; write a plain space'],
  ['\uFF0C', 'a full-width comma is not a comma in JSON; write `,`'],
  ['\u201C', 'curly quotes do not quote in JSON; write `"`'],
  ['\u201D', 'curly quotes do not quote in JSON; write `"`'],
  ["'", 'single quotes do not quote in JSON; write `"`'],
  ['//', comment],
  ['/*', comment],
]

const sentences: ReadonlyMap<string, string> = new Map([
  ['CommaExpected', 'a comma is missing here'],
  ['ColonExpected', 'a colon is missing here, between a member and its value'],
  ['PropertyNameExpected', 'the name of a member is missing here, in double quotes'],
  ['ValueExpected', 'a value is missing here'],
  ['CloseBraceExpected', 'a `}` is missing here'],
  ['CloseBracketExpected', 'a `]` is missing here'],
  ['EndOfFileExpected', 'something follows the end of the JSON value'],
  ['InvalidCommentToken', comment],
  ['UnexpectedEndOfComment', comment],
  ['UnexpectedEndOfString', 'a string is not closed; write the missing `"`'],
  ['UnexpectedEndOfNumber', 'a number breaks off here'],
  ['InvalidNumberFormat', 'this is not a number in JSON'],
  ['InvalidUnicode', 'a `\\u` escape needs four hexadecimal digits'],
  [
    'InvalidEscapeCharacter',
    'a string has an escape that JSON does not know, e.g. `\\_` or `\\*` of Markdown; remove the backslash',
  ],
  ['InvalidCharacter', 'a string has a control character; write it as an escape'],
  ['InvalidSymbol', 'this is no value of JSON; put text into double quotes'],
])

/** The parser reports the bracket behind a trailing comma, or the comma itself. */
function isTrailingComma(text: string, offset: number): boolean {
  if (text[offset] === ',') return closing.has(text.slice(offset + 1).trimStart()[0] ?? '')
  return closing.has(text[offset] ?? '') && text.slice(0, offset).trimEnd().endsWith(',')
}

const closing: ReadonlySet<string> = new Set(['}', ']'])
