import type { Report } from '../lint.ts'

/** The report as JSON; `report.schema.json` describes it. */
export function json(report: Report): string {
  return `${JSON.stringify(report, null, 2)}\n`
}
