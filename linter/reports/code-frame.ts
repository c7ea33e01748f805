import type { Related } from '../finding.ts'
import { byteOrderMark, lineBreak, type Span } from '../position.ts'
import { labelRows, marksIn, textIn, type Window, windowOn } from './frame-line.ts'

/** How the parts of a frame are coloured. */
export interface FrameStyle {
  readonly dim: (text: string) => string
  readonly mark: (text: string) => string
  /** Other places and their labels; without it they are as dim as the edge. */
  readonly related?: (text: string) => string
}

/** What else a frame shows, and how wide it may be. */
export interface FrameOptions {
  readonly related?: readonly Pick<Related, 'start' | 'end' | 'message'>[]
  /** Columns of the screen, less what the frame is indented by. */
  readonly columns?: number
}

/** Cells of a line that are shown where the screen has more. */
const widest = 100

/** Lines of a place that goes over several. */
const longest = 6

/** Other places that are shown. */
const most = 8

/** Lines between two places that are shown rather than left out. */
const near = 2

interface Mark {
  readonly start: number
  readonly end: number
  /** Null for the place that the frame is about. */
  readonly label: string | null
}

/** One line of the text in a frame; a long line may be there twice, with different parts. */
interface Row {
  readonly number: number
  readonly window: Window
  /** Whether it belongs to the place that the frame is about. */
  readonly main: boolean
  readonly marks: Mark[]
  /** Whether the place goes on where the frame does not. */
  readonly goesOn?: boolean
}

/** Cuts frames out of a text: the lines of a place with their numbers, the place marked, other places with labels. */
export function framesOf(text: string): (span: Span, style: FrameStyle, options?: FrameOptions) => string[] {
  const lines = (text.startsWith(byteOrderMark) ? text.slice(1) : text).split(lineBreak)
  if (lines.at(-1) === '') lines.pop()
  return (span, style, { related = [], columns = 108 } = {}) => {
    const shown = related.slice(0, most)
    const { start, end } = span
    const last = end.line > start.line ? Math.min(end.line, start.line + longest - 1) : start.line + 1
    const lowest = Math.max(last, ...shown.map(place => place.start.line))
    const gutter = String(Math.min(lowest, Math.max(lines.length, 1))).length
    const room = Math.max(Math.min(widest, columns - gutter - 5), 10)
    const rows = mainRows(lines, span, room)
    for (const place of shown) addRelated(rows, lines, place, room)
    rows.sort((a, b) => a.number - b.number || a.window.from - b.window.from)
    const frame = drawn(rows, lines, gutter, room, style)
    if (related.length > most) frame.push(style.dim(`  ${related.length - most} more places`))
    return frame
  }
}

function mainRows(lines: readonly string[], { start, end }: Span, room: number): Row[] {
  const line = lines[start.line - 1] ?? ''
  if (end.line > start.line) {
    const last = Math.min(end.line, start.line + longest - 1, lines.length)
    return Array.from({ length: Math.max(last - start.line + 1, 0) }, (_, index) => ({
      ...plainRow(lines, start.line + index, room),
      main: true,
      goesOn: start.line + index === last && end.line > last,
    }))
  }
  const [from, to] = [start.column - 1, end.column - 1]
  const window = windowOn(line, from, to, room)
  const row = { number: start.line, window, main: true, marks: [{ start: from, end: to, label: null }] }
  // Around a part of a long line its neighbours tell nothing.
  const numbers = window.from > 0 ? [] : [start.line - 1, start.line + 1]
  const around = numbers.filter(number => number >= 1 && number <= lines.length)
  return [row, ...around.map(number => plainRow(lines, number, room))]
}

function plainRow(lines: readonly string[], number: number, room: number): Row {
  const line = lines[number - 1] ?? ''
  return { number, window: windowOn(line, 0, 0, room), main: false, marks: [] }
}

/** Of a place over several lines the first is marked. */
function addRelated(
  rows: Row[],
  lines: readonly string[],
  { start, end, message }: Pick<Related, 'start' | 'end' | 'message'>,
  room: number,
): void {
  const line = lines[start.line - 1] ?? ''
  const from = start.column - 1
  const to = end.line > start.line ? Math.max(line.trimEnd().length, from + 1) : end.column - 1
  const mark = { start: from, end: to, label: message }
  const same = rows.find(
    ({ number, window }) => number === start.line && from >= window.from && to <= window.to,
  )
  if (same !== undefined) same.marks.push(mark)
  else {
    const window = windowOn(line, from, to, room)
    const bare = rows.findIndex(row => row.number === start.line && !row.main && row.marks.length === 0)
    if (bare >= 0) rows.splice(bare, 1)
    rows.push({ number: start.line, window, main: false, marks: [mark] })
  }
}

function drawn(
  rows: readonly Row[],
  lines: readonly string[],
  gutter: number,
  room: number,
  style: FrameStyle,
): string[] {
  const blank = `  ${' '.repeat(gutter)} ${style.dim('|')}`
  const edge = ({ number, main }: Row): string =>
    `${main ? style.mark('>') : ' '} ${style.dim(`${String(number).padStart(gutter)} |`)}`
  const frame: string[] = []
  let before: Row | undefined
  const add = (row: Row): void => {
    const line = lines[row.number - 1] ?? ''
    frame.push(`${edge(row)} ${textIn(line, row.window)}`.trimEnd())
    for (const mark of row.marks)
      for (const drawn of markRows(line, row, mark)) frame.push(`${blank} ${drawn}`)
    if (row.goesOn) frame.push(`${blank} ${style.dim('…')}`)
  }
  const markRows = (line: string, { window }: Row, { start, end, label }: Mark): string[] => {
    const { pad, count } = marksIn(line, window, start, end)
    const [first, ...others] =
      label === null ? ['^'.repeat(count)] : labelRows(label, pad, '-'.repeat(count), room)
    const paint = label === null ? style.mark : (style.related ?? style.dim)
    return [`${' '.repeat(pad)}${paint(first as string)}`, ...others.map(paint)]
  }
  for (const row of rows) {
    const gap = before === undefined ? 0 : row.number - before.number - 1
    const cut = before !== undefined && (before.window.from > 0 || row.window.from > 0 || before.goesOn)
    if (before !== undefined && gap > 0) {
      if (gap <= near && !cut)
        for (let number = before.number + 1; number < row.number; number++) add(plainRow(lines, number, room))
      else if (!before.goesOn) frame.push(`  ${' '.repeat(gutter)} ${style.dim('…')}`)
    }
    add(row)
    before = row
  }
  return frame
}
