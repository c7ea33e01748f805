import { createHash } from 'node:crypto'
import type { Level } from '../finding.ts'
import { clip, printable } from '../printable.ts'
import { type Checked, type ReportOptions, reportPath } from './checked.ts'
import { jsonText } from './json.ts'

/** GitLab's words for our levels; `blocker` is left to the user. Source: assumed. */
const severities: Readonly<Record<Level, 'critical' | 'major' | 'minor' | 'info'>> = {
  error: 'critical',
  security: 'major',
  warning: 'minor',
  suggestion: 'info',
}

/** UTF-16 units of a description: it is shown in one line. Source: assumed. */
const longestDescription = 1000

/**
 * A Code Quality report. A fingerprint is made of the path and the finding's own, so that it stays when lines move; of
 * several alike in one file each has its own, as GitLab shows one finding of a fingerprint.
 * Source: GitLab documentation, Code Quality report format (2025).
 */
export function gitlab({ report }: Checked, { prefix }: ReportOptions): string {
  const issues = report.files.flatMap(file => {
    const path = reportPath(file.path, prefix)
    const alike = new Map<string, number>()
    return file.findings.map(({ message, rule, level, start, end, fingerprint }) => {
      const before = alike.get(fingerprint) ?? 0
      alike.set(fingerprint, before + 1)
      return {
        description: clip(printable(message), longestDescription),
        check_name: rule,
        fingerprint: hash(`${path}\n${fingerprint}\n${before}`),
        severity: severities[level],
        location: { path: path.toWellFormed(), lines: { begin: start.line, end: end.line } },
      }
    })
  })
  return jsonText(issues)
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}
