import { resolve } from 'node:path'
import type { CheckedFile } from '../check-file.ts'
import type { Source } from '../files.ts'
import type { Finding } from '../finding.ts'
import type { Fixable } from '../fix.ts'
import { atLevel, type Levels } from '../levels.ts'
import { type FileReport, refused } from '../lint.ts'
import type { Fixer } from './fixing.ts'
import type { Hiding } from './hiding.ts'
import type { Progress } from './progress.ts'
import { describeAbsent } from './sources.ts'

/** A file as it is asked about. */
export interface AskedFile {
  readonly text: string
  readonly path: string
  readonly met: boolean
  /** Null for a text without a name. */
  readonly full: string | null
}

/** Looks at files; null for one that was met and is no policy. */
export type Examine = (files: readonly AskedFile[]) => Promise<readonly (CheckedFile | null)[]>

/** A file that was looked at. */
export interface Examined extends CheckedFile {
  readonly full: string | null
  readonly text: string
}

/** When neither configuration nor baseline says anything. */
export const hidesNothing: Hiding = { hides: () => false, findings: () => [] }

/** What was looked at. */
export interface Run {
  readonly files: readonly Examined[]
  /** Every file that was looked at, policy or not, by its full path. */
  readonly known: ReadonlySet<string>
  readonly skipped: number
  /** Named files that cannot be read, and those that could not be fixed. */
  readonly complaints: readonly string[]
}

/** What a run needs. */
export interface RunOptions {
  readonly folder: string
  readonly examine: Examine
  readonly levels: Levels
  /** Null where nothing is to be fixed; findings that are hidden are not. */
  readonly fixer: Fixer | null
  readonly hiding: () => Hiding
  /** What standard input was named; undefined if it was not. */
  readonly inputName: string | undefined
  readonly progress: Progress
  /** Whether something asks about the policies after all files were looked at. */
  readonly keepsPolicies: boolean
}

/** Looks at each source and fixes it. Named files that cannot be read are complaints, not findings. */
export async function runCheck(sources: Iterable<Source>, options: RunOptions): Promise<Run> {
  const files: Examined[] = []
  const known = new Set<string>()
  const complaints: string[] = []
  let skipped = 0
  // Two paths may lead to one file: what is fixed by the first is to be read by the second as it then is.
  const together = options.fixer === null ? filesTogether : 1
  for (const batch of inBatches(sources, together)) {
    const fulls = batch.map(source => fullOf(source, options))
    const asked = batch.flatMap((source, index) =>
      'problem' in source
        ? []
        : [{ text: source.text, path: source.path, met: source.met, full: fulls[index] ?? null }],
    )
    const answers = (await options.examine(asked)).values()
    for (const [index, source] of batch.entries()) {
      options.progress.step()
      const { path, met } = source
      const full = fulls[index] ?? null
      if ('problem' in source) {
        if (source.absent && !met) complaints.push(describeAbsent(path, source.problem))
        else files.push({ ...unreadable(path, source.problem, options.levels), full, text: '' })
        continue
      }
      if (full !== null) known.add(full)
      const { text, checked } = await fixed(source, full, answers.next().value ?? null, options)
      if (checked === null) skipped += 1
      else if (options.keepsPolicies) files.push({ ...checked, full, text })
      // Of thousands of files most have no findings: then nothing shows their text.
      else
        files.push({ ...checked, policy: null, full, text: checked.report.findings.length > 0 ? text : '' })
    }
  }
  options.progress.end()
  return { files, known, skipped, complaints: [...complaints, ...(options.fixer?.problems ?? [])] }
}

/** Files that are looked at together: more of them would not fit into the caches of a processor. */
const filesTogether = 10
/** Characters after which no more files are added. */
const charactersTogether = 256 << 10

function* inBatches(sources: Iterable<Source>, most: number): Generator<readonly Source[]> {
  let batch: Source[] = []
  let characters = 0
  for (const source of sources) {
    batch.push(source)
    characters += 'text' in source ? source.text.length : 0
    if (batch.length < most && characters < charactersTogether) continue
    yield batch
    batch = []
    characters = 0
  }
  if (batch.length > 0) yield batch
}

function fullOf({ path, isInput }: Source, { folder, inputName }: RunOptions): string | null {
  return isInput === true && inputName === undefined ? null : resolve(folder, path)
}

function unreadable(path: string, problem: string, levels: Levels): CheckedFile {
  const report: FileReport = refused('', path, 'unreadable-source', problem)
  const findings = report.findings.flatMap(finding => atLevel(finding, levels) ?? [])
  return { report: { ...report, findings }, fixes: new Map(), policy: null, unknowns: 0 }
}

/** A file with its fixes made, where there is something to fix and somebody who does. */
async function fixed(
  source: Source & { readonly text: string },
  full: string | null,
  first: CheckedFile | null,
  { examine, fixer, hiding }: RunOptions,
): Promise<{ readonly text: string; readonly checked: CheckedFile | null }> {
  const { text, path, met } = source
  const isInput = source.isInput === true
  const hasFixes = first !== null && first.fixes.size > 0
  if (fixer === null || (!hasFixes && !isInput)) return { text, checked: first }
  const hidden = hiding()
  const isHidden = (finding: Finding) => hidden.hides({ full, text }, finding)
  let last = { text, checked: first }
  const examined = async (current: string) => (await examine([{ text: current, path, met, full }]))[0] ?? null
  const check = async (current: string) => {
    if (current !== last.text) last = { text: current, checked: await examined(current) }
    return fixable(last.checked)
  }
  const after = await fixer.fix({ path, full, isInput, text }, check, isHidden)
  if (after === text) return { text, checked: first }
  return { text: after, checked: after === last.text ? last.checked : await examined(after) }
}

/** Rules whose findings say that policies cannot be read. */
const unreadableRules: ReadonlySet<string> = new Set(['invalid-json', 'unreadable-source', 'not-a-policy'])

function fixable(checked: CheckedFile | null): Fixable {
  if (checked === null) return { fixes: new Map(), isReadable: false }
  const { report, fixes } = checked
  return { fixes, isReadable: report.findings.every(({ rule }) => !unreadableRules.has(rule)) }
}
