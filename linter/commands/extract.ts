import type { Source } from '../files.ts'
import { writeReport } from '../files.ts'
import { printable } from '../printable.ts'
import {
  type Extracted,
  type ExtractedReport,
  extractedJson,
  extractedPretty,
} from '../reports/extraction.ts'
import { policiesOf } from '../sources/extracted.ts'
import type { Terminal } from '../terminal.ts'
import { choiceOf, colorOf, type Given, kinds, outputsOf } from './flags.ts'
import { describeAbsent, sourcesOf } from './sources.ts'
import { WrongUse } from './wrong-use.ts'

/** Runs `ram-lint extract` and answers the exit code: 0, 2 or 3. Throws a `WrongUse`. */
export async function extract(given: Given, terminal: Terminal): Promise<number> {
  const outputs = outputsOf(given, ['pretty', 'json'])
  const kind = choiceOf(given, 'kind', kinds)
  const color = colorOf(given, terminal)
  const paths = given.paths
  const policies: Extracted[] = []
  const unresolved: ExtractedReport['unresolved'][number][] = []
  const complaints: string[] = []
  for (const source of await sourcesOf(paths, given, terminal)) {
    const problem = await readOne(source, kind, policies, unresolved)
    if (problem !== null) complaints.push(problem)
  }
  const report: ExtractedReport = { version: 1, policies, unresolved }
  for (const { format, file } of outputs) {
    const text = format === 'json' ? extractedJson(report) : extractedPretty(report, color && file === null)
    if (file === null) terminal.out(text)
    const failed = file === null ? null : writeReport(file, terminal.folder, text)
    if (failed !== null) throw new WrongUse(failed)
  }
  for (const complaint of complaints) terminal.err(`ram-lint: ${printable(complaint)}\n`)
  if (complaints.length > 0) return 2
  if (policies.length > 0) return 0
  terminal.err(`ram-lint: no policy found in ${printable(paths.map(path => `\`${path}\``).join(', '))}\n`)
  return 3
}

/** Adds what a file holds; answers why it cannot be read, or null. */
async function readOne(
  source: Source,
  kind: (typeof kinds)[number] | undefined,
  policies: Extracted[],
  unresolved: ExtractedReport['unresolved'][number][],
): Promise<string | null> {
  const { path, met } = source
  if ('problem' in source) {
    if (source.absent && !met) return describeAbsent(path, source.problem)
    return `cannot read \`${path}\`: ${source.problem}`
  }
  const found = await policiesOf(source.text, path, { met, kind })
  policies.push(...found.policies)
  unresolved.push(...found.unresolved)
  return found.problem === undefined ? null : `cannot read \`${path}\`: ${found.problem}`
}
