import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyEdits } from '../../linter/edits.ts'
import { parsePolicy } from '../../linter/policy/index.ts'

const noBreakSpace = 'a non-breaking space is not white space in JSON; write a plain space'
const markdown = '`\\_` is an escape of Markdown, not of JSON; remove the backslash'
const comment = 'JSON has no comments; remove it'
const trailing = 'a comma stands before the closing bracket; remove it'

describe('texts that are not JSON', () => {
  it.each([
    ['', 'the text is empty'],
    ['\uFEFF{}', 'the text starts with a byte order mark, which JSON does not allow; remove it'],
    ['{"a": 1, // x\n "b": 2}', comment],
    ['{"a": 1, // “x”, {"b": [，\n "b": 2}', comment],
    ['{"a": 1} # x', comment],
    ['/* x */ {}', comment],
    ['# a\n# b\n\n// c\n{}', comment],
    ['{"a": 1,}', trailing],
    ['[1, ]', trailing],
    ['{"a": 1 "b": 2}', 'a comma is missing here'],
    ['{"a": true，"b": 2}', 'a full-width comma is not a comma in JSON; write `,`'],
    ['[1，2，3，4]', 'a full-width comma is not a comma in JSON; write `,`, here and in 2 more places'],
    ['{"a"：1}', 'a full-width colon is not a colon in JSON; write `:`'],
    ['{\u00A0"a": 1}', noBreakSpace],
    ['{\u00A0\u00A0"a":\u00A01}', `${noBreakSpace}, here and in 1 more place`],
    ['{\u3000"a": 1}', 'this is no white space in JSON; write a plain space'],
    ['{“a”: 1}', 'curly quotes do not quote in JSON; write `"`'],
    ['{“a": 1}', 'curly quotes do not quote in JSON; write `"`'],
    ["{'a': 1}", 'single quotes do not quote in JSON; write `"`'],
    ["{'a: 1}", 'single quotes do not quote in JSON; write `"`'],
    ['{"a": "\\_b\\*"}', markdown],
    ['{"a": "\\d"}', '`\\d` is no escape of JSON; remove the backslash, or write `\\\\` for one'],
    ['{"a": "\t"}', 'a string has a control character; write it as an escape'],
    ['{"a": "\\u12"}', 'a `\\u` escape needs four hexadecimal digits'],
    ['{"a": "b}', 'a string is not closed; write the missing `"`'],
    ['{"a": 1', 'a `}` is missing here'],
    ['{"a" 1}', 'a colon is missing here, between a member and its value'],
    ['{} {}', 'something follows the end of the JSON value'],
    ['Version: 1', 'this is no value of JSON; put text into double quotes'],
  ])('%j', (text, message) => {
    const parsed = parsePolicy(text, 'identity')
    expect(parsed.faults.map(each => [each.id, each.message])).toEqual([['invalid-json', message]])
    expect([parsed.document, parsed.readable]).toEqual([null, null])
  })

  const policy = '{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "a:b", "Resource": "c_d"}]}'
  /** What was written, and how many mistakes it has. */
  const mended: [string, number][] = [
    [`// x\n${policy}`, 1],
    [policy.replace('}]', '},]'), 1],
    [policy.replaceAll(', ', '， '), 1],
    [policy.replaceAll(' ', '\u00A0'), 1],
    [policy.replaceAll(', ', ' '), 3],
    [policy.replaceAll(/"(\w*)"/g, '“$1”'), 1],
    [policy.replaceAll('"', "'"), 1],
    [policy.replace('c_d', 'c\\_d'), 1],
    [`${policy.replaceAll('"a:b",', '"a:b" // x, "y"\n').replace('}]', '},]')} # z`, 4],
  ]
  it.each(mended)('%j is read all the same, and mended', (text, count) => {
    const { document, readable, faults } = parsePolicy(text, 'identity')
    expect(faults.map(({ id }) => id)).toEqual(Array(count).fill('invalid-json'))
    const [statement] = readable?.statements ?? []
    expect(document).toBeNull()
    expect([statement?.effect, statement?.actions[0]?.value, statement?.resources[0]?.value]).toEqual([
      'Allow',
      'a:b',
      'c_d',
    ])
    const edits = faults.flatMap(({ repair }) => repair?.edits ?? [])
    expect(JSON.parse(applyEdits(text, edits))).toEqual(JSON.parse(policy))
  })

  it('tells ten mistakes at most', () => {
    const text = `{"Statement": [${'// x\n1,'.repeat(1000)}]}`
    expect(parsePolicy(text, 'identity').faults.filter(({ id }) => id === 'invalid-json')).toHaveLength(10)
  })

  it('are those that JSON.parse refuses', () => {
    const part = fc.constantFrom(
      ...'{}[],:"\\01.eE+-tfn /\n\t\u0001\u00A0“”，#*\'',
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
    ['of comments', '//\n1'.repeat(mebibyte / 4), 'invalid-json'],
    ['of curly quotes', '“'.repeat(mebibyte), 'invalid-json'],
    ['of single quotes', "'".repeat(mebibyte), 'invalid-json'],
    ['of strings without commas', `{"Statement":[${'"a" '.repeat(mebibyte / 4)}]}`, 'invalid-json'],
    ['of foreign spaces', `[${'\u00A0'.repeat(mebibyte)}`, 'invalid-json'],
    ['of escapes', `["${'\\_'.repeat(mebibyte / 2)}"]`, 'invalid-json'],
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
