import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  applyEdits,
  bracketed,
  insertFirstMember,
  memberOf,
  removeElement,
  removeElements,
  replaceWithString,
} from '../../linter/edits.ts'

/** The part of a text between two marks, and the text without them. */
function marked(text: string): { text: string; part: { start: number; end: number } } {
  const start = text.indexOf('«')
  const end = text.indexOf('»') - 1
  return { text: text.replace(/[«»]/g, ''), part: { start, end } }
}

describe('an element is removed with its comma, and the rest stays byte for byte', () => {
  test.each([
    ['["a",«"b"»,"c"]', '["a","c"]'],
    ['[«"a"», "b"]', '["b"]'],
    ['["a", «"b"» ]', '["a" ]'],
    ['[ «"a"» ]', '[  ]'],
    ['[\r\n\t"a",\r\n\t«"b"»\r\n]', '[\r\n\t"a"\r\n]'],
    ['[\n  «"a"»,\n  "b"\n]', '[\n  "b"\n]'],
    ['{"x": 1,\n «"y": [1, 2]»,\n "z": 2}', '{"x": 1,\n "z": 2}'],
    ['{ «"x": {}» , "y": 1 }', '{ "y": 1 }'],
    ['["a" , «"b"» , "c"]', '["a" , "c"]'],
  ])('%j', (written, expected) => {
    const { text, part } = marked(written)
    const edit = removeElement(text, part)
    expect(edit === null ? null : applyEdits(text, [edit])).toBe(expected)
  })

  test.each(['["a", /* x */ «"b"»]', '[«"a"» // x\n, "b"]', '[«"a"», // x\n "b"]', '«"a"»'])(
    '%j is left alone',
    written => {
      const { text, part } = marked(written)
      expect(removeElement(text, part)).toBeNull()
    },
  )
})

test('any elements but all of a list can go at once', () => {
  const list = fc.tuple(
    fc.array(fc.tuple(fc.constantFrom('"a"', '1', '{"b": [1,2]}', '[]'), fc.boolean()), { minLength: 2 }),
    fc.constantFrom(',', ', ', ' ,\r\n\t', ',\n'),
    fc.constantFrom('', ' ', '\n  '),
  )
  fc.assert(
    fc.property(list, ([items, comma, edge]) => {
      fc.pre(items.some(([, goes]) => !goes))
      let text = `[${edge}`
      const gone: { start: number; end: number }[] = []
      for (const [index, [item, goes]] of items.entries()) {
        if (index > 0) text += comma
        if (goes) gone.push({ start: text.length, end: text.length + item.length })
        text += item
      }
      text += `${edge}]`
      const kept = items.filter(([, goes]) => !goes).map(([item]) => item)
      const edits = removeElements(text, gone)
      expect(edits === null ? null : applyEdits(text, edits)).toBe(`[${edge}${kept.join(comma)}${edge}]`)
    }),
    { seed: 1, numRuns: 2_000 },
  )
})

describe('a member is put first, laid out as the others are', () => {
  test.each([
    ['{"a":1}', '{"n":2,"a":1}'],
    ['{"a": 1}', '{"n": 2, "a": 1}'],
    ['{ "a": 1 }', '{ "n": 2, "a": 1 }'],
    ['{\r\n\t"a": 1\r\n}', '{\r\n\t"n": 2,\r\n\t"a": 1\r\n}'],
    ['{}', '{"n":2}'],
  ])('%j', (text, expected) => {
    expect(applyEdits(text, [insertFirstMember(text, 0, 'n', '2')])).toBe(expected)
  })
})

test('a member is found by its value', () => {
  const { text, part } = marked('{"a": 1, "Condition" :\n «{}»}')
  expect(memberOf(text, 'Condition', part)).toEqual({ start: 9, end: part.end })
  expect(memberOf(text, 'ondition', part)).toBeNull()
  expect(memberOf('{"\\u0043ondition": {}}', 'Condition', { start: 18, end: 20 })).toBeNull()
})

test.each([
  ['{"a": "}"} ', 0, { start: 0, end: 10 }],
  ['[[1], ["\\"]"]]', 6, { start: 6, end: 13 }],
  ['{"a": [', 0, null],
])('%j closes', (text, start, expected) => {
  expect(bracketed(text, start)).toEqual(expected)
})

test('strings are written with the escapes of JSON', () => {
  expect(replaceWithString({ start: 1, end: 4 }, 'a"\n密')).toEqual({
    start: 1,
    end: 4,
    text: '"a\\"\\n密"',
  })
})

test('edits are made in the order of the text; of two that overlap the first', () => {
  const edit = (start: number, end: number, text: string) => ({ start, end, text })
  expect(applyEdits('abcdef', [edit(4, 5, 'X'), edit(1, 3, ''), edit(2, 4, 'Y'), edit(0, 0, '<')])).toBe(
    '<adXf',
  )
})

test.each([
  ['long', 'a'.repeat(13_000_000)],
  ['of escapes', '\\\\n'.repeat(3_000_000)],
])('the end of a list with a string that is very long: %s', (_name, string) => {
  const text = `["${string}", "]\\""], []`
  expect(bracketed(text, 0)).toEqual({ start: 0, end: text.length - 4 })
})
