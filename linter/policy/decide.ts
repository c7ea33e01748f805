import {
  type AttachedPolicy,
  type CompiledStatement,
  fitStatement,
  inScope,
  type Principal,
  type Question,
  type StatementReference,
} from './attached-policy.ts'
import type { RequestContext } from './condition.ts'
import { lowerCaseAction } from './pattern.ts'

/** The policies that a request meets. */
export interface PolicySet {
  /** Attached to the user, its groups, or the role that was assumed. */
  readonly identity: readonly AttachedPolicy[]
  /** The key's or secret's policy, or the role's trust policy for sts:AssumeRole. */
  readonly resource?: AttachedPolicy
  /** Given when the role was assumed. */
  readonly session?: AttachedPolicy
  /**
   * Control policies of a member account of a resource directory, `FullAliyunAccess` included where it is attached.
   * Absent or empty: the account is no member.
   */
  readonly control?: readonly AttachedPolicy[]
}

/** One permission that is asked for. */
export interface AccessRequest {
  readonly principal: Principal
  readonly action: string
  /** An ARN, or `*` for an action without resources. */
  readonly resource: string
  /** The account that owns the resource. */
  readonly resourceAccount: string
  /** Condition keys in lower case. */
  readonly context: RequestContext
}

/** Rules of RAM that no source settles. */
export interface Switches {
  /**
   * Whether a key or secret policy that allows its own account as a whole (`acs:ram::<account>:*` or `:root`) grants
   * by itself. Assumed false: it only leaves the decision to RAM policies, or every RAM user could read every secret.
   */
  readonly accountPrincipalGrants: boolean
  /** Whether a negated operator holds for a key that the request does not carry. Assumed true. */
  readonly negatedOnAbsentKey: boolean
}

export const defaultSwitches: Switches = { accountPrincipalGrants: false, negatedOnAbsentKey: true }

/** Which sort of policy decided, in the words of `AccessDeniedDetail`; `root` and `SessionPolicy` are our own. */
export type DecidingPolicyType =
  | 'root'
  | 'AccountLevelIdentityBasedPolicy'
  | 'ResourceBasedPolicy'
  | 'SessionPolicy'
  | 'ControlPolicy'
  | 'AssumeRolePolicy'

/** The answer to a request. */
export interface Decision {
  readonly allowed: boolean
  readonly outcome: 'allow' | 'explicit-deny' | 'implicit-deny'
  /** What decided; for an implicit deny, where an Allow is missing. */
  readonly policyType: DecidingPolicyType
  /** The Allow or Deny that decided; null for an implicit deny and for the root of the account. */
  readonly decidedBy: StatementReference | null
  /** Where two policies had to allow: the statement of the resource's or trust policy. Else null. */
  readonly agreedBy: StatementReference | null
}

/**
 * Decides a request. Source: RAM documentation, policy evaluation process: control policies, session policy, then
 * identity policies (A) and resource policy (B) together; an explicit Deny over an Allow over an implicit Deny. In one
 * account A or B must allow; across accounts, and for sts:AssumeRole, A and B.
 */
export function decide(policies: PolicySet, request: AccessRequest, switches?: Partial<Switches>): Decision {
  const rules = switches === undefined ? defaultSwitches : { ...defaultSwitches, ...switches }
  return decideQuestion(policies, request, questionOf(request, rules), rules)
}

/** As `decide`, for a question that was made of the request. */
export function decideQuestion(
  policies: PolicySet,
  request: AccessRequest,
  question: Question,
  rules: Switches,
): Decision {
  const { principal } = request
  if (principal.type === 'service' || principal.type === 'federated')
    return decideByResource(policies, question)
  if (principal.type === 'root') return decideForRoot(policies, request, question)
  if (policies.control !== undefined && policies.control.length > 0) {
    const found = findDeciding(policies.control, question)
    if (found === null || isDeny(found)) return refusal('ControlPolicy', found)
  }
  if (policies.session !== undefined) {
    const found = findDeciding([policies.session], question)
    if (found === null || isDeny(found)) return refusal('SessionPolicy', found)
  }
  return combine(policies, request, question, rules)
}

/** The request as statements are asked about it. Both spellings of a global ARN's region, none and `*`, are one. */
export function questionOf(request: AccessRequest, rules: Switches): Question {
  return new RequestQuestion(request, rules)
}

class RequestQuestion implements Question {
  readonly principal: Principal
  readonly action: string
  readonly resource: string
  readonly negatedOnAbsentKey: boolean
  readonly #request: AccessRequest

  constructor(request: AccessRequest, rules: Switches) {
    const { principal, action, resource } = request
    this.principal = principal
    this.action = lowerCaseAction(action)
    this.resource = resource.startsWith('acs:ram:*:')
      ? `acs:ram::${resource.slice('acs:ram:*:'.length)}`
      : resource
    this.negatedOnAbsentKey = rules.negatedOnAbsentKey
    this.#request = request
  }

