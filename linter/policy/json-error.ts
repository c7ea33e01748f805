import { comment } from './json-mistakes.ts'

/** Why a text is not JSON, in one sentence, from the part at which the parser stopped and the name of its error. */
export function describeJsonError(text: string, start: number, end: number, parserError: string): string {
  const part = text.slice(start, Math.max(end, start + 2))
  if (/^[“”]/.test(part)) return 'curly quotes do not quote in JSON; write `"`'
  if (part.startsWith("'")) return 'single quotes do not quote in JSON; write `"`'
  if (parserError === 'CommaExpected' && /^[\]}]/.test(part)) {
    const [bracket, other] = part.startsWith(']') ? [']', '}'] : ['}', ']']
    return `this \`${bracket}\` closes nothing that is open here; a \`${other}\` is expected`
  }
  return sentences.get(parserError) ?? 'the text is not JSON'
}

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
  ['InvalidCharacter', 'a string has a control character; write it as an escape'],
  ['InvalidSymbol', 'this is no value of JSON; put text into double quotes'],
])
