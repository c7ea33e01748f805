import type { Report } from '../lint.ts'
import { printable, printablePath, withShortQuotes } from '../printable.ts'

/** One line for each finding: `path:line:column: level rule: message`. Nothing where nothing was found. */
export function concise(report: Report): string {
  return report.files
    .flatMap(({ path, findings }) =>
      findings.map(
        ({ start, level, rule, message }) =>
          `${printablePath(path)}:${start.line}:${start.column}: ${level} ${rule}: ${printable(withShortQuotes(message))}`,
      ),
    )
    .map(line => `${line}\n`)
    .join('')
}
