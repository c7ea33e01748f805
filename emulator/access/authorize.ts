import {
  type AccessRequest,
  type AttachedPolicy,
  actionNames,
  attach,
  compileActionPattern,
  type Decision,
  decide,
  explainDecision,
  kmsActions,
  lowerCaseAction,
  matches,
  type PolicyKind,
  type PolicySet,
  type Principal,
  parsePolicy,
  systemPolicies,
} from '../../linter/policy/index.ts'
import type { Call, Caller } from '../call.ts'
import { commonErrors } from '../common-errors.ts'
import { KmsError } from '../errors.ts'
import type { Need } from '../operations/operation.ts'
import type { Account } from '../state/account.ts'

/** A permission that was asked for and the engine's decision. */
export interface Decided {
  readonly need: Need
  readonly decision: Decision
  /** What decided or what is missing, in one sentence; given for what is refused. */
  readonly explanation?: string
}

/** Asks the engine for each permission in order and stops at the first that is refused. */
export function authorize(call: Call, needs: readonly Need[]): Decided[] {
  const principal = principalOf(call.caller, call.account)
  const identity = identityPolicies(call.account, call.caller)
  const decided: Decided[] = []
  for (const need of needs) {
    const policies = policySet(call, identity, need)
    const request = new PermissionRequest(call, principal, need)
    const decision = decide(policies, request)
    if (decision.allowed) {
      decided.push({ need, decision })
      continue
    }
    decided.push({ need, decision, explanation: explainDecision(policies, request) })
    break
  }
  return decided
}

/** The refusal of the first permission that was not granted, as the service words it. */
export function denial(call: Call, { need, decision, explanation }: Decided): KmsError {
  const row = denialRow(need)
  const detail = {
    AuthAction: need.action,
    AuthPrincipalDisplayName: call.caller.displayName,
    AuthPrincipalOwnerId: call.account.id,
    AuthPrincipalType: principalTypes[call.caller.type],
    EncodedDiagnosticMessage: diagnosticMessage(call, need),
    NoPermissionType: decision.outcome === 'explicit-deny' ? 'ExplicitDeny' : 'ImplicitDeny',
    PolicyType: decision.policyType,
  }
  const message = row.message.replace('<name>', () => need.name ?? need.called ?? need.resource)
  const code = need.policy?.kind === 'trust' ? 'NoPermission' : 'Forbidden.NoPermission'
  return new KmsError(code, row.status, message, {
    members: { AccessDeniedDetail: detail },
    ...(explanation === undefined ? {} : { because: explanation }),
  })
}

const principalTypes = { root: 'RootUser', user: 'SubUser', 'assumed-role': 'AssumedRoleUser' } as const

function denialRow(need: Need) {
  if (need.policy?.kind === 'trust') return commonErrors['NoPermission to assume a role']
  if (need.name !== undefined) return commonErrors['Forbidden.NoPermission for the key of a secret']
  const unnamed = need.unnamed || need.resource === '*'
  return commonErrors[unnamed ? 'Forbidden.NoPermission' : 'Forbidden.NoPermission for an ARN']
}

/** Opaque to clients; starts with `AQ` as the real ones do. Holds nothing that the answer does not say already. */
function diagnosticMessage(call: Call, need: Need): string {
  const resource = need.unnamed ? undefined : (need.called ?? need.resource)
  const facts = JSON.stringify({ requestId: call.requestId, action: need.action, resource })
  return Buffer.concat([Buffer.from([1, 0]), Buffer.from(facts)]).toString('base64')
}

class PermissionRequest implements AccessRequest {
  readonly principal: Principal
  readonly action: string
  readonly resource: string
  readonly resourceAccount: string
  readonly #call: Call
  readonly #need: Need
  #context: ReadonlyMap<string, string> | undefined

  constructor(call: Call, principal: Principal, need: Need) {
    this.principal = principal
    this.action = need.action
    this.resource = need.resource
    this.resourceAccount = need.owner ?? call.account.id
    this.#call = call
    this.#need = need
  }

  /** Most statements have no condition: what nobody asks for is not made. */
  get context(): ReadonlyMap<string, string> {
    this.#context ??= contextOf(this.#call, this.#need)
    return this.#context
  }
}

/** The condition keys of a request. Source: RAM global keys; KMS page on policy condition keys. */
function contextOf(call: Call, need: Need): Map<string, string> {
  const context = new Map<string, string>([
    ['acs:currenttime', new Date(call.now).toISOString()],
    ['acs:securetransport', String(call.secure)],
    ['acs:principalarn', call.caller.arn.replace('acs:ram::', 'acs:ram:*:')],
  ])
  // The network keys do not exist on an instance's own gateway.
  if (call.gateway.kind === 'shared') context.set('acs:sourceip', call.sourceIp)
  if (need.tags)
    for (const [key, value] of need.tags) {
      context.set(`kms:tag/${key.toLowerCase()}`, value)
      context.set(`acs:resourcetag/${key.toLowerCase()}`, value)
    }
  for (const [key, value] of need.context ?? []) context.set(key, value)
  return context
}

