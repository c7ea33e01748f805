import type { FileReport } from '../lint.ts'
import {
  type ConditionClause,
  compileCondition,
  conditionHolds,
  type Decision,
  decide,
  defaultSwitches,
  explainDecision,
  findNearMiss,
  type NearMiss,
  type Place,
  type PolicySet,
  parseOperator,
  type Statement,
  type StatementReference,
} from '../policy/index.ts'
import { positionsIn, type Span } from '../position.ts'
import { type AttachedTexts, attachTexts, type PolicyTexts, statementOf, textOf } from './attached-texts.ts'
import { notesOf } from './notes.ts'
import { boundsOf, isOpen } from './open-conditions.ts'
import { type AskedRequest, type ReadRequest, readRequest } from './request.ts'

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

/** The answer to one request, as `explain --format json` prints it. */
export interface Explanation {
  readonly version: 1
  readonly action: string
  readonly resource: string
  /** Null where nobody in particular asks. */
  readonly principal: string | null
  readonly verdict: 'allowed' | 'conditional' | 'implicit-deny' | 'explicit-deny'
  /** Why it is not allowed as it stands. */
  readonly reason: 'no-statement' | 'action' | 'resource' | 'principal' | 'condition' | 'deny' | null
  /** The verdict in one sentence. */
  readonly text: string
  /** The statements that decide: an Allow (and a second one where two policies must allow), a Deny. */
  readonly decidedBy: readonly StatementPlace[]
  /** For an implicit deny: the Allow that came closest, the place of its first part that does not fit, and why. */
  readonly nearest: (StatementPlace & Pick<NearMiss, 'fails' | 'detail'>) | null
  readonly conditions: readonly OpenCondition[]
  /** What else the user of this answer should know. */
  readonly notes: readonly string[]
  readonly assumptions: readonly string[]
  /** What is wrong with the policies; one that RAM would refuse counts as not attached. */
  readonly files: readonly FileReport[]
}

/** A request and the policies that it meets, as texts. */
export type ExplainInput = AskedRequest & PolicyTexts

/** Says which statement decides a request, or which came closest. Throws a `RequestError` for a request that is none. */
export function explain(input: ExplainInput): Explanation {
  const read = readRequest(input)
  const attached = attachTexts(input, read.request)
  const { most, least } = boundsOf(attached.policies, read.known)
  const upper = decide(most, read.request)
  const lower = decide(least, read.request)
  const finder: Finder = { ...attached, read }
  const answer = !upper.allowed
    ? denied(finder, most, upper)
    : lower.allowed
      ? allowed(finder, least, lower)
      : conditional(finder, upper, lower)
  const { notes, assumptions } = notesOf(input, read, attached.policies, answer.verdict)
  return {
    version: 1,
    action: input.action,
    resource: input.resource,
    principal: input.principal ?? null,
    ...answer,
    notes: [...attached.refused.map(path => `\`${path}\` is not attached: RAM would refuse it`), ...notes],
    assumptions,
    files: attached.files,
  }
}

interface Finder extends AttachedTexts {
  readonly read: ReadRequest
}

type Answer = Pick<Explanation, 'verdict' | 'reason' | 'text' | 'decidedBy' | 'nearest' | 'conditions'>

function allowed(finder: Finder, policies: PolicySet, decision: Decision): Answer {
  return {
    verdict: 'allowed',
    reason: null,
    text: explainDecision(policies, finder.read.request),
    decidedBy: placesOf(finder, [decision]),
    nearest: null,
    conditions: [],
  }
}

function denied(finder: Finder, policies: PolicySet, decision: Decision): Answer {
  const { request } = finder.read
  const near = findNearMiss(policies, request)
  const explicit = decision.outcome === 'explicit-deny'
  return {
    verdict: explicit ? 'explicit-deny' : 'implicit-deny',
    reason: explicit ? 'deny' : (near?.fails ?? 'no-statement'),
    text: explainDecision(policies, request),
    decidedBy: placesOf(finder, [decision]),
    nearest: near === null ? null : nearestPlace(finder, near),
    conditions: [],
  }
}

function conditional(finder: Finder, upper: Decision, lower: Decision): Answer {
  const { action, resource } = finder.read.request
  const decisions = lower.outcome === 'explicit-deny' ? [upper, lower] : [upper]
  const references = referencesOf(decisions)
  const conditions = references.flatMap(reference => openConditions(finder, reference))
  const says = references.flatMap(reference => {
    const { effect, conditions: clauses } = statementOf(finder, reference)
    const where = `\`${reference.policy}\` ${reference.pointer}`
    if (effect === 'Deny') return [`denied by ${where} where its conditions hold`]
    const open = clauses.some(clause => isOpen(clause, finder.read.known))
    return [`allowed by ${where}${open ? ' only where its conditions hold' : ''}`]
  })
  return {
    verdict: 'conditional',
    reason: 'condition',
    text: `\`${action}\` on \`${resource}\` is ${says.join(', and ')}`,
    decidedBy: placesOf(finder, decisions),
    nearest: null,
    conditions,
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

function placesOf(finder: Finder, decisions: readonly Decision[]): StatementPlace[] {
  return referencesOf(decisions).map(reference => placeIn(finder, reference, statementOf(finder, reference)))
}

function placeIn(finder: Finder, reference: StatementReference, place: Place): StatementPlace {
  const positionOf = positionsIn(textOf(finder, reference))
  const [start, end] = [positionOf(place.start), positionOf(place.end)]
  return { path: reference.policy, pointer: place.pointer, sid: reference.sid, start, end }
}

function openConditions(finder: Finder, reference: StatementReference): OpenCondition[] {
  return statementOf(finder, reference)
    .conditions.filter(clause => isOpen(clause, finder.read.known))
    .map(({ pointer, operator, key, values }) => ({
      path: reference.policy,
      pointer,
      operator: operator.value,
      key: key.value,
      values: values.map(({ value }) => value),
      negated: parseOperator(operator.value)?.operator.negated ?? false,
    }))
}

/** The near miss with the place of its part that does not fit. */
function nearestPlace(finder: Finder, near: NearMiss): Explanation['nearest'] {
  const { statement: reference, fails, detail } = near
  const statement = statementOf(finder, reference)
  const part = failingPart(
    statement,
    fails,
    clause => isOpen(clause, finder.read.known) || holds(clause, finder),
  )
  return { ...placeIn(finder, reference, part), fails, detail }
}

function holds({ operator, key, values }: ConditionClause, { read }: Finder): boolean {
  const texts = values.map(({ value }) => value)
  const compiled = compileCondition(operator.value, key.value, texts)
  return (
    compiled !== null && conditionHolds(compiled, read.request.context, defaultSwitches.negatedOnAbsentKey)
  )
}

function failingPart(
  statement: Statement,
  fails: NearMiss['fails'],
  holdsAlone: (clause: ConditionClause) => boolean,
): Place {
  if (fails === 'condition') return statement.conditions.find(clause => !holdsAlone(clause)) ?? statement
  const values = {
    action: statement.actions,
    resource: statement.resources,
    principal: statement.principals,
  }[fails]
  const [first] = values ?? []
  const last = values?.at(-1)
  if (first === undefined || last === undefined) return statement
  const element =
    fails === 'action' ? statement.actionElement : fails === 'resource' ? 'Resource' : 'Principal'
  return { pointer: `${statement.pointer}/${element}`, start: first.start, end: last.end }
}
