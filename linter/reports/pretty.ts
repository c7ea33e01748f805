import pc from 'picocolors'
import type { Finding, Level } from '../finding.ts'
import { levels } from '../finding.ts'
import type { FileReport, Report } from '../lint.ts'
import { printable } from '../printable.ts'
import { framesOf } from './code-frame.ts'

/** What a report for people needs beside the findings. */
export interface PrettyOptions {
  /** The texts that have findings, by path. */
  readonly texts: ReadonlyMap<string, string>
  readonly color: boolean
  /** Leaves the counts out. */
  readonly quiet?: boolean
}

type Colors = ReturnType<typeof pc.createColors>

/** For people: each finding with its place in the text and what RAM wants there, then what was counted. */
export function pretty(report: Report, { texts, color, quiet = false }: PrettyOptions): string {
  const colors = pc.createColors(color)
  const blocks = report.files.flatMap(file => fileBlocks(file, texts.get(file.path), colors))
  if (!quiet) blocks.push(`${counts(report)}\n`)
  return blocks.join('\n')
}

function fileBlocks(file: FileReport, text: string | undefined, colors: Colors): string[] {
  const frameOf = text === undefined ? undefined : framesOf(text)
  return file.findings.map(finding => {
    const { start, level, rule, message, help } = finding
    const paint = painter(level, colors)
    const place = printable(`${file.path}:${start.line}:${start.column}`)
    const frame = hasPlace(finding) ? frameOf?.(finding, { dim: colors.dim, mark: paint }) : undefined
    return [
      `${colors.bold(place)} ${paint(level)} ${colors.dim(rule)}`,
      `  ${printable(message)}`,
      ...(frame ?? []).map(line => `  ${line}`),
      `  ${colors.dim(printable(`help: ${help}`))}`,
      '',
    ].join('\n')
  })
}

/** A finding about a file as a whole points at nothing in it. */
function hasPlace({ rule }: Finding): boolean {
  return rule !== 'not-a-policy' && rule !== 'unreadable-source'
}

/** The colour of a level. */
export function painter(level: Level, colors: Colors): (text: string) => string {
  if (level === 'error') return colors.red
  if (level === 'security') return colors.magenta
  return level === 'warning' ? colors.yellow : colors.cyan
}

/** Says `nothing found` only of policies: that no policy was found is no success. */
function counts({ summary, files }: Report): string {
  const found = levels.flatMap(level => (summary[level] === 0 ? [] : [count(summary[level], level)]))
  const where = `${count(summary.policies, 'policy')} in ${count(files.length, 'file')}`
  const result = found.length > 0 ? found.join(', ') : summary.policies > 0 ? 'nothing found' : ''
  const skipped = summary.skipped === 0 ? '' : `; ${count(summary.skipped, 'file')} without a policy skipped`
  return `${where}${result && `: ${result}`}${skipped}`
}

const plurals: Readonly<Record<string, string>> = { policy: 'policies', security: 'security' }

function count(number: number, what: string): string {
  return `${number} ${number === 1 ? what : (plurals[what] ?? `${what}s`)}`
}
