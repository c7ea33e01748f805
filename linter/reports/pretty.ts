import pc from 'picocolors'
import type { Finding, Level } from '../finding.ts'
import type { FileReport, Report } from '../lint.ts'
import { printable, printablePath } from '../printable.ts'
import type { Fix } from '../rule.ts'
import { framesOf } from './code-frame.ts'
import { count, countsByLevel } from './counts.ts'

/** What a report for people needs beside the findings. */
export interface PrettyOptions {
  /** The texts that have findings, by path. */
  readonly texts: ReadonlyMap<string, string>
  /** What can be done about a finding. */
  readonly fixes?: ReadonlyMap<Finding, Fix>
  readonly color: boolean
  /** Columns of the screen; frames are never wider. */
  readonly columns?: number
  /** Leaves the counts out. */
  readonly quiet?: boolean
}

type Colors = ReturnType<typeof pc.createColors>

/** For people: each finding with its place in the text and what RAM wants there, then what was counted. */
export function pretty(report: Report, options: PrettyOptions): string {
  const colors = pc.createColors(options.color)
  const blocks = report.files.flatMap(file => fileBlocks(file, options, colors))
  if (!options.quiet) blocks.push(`${counts(report)}\n`)
  return blocks.join('\n')
}

function fileBlocks(
  file: FileReport,
  { texts, fixes, columns = 110 }: PrettyOptions,
  colors: Colors,
): string[] {
  const text = texts.get(file.path)
  const frameOf = text === undefined ? undefined : framesOf(text)
  return file.findings.map(finding => {
    const { start, level, rule, message, help, related } = finding
    const paint = painter(level, colors)
    const place = `${printablePath(file.path)}:${start.line}:${start.column}`
    const style = { dim: colors.dim, mark: paint, related: colors.blue }
    const frame = hasPlace(finding)
      ? frameOf?.(finding, style, { related, columns: columns - indent.length })
      : undefined
    const fix = fixes?.get(finding)
    return [
      `${colors.bold(place)} ${paint(level)} ${colors.dim(rule)}`,
      `${indent}${printable(message)}`,
      ...(frame ?? []).map(line => `${indent}${line}`),
      `${indent}${colors.dim(printable(`help: ${help}`))}`,
      ...(fix === undefined ? [] : [`${indent}${colors.green(printable(fixText(fix)))}`]),
      '',
    ].join('\n')
  })
}

const indent = '  '

/** What a fix does, and whether it keeps what the policy grants. */
export function fixText({ safety, title }: Fix): string {
  return `${safety === 'safe' ? 'fix available' : 'unsafe fix available'}: ${title}`
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
  const found = countsByLevel(summary)
  const where = `${count(summary.policies, 'policy')} in ${count(files.length, 'file')}`
  const result = found !== '' ? found : summary.policies > 0 ? 'nothing found' : ''
  const skipped = summary.skipped === 0 ? '' : `; ${count(summary.skipped, 'file')} without a policy skipped`
  const suppressed = summary.suppressed === 0 ? '' : `; ${summary.suppressed} suppressed`
  return `${where}${result && `: ${result}`}${suppressed}${skipped}`
}
