import type { Report } from '../lint.ts'

/** The report as JSON; `report.schema.json` describes it. */
export function json(report: Report): string {
  return jsonText(report)
}

/** JSON in which what would move a cursor or cannot be seen is escaped: it may be printed to a terminal. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2).replace(/[\p{Cf}\u007F-\u009F\u2028\u2029]/gu, escaped)}\n`
}

function escaped(character: string): string {
  return Array.from(
    { length: character.length },
    (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
  ).join('')
}
