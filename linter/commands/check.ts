import { checkFiles } from '../check-file.ts'
import type { Config } from '../config.ts'
import { atLeast } from '../finding.ts'
import type { RuleTimer } from '../inspect.ts'
import { fileAtLevels, type Levels, rulesAt } from '../levels.ts'
import type { CheckOptions } from '../lint.ts'
import { printable } from '../printable.ts'
import { formatNames } from '../reports/index.ts'
import { readTarget } from '../secret-read/target.ts'
import type { Terminal } from '../terminal.ts'
import { resultOf } from './check-result.ts'
import { type Examine, hidesNothing, runCheck } from './check-run.ts'
import {
  baselineOf,
  choiceFor,
  configOf,
  configuredKind,
  configuredTarget,
  type Placed,
} from './configured.ts'
import type { Fixing } from './fixing.ts'
import { choiceOf, colorOf, failOnOf, type Given, kinds, outputsOf, valueFor } from './flags.ts'
import type { HostedSids } from './hosted-sids.ts'
import { writeOutputs } from './outputs.ts'
import { asked } from './policies.ts'
import { showProgress } from './progress.ts'
import { sourcesOf } from './sources.ts'
import { WrongUse } from './wrong-use.ts'

/**
 * Runs `ram-lint check` and answers the exit code: 0, 1, 2, 3 or 4. Throws a `WrongUse` for a command line or a
 * configuration that cannot be obeyed, before any policy is read.
 */
export async function check(given: Given, terminal: Terminal): Promise<number> {
  const outputs = outputsOf(given, formatNames)
  const failOn = failOnOf(given)
  const fixing = fixingOf(given)
  const reported = reportTerminal(given, fixing, terminal)
  const reports = { failOn, color: colorOf(given, reported), quiet: given.set.has('quiet') }
  const timer: RuleTimer | undefined = given.set.has('timing')
    ? { now: () => terminal.now(), spent: new Map() }
    : undefined
  const options = optionsOf(given, timer)
  const config = await configOf(given, terminal)
  const baseline = await baselineOf(given, terminal)
  const levels: Levels = config?.file.levels ?? new Map()
  const hosted = config === null ? null : await hostedSidsOf(config)
  const examine = examinerOf({ ...options, rules: rulesAt(levels) }, config, levels, hosted)
  const paths = pathsOf(given)
  const ownFiles = new Set([config?.full, baseline?.full])
  const sources = await sourcesOf(paths, given, terminal, choiceFor(config, ownFiles))
  const start = terminal.now()
  const isNew = given.set.has('write-baseline')
  const hiding = await hidingFor(config, isNew ? null : baseline, terminal, hosted)
  const fixer = fixing && (await import('./fixing.ts')).createFixer(fixing, terminal)
  const run = await runCheck(sources, {
    folder: terminal.folder,
    examine,
    levels,
    fixer,
    hiding,
    inputName: valueFor(given, 'stdin-filename'),
    progress: showProgress(terminal),
    keepsPolicies: (config?.file.intents.length ?? 0) > 0,
  })
  const { checked: found, ...result } = await resultOf(run, {
    config,
    baseline: isNew ? baseline : null,
    hiding: hiding(),
    levels,
    examine,
    paths,
    terminal,
  })
  const checked = given.set.has('redact') ? (await import('../reports/redact.ts')).redact(found) : found
  const complaints = [...run.complaints, ...result.complaints]
  complaints.push(...(await writeOutputs(outputs, checked, reports, reported)))
  if (timer !== undefined)
    terminal.err((await import('./timing.ts')).timingTable(timer, terminal.now() - start))
  const summary = reports.quiet ? '' : (fixer?.summary() ?? '')
  const lines = [...(summary === '' ? [] : [summary]), ...result.undecided, ...complaints]
  for (const line of lines) terminal.err(`ram-lint: ${printable(line)}\n`)
  if (complaints.length > 0) return 2
  const { files, summary: counts } = checked.report
  if (files.some(({ findings }) => findings.some(({ level }) => atLeast(level, failOn)))) return 1
  if (result.undecided.length > 0) return 4
  if (counts.policies > 0) return 0
  const where = printable(paths.map(path => `\`${path}\``).join(', '))
  terminal.err(
    `ram-lint: no policy found in ${where}; of a folder \`*.json\`, \`*.tf\`, \`*.yml\` and \`*.yaml\` are read\n`,
  )
  return 3
}

