import type { Finding, Level } from '../finding.ts'
import type { Report } from '../lint.ts'
import type { Fix } from '../rule.ts'

/** What a run of `check` found, and what a report may show beside it. */
export interface Checked {
  readonly report: Report
  /** The texts that have findings, by path. */
  readonly texts: ReadonlyMap<string, string>
  /** The fix of each finding that has one; offsets are those of the file's text, its byte order mark included. */
  readonly fixes: ReadonlyMap<Finding, Fix>
}

/** How a report is written. */
export interface ReportOptions {
  readonly color: boolean
  /** Columns of the screen. */
  readonly columns: number
  /** Leaves out what does not make the exit code 1, and the counts. */
  readonly quiet: boolean
  /** The mildest level that makes the exit code 1. */
  readonly failOn: Level
  /** From the top of the repository to the current folder, e.g. `infra/`; empty where they are one. */
  readonly prefix: string
}

/** Turns what was found into the text of one format. */
export type Writer = (checked: Checked, options: ReportOptions) => string

/** A path as reports for other programs have it: with `/`, without `./` in front, from the top of the repository. */
export function reportPath(path: string, prefix: string): string {
  const plain = path.replaceAll('\\', '/').replace(/^(?:\.\/)+/, '')
  if (prefix === '' || isAbsolute(plain) || path === standardInput) return plain
  const parts: string[] = []
  for (const part of `${prefix}${plain}`.split('/'))
    if (part !== '..' || parts.length === 0 || parts.at(-1) === '..') parts.push(part)
    else parts.pop()
  return parts.join('/')
}

/** What reports call standard input without another name. */
const standardInput = '<stdin>'

/** Whether a path, with `/`, starts at the root of a file system. */
export function isAbsolute(path: string): boolean {
  return path.startsWith('/') || /^[a-z]:\//i.test(path)
}
