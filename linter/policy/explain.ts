import {
  type AttachedPolicy,
  type CompiledStatement,
  fitPrincipal,
  fitsAction,
  fitsResource,
  inScope,
  type Question,
  type StatementReference,
} from './attached-policy.ts'
import { type CompiledCondition, conditionHolds, type RequestContext } from './condition.ts'
import {
  type AccessRequest,
  type Decision,
  decide,
  defaultSwitches,
  grantsByAccount,
  isAssumeRole,
  type PolicySet,
  questionOf,
  type Switches,
} from './decide.ts'

/** The Allow that came closest to a request, and the first of its parts that does not fit. */
export interface NearMiss {
  readonly statement: StatementReference
  readonly fails: 'action' | 'resource' | 'principal' | 'condition'
  /** What differs, in one phrase. */
  readonly detail: string
}

/**
 * For an implicit deny: the Allow that came closest, in the policies where one is missing. Null for any other decision,
 * and if no statement is about the action or the resource. Slower than `decide`: for reports, not for each request.
 */
export function findNearMiss(
  policies: PolicySet,
  request: AccessRequest,
  switches?: Partial<Switches>,
): NearMiss | null {
  const rules = { ...defaultSwitches, ...switches }
  const decision = decide(policies, request, rules)
  return decision.outcome === 'implicit-deny' ? nearest(policies, request, decision, rules) : null
}

/** Says in one sentence what decided a request, or what is missing for it to be allowed. */
export function explainDecision(
  policies: PolicySet,
  request: AccessRequest,
  switches?: Partial<Switches>,
): string {
  const rules = { ...defaultSwitches, ...switches }
  const decision = decide(policies, request, rules)
  const asked = `\`${request.action}\` on \`${request.resource}\``
  if (decision.policyType === 'root')
    return `${asked} is allowed: the root of an account may use all that it owns`
  if (decision.decidedBy !== null) {
    const verb = decision.allowed ? 'allowed' : 'denied'
    const and = decision.agreedBy === null ? '' : ` and ${describeReference(decision.agreedBy)}`
    return `${asked} is ${verb} by ${describeReference(decision.decidedBy)}${and}`
  }
  const missing = `no statement of the ${policyTypeNames[decision.policyType]} allows ${asked}`
  const near = nearest(policies, request, decision, rules)
  if (near === null) return missing
  return `${missing}; closest is ${describeReference(near.statement)}, but ${near.detail}`
}

const policyTypeNames: Readonly<Record<Decision['policyType'], string>> = {
  root: 'root',
  AccountLevelIdentityBasedPolicy: 'identity policies',
  ResourceBasedPolicy: 'key or secret policy',
  SessionPolicy: 'session policy',
  ControlPolicy: 'control policies',
  AssumeRolePolicy: 'trust policy',
}

function describeReference({ policy, pointer, sid }: StatementReference): string {
  return `\`${policy}\` ${pointer}${sid === null ? '' : ` (\`${sid}\`)`}`
}

function nearest(
  policies: PolicySet,
  request: AccessRequest,
  decision: Decision,
  rules: Switches,
): NearMiss | null {
  const question = questionOf(request, rules)
  const assuming = isAssumeRole(policies, question)
  const sameAccount = request.principal.account === request.resourceAccount
  const accountGrants = grantsByAccount(assuming, sameAccount, rules)
  let best: NearMiss | null = null
  let bestScore = 0
  for (const policy of policiesShort(policies, decision, sameAccount && !assuming)) {
    for (const statement of policy.allows) {
      const fits = fitParts(policy, statement, question, accountGrants)
      const score = (fits.action ? 4 : 0) + (fits.resource ? 2 : 0) + (fits.principal ? 1 : 0)
      if (score <= bestScore || (!fits.action && !fits.resource)) continue
      bestScore = score
      best = missOf(statement, fits, request, question)
    }
  }
  return best
}

/** The policies in which an Allow would have been enough. */
function policiesShort(policies: PolicySet, decision: Decision, either: boolean): readonly AttachedPolicy[] {
  const resource = policies.resource === undefined ? [] : [policies.resource]
  switch (decision.policyType) {
    case 'ControlPolicy':
      return policies.control ?? []
    case 'SessionPolicy':
      return policies.session === undefined ? [] : [policies.session]
    case 'ResourceBasedPolicy':
    case 'AssumeRolePolicy':
      return resource
    default:
      return either ? [...policies.identity, ...resource] : policies.identity
  }
}

interface Parts {
  readonly action: boolean
  readonly resource: boolean
  readonly principal: boolean
  /** The whole account is named, which only leaves the decision to its RAM policies. */
  readonly delegates: boolean
}

function fitParts(
  policy: AttachedPolicy,
  statement: CompiledStatement,
  question: Question,
  accountGrants: boolean,
): Parts {
  const fit = fitPrincipal(statement.principals, question.principal)
  const delegates = fit === 'account' && !accountGrants
  return {
    action: fitsAction(statement, question.action) && inScope(policy.kind, question.action),
    resource: fitsResource(statement, question.resource),
    principal: fit !== null && !delegates,
    delegates,
  }
}

function missOf(
  statement: CompiledStatement,
  fits: Parts,
  request: AccessRequest,
  question: Question,
): NearMiss | null {
  const miss = (fails: NearMiss['fails'], detail: string): NearMiss => ({
    statement: statement.reference,
    fails,
    detail,
  })
  const { actionElement, actions, resources, principals } = statement.statement
  if (!fits.action) {
    const verb = actionElement === 'NotAction' ? 'leaves out' : 'is'
    return miss('action', `its ${actionElement} ${verb} ${list(actions)}`)
  }
  if (!fits.resource) return miss('resource', `its Resource is ${list(resources)}`)
  if (fits.delegates)
    return miss('principal', 'its Principal is the account, which leaves the decision to RAM policies')
  if (!fits.principal) {
    return miss('principal', `its Principal is ${list(principals ?? [])}, not \`${request.principal.arn}\``)
  }
  const index = statement.conditions.findIndex(
    each => !conditionHolds(each, question.context, question.negatedOnAbsentKey),
  )
  const condition = statement.conditions[index]
  const clause = statement.statement.conditions[index]
  if (condition === undefined || clause === undefined) return null
  const wanted = `\`${clause.operator.value}\` of \`${clause.key.value}\` wants ${list(clause.values)}`
  return miss('condition', `its ${wanted} and the request has ${describeValue(condition, question.context)}`)
}

function describeValue(condition: CompiledCondition, context: RequestContext): string {
  const value = context.get(condition.key)
  if (value === undefined) return 'no such key'
  return list((typeof value === 'string' ? [value] : value).map(each => ({ value: each })))
}

/** The first three values, in backticks. */
function list(values: readonly { readonly value: string }[]): string {
  const shown = values.slice(0, 3).map(({ value }) => `\`${value}\``)
  return `${shown.join(', ')}${values.length > 3 ? `, and ${values.length - 3} more` : ''}`
}
