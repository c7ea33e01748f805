import {
  type Budget,
  type ConditionClause,
  type Decision,
  decide,
  defaultSwitches,
  explainDecision,
  findNearMiss,
  type Knowledge,
  type NearMiss,
  narrow,
  type OpenRequest,
  type Place,
  parseOperator,
  policiesIn,
  type StatementReference,
  verdictOf,
} from '../policy/index.ts'
import type { Span } from '../position.ts'
import { type AttachedTexts, spanIn, statementOf } from './attached-texts.ts'
import { failingPart } from './failing-part.ts'

/** A statement, or a part of one, of one of the policies. */
export interface StatementPlace extends Span {
  readonly path: string
  readonly pointer: string
  readonly sid: string | null
}

/** A condition that decides and that the request leaves open. */
export interface OpenCondition {
  readonly path: string
  readonly pointer: string
  readonly operator: string
  readonly key: string
  readonly values: readonly string[]
  /** Whether the operator is a negated one. */
  readonly negated: boolean
}

/** What becomes of one request over all contexts that it leaves open, and which statements decide that. */
export interface Judgement {
  readonly verdict: 'allowed' | 'conditional' | 'implicit-deny' | 'explicit-deny' | 'undecided'
  /** Why it is not allowed as it stands. */
  readonly reason: 'no-statement' | 'action' | 'resource' | 'principal' | 'condition' | 'deny' | null
  /** The verdict in one sentence. */
  readonly text: string
  /** The statements that decide: Allows, a Deny. */
  readonly decidedBy: readonly StatementPlace[]
  /** For an implicit deny: the Allow that came closest, the place of its first part that does not fit, and why. */
  readonly nearest: (StatementPlace & Pick<NearMiss, 'fails' | 'detail'>) | null
  readonly conditions: readonly OpenCondition[]
}

/** Judges a request. */
export function judge(
  texts: AttachedTexts,
  open: OpenRequest,
  knowledge: Knowledge,
  budget: Budget,
): Judgement {
  const { verdict, allowedIn, deniedIn } = verdictOf(open, knowledge, budget)
  const at = (context: OpenRequest['request']['context']): OpenRequest => ({
    ...open,
    request: { ...open.request, context },
  })
  const judged: Judged = { texts, knowledge, open: at(deniedIn ?? allowedIn ?? open.request.context) }
  if (verdict === 'undecided') return undecided(open)
  if (verdict === 'denied') return denied(judged)
  const granting = at(allowedIn ?? open.request.context)
  const allowing = decide(granting.policies, granting.request)
  if (verdict === 'allowed') return allowed(judged, granting, allowing)
  return conditional(judged, allowing, decide(judged.open.policies, judged.open.request))
}

interface Judged {
  readonly texts: AttachedTexts
  readonly knowledge: Knowledge
  /** The request in a context that is representative. */
  readonly open: OpenRequest
}

function undecided({ request: { action, resource } }: OpenRequest): Judgement {
  return {
    verdict: 'undecided',
    reason: null,
    text: `whether \`${action}\` on \`${resource}\` is allowed was not found within the budget: the conditions are too many or too intricate`,
    decidedBy: [],
    nearest: null,
    conditions: [],
  }
}

function allowed(
  { texts, knowledge }: Judged,
  { policies, request }: OpenRequest,
  decision: Decision,
): Judgement {
  const text = explainDecision(policies, request)
  const deciding = referencesOf([decision])
  const open = deciding.some(each => openClauses(texts, knowledge, each).length > 0)
  // Conditions that complete each other: all Allows that are about the request decide together.
  const together = open
    ? policiesIn(narrow(policies, request, defaultSwitches)).flatMap(({ allows }) => allows)
    : []
  const references = open ? together.map(({ reference }) => reference) : deciding
  return {
    verdict: 'allowed',
    reason: null,
    text:
      open && references.length > 1
        ? `\`${request.action}\` on \`${request.resource}\` is allowed: the conditions of ${references.length} statements complete each other`
        : text,
    decidedBy: references.map(each => placeIn(texts, each, statementOf(texts, each))),
    nearest: null,
    conditions: [],
  }
}

