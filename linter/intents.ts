import type { Intent } from './config.ts'
import { createFinding, type Finding } from './finding.ts'
import { spanAt } from './json-file.ts'
import type { PolicyKind } from './policy/index.ts'
import { positionsIn, type Span } from './position.ts'
import { findRule } from './rules/index.ts'
import type { AccessRegion } from './secret-read/access-regions.ts'
import type { PolicyTexts } from './secret-read/attached-texts.ts'
import { type PolicyText, shownText } from './secret-read/policy-text.ts'
import { type Proof, prove } from './secret-read/prove.ts'

/** A policy that an intent is about. */
export interface IntendedDocument extends PolicyText {
  readonly kind: PolicyKind
  /** The file's full path; `path` is what reports call it. */
  readonly full: string
  /** Whether findings in it are shown: others are not looked at in this run. */
  readonly isShown: boolean
}

/** What was found about an intent, by the full path of the document that each finding is in. */
export interface IntentResult {
  readonly findings: readonly { readonly path: string; readonly finding: Finding }[]
  /** Why it was not decided, or null. */
  readonly undecided: string | null
}

/**
 * Proves that documents, attached together, are enough and no more than enough for an intent. `documents` has one at
 * least. Throws a `RequestError` for an intent that makes no sense as a question.
 */
export function checkIntent(intent: Intent, documents: readonly IntendedDocument[]): IntentResult {
  const { secret, key, gateway, credentials, principal } = intent
  const proof = prove({
    ...attached(documents),
    secret,
    key,
    gateway,
    credentials,
    ...(principal === undefined ? {} : { principal }),
  })
  const findings = proofFindings(proof, documents)
  const isOpen = proof.verdict === 'undecided' || proof.minimal === null
  const undecided = `what \`${secret}\` is granted was not found within the budget: the policies are too intricate`
  return { findings, undecided: isOpen ? undecided : null }
}

/** What a proof finds, by the full path of the document that each finding is in: that a read is not met, and what is too much. */
export function proofFindings(
  proof: Proof,
  documents: readonly IntendedDocument[],
): IntentResult['findings'] {
  return [...unmet(proof, documents), ...exceeded(proof, documents)]
}

/** Identity policies together; of a key's, a secret's and a session's policy there is one. */
function attached(documents: readonly IntendedDocument[]): PolicyTexts {
  const of = (kind: PolicyKind) => documents.filter(each => each.kind === kind)
  const [keyPolicy] = of('key')
  const [secretPolicy] = of('secret')
  const [sessionPolicy] = of('session')
  return {
    policies: of('identity'),
    controlPolicies: of('control'),
    ...(keyPolicy === undefined ? {} : { keyPolicy }),
    ...(secretPolicy === undefined ? {} : { secretPolicy }),
    ...(sessionPolicy === undefined ? {} : { sessionPolicy }),
  }
}

function* unmet(proof: Proof, documents: readonly IntendedDocument[]) {
  if (proof.verdict === 'proved' || proof.verdict === 'undecided') return
  const open = proof.requirements.filter(({ verdict }) => verdict !== 'allowed')
  const [first] = open
  const place = first?.nearest ?? first?.decidedBy[0]
  const why =
    proof.reason === 'conflicting-conditions'
      ? 'its two halves are never allowed in one request'
      : open.map(({ text }) => text).join('; ')
  const how = proof.verdict === 'denied' ? 'cannot be read' : 'can be read in some contexts only'
  yield findingAt('intent-not-met', `\`${proof.secret}\` ${how}: ${why}`, place, documents)
}

/** One finding for what one statement grants, of those in documents that are shown. */
function* exceeded({ excess, secret }: Proof, documents: readonly IntendedDocument[]) {
  const byStatement = new Map<string, AccessRegion[]>()
  for (const region of excess) {
    const at = `${region.path}\n${region.pointer}`
    byStatement.set(at, [...(byStatement.get(at) ?? []), region])
  }
  for (const regions of byStatement.values()) {
    const [first] = regions as [AccessRegion]
    if (documents.every(({ path, isShown }) => path !== first.path || !isShown)) continue
    const { action, resource } = first.example
    const actions = [...new Set(regions.flatMap(region => region.actions))]
    const shown = actions.slice(0, 3).map(each => `\`${each}\``)
    const more = actions.length > shown.length ? ` and ${actions.length - shown.length} more` : ''
    const message = `more is granted than reading \`${secret}\`: ${shown.join(', ')}${more}, e.g. \`${action}\` on \`${resource}\``
    yield findingAt('intent-exceeded', message, first, documents)
  }
}

/** A finding in the document of a place, or at the start of the first one. */
function findingAt(
  id: 'intent-not-met' | 'intent-exceeded',
  message: string,
  place: { readonly path: string; readonly pointer: string } | undefined,
  documents: readonly IntendedDocument[],
): { readonly path: string; readonly finding: Finding } {
  const rule = findRule(id)
  const document = documents.find(({ path, isShown }) => isShown && path === place?.path) ?? documents[0]
  if (rule === undefined || document === undefined) throw new Error(`nothing to say of ${id}`)
  const { path, full, host } = document
  const pointer = place?.path === path ? place.pointer : ''
  const { level, help } = rule
  const parts = {
    rule: id,
    level,
    help,
    message,
    pointer: (host?.pointer ?? '') + pointer,
    ...spanIn(document, pointer),
  }
  return { path: full, finding: createFinding(shownText(document), parts) }
}

/** Where a value of a document stands in its file. */
function spanIn({ text, host }: IntendedDocument, pointer: string): Span {
  const own = spanAt(text, pointer)
  if (host === undefined) return own
  const positionOf = positionsIn(host.text)
  return {
    start: positionOf(host.offset(own.start.offset, 'start')),
    end: positionOf(host.offset(own.end.offset, 'end')),
  }
}
