import { documentRules } from './document-rules.ts'
import { createFinding, type Finding, type Level } from './finding.ts'
import { type ParsedPolicy, type PolicyFault, type PolicyKind, parsePolicy } from './policy/index.ts'
import { byteOrderMark, positionsIn } from './position.ts'
import { recognise } from './recognise.ts'
import { nearest } from './suggestion.ts'

/** How a text is taken. */
export interface LintOptions {
  /** What the report calls it; its ending tells what a text that is not JSON was meant to be. */
  readonly path?: string
  /** Which kind of policy it is; without it the text is looked at. */
  readonly kind?: PolicyKind
}

/** What was found in one file. */
export interface FileReport {
  readonly path: string
  /** Null where no policy was found. */
  readonly kind: PolicyKind | null
  readonly policies: number
  readonly findings: readonly Finding[]
}

/** Findings by level, and what they were found in. */
export interface Summary extends Readonly<Record<Level, number>> {
  readonly files: number
  readonly policies: number
  readonly suppressed: number
  /** Files that were met in a folder and hold no policy. */
  readonly skipped: number
}

/** The findings of one run, as `--format json` prints them. */
export interface Report {
  readonly version: 1
  readonly files: readonly FileReport[]
  readonly summary: Summary
}

/** A text that was looked at: its report, and the policy in it as the engine reads it (without a byte order mark). */
export interface CheckedText {
  readonly report: FileReport
  readonly policy: { readonly kind: PolicyKind; readonly text: string; readonly parsed: ParsedPolicy } | null
}

/** Looks for mistakes in one policy document. */
export function lint(text: string, options: LintOptions = {}): Report {
  const { path = 'policy.json', ...rest } = options
  return summarise([checkText(text, path, rest).report], 0)
}

/** Likewise for a text that the user named or, with `met`, that was met in a folder: then null if it holds no policy. */
export function checkText(text: string, path: string, options?: { readonly kind?: PolicyKind }): CheckedText
export function checkText(
  text: string,
  path: string,
  options: { readonly kind?: PolicyKind; readonly met: boolean },
): CheckedText | null
export function checkText(
  text: string,
  path: string,
  { kind: given, met = false }: { readonly kind?: PolicyKind; readonly met?: boolean } = {},
): CheckedText | null {
  const marked = text.startsWith(byteOrderMark)
  const body = marked ? text.slice(1) : text
  const recognised = recognise(body, path, !met)
  if (recognised.kind === null && (met || given === undefined)) {
    return met ? null : { report: refused(text, path, 'not-a-policy', recognised.why), policy: null }
  }
  const kind = given ?? recognised.kind
  if (kind === null) throw new Error('a text without a kind was taken for a policy')
  const parsed = parsePolicy(body, kind)
  const findings = findingsOf(text, parsed.faults, marked ? 1 : 0)
  const all = marked ? [markFinding(text), ...findings] : findings
  return { report: { path, kind, policies: 1, findings: all }, policy: { kind, text: body, parsed } }
}

/** The report on a file that holds no policy, or could not be read. */
export function refused(
  text: string,
  path: string,
  rule: 'not-a-policy' | 'unreadable-source',
  message: string,
): FileReport {
  const start = positionsIn(text)(0)
  const { level, help } = documentRules[rule]
  const finding = createFinding(text, { rule, level, message, pointer: '', start, end: start, help })
  return { path, kind: null, policies: 0, findings: [finding] }
}

/** Counts. */
export function summarise(files: readonly FileReport[], skipped: number): Report {
  const counts: Record<Level, number> = { error: 0, security: 0, warning: 0, suggestion: 0 }
  let policies = 0
  for (const file of files) {
    policies += file.policies
    for (const { level } of file.findings) counts[level] += 1
  }
  return { version: 1, files, summary: { files: files.length, policies, ...counts, suppressed: 0, skipped } }
}

/** What the engine says of a text that starts with the mark, without giving up on the rest of it. */
function markFinding(text: string): Finding {
  const [fault] = parsePolicy(byteOrderMark, 'identity').faults
  if (fault === undefined) throw new Error('a byte order mark was accepted')
  return findingOf(text, positionsIn(text), fault, 0)
}

/** One finding for each mistake, in the order of the text. `shift` is what the faults' offsets lack. */
function findingsOf(text: string, faults: readonly PolicyFault[], shift: number): Finding[] {
  if (faults.length === 0) return []
  const positionOf = positionsIn(text)
  const meant = misspeltElements(faults)
  const hidden = new Set([...meant.values()].map(({ missing }) => missing))
  return faults
    .filter(fault => !hidden.has(fault))
    .map(fault => {
      const finding = findingOf(text, positionOf, fault, shift)
      const element = meant.get(fault)?.element
      if (element === undefined || fault.message.includes(`\`${element}\``)) return finding
      return { ...finding, message: `${finding.message}; did you mean \`${element}\`?` }
    })
}

function findingOf(
  text: string,
  positionOf: ReturnType<typeof positionsIn>,
  fault: PolicyFault,
  shift: number,
): Finding {
  const { id, message, pointer } = fault
  const start = positionOf(fault.start + shift)
  const end = positionOf(fault.end + shift)
  return createFinding(text, { rule: id, message, pointer, start, end, ...documentRules[id] })
}

const missingElements: ReadonlyMap<string, readonly string[]> = new Map([
  ['missing-version', ['Version']],
  ['missing-statement', ['Statement']],
  ['missing-effect', ['Effect']],
  ['missing-action', ['Action', 'NotAction']],
  ['missing-resource', ['Resource']],
  ['missing-principal', ['Principal']],
])

/** Unknown elements that are the misspelt name of a missing one of the same object: one mistake, one finding. */
function misspeltElements(
  faults: readonly PolicyFault[],
): ReadonlyMap<PolicyFault, { readonly element: string; readonly missing: PolicyFault }> {
  const missingIn = new Map<string, PolicyFault[]>()
  for (const fault of faults) {
    if (!missingElements.has(fault.id)) continue
    const list = missingIn.get(fault.pointer)
    if (list) list.push(fault)
    else missingIn.set(fault.pointer, [fault])
  }
  const found = new Map<PolicyFault, { element: string; missing: PolicyFault }>()
  for (const fault of faults) {
    if (fault.id !== 'unknown-element') continue
    const slash = fault.pointer.lastIndexOf('/')
    const name = fault.pointer.slice(slash + 1)
    for (const missing of missingIn.get(fault.pointer.slice(0, slash)) ?? []) {
      const element = nearest(name, missingElements.get(missing.id) ?? [])
      if (element !== undefined) found.set(fault, { element, missing })
    }
  }
  return found
}