function denied({ texts, knowledge, open: { policies, request } }: Judged): Judgement {
  const decision = decide(policies, request)
  const near = findNearMiss(policies, request)
  const explicit = decision.outcome === 'explicit-deny'
  return {
    verdict: explicit ? 'explicit-deny' : 'implicit-deny',
    reason: explicit ? 'deny' : (near?.fails ?? 'no-statement'),
    text: explainDecision(policies, request),
    decidedBy: placesOf(texts, [decision]),
    nearest: near === null ? null : nearestPlace(texts, knowledge, request.context, near),
    conditions: [],
  }
}

function conditional(
  { texts, knowledge, open: { request } }: Judged,
  allowing: Decision,
  denying: Decision,
): Judgement {
  const decisions = denying.outcome === 'explicit-deny' ? [allowing, denying] : [allowing]
  const references = referencesOf(decisions)
  const says = references.map(reference => {
    const where = `\`${reference.policy}\` ${reference.pointer}`
    if (statementOf(texts, reference).effect === 'Deny') return `denied by ${where} where its conditions hold`
    const open = openClauses(texts, knowledge, reference).length > 0
    return `allowed by ${where}${open ? ' only where its conditions hold' : ''}`
  })
  return {
    verdict: 'conditional',
    reason: 'condition',
    text: `\`${request.action}\` on \`${request.resource}\` is ${says.join(', and ')}`,
    decidedBy: placesOf(texts, decisions),
    nearest: null,
    conditions: references.flatMap(reference => openConditions(texts, knowledge, reference)),
  }
}

/** The statements that decisions name, each once. */
function referencesOf(decisions: readonly Decision[]): StatementReference[] {
  const found = new Map<string, StatementReference>()
  for (const { decidedBy, agreedBy } of decisions)
    for (const reference of [decidedBy, agreedBy])
      if (reference !== null)
        found.set(`${reference.kind} ${reference.policy} ${reference.pointer}`, reference)
  return [...found.values()]
}

function placesOf(texts: AttachedTexts, decisions: readonly Decision[]): StatementPlace[] {
  return referencesOf(decisions).map(reference => placeIn(texts, reference, statementOf(texts, reference)))
}

/** Where a part of a statement stands. */
export function placeIn(texts: AttachedTexts, reference: StatementReference, place: Place): StatementPlace {
  const span = spanIn(texts, reference, place)
  return { path: reference.policy, pointer: place.pointer, sid: reference.sid, ...span }
}

/** Clauses whose key is neither given nor said to be absent. */
function openClauses(
  texts: AttachedTexts,
  { given, absent }: Knowledge,
  reference: StatementReference,
): readonly ConditionClause[] {
  return statementOf(texts, reference).conditions.filter(({ key }) => {
    const name = key.value.toLowerCase()
    return !given.has(name) && !absent.has(name)
  })
}

function openConditions(
  texts: AttachedTexts,
  knowledge: Knowledge,
  reference: StatementReference,
): OpenCondition[] {
  return openClauses(texts, knowledge, reference).map(({ pointer, operator, key, values }) => ({
    path: reference.policy,
    pointer,
    operator: operator.value,
    key: key.value,
    values: values.map(({ value }) => value),
    negated: parseOperator(operator.value)?.operator.negated ?? false,
  }))
}

/** The near miss with the place of its part that does not fit. */
function nearestPlace(
  texts: AttachedTexts,
  knowledge: Knowledge,
  context: OpenRequest['request']['context'],
  near: NearMiss,
): Judgement['nearest'] {
  const { statement: reference, fails, detail } = near
  const part = failingPart(statementOf(texts, reference), fails, context, knowledge)
  return { ...placeIn(texts, reference, part), fails, detail }
}
