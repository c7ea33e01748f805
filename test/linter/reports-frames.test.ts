import { expect, test } from 'vitest'
import { positionsIn } from '../../linter/position.ts'
import { framesOf } from '../../linter/reports/code-frame.ts'

const same = (text: string): string => text
const style = { dim: same, mark: same }

/** Frame of the part `[[…]]` of a text, with the parts `<<label|…>>` as other places. */
function frame(marked: string, columns = 60): string {
  const places: { label: string; start: number; end: number }[] = []
  const open: { label: string; start: number }[] = []
  let text = ''
  for (const part of marked.split(/(\[\[|\]\]|<<[^|]*\||>>)/)) {
    if (part === '[[') open.push({ label: '', start: text.length })
    else if (/^<<.*\|$/.test(part)) open.push({ label: part.slice(2, -1), start: text.length })
    else if (part === ']]' || part === '>>')
      places.push({ ...(open.pop() as { label: string; start: number }), end: text.length })
    else text += part
  }
  const positionOf = positionsIn(text)
  const spans = places.map(({ label, start, end }) => ({
    message: label,
    start: positionOf(start),
    end: positionOf(end),
  }))
  const main = spans.find(({ message }) => message === '')
  if (main === undefined) throw new Error('no part is marked')
  const related = spans.filter(span => span !== main)
  return framesOf(text)(main, style, { related, columns }).join('\n')
}

test.each<[string, string, readonly string[]]>([
  [
    'one place, its neighbours, the end of the file',
    'a\n{\n  "b": [[1]]\n}\n',
    ['  2 | {', '> 3 |   "b": 1', '    |        ^', '  4 | }'],
  ],
  ['nothing at all', '[[]]', ['> 1 |', '    | ^']],
  ['a place behind the end', '{"a": 1\n[[]]', ['  1 | {"a": 1', '> 2 |', '    | ^']],
  [
    'two in one line, each with its own row',
    '{"a": [[1]], "b": <<here|22>>}',
    ['> 1 | {"a": 1, "b": 22}', '    |       ^', '    |               -- here'],
  ],
  [
    'far above: only its line',
    '<<far|1>>\n2\n3\n4\n5\n[[6]]\n7',
    ['  1 | 1', '    | - far', '    …', '  5 | 5', '> 6 | 6', '    | ^', '  7 | 7'],
  ],
  [
    'near: what is between is shown',
    '[[1]]\n2\n3\n<<near|4>>',
    ['> 1 | 1', '    | ^', '  2 | 2', '  3 | 3', '  4 | 4', '    | - near'],
  ],
  [
    'over many lines, and what follows them',
    `[[${'{\n'.repeat(9)}]]<<end|}>>`,
    [
      '>  1 | {',
      '>  2 | {',
      '>  3 | {',
      '>  4 | {',
      '>  5 | {',
      '>  6 | {',
      '     | …',
      '  10 | }',
      '     | - end',
    ],
  ],
  [
    'another place over many lines: its first',
    '[[1]]\n<<all of it|{ a\n}>>\n',
    ['> 1 | 1', '    | ^', '  2 | { a', '    | --- all of it'],
  ],
  [
    'far apart in one long line: the line twice',
    `[["a"]]${'.'.repeat(100)}<<b|"b">>`,
    [
      `> 1 | "a"${'.'.repeat(50)}…`,
      '    | ^^^',
      `  1 | …${'.'.repeat(27)}"b"`,
      `    | ${' '.repeat(28)}--- b`,
    ],
  ],
  [
    'a long label: below its marks, in rows',
    `${' '.repeat(40)}<<a label that is longer than what is left of the line|"b">>[[]]`,
    [
      `> 1 | ${' '.repeat(40)}"b"`,
      `    | ${' '.repeat(43)}^`,
      `    | ${' '.repeat(40)}---`,
      `    | ${' '.repeat(18)}a label that is longer than what is`,
      `    | ${' '.repeat(18)}left of the line`,
    ],
  ],
  [
    'wide characters, an invisible one, a tab, a byte order mark',
    '\uFEFF\t账单\u202E<<x|😀>>[["é"]]',
    ['> 1 |   账单\\u{202e}😀"é"', `    | ${' '.repeat(16)}^^^`, `    | ${' '.repeat(14)}-- x`],
  ],
  [
    'more places than can be shown',
    `[[0]]${Array.from({ length: 10 }, (_, index) => `<<${index}|x>>`).join('')}`,
    [
      '> 1 | 0xxxxxxxxxx',
      '    | ^',
      ...Array.from({ length: 8 }, (_, index) => `    | ${' '.repeat(index + 1)}- ${index}`),
      '  2 more places',
    ],
  ],
])('%s', (_name, marked, expected) => {
  expect(frame(marked)).toBe(expected.join('\n'))
})
