import type { Finding } from './finding.ts'
import { askRules, type Found, subjectOf, withoutHidden } from './inspect.ts'
import {
  type CheckedText,
  type CheckOptions,
  checkTexts,
  defaultTarget,
  type FileReport,
  type GivenText,
  type RuleOptions,
  refused,
} from './lint.ts'
import { type Placing, placedFindings } from './placed-findings.ts'
import { forget, parsePolicy } from './policy/index.ts'
import { positionsIn } from './position.ts'
import type { Edit, Fix, Rule } from './rule.ts'
import { rules as allRules } from './rules/index.ts'
import {
  draftOffset,
  type Filled,
  fill,
  fillings,
  formOf,
  hole,
  hostOffset,
  isShapedArn,
  labelled,
  readPolicies,
  type SourcePolicies,
  type SourcePolicy,
  sameStretch,
} from './sources/index.ts'

/** A file that was looked at: its report, and the fixes of its findings as edits of the file. */
export interface CheckedFile {
  readonly report: FileReport
  readonly fixes: ReadonlyMap<Finding, Fix>
  /** The policy, where the file is one; null for a file that policies were found in. */
  readonly policy: CheckedText['policy']
  /** Values that are known only when the file is deployed. What depends on them is not judged. */
  readonly unknowns: number
}

/**
 * Looks for mistakes in policies, or in the policies of files that hold some: Terraform, a plan, a ROS template,
 * Markdown, a shell script. Null for a file that was `met` and holds none.
 */
export async function checkFiles(
  files: readonly GivenText[],
  options: RuleOptions = {},
): Promise<readonly (CheckedFile | null)[]> {
  const texts = files.filter(({ path, text }) => formOf(path, text) === 'json')
  const policies = new Map(checkTexts(texts, options).map((each, index) => [texts[index], each]))
  const checked: (CheckedFile | null)[] = []
  for (const file of files) {
    const policy = policies.get(file)
    if (policy === undefined) checked.push(await checkHostFile(file, options))
    else checked.push(policy && { ...policy, unknowns: 0 })
  }
  return checked
}

/** Likewise for one file. */
export async function checkFile(
  text: string,
  path: string,
  options: CheckOptions = {},
): Promise<CheckedFile | null> {
  return (await checkFiles([{ ...options, text, path }], options))[0] ?? null
}

async function checkHostFile(file: GivenText, options: RuleOptions): Promise<CheckedFile | null> {
  const { text, path, kind, met = false } = file
  const host = await readPolicies(text, path, kind)
  if (host === null) throw new Error(`${path} is no host of policies`)
  if (host.problem !== undefined && (!met || mentionsPolicies(text)))
    return without(
      text,
      path,
      'unreadable-source',
      `this cannot be read as ${names[host.form]}: ${host.problem}`,
    )
  if (host.policies.length > 0) return checkHost(text, path, host, { ...file, ...options })
  return met ? null : without(text, path, 'not-a-policy', noneIn(host))
}

const names: Readonly<Record<SourcePolicies['form'], string>> = {
  json: 'JSON',
  terraform: 'Terraform',
  plan: 'a plan of Terraform',
  ros: 'a ROS template',
  markdown: 'Markdown',
  shell: 'a shell script',
}

function mentionsPolicies(text: string): boolean {
  return /statement/i.test(text)
}

function without(
  text: string,
  path: string,
  rule: Parameters<typeof refused>[2],
  message: string,
): CheckedFile {
  return { report: refused(text, path, rule, message), fixes: new Map(), policy: null, unknowns: 0 }
}

function noneIn({ form, unresolved: [first, ...others] }: SourcePolicies): string {
  if (first === undefined) return `no policy of RAM is in this ${names[form].replace(/^an? /, '')}`
  const more = others.length === 0 ? '' : `, nor ${others.length} more`
  return `the document of \`${first.name}\` is not known before it is deployed: it is \`${first.label}\`${more}`
}

