import type { Finding } from '../finding.ts'
import { withShortQuotes } from '../printable.ts'
import type { Fix } from '../rule.ts'
import type { Checked } from './checked.ts'

/** What was found, in sentences that quote no value of megabytes whole. Pointers and texts stay as they are. */
export function withoutLongQuotes({ report, texts, fixes }: Checked): Checked {
  const shortFixes = new Map<Finding, Fix>()
  const files = report.files.map(file => ({
    ...file,
    findings: file.findings.map(finding => {
      const short: Finding = {
        ...finding,
        message: withShortQuotes(finding.message),
        help: withShortQuotes(finding.help),
        related: finding.related.map(each => ({ ...each, message: withShortQuotes(each.message) })),
      }
      const fix = fixes.get(finding)
      if (fix !== undefined) shortFixes.set(short, { ...fix, title: withShortQuotes(fix.title) })
      return short
    }),
  }))
  return { report: { ...report, files }, texts, fixes: shortFixes }
}
