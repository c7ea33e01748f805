import { relative } from 'node:path'
import { appendReport, writeReport } from '../files.ts'
import { type Checked, type FormatName, type ReportOptions, writeFormat } from '../reports/index.ts'
import type { Terminal } from '../terminal.ts'
import type { Output } from './flags.ts'

/** What the user asked of all reports. */
export type AskedReports = Pick<ReportOptions, 'quiet' | 'failOn' | 'color'>

/**
 * Writes each report where it goes; answers why one could not be written. With the format `github` also the summary of
 * the job, where the runner has one.
 */
export async function writeOutputs(
  outputs: readonly Output<FormatName>[],
  checked: Checked,
  asked: AskedReports,
  terminal: Terminal,
): Promise<readonly string[]> {
  const problems: (string | null)[] = []
  const prefix = repositoryPrefix(terminal)
  const optionsFor = (file: string | null): ReportOptions => ({
    ...asked,
    color: asked.color && file === null,
    columns: file === null ? terminal.columns : 110,
    prefix,
  })
  for (const { format, file } of outputs) {
    const text = await writeFormat(format, checked, optionsFor(file))
    if (file === null) terminal.out(text)
    else problems.push(writeReport(file, terminal.folder, text))
  }
  const summary = terminal.environment.GITHUB_STEP_SUMMARY ?? ''
  if (summary !== '' && outputs.some(({ format }) => format === 'github')) {
    const text = await writeFormat('markdown', checked, optionsFor(summary))
    problems.push(appendReport(summary, terminal.folder, `${text}\n`))
  }
  return problems.filter(problem => problem !== null)
}

/** From the top of the repository that a runner of GitHub or GitLab checked out to the current folder. */
function repositoryPrefix({ environment, folder }: Terminal): string {
  const top = environment.GITHUB_WORKSPACE || environment.CI_PROJECT_DIR || ''
  const path = top === '' ? '' : relative(top, folder).replaceAll('\\', '/')
  return path === '' || path === '..' || path.startsWith('../') || /^[a-z]:/i.test(path) ? '' : `${path}/`
}
