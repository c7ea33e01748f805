import { resolve } from 'node:path'
import type { Baseline } from '../baseline.ts'
import type { Config } from '../config.ts'
import { exists, relativePath, replaceFile } from '../files.ts'
import type { Finding } from '../finding.ts'
import { atLevel, type Levels } from '../levels.ts'
import { type FileReport, summarise } from '../lint.ts'
import type { Checked } from '../reports/index.ts'
import type { Fix } from '../rule.ts'
import type { Terminal } from '../terminal.ts'
import type { Examine, Run } from './check-run.ts'
import type { Placed } from './configured.ts'
import type { Hiding, OwnFindings } from './hiding.ts'
import type { IntentFindings } from './intended.ts'

/** What a run is measured by. */
export interface Measures {
  readonly config: Placed<Config> | null
  /** The baseline that is to be written anew. */
  readonly baseline: Placed<Baseline> | null
  readonly hiding: Hiding
  readonly levels: Levels
  readonly examine: Examine
  readonly paths: readonly string[]
  readonly terminal: Terminal
}

/** What is told of a run. */
export interface Result {
  readonly checked: Checked
  readonly undecided: readonly string[]
  readonly complaints: readonly string[]
}

/** Adds what intents, configuration and baseline find, and leaves out what they hide. */
export async function resultOf(run: Run, measures: Measures): Promise<Result> {
  const { config, baseline, hiding, levels } = measures
  const intents = await intentsOf(run, measures)
  const shown = run.files.map(file => {
    const more = file.full === null ? [] : (intents.byFile.get(file.full) ?? [])
    const all = more.length === 0 ? file.report.findings : inOrder([...file.report.findings, ...more])
    const levelled = more.length === 0 ? all : all.flatMap(finding => atLevel(finding, levels) ?? [])
    return { file, all: levelled, kept: levelled.filter(finding => !hiding.hides(file, finding)) }
  })
  const rest = baseline === null ? null : await writeAnew(baseline, run, shown)
  const files: FileReport[] = []
  const texts = new Map<string, string>()
  const fixes = new Map<Finding, Fix>()
  let suppressed = 0
  for (const { file, all, kept } of shown) {
    const findings = rest === null ? kept : kept.filter(finding => !rest.holds(file.full, finding))
    suppressed += all.length - findings.length
    files.push({ ...file.report, findings })
    if (findings.length > 0) texts.set(file.report.path, file.text)
    for (const finding of findings) {
      const fix = file.fixes.get(finding)
      if (fix !== undefined) fixes.set(finding, fix)
    }
  }
  const isKnown = (full: string) => run.known.has(full) || !exists(full, '/')
  const own = hiding.findings(isKnown)
  for (const { file, findings } of withIntents(own, config, intents)) {
    files.push({
      path: file.path,
      kind: null,
      policies: 0,
      findings: findings.flatMap(each => atLevel(each, levels) ?? []),
    })
    texts.set(file.path, file.text)
  }
  const report = summarise(files, run.skipped)
  return {
    checked: { report: { ...report, summary: { ...report.summary, suppressed } }, texts, fixes },
    undecided: intents.undecided,
    complaints: rest?.complaints ?? [],
  }
}

const noIntents: IntentFindings = { byFile: new Map(), own: [], undecided: [] }

async function intentsOf(run: Run, { config, examine, paths, terminal }: Measures): Promise<IntentFindings> {
  if (config === null || config.file.intents.length === 0) return noIntents
  const walked = paths.map(path => resolve(terminal.folder, path))
  return (await import('./intended.ts')).checkIntents(config, run, {
    walked,
    examine,
    current: terminal.folder,
  })
}

function inOrder(findings: readonly Finding[]): readonly Finding[] {
  return [...findings].sort((a, b) => a.start.offset - b.start.offset || a.end.offset - b.end.offset)
}

/** Findings in the configuration belong to one report. */
function withIntents(
  own: readonly OwnFindings[],
  config: Placed<Config> | null,
  intents: IntentFindings,
): readonly OwnFindings[] {
  if (config === null || intents.own.length === 0) return own
  const { file } = config.file
  const before = own.find(each => each.file === file)
  const findings = inOrder([...(before?.findings ?? []), ...intents.own])
  return [...own.filter(each => each !== before), { file, findings }]
}

interface Rest {
  holds(full: string | null, finding: Finding): boolean
  readonly complaints: readonly string[]
}

/** Writes what was found into the baseline. Entries of files that were not looked at, and are there, stay. */
async function writeAnew(
  { file, folder, full }: Placed<Baseline>,
  run: Run,
  shown: readonly { readonly file: Run['files'][number]; readonly kept: readonly Finding[] }[],
): Promise<Rest> {
  const { readBaseline, useBaseline, writeBaseline } = await import('../baseline.ts')
  const found = new Map<string, readonly Finding[]>()
  for (const { file: each, kept } of shown)
    if (each.full !== null) found.set(relativePath(folder, each.full), kept)
  const stays = [...file.entries].filter(([path]) => {
    const at = resolve(folder, path)
    return !run.known.has(at) && exists(at, '/')
  })
  const text = writeBaseline(found, new Map(stays))
  const problem = replaceFile(full, text)
  const use = useBaseline(readBaseline(text, file.file.path))
  return {
    holds: (each, finding) => each !== null && use.holds(relativePath(folder, each), finding),
    complaints: problem === null ? [] : [`cannot write \`${file.file.path}\`: ${problem}`],
  }
}
