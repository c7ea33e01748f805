import { printable, widthOf, wrap } from '../printable.ts'

/** The part of a line that is shown: UTF-16 offsets in it. */
export interface Window {
  readonly from: number
  readonly to: number
}

/** Cells in front of a place that is shown in the middle of a long line. */
const lead = 30

/** The part of a line that fits into `room` cells and holds a place: from the start of the line, if it may be. */
export function windowOn(line: string, start: number, end: number, room: number): Window {
  const whole = fitFrom(line, 0, room)
  if (whole === line.length) return { from: 0, to: whole }
  const head = fitFrom(line, 0, room - 1)
  if (end <= head) return { from: 0, to: head }
  const from = fitBack(line, start, Math.min(lead, room >> 1))
  if (from === 0) return { from, to: head }
  const to = fitFrom(line, from, room - 1)
  return to === line.length ? { from, to } : { from, to: fitFrom(line, from, room - 2) }
}

/** The part with an ellipsis where it was cut. */
export function textIn(line: string, { from, to }: Window): string {
  return `${from > 0 ? '…' : ''}${shown(line.slice(from, to))}${to < line.length ? '…' : ''}`
}

/** Where the marks below a place start, in cells, and how many there are: one at least. */
export function marksIn(
  line: string,
  { from, to }: Window,
  start: number,
  end: number,
): { readonly pad: number; readonly count: number } {
  const before = `${from > 0 ? '…' : ''}${shown(line.slice(from, start))}`
  return { pad: widthOf(before), count: Math.max(widthOf(shown(line.slice(start, Math.min(end, to)))), 1) }
}

/** A label as rows of at most `room` cells: beside its marks, or below them where that is too narrow. */
export function labelRows(label: string, pad: number, marks: string, room: number): readonly string[] {
  const free = room - pad - marks.length - 1
  const text = printable(label)
  if (free >= Math.min(narrow, widthOf(text))) {
    const [first = '', ...others] = wrap(text, free)
    const indent = ' '.repeat(pad + marks.length + 1)
    return [`${marks} ${first}`.trimEnd(), ...others.map(row => `${indent}${row}`)]
  }
  const indent = Math.max(Math.min(pad, room - narrow), 0)
  return [marks, ...wrap(text, Math.max(room - indent, 1)).map(row => `${' '.repeat(indent)}${row}`)]
}

/** Cells that a label has at least, where there are as many. */
const narrow = 36

/** A tab is shown as two spaces, and of `##`, which starts commands for logs, the second is escaped. */
function shown(text: string): string {
  return printable(text.replaceAll('\t', '  ')).replace(/(?<=#)#/g, hash)
}

const hash = '\\u{23}'

/** Cells that a character takes behind another. */
function cells(character: string, before: string | undefined): number {
  if (character === '#' && before === '#') return hash.length
  return character >= ' ' && character <= '~' ? 1 : widthOf(shown(character))
}

/** Where the part that starts at `from` and takes at most `room` cells ends. */
function fitFrom(line: string, from: number, room: number): number {
  // What is wider than `room` cells is wider with more text, too; marks without a width are not to make it endless.
  const part = line.slice(from, from + 2 * room)
  let [at, taken] = [from, 0]
  for (const character of part) {
    taken += cells(character, at > from ? line[at - 1] : undefined)
    if (taken > room) return at
    at += character.length
  }
  return at
}

/** Where the part that ends at `until` and takes at most `room` cells starts. */
function fitBack(line: string, until: number, room: number): number {
  const part = Array.from(line.slice(Math.max(until - 2 * room, 0), until))
  let [at, taken] = [until, 0]
  for (const character of part.reverse()) {
    taken += cells(character, line[at - character.length - 1])
    if (taken > room) return at
    at -= character.length
  }
  return at
}