  /** Made by the caller only when a statement asks. */
  get context(): RequestContext {
    return this.#request.context
  }
}

/** Whether the permission is to assume a role: then the trust policy must allow, whoever asks. */
export function isAssumeRole(policies: PolicySet, question: Question): boolean {
  return policies.resource?.kind === 'trust' || question.action === 'sts:assumerole'
}

function combine(policies: PolicySet, request: AccessRequest, question: Question, rules: Switches): Decision {
  const assuming = isAssumeRole(policies, question)
  const resourceType = assuming ? 'AssumeRolePolicy' : 'ResourceBasedPolicy'
  const sameAccount = request.principal.account === request.resourceAccount
  const a = findDeciding(policies.identity, question)
  if (a !== null && isDeny(a)) return refusal('AccountLevelIdentityBasedPolicy', a)
  const b = findInResourcePolicy(policies.resource, question, grantsByAccount(assuming, sameAccount, rules))
  if (b !== null && isDeny(b)) return refusal(resourceType, b)
  if (assuming || !sameAccount) {
    if (a === null) return refusal('AccountLevelIdentityBasedPolicy', null)
    if (b === null) return refusal(resourceType, null)
    return permission('AccountLevelIdentityBasedPolicy', a, b)
  }
  if (a !== null) return permission('AccountLevelIdentityBasedPolicy', a)
  if (b !== null) return permission('ResourceBasedPolicy', b)
  return refusal('AccountLevelIdentityBasedPolicy', null)
}

/** Across accounts and in a trust policy the other side must allow, too: there the whole account may be let in. */
export function grantsByAccount(assuming: boolean, sameAccount: boolean, rules: Switches): boolean {
  return assuming || !sameAccount || rules.accountPrincipalGrants
}

/**
 * The root of an account. Documented: it may do everything with what its account owns, no identity or control policy
 * touches it, and it cannot assume a role. Assumed: a Deny in a resource policy that names its account stops it, and
 * it may use nothing of another account, as key and secret policies share with users only.
 */
function decideForRoot(policies: PolicySet, request: AccessRequest, question: Question): Decision {
  const assuming = isAssumeRole(policies, question)
  const b = findInResourcePolicy(policies.resource, question, true)
  if (b !== null && isDeny(b)) return refusal(assuming ? 'AssumeRolePolicy' : 'ResourceBasedPolicy', b)
  if (assuming) return refusal('AssumeRolePolicy', null)
  if (request.principal.account !== request.resourceAccount) {
    return refusal('AccountLevelIdentityBasedPolicy', null)
  }
  return { allowed: true, outcome: 'allow', policyType: 'root', decidedBy: null, agreedBy: null }
}

/** A service, or somebody of an identity provider, has no policies of its own: the trust or resource policy decides alone (assumed). */
function decideByResource(policies: PolicySet, question: Question): Decision {
  const type = isAssumeRole(policies, question) ? 'AssumeRolePolicy' : 'ResourceBasedPolicy'
  const b = findInResourcePolicy(policies.resource, question, true)
  return b === null || isDeny(b) ? refusal(type, b) : permission(type, b)
}

/** The first Deny that fits, else the first Allow, else null. */
function findDeciding(policies: readonly AttachedPolicy[], question: Question): CompiledStatement | null {
  for (const policy of policies) {
    for (const statement of policy.denies) {
      if (fitStatement(statement, question) !== null) return statement
    }
  }
  for (const policy of policies) {
    for (const statement of policy.allows) {
      if (fitStatement(statement, question) !== null) return statement
    }
  }
  return null
}

/** Null, too, for what fits but is outside of what a policy of this kind can be about. */
function findInResourcePolicy(
  policy: AttachedPolicy | undefined,
  question: Question,
  accountGrants: boolean,
): CompiledStatement | null {
  if (policy === undefined) return null
  const grants = (statement: CompiledStatement) => {
    const fit = fitStatement(statement, question)
    return fit === 'named' || (fit === 'account' && accountGrants)
  }
  const found =
    policy.denies.find(statement => fitStatement(statement, question) !== null) ?? policy.allows.find(grants)
  return found !== undefined && inScope(policy.kind, question.action) ? found : null
}

function isDeny({ statement }: CompiledStatement): boolean {
  return statement.effect === 'Deny'
}

function refusal(policyType: DecidingPolicyType, deny: CompiledStatement | null): Decision {
  return {
    allowed: false,
    outcome: deny === null ? 'implicit-deny' : 'explicit-deny',
    policyType,
    decidedBy: deny?.reference ?? null,
    agreedBy: null,
  }
}

function permission(type: DecidingPolicyType, by: CompiledStatement, agreed?: CompiledStatement): Decision {
  return {
    allowed: true,
    outcome: 'allow',
    policyType: type,
    decidedBy: by.reference,
    agreedBy: agreed?.reference ?? null,
  }
}
