/** A place in a text: lines and columns start at 1, offsets at 0; columns and offsets count UTF-16 units. */
export interface Position {
  readonly line: number
  readonly column: number
  readonly offset: number
}

/** A part of a text; `end` is exclusive. */
export interface Span {
  readonly start: Position
  readonly end: Position
}

/** What ends a line, as editors count them. */
export const lineBreak = /\r\n|\n|\r/g

/** The mark that some editors put before a text. It has an offset, and no column: editors do not show it. */
export const byteOrderMark = '\uFEFF'

/** Turns offsets of a text into positions. */
export function positionsIn(text: string): (offset: number) => Position {
  const starts = [text.startsWith(byteOrderMark) ? 1 : 0]
  if (text.includes('\r')) {
    for (const found of text.matchAll(lineBreak)) starts.push(found.index + found[0].length)
  } else {
    // The usual case, several times as fast.
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  }
  return offset => {
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] as number) <= offset) low = middle
      else high = middle - 1
    }
    return { line: low + 1, column: Math.max(offset - (starts[low] as number), 0) + 1, offset }
  }
}
