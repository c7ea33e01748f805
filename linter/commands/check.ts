import { readSources, type Source, standardInput, writeReport } from '../files.ts'
import { atLeast, type Level } from '../finding.ts'
import { checkText, type FileReport, type Report, refused, summarise } from '../lint.ts'
import type { PolicyKind } from '../policy/index.ts'
import { printable } from '../printable.ts'
import { concise } from '../reports/concise.ts'
import { json } from '../reports/json.ts'
import { didYouMean } from '../suggestion.ts'
import type { Terminal } from '../terminal.ts'
import { choiceOf, colorOf, failOnOf, type Given, kinds, type Output, outputsOf, valueFor } from './flags.ts'
import { WrongUse } from './wrong-use.ts'

/** The formats of a report; the first is the default. */
const formats = ['pretty', 'concise', 'json'] as const

/** Runs `ram-lint check` and answers the exit code: 0, 1, 2 or 3. Throws a `WrongUse` before anything is read. */
export async function check(given: Given, terminal: Terminal): Promise<number> {
  const outputs = outputsOf(given, formats)
  const failOn = failOnOf(given)
  const kind = choiceOf(given, 'kind', kinds)
  const color = colorOf(given, terminal)
  const paths = given.paths.length === 0 ? ['.'] : given.paths
  const texts = new Map<string, string>()
  const complaints: string[] = []
  const sources = await sourcesOf(paths, given, terminal)
  const { files, skipped } = checkAll(sources, kind, texts, complaints)
  const report = summarise(files, skipped)
  const failing = files.some(({ findings }) => findings.some(({ level }) => atLeast(level, failOn)))
  const shown = given.set.has('quiet') ? onlyFailing(report, failOn) : report
  for (const output of outputs) {
    const printed = output.format === 'json' ? report : shown
    const options = { texts, color: color && output.file === null, quiet: given.set.has('quiet') }
    const problem = await write(printed, output, options, terminal)
    if (problem !== null) complaints.push(problem)
  }
  for (const complaint of complaints) terminal.err(`ram-lint: ${printable(complaint)}\n`)
  if (complaints.length > 0) return 2
  if (failing) return 1
  if (report.summary.policies > 0) return 0
  const where = printable(paths.map(path => `\`${path}\``).join(', '))
  terminal.err(`ram-lint: no policy found in ${where}; of a folder \`*.json\` is read\n`)
  return 3
}

/** What paths stand for. Standard input is read to its end first. */
export async function sourcesOf(
  paths: readonly string[],
  given: Given,
  terminal: Terminal,
): Promise<Iterable<Source>> {
  const name = valueFor(given, 'stdin-filename')
  const fromInput = paths.includes(standardInput)
  if (name !== undefined && !fromInput)
    throw new WrongUse('`--stdin-filename` names standard input, which is the path `-`')
  const input = fromInput ? { bytes: await terminal.input(), name: name ?? '<stdin>' } : undefined
  return readSources(paths, { folder: terminal.folder, ...(input === undefined ? {} : { input }) })
}

/** Checks each source; texts with findings go to `texts`, named files that cannot be read to `complaints`. */
function checkAll(
  sources: Iterable<Source>,
  kind: PolicyKind | undefined,
  texts: Map<string, string>,
  complaints: string[],
): { readonly files: FileReport[]; readonly skipped: number } {
  const files: FileReport[] = []
  let skipped = 0
  for (const source of sources) {
    const { path, met } = source
    if ('problem' in source) {
      if (source.absent && !met) complaints.push(describeAbsent(path, source.problem))
      else files.push(refused('', path, 'unreadable-source', source.problem))
      continue
    }
    const checked = checkText(source.text, path, kind === undefined ? { met } : { met, kind })
    if (checked === null) skipped += 1
    else {
      files.push(checked.report)
      if (checked.report.findings.length > 0) texts.set(path, source.text)
    }
  }
  return { files, skipped }
}

/** Why a file that was named cannot be read, with the command that was perhaps meant. */
export function describeAbsent(path: string, problem: string): string {
  const hint = /[*?[\]{}]/.test(path)
    ? '; patterns are left to the shell: write it without quotes'
    : didYouMean(path, ['check', 'explain'])
  return `cannot read \`${path}\`: ${problem}${hint}`
}

function onlyFailing(report: Report, failOn: Level): Report {
  const files = report.files.map(file => ({
    ...file,
    findings: file.findings.filter(({ level }) => atLeast(level, failOn)),
  }))
  return { ...report, files }
}

async function write(
  report: Report,
  { format, file }: Output<(typeof formats)[number]>,
  options: { readonly texts: ReadonlyMap<string, string>; readonly color: boolean; readonly quiet: boolean },
  terminal: Terminal,
): Promise<string | null> {
  let text: string
  if (format === 'json') text = json(report)
  else if (format === 'concise') text = concise(report)
  else text = (await import('../reports/pretty.ts')).pretty(report, options)
  if (file !== null) return writeReport(file, terminal.folder, text)
  terminal.out(text)
  return null
}
