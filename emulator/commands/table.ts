import { printable } from '../printable.ts'
import { colors, toned } from './colors.ts'

/** Columns whose words tell how something is. */
const telling = new Set(['status', 'event', 'rotation', 'ends', 'code'])

/** Rows in columns as wide as they must be, two blanks apart; the last column is not padded. Control characters are blanks. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [header, ...rows.map(row => row.map(printable))]
  const widths = header.map((_, column) => Math.max(...all.map(row => row[column]?.length ?? 0)))
  const { bold, red } = colors()
  return all
    .map((row, line) => {
      const last = row.findLastIndex(cell => cell !== '')
      return row
        .slice(0, last + 1)
        .map((cell, column) => {
          const name = header[column] ?? ''
          const shown = column === last ? cell : cell.padEnd(widths[column] ?? 0)
          if (line === 0) return bold(shown)
          if (!telling.has(name) || cell === '') return shown
          return name === 'code' ? red(shown) : toned(cell, shown)
        })
        .join('  ')
    })
    .join('\n')
}
