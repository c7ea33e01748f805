import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parsePolicy } from '../../linter/policy/index.ts'

describe('texts that are not JSON', () => {
  it.each([
    ['', 'the text is empty'],
    ['\uFEFF{}', 'the text starts with a byte order mark, which JSON does not allow; remove it'],
    ['{"a": 1, // x\n "b": 2}', 'JSON has no comments; remove it'],
    ['{"a": 1} # x', 'JSON has no comments; remove it'],
    ['/* x */ {}', 'JSON has no comments; remove it'],
    ['{"a": 1,}', 'a comma stands before the closing bracket; remove it'],
    ['[1, ]', 'a comma stands before the closing bracket; remove it'],
    ['{"a": 1 "b": 2}', 'a comma is missing here'],
    ['{"a": true，"b": 2}', 'a full-width comma is not a comma in JSON; write `,`'],
    ['{\u00A0"a": 1}', 'a non-breaking space is not white space in JSON; write a plain space'],
    ['{“a”: 1}', 'curly quotes do not quote in JSON; write `"`'],
    ["{'a': 1}", 'single quotes do not quote in JSON; write `"`'],
    [
      '{"a": "\\_b"}',
      'a string has an escape that JSON does not know, e.g. `\\_` or `\\*` of Markdown; remove the backslash',
    ],
    ['{"a": 1', 'a `}` is missing here'],
    ['{"a" 1}', 'a colon is missing here, between a member and its value'],
    ['{} {}', 'something follows the end of the JSON value'],
    ['Version: 1', 'this is no value of JSON; put text into double quotes'],
  ])('%j', (text, message) => {
    const parsed = parsePolicy(text, 'identity')
    expect(parsed.faults.map(each => [each.id, each.message])).toEqual([['invalid-json', message]])
    expect([parsed.document, parsed.readable]).toEqual([null, null])
  })

  it('are those that JSON.parse refuses', () => {
    const part = fc.constantFrom(
      ...'{}[],:"\\01.eE+-tfn /\n\t\u0001\u00A0',
      'true',
      'null',
      '"a"',
      '"a":1',
      '\\u00',
      '\u2028',
    )
    const mutated = fc.tuple(fc.json(), fc.nat(), part).map(([text, at, by]) => {
      const cut = at % (text.length + 1)
      return text.slice(0, cut) + by + text.slice(cut + (at % 2))
    })
    const text = fc.oneof(
      fc.array(part, { maxLength: 8 }).map(parts => parts.join('')),
      mutated,
    )
    const refuses = (json: string) => {
      try {
        JSON.parse(json)
        return false
      } catch {
        return true
      }
    }
    fc.assert(
      fc.property(text, each => {
        expect(parsePolicy(each, 'identity').faults.some(({ id }) => id === 'invalid-json')).toBe(
          refuses(each),
        )
      }),
      { seed: 1, numRuns: 20_000 },
    )
  })
})

describe('hostile texts', () => {
  const mebibyte = 1 << 20
  it.each([
    ['nested 10,000 deep', '['.repeat(10_000) + ']'.repeat(10_000), 'too-deep'],
    ['nested in objects', '{"a":'.repeat(10_000), 'too-deep'],
    ['nested behind a comment with a quote', `/*"*/${'['.repeat(100_000)}`, 'too-deep'],
    ['nested behind a string that is not closed', `["\n${'['.repeat(100_000)}`, 'too-deep'],
    ['likewise with a carriage return', `["\r${'['.repeat(100_000)}`, 'too-deep'],
    ['nested with brackets that do not fit', '[},'.repeat(100_000), 'too-deep'],
    ['of opening brackets', '['.repeat(mebibyte), 'too-deep'],
    ['of quotes', '"'.repeat(mebibyte), 'invalid-json'],
    ['of commas', ','.repeat(mebibyte), 'invalid-json'],
    ['of white space', `${' '.repeat(mebibyte)}{`, 'invalid-json'],
    ['of backslashes', `"${'\\'.repeat(mebibyte)}`, 'invalid-json'],
    ['of one string', `{"Version":"${'1'.repeat(mebibyte)}"}`, 'invalid-version'],
    ['of one name', `{${'"a":1,'.repeat(mebibyte / 6)}"a":1}`, 'duplicate-member'],
    [
      'of empty statements',
      `{"Version":"1","Statement":[${'{},'.repeat(mebibyte / 3)}{}]}`,
      'missing-effect',
    ],
  ])('%s end', (_name, text, id) => {
    const parsed = parsePolicy(text, 'identity')
    expect(parsed.document).toBeNull()
    expect(parsed.faults.some(each => each.id === id)).toBe(true)
  })
})