function principalOf(caller: Caller, account: Account): Principal {
  return { type: caller.type, account: account.id, arn: caller.arn }
}

function policySet(call: Call, identity: readonly AttachedPolicy[], need: Need): PolicySet {
  const { account, caller } = call
  // Key and secret policies do not apply on an instance's own gateway. Source: KMS page on key policies.
  const resourcePolicy =
    call.gateway.kind === 'shared' || need.policy?.kind === 'trust' ? need.policy : undefined
  if (!resourcePolicy && caller.sessionPolicy === undefined && account.controlPolicies.length === 0)
    return { identity }
  return {
    identity,
    ...(resourcePolicy ? { resource: compiled(resourcePolicy.kind, resourcePolicy.text) } : {}),
    ...(caller.sessionPolicy === undefined ? {} : { session: compiled('session', caller.sessionPolicy) }),
    ...(account.controlPolicies.length === 0 ? {} : { control: controlPolicies(account) }),
  }
}

/** What stands behind control policies that only deny: the one that is attached by default and allows everything. Source: Resource Directory, `FullAliyunAccess`. */
const fullAccess = JSON.stringify({
  Version: '1',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
})

function controlPolicies(account: Account): AttachedPolicy[] {
  const attached = account.controlPolicies.map(text => compiled('control', text))
  const allows = attached.some(({ document }) => document.statements.some(({ effect }) => effect === 'Allow'))
  return allows ? attached : [...attached, compiled('control', fullAccess, 'FullAliyunAccess')]
}

function identityPolicies(account: Account, caller: Caller): AttachedPolicy[] {
  if (caller.type === 'root') return []
  if (caller.type === 'assumed-role') return named(account, account.roles.get(caller.name)?.policies ?? [])
  const user = account.users.get(caller.name)
  if (!user) return []
  const attached = named(account, user.policies)
  for (const group of user.groups) attached.push(...named(account, account.groups.get(group)?.policies ?? []))
  return attached
}

function named(account: Account, names: readonly string[]): AttachedPolicy[] {
  return names.map(name => {
    const text = policyTextOf(account, name)
    if (text === undefined) throw new Error(`policy ${name} is attached but not there`)
    return compiled('identity', text, name)
  })
}

/** Compiled policies by text, under each kind and name: state holds texts, and most calls meet the same few. */
const cache = new Map<string, AttachedPolicy[]>()
const cacheLimit = 10_000

function compiled(kind: PolicyKind, text: string, name: string = kind): AttachedPolicy {
  const alike = cache.get(text)
  if (alike) for (const policy of alike) if (policy.kind === kind && policy.name === name) return policy
  const { document, faults } = parsePolicy(text, kind)
  if (!document) throw new Error(`policy ${name} does not parse: ${faults[0]?.message}`)
  const policy = attach(name, kind, document)
  if (cache.size > cacheLimit) cache.clear()
  // The same text under many names: the latest few are enough.
  cache.set(text, alike ? [policy, ...alike.slice(0, 9)] : [policy])
  return policy
}

/** What RAM or KMS would refuse in a policy document, or null. */
export function checkPolicy(kind: PolicyKind, text: string): { pointer: string; reason: string } | null {
  const [fault] = parsePolicy(text, kind).faults
  return fault ? { pointer: fault.pointer, reason: fault.message } : null
}

/** Likewise in one sentence, for key and secret policies that come with a call. */
export function policyFault(kind: PolicyKind, text: string): string | null {
  const fault = checkPolicy(kind, text)
  return fault && `${fault.pointer || 'the policy'}: ${fault.reason}`
}

export function isSystemPolicy(name: string): boolean {
  return systemPolicies.has(name)
}

/** The names that `isSystemPolicy` knows. */
export function systemPolicyNames(): Iterable<string> {
  return systemPolicies.keys()
}

/** The JSON text of a policy that can be attached by name: the account's own, else the system's. */
export function policyTextOf(account: Account, name: string): string | undefined {
  return account.policies.get(name) ?? systemPolicies.get(name)
}

/** Whether a pattern of an Action element is about an action. */
export function coversAction(pattern: string, action: string): boolean {
  return matches(compileActionPattern(pattern), lowerCaseAction(action))
}

/** Every action of KMS, RAM and STS that is known by name. */
export function knownActions(): readonly string[] {
  return [...kmsActions.map(({ action }) => action), ...Object.values(actionNames).flat()]
}