function checkHost(text: string, path: string, host: SourcePolicies, options: CheckOptions): CheckedFile {
  const fixes = new Map<Finding, Fix>()
  const positionOf = positionsIn(text)
  const findings = host.policies.flatMap(policy => {
    const { filled, found } = foundIn(policy, options)
    return placedFindings(text, found, placingOf(policy, filled), fixes, positionOf)
  })
  findings.sort((a, b) => a.start.offset - b.start.offset || a.end.offset - b.end.offset)
  const [first, ...others] = host.policies.map(({ kind }) => kind)
  const kind = others.every(each => each === first) ? (first ?? null) : null
  const unknowns = host.policies.reduce(
    (sum, { draft }) => sum + draft.unknowns.length,
    host.unresolved.length,
  )
  return { report: { path, kind, policies: host.policies.length, findings }, fixes, policy: null, unknowns }
}

/** What is wrong with a policy whatever its unknowns are: what is found in each filling of them. */
function foundIn(
  policy: SourcePolicy,
  options: CheckOptions,
): { readonly filled: Filled; readonly found: readonly Found[] } {
  const { draft, slots, kind } = policy
  const { target = defaultTarget, rules = allRules, timer } = options
  const ask = ({ text }: Filled, asked: readonly Rule[]): Found[] => {
    forget()
    return askRules([subjectOf(text, kind, parsePolicy(text, kind), target)], asked, timer).flat()
  }
  const filled = fill(draft, slots, kind, fillings[0])
  let found = ask(filled, rules)
  if (draft.unknowns.length === 0) return { filled, found: withoutHidden(found) }
  found = found.filter(each => isJudged(each, filled, policy))
  for (const filling of fillings.slice(1)) {
    const left = new Set(found.map(({ rule }) => rule))
    if (left.size === 0) break
    const others = new Set(ask(fill(draft, slots, kind, filling), [...left]).map(keyOf))
    found = found.filter(each => others.has(keyOf(each)))
  }
  return { filled, found: withoutHidden(found) }
}

function keyOf({ rule, problem }: Found): string {
  return `${rule.id} ${problem.place.pointer}`
}

/**
 * Whether something known is wrong there. Of a string that is not known only an ARN is judged whose segments are told
 * apart, or whose resource is; of a text that its unknowns keep from being JSON nothing is.
 */
function isJudged({ problem: { place } }: Found, { parts }: Filled, { draft, slots }: SourcePolicy): boolean {
  if (slots.length === 0 && draft.unknowns.length > 0) return false
  if (/unknown\d+x/.test(place.pointer)) return false
  const part = parts.find(({ start, end }) => start <= place.start && place.end <= end)
  if (part === undefined) return true
  const { content, unknowns, isName } = part.slot
  return !isName && (isShapedArn(content) || unknowns[0]?.arn !== undefined)
}

function placingOf({ draft, pointer }: SourcePolicy, filled: Filled): Placing {
  return {
    pointer,
    offset: (offset, edge) => hostOffset(draft, draftOffset(filled, offset, edge), edge),
    sentence: text => labelled(filled, text),
    edit: edit => placedEdit(edit, filled, draft),
  }
}

/** An edit of text that stands in the host as it is in the policy, by text that means the same there. */
function placedEdit({ start, end, text }: Edit, filled: Filled, draft: SourcePolicy['draft']): Edit | null {
  if (filled.parts.some(part => part.start < end && start < part.end)) return null
  if (/[$%'`]|unknown\d+x/.test(text) || labelled(filled, text) !== text) return null
  if (/["\\\n]/.test(text) && !isVerbatim(draft)) return null
  const stretch = sameStretch(draft, draftOffset(filled, start, 'start'), draftOffset(filled, end, 'end'))
  return stretch && { ...stretch, text }
}

/** Whether quotes and lines stand in the host as in the document, so not e.g. behind backslashes. */
function isVerbatim({ text, segments }: SourcePolicy['draft']): boolean {
  return segments.every(({ at, same }) => same || text[at] === hole)
}
