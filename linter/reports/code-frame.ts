import { byteOrderMark, lineBreak, type Span } from '../position.ts'
import { printable, widthOf } from '../printable.ts'

/** How the parts of a frame are coloured. */
export interface FrameStyle {
  readonly dim: (text: string) => string
  readonly mark: (text: string) => string
}

/** Columns of a line that are shown; of a longer one a part around the place. */
const widest = 100

/** Lines of a place that goes over several. */
const longest = 6

/** Cuts frames out of a text: the lines of a place with their numbers, the place marked. */
export function framesOf(text: string): (span: Span, style: FrameStyle) => string[] {
  const lines = (text.startsWith(byteOrderMark) ? text.slice(1) : text).split(lineBreak)
  if (lines.at(-1) === '') lines.pop()
  return (span, style) => {
    const { start, end } = span
    const several = end.line > start.line
    const from = !several && start.column - 1 > widest - 30 ? start.column - 31 : 0
    const around = several || from > 0 ? 0 : 1
    const first = Math.max(start.line - around, 1)
    const last = several ? Math.min(end.line, start.line + longest - 1) : start.line + around
    const gutter = String(last).length
    const frame: string[] = []
    for (let number = first; number <= Math.min(last, lines.length); number++) {
      const marked = several || number === start.line
      const edge = `${marked ? style.mark('>') : ' '} ${style.dim(`${String(number).padStart(gutter)} |`)}`
      const line = lines[number - 1] ?? ''
      frame.push(`${edge} ${windowOf(line, from)}`.trimEnd())
      if (marked && !several)
        frame.push(`  ${' '.repeat(gutter)} ${style.dim('|')} ${markBelow(line, from, span, style)}`)
    }
    if (several && end.line > last) frame.push(`  ${' '.repeat(gutter)} ${style.dim('| …')}`)
    return frame
  }
}

/** A tab is shown as two spaces. */
function shown(text: string): string {
  return printable(text.replaceAll('\t', '  '))
}

function windowOf(line: string, from: number): string {
  const part = shown(line.slice(from, from + widest))
  return `${from > 0 ? '…' : ''}${part}${line.length > from + widest ? '…' : ''}`
}

function markBelow(line: string, from: number, { start, end }: Span, style: FrameStyle): string {
  const before = `${from > 0 ? '…' : ''}${shown(line.slice(from, start.column - 1))}`
  const part = shown(line.slice(start.column - 1, Math.min(end.column - 1, from + widest)))
  return `${' '.repeat(widthOf(before))}${style.mark('^'.repeat(Math.max(widthOf(part), 1)))}`
}
