import { createFinding, type Finding, type Level } from './finding.ts'
import { type Found, inspect, type RuleTimer, subjectOf } from './inspect.ts'
import { placedFindings, shiftedBy } from './placed-findings.ts'
import { forget, type ParsedPolicy, type PolicyKind, parsePolicy } from './policy/index.ts'
import { byteOrderMark, positionsIn } from './position.ts'
import { recognise } from './recognise.ts'
import type { Fix, ReadTarget, Rule, RuleSubject } from './rule.ts'
import { rules as allRules, findRule } from './rules/index.ts'

/** How a text is taken. */
export interface LintOptions extends Partial<ReadTarget> {
  /** What the report calls it; its ending tells what a text that is not JSON was meant to be. */
  readonly path?: string
  /** Which kind of policy it is; without it the text is looked at. */
  readonly kind?: PolicyKind
  /** The ids of the rules to ask; without it all of them. */
  readonly only?: readonly string[]
}

/** How a text is taken: `met` in a folder, or named. */
interface TextOptions {
  readonly kind?: PolicyKind
  readonly met?: boolean
  readonly target?: ReadTarget
}

/** Which rules look at texts. */
export interface RuleOptions {
  readonly rules?: readonly Rule[]
  readonly timer?: RuleTimer
}

/** How `checkText` takes a text, and which rules look at it. */
export interface CheckOptions extends TextOptions, RuleOptions {}

/** One of several texts that are looked at together. */
export interface GivenText extends TextOptions {
  readonly text: string
  readonly path: string
}

/** The read that rules speak of if nothing else is said: with an AccessKey over the shared gateway. */
export const defaultTarget: ReadTarget = { gateway: 'shared', credentials: 'accesskey' }

/** What was found in one file. */
export interface FileReport {
  readonly path: string
  /** Null where no policy was found, or policies of several kinds. */
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
  /** The fix of each finding that has one; offsets are those of the text with its mark. */
  readonly fixes: ReadonlyMap<Finding, Fix>
}

/** Looks for mistakes in one policy document. */
export function lint(text: string, options: LintOptions = {}): Report {
  const { path = 'policy.json', kind, only, ...target } = options
  const rules = only === undefined ? allRules : allRules.filter(({ id }) => only.includes(id))
  const checked = checkText(text, path, {
    rules,
    target: { ...defaultTarget, ...target },
    ...(kind === undefined ? {} : { kind }),
  })
  return summarise([checked.report], 0)
}

/** Likewise for a text that the user named or, with `met`, that was met in a folder: then null if it holds no policy. */
export function checkText(
  text: string,
  path: string,
  options?: CheckOptions & { readonly met?: false },
): CheckedText
export function checkText(text: string, path: string, options: CheckOptions): CheckedText | null
export function checkText(text: string, path: string, options: CheckOptions = {}): CheckedText | null {
  return checkTexts([{ ...options, text, path }], options)[0] ?? null
}

/** Likewise for several texts: each step is taken with all of them before the next one (see `askRules`). */
export function checkTexts(
  texts: readonly GivenText[],
  { rules = allRules, timer }: RuleOptions,
): readonly (CheckedText | null)[] {
  forget()
  const taken = texts.map(take)
  const policies = taken.filter(each => each !== null && 'kind' in each)
  const parsed = policies.map(({ body, kind }) => parsePolicy(body, kind))
  const subjects = policies.map(({ body, kind, target }, index) =>
    subjectOf(body, kind, parsed[index] as ParsedPolicy, target),
  )
  const found = inspect(subjects, rules, timer)
  const checked = new Map(
    policies.map((each, index) => {
      const [subject, problems] = [subjects[index] as RuleSubject, found[index] ?? []]
      return [each, checkedText(each, subject, problems, rules)]
    }),
  )
  return taken.map(each => (each === null || 'report' in each ? each : (checked.get(each) ?? null)))
}

/** A text in which a policy is. */
interface TakenText extends Pick<GivenText, 'text' | 'path'> {
  readonly kind: PolicyKind
  /** Without a byte order mark. */
  readonly body: string
  readonly target: ReadTarget
}

function take({ text, path, kind: given, met = false, target = defaultTarget }: GivenText) {
  const body = text.startsWith(byteOrderMark) ? text.slice(1) : text
  const recognised = recognise(body, path, !met)
  if (recognised.kind === null && (met || given === undefined))
    return met ? null : holdsNone(text, path, recognised.why)
  const kind = given ?? recognised.kind
  if (kind === null) throw new Error('a text without a kind was taken for a policy')
  return { text, path, kind, body, target } satisfies TakenText
}

function holdsNone(text: string, path: string, why: string): CheckedText {
  return { report: refused(text, path, 'not-a-policy', why), policy: null, fixes: new Map() }
}

function checkedText(
  { text, path, kind, body }: TakenText,
  { parsed }: RuleSubject,
  found: readonly Found[],
  rules: readonly Rule[],
): CheckedText {
  const isMarked = body !== text
  const fixes = new Map<Finding, Fix>()
  const placed = found.length === 0 ? [] : placedFindings(text, found, shiftedBy(isMarked ? 1 : 0), fixes)
  const isTold = isMarked && rules.some(({ id }) => id === 'invalid-json')
  const findings = isTold ? [markFinding(text, fixes), ...placed] : placed
  return { report: { path, kind, policies: 1, findings }, policy: { kind, text: body, parsed }, fixes }
}

/** The report on a file that holds no policy, or could not be read. */
export function refused(
  text: string,
  path: string,
  rule: 'not-a-policy' | 'unreadable-source',
  message: string,
): FileReport {
  const start = positionsIn(text)(0)
  const { level, help } = ruleOf(rule)
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

function ruleOf(id: string): Rule {
  const rule = findRule(id)
  if (rule === undefined) throw new Error(`there is no rule ${id}`)
  return rule
}

/** What the engine says of a text that starts with the mark, without giving up on the rest of it. */
function markFinding(text: string, fixes: Map<Finding, Fix>): Finding {
  const [fault] = parsePolicy(byteOrderMark, 'identity').faults
  if (fault === undefined) throw new Error('a byte order mark was accepted')
  const { level, help } = ruleOf(fault.id)
  const positionOf = positionsIn(text)
  const span = { start: positionOf(fault.start), end: positionOf(fault.end) }
  const { id: rule, message, repair } = fault
  const fixable = repair === undefined ? null : 'safe'
  const finding = createFinding(text, { rule, level, help, message, pointer: '', ...span, fixable })
  if (repair !== undefined) fixes.set(finding, { safety: 'safe', title: repair.title, edits: repair.edits })
  return finding
}
