import { isRefused } from '../faults.ts'
import type { Finding } from '../finding.ts'
import { checkText, type FileReport } from '../lint.ts'
import { type AttachedPolicy, attach, faultIds, type PolicyKind } from '../policy/index.ts'
import { byteOrderMark, positionsIn, type Span } from '../position.ts'
import { findRule } from '../rules/index.ts'

/** A policy document and what to call it. */
export interface PolicyText {
  readonly path: string
  readonly text: string
  /** Without it the text is looked at. */
  readonly kind?: PolicyKind
  /** The file that it is a part of, where it is not the whole of it: places are those there. */
  readonly host?: HostFile
}

/** A file that holds a policy, e.g. of Terraform. */
export interface HostFile {
  readonly path: string
  readonly text: string
  /** Of the policy there. */
  readonly pointer: string
  /** The offset there of an offset in the policy: of a place's start, or of its end. */
  readonly offset: (offset: number, edge: 'start' | 'end') => number
}

/** The text that the places of a policy are offsets into. */
export function shownText({ text, host }: PolicyText): string {
  return host?.text ?? text
}

/** A policy that was read: why RAM would refuse it or, if it would not, the policy ready to decide with. */
export interface ReadPolicy {
  readonly report: FileReport
  /** Null if RAM would refuse it: it counts as not attached. */
  readonly policy: AttachedPolicy | null
  /** Without a byte order mark: places of the policy are offsets into it. */
  readonly text: string
}

/** Reads a policy under its path as its name. Reported is why RAM would refuse it, and nothing else. */
export function readPolicyText({ path, text, kind, host }: PolicyText): ReadPolicy {
  const checked = checkText(text, path, { rules: faultRules, ...(kind === undefined ? {} : { kind }) })
  if (checked.policy === null) return { report: checked.report, policy: null, text }
  const { parsed, kind: own, text: body } = checked.policy
  const shift = text.length - body.length
  const faults = new Set(parsed.faults.map(({ id, start }) => `${id} ${start + shift}`))
  // Rules of faults may find more than that; a byte order mark is none of the document's.
  const isFault = ({ rule, start }: FileReport['findings'][number]) =>
    rule === 'invalid-json' || faults.has(`${rule} ${start.offset}`)
  const found = checked.report.findings.filter(isFault)
  const findings = host === undefined ? found : found.map(each => placed(each, host))
  const report = { ...checked.report, findings }
  const refused = isRefused(parsed) || text.startsWith(byteOrderMark) || parsed.readable === null
  return { report, policy: refused ? null : attach(path, own, parsed.readable), text: body }
}

function placed(finding: Finding, { text, offset }: HostFile): Finding {
  const positionOf = positionsIn(text)
  const spanOf = ({ start, end }: Span): Span => ({
    start: positionOf(offset(start.offset, 'start')),
    end: positionOf(offset(end.offset, 'end')),
  })
  return {
    ...finding,
    ...spanOf(finding),
    related: finding.related.map(each => ({ ...each, ...spanOf(each) })),
  }
}

const faultRules = faultIds.flatMap(id => findRule(id) ?? [])