/** The current folder, if only what is not to be read is named. */
function pathsOf({ paths }: Given): readonly string[] {
  return paths.every(path => /^!./.test(path)) ? ['.', ...paths] : paths
}

function fixingOf(given: Given): Fixing | null {
  const safety = choiceOf(given, 'fix', ['safe', 'unsafe'])
  const isDryRun = given.set.has('fix-dry-run')
  if (isDryRun && given.set.has('redact'))
    throw new WrongUse('`--redact` does not go with `--fix-dry-run`: a diff shows the text as it is')
  return safety === undefined && !isDryRun ? null : { safety: safety ?? 'safe', isDryRun }
}

/** Where reports go: standard output has the text or the diff where something is fixed for a program to take. */
function reportTerminal(given: Given, fixing: Fixing | null, terminal: Terminal): Terminal {
  if (fixing === null || !(fixing.isDryRun || given.paths.includes('-'))) return terminal
  return { ...terminal, color: false, out: text => terminal.err(text) }
}

function optionsOf(given: Given, timer: RuleTimer | undefined): CheckOptions {
  const kind = choiceOf(given, 'kind', kinds)
  const [secret, key] = [valueFor(given, 'secret'), valueFor(given, 'key')]
  const gateway = choiceOf(given, 'gateway', ['shared', 'dedicated'])
  const credentials = choiceOf(given, 'credentials', ['accesskey', 'sts'])
  const isAsked = [secret, key, gateway, credentials].some(each => each !== undefined)
  const target = isAsked ? { target: asked(() => readTarget({ secret, key, gateway, credentials })) } : {}
  return { ...target, ...(kind === undefined ? {} : { kind }), ...(timer === undefined ? {} : { timer }) }
}

/** Null where no suppression names a Sid. */
async function hostedSidsOf({ file }: Placed<Config>): Promise<HostedSids | null> {
  if (file.suppressions.every(({ sid }) => sid === undefined)) return null
  return new (await import('./hosted-sids.ts')).HostedSids()
}

function examinerOf(
  options: CheckOptions,
  config: Placed<Config> | null,
  levels: Levels,
  hosted: HostedSids | null,
): Examine {
  const { rules, timer } = options
  const asked = { ...(rules === undefined ? {} : { rules }), ...(timer === undefined ? {} : { timer }) }
  return async files => {
    const given = files.map(({ text, path, met, full }) => {
      const kind = options.kind ?? configuredKind(config, full)
      const target = options.target ?? configuredTarget(config, full)
      const more = { ...(kind === undefined ? {} : { kind }), ...(target === undefined ? {} : { target }) }
      return { text, path, met, ...more }
    })
    const checked = await checkFiles(given, asked)
    for (const [index, { text, path, kind }] of given.entries())
      if (checked[index]?.policy === null) await hosted?.read(text, path, kind)
    return checked.map(each => each && fileAtLevels(each, levels))
  }
}

/** What starts hiding anew, for each time that findings are counted. */
async function hidingFor(
  config: Placed<Config> | null,
  baseline: Parameters<typeof import('./hiding.ts').startHiding>[1],
  terminal: Terminal,
  hosted: HostedSids | null,
) {
  if (config === null && baseline === null) return () => hidesNothing
  const { startHiding } = await import('./hiding.ts')
  return () =>
    startHiding(config, baseline, terminal.time(), (sid, text) => hosted?.pointersOf(sid, text) ?? [])
}
