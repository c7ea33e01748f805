import { resolve } from 'node:path'
import type { Source } from '../files.ts'
import { printable } from '../printable.ts'
import {
  type Extracted,
  type ExtractedReport,
  extractedJson,
  extractedPretty,
} from '../reports/extraction.ts'
import { policiesOf } from '../sources/extracted.ts'
import type { Terminal } from '../terminal.ts'
import { answerWish, writeAnswer } from './answer.ts'
import { choiceFor, configuredKind, namedConfigOf } from './configured.ts'
import { choiceOf, type Given, kinds } from './flags.ts'
import { describeAbsent, sourcesOf } from './sources.ts'

/** Runs `ram-lint extract` and answers the exit code: 0, 2 or 3. Throws a `WrongUse`. */
export async function extract(given: Given, terminal: Terminal): Promise<number> {
  const wish = answerWish(given, terminal, ['pretty', 'json'])
  const kind = choiceOf(given, 'kind', kinds)
  const paths = given.paths
  const policies: Extracted[] = []
  const unresolved: ExtractedReport['unresolved'][number][] = []
  const complaints: string[] = []
  const config = await namedConfigOf(given, terminal)
  const choice = choiceFor(config, new Set([config?.full]))
  for (const source of await sourcesOf(paths, given, terminal, choice)) {
    const set = kind ?? configuredKind(config, resolve(terminal.folder, source.path))
    const problem = await readOne(source, set, policies, unresolved)
    if (problem !== null) complaints.push(problem)
  }
  wish.lap('reading')
  const report: ExtractedReport = { version: 1, policies, unresolved }
  const answer = wish.redact ? (await import('../reports/redact-answer.ts')).redactExtraction(report) : report
  await writeAnswer(wish, terminal, (format, style) =>
    format === 'json' ? extractedJson(answer) : extractedPretty(answer, style),
  )
  wish.lap('writing')
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
