import { type Finding, type Level, levels } from '../finding.ts'
import { clip, printable, printablePath } from '../printable.ts'
import { type Checked, type ReportOptions, reportPath } from './checked.ts'
import { count } from './counts.ts'

/** The workflow command of a level. Both levels that fail a run by default are errors. Source: assumed. */
const commands: Readonly<Record<Level, 'error' | 'warning' | 'notice'>> = {
  error: 'error',
  security: 'error',
  warning: 'warning',
  suggestion: 'notice',
}

/** Annotations of one kind that GitHub shows for a step. Source: GitHub community discussion 26680; seen. */
const shownPerKind = 10

/** UTF-16 units of a message; what GitHub does with longer ones is not documented. Source: assumed. */
const longestMessage = 4000

/**
 * Annotations of GitHub Actions, the gravest findings first. What is more than GitHub shows stands below them in plain
 * lines of the log. Source: GitHub documentation, workflow commands (2025).
 */
export function github({ report }: Checked, { prefix }: ReportOptions): string {
  const all = report.files.flatMap(({ path, findings }) => findings.map(finding => ({ path, finding })))
  all.sort((a, b) => levels.indexOf(a.finding.level) - levels.indexOf(b.finding.level))
  const given = { error: 0, warning: 0, notice: 0 }
  const annotations: string[] = []
  const others: string[] = []
  for (const { path, finding } of all) {
    const command = commands[finding.level]
    given[command] += 1
    if (given[command] <= shownPerKind) annotations.push(annotation(command, path, finding, prefix))
    else others.push(plainLine(path, finding))
  }
  if (others.length === 0) return annotations.map(line => `${line}\n`).join('')
  const note = `${count(others.length, 'more finding')}; GitHub shows ${shownPerKind} of a kind for a step:`
  return [...annotations, note, ...others].map(line => `${line}\n`).join('')
}

function annotation(command: string, path: string, finding: Finding, prefix: string): string {
  const { start, end, rule, message, help } = finding
  const properties: [string, string][] = [
    ['file', reportPath(path, prefix)],
    ['line', String(start.line)],
    ['endLine', String(end.line)],
    // GitHub takes columns only of places within one line.
    ...(start.line === end.line
      ? ([
          ['col', String(start.column)],
          ['endColumn', String(end.column)],
        ] as [string, string][])
      : []),
    ['title', `ram-lint: ${rule}`],
  ]
  const written = properties.map(([name, value]) => `${name}=${escapeProperty(printable(value))}`).join(',')
  const text = `${clip(printable(message), longestMessage)}\n${clip(printable(help), longestMessage)}`
  return `::${command} ${written}::${escapeData(text)}`
}

/** Never at the start of a line, where `::` would be obeyed. */
function plainLine(path: string, { start, level, rule, message }: Finding): string {
  return `- ${printablePath(path)}:${start.line}:${start.column}: ${level} ${rule}: ${printable(message)}`
}

/** Source: GitHub's toolkit, @actions/core, command. */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
