import {
  type AccessRequest,
  type ActionRegion,
  type AttachedPolicy,
  attach,
  type Budget,
  charge,
  compileActionPattern,
  type Decision,
  decide,
  divideActions,
  findContexts,
  fitsAction,
  hasEffectIn,
  type Knowledge,
  lowerCaseAction,
  type PolicyKind,
  type PolicySet,
  type Principal,
  parsePolicy,
  type StatementReference,
  scopeOf,
} from '../policy/index.ts'
import { type AccessRegion, type ExampleRequest, isKms, spelled } from './access-regions.ts'
import { knowledgeOf } from './knowledge.ts'
import { representatives } from './representatives.ts'

/** Policies that hang on the thing that they are about: of roles, keys and secrets. */
export type ResourcePolicyKind = 'trust' | 'key' | 'secret'

/** Access that a policy of a role, key or secret gives somebody, or does not take away. */
export interface ResourcePolicyRegion extends Omit<AccessRegion, 'resources' | 'example'> {
  /** `*` as written, which is what the policy hangs on; null for a trust policy, which names no resource. */
  readonly resources: readonly string[] | null
  /** Those of the principals that were tried who have it. */
  readonly principals: readonly string[]
  readonly example: Omit<ExampleRequest, 'resource'> & {
    readonly resource: string | null
    readonly principal: string
  }
}

/**
 * What somebody may do by the policies of one side, and not by those of the other, in some context: whatever else is
 * attached to him, and from whichever account he asks. The statement is the one that allows it or, where that is
 * another policy's, the Deny of the other side. `complete` is false if the budget ran out.
 */
export function compareResourcePolicies(
  kind: ResourcePolicyKind,
  wide: readonly AttachedPolicy[],
  narrow: readonly AttachedPolicy[],
  steps: number,
): { readonly regions: readonly ResourcePolicyRegion[]; readonly complete: boolean } {
  const budget: Budget = { steps }
  const sides = { wide: together(kind, wide), narrow: together(kind, narrow) }
  const groups = groupActions(kind, [sides.wide, sides.narrow], budget)
  const found = new Map<string, Found>()
  let { complete } = groups
  for (const principal of representatives([...wide, ...narrow]))
    for (const actions of groups.groups)
      if (!search({ ...sides, kind, principal, budget }, actions, found)) complete = false
  const order = [...wide, ...narrow].flatMap(({ name, document }) =>
    document.statements.map(({ pointer }) => placeName(name, pointer)),
  )
  const regions = merged(found).map(region => ({
    region,
    at: order.indexOf(placeName(region.path, region.pointer)),
  }))
  return { regions: regions.sort((a, b) => a.at - b.at).map(({ region }) => region), complete }
}

function placeName(path: string, pointer: string): string {
  return `${path} ${pointer}`
}

interface Question {
  readonly kind: ResourcePolicyKind
  readonly wide: AttachedPolicy
  readonly narrow: AttachedPolicy
  readonly principal: Principal
  readonly budget: Budget
}

type Found = ResourcePolicyRegion & { readonly actions: string[] }

/** The policies of one side as one: a role, a key and a secret have one each. */
function together(kind: PolicyKind, policies: readonly AttachedPolicy[]): AttachedPolicy {
  const statements = policies.flatMap(({ document }) => document.statements)
  return {
    ...attach('', kind, { kind, version: '1', statements: [] }),
    document: { kind, version: '1', statements },
    allows: policies.flatMap(({ allows }) => allows),
    denies: policies.flatMap(({ denies }) => denies),
  }
}

/** Actions that no statement tells apart. */
function groupActions(kind: ResourcePolicyKind, sides: readonly AttachedPolicy[], budget: Budget) {
  const statements = sides.flatMap(({ allows, denies }) => [...allows, ...denies])
  const service = compileActionPattern(kind === 'trust' ? 'sts:*' : 'kms:*')
  const space = divideActions(
    [...statements.flatMap(({ actions }) => actions), ...(scopeOf(kind) ?? [])],
    budget,
    service,
  )
  const groups = new Map<string, ActionRegion[]>()
  charge(budget, space.regions.length * statements.length)
  for (const region of space.regions) {
    if (!hasEffectIn(kind, region.action)) continue
    const name = lowerCaseAction(region.action)
    const key = statements.map(each => (fitsAction(each, name) ? '1' : '0')).join('')
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [region])
    else group.push(region)
  }
  return { groups: [...groups.values()], complete: space.complete }
}

/** Who asks: from the account of the resource, with and without policies of his own, and from another one. */
interface Mode {
  readonly account: string
  readonly identity: readonly AttachedPolicy[]
}

function modesFor({ kind, principal }: Question): readonly Mode[] {
  const { account } = principal
  const own = { account, identity: [everything] }
  if (principal.type === 'service' || principal.type === 'federated') return [own]
  if (kind === 'trust') return [own]
  return [{ account, identity: [] }, own, { account: otherAccount, identity: [everything] }]
}

/** Of nobody: what is asked about is another account's. */
const otherAccount = '0'

const everything = (() => {
  const text = '{"Version":"1","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}'
  const { document } = parsePolicy(text, 'identity')
  if (document === null) throw new Error('a policy that allows everything has a fault')
  return attach('', 'identity', document)
})()

function search(question: Question, actions: readonly ActionRegion[], found: Map<string, Found>): boolean {
  const [first] = actions as readonly [ActionRegion]
  let complete = true
  for (const mode of modesFor(question)) {
    const knowledge = knowledgeFor(question.principal)
    const [wide, narrow] = [question.wide, question.narrow].map(resource => ({
      policies: { identity: mode.identity, resource } satisfies PolicySet,
      request: requestOf(question, mode, first.action, knowledge),
    })) as [Asked, Asked]
    const contexts = findContexts(
      [
        { ...wide, allowed: true },
        { ...narrow, allowed: false },
      ],
      knowledge,
      question.budget,
    )
    if (contexts === 'undecided') complete = false
    const context = typeof contexts === 'object' ? contexts.contexts[0] : undefined
    if (context === undefined) continue
    for (const { action, entry } of actions)
      note(question, { action, unlisted: entry === null && isKms(action) }, [wide, narrow], context, found)
    break
  }
  return complete
}

interface Asked {
  readonly policies: PolicySet
  readonly request: AccessRequest
}

/** Whether requests carry the principal's ARN as `acs:PrincipalARN`. */
function isNamed({ type }: Principal): boolean {
  return type === 'user' || type === 'assumed-role'
}

/** Both answers are to one request, so what describes the resource is the same for both. */
function knowledgeFor(principal: Principal): Knowledge {
  const given = isNamed(principal)
    ? new Map([['acs:principalarn', principal.arn.replace('acs:ram::', 'acs:ram:*:')]])
    : new Map<string, string>()
  return { ...knowledgeOf('shared', { context: given }), sameResourceKeys: true }
}

function requestOf(
  { kind, principal }: Question,
  { account }: Mode,
  action: string,
  { given }: Knowledge,
): AccessRequest {
  const resource =
    kind === 'trust' ? `acs:ram::${account}:role/role` : `acs:kms:region:${account}:${kind}/${kind}`
  return { principal, action, resource, resourceAccount: account, context: given }
}

function note(
  { kind, principal }: Question,
  { action, unlisted }: { readonly action: string; readonly unlisted: boolean },
  [wide, narrow]: readonly [Asked, Asked],
  context: AccessRequest['context'],
  found: Map<string, Found>,
): void {
  const decisions = [wide, narrow].map(({ policies, request }) =>
    decide(policies, { ...request, action, context }),
  ) as [Decision, Decision]
  if (!decisions[0].allowed || decisions[1].allowed)
    throw new Error(`the analysis found that ${action} is newly allowed to ${principal.arn}, and it is not`)
  const { policy: path, pointer } = deciding(...decisions)
  const key = JSON.stringify([path, pointer, unlisted, principal.arn])
  const known = found.get(key)
  if (known !== undefined) known.actions.push(action)
  else {
    const resource = kind === 'trust' ? null : '*'
    // That is who asks.
    const others = new Map(
      [...context].filter(([name]) => name !== 'acs:principalarn' || !isNamed(principal)),
    )
    const shown = spelled(others, [wide.policies, narrow.policies])
    const example = { action, resource, context: shown, principal: principal.arn }
    const resources = resource === null ? null : [resource]
    found.set(key, {
      actions: [action],
      resources,
      principals: [principal.arn],
      unlisted,
      example,
      path,
      pointer,
    })
  }
}

/** The statement of the resource's policy that allows it, else the Deny of the other side. */
function deciding({ decidedBy, agreedBy }: Decision, other: Decision): StatementReference {
  const granting = [agreedBy, decidedBy].find(each => each !== null && each.kind !== 'identity')
  const reference = granting ?? other.decidedBy
  if (reference === null || reference === undefined)
    throw new Error('a request gets another answer, and no statement decides it')
  return reference
}

/** Principals who have the same by the same statement are told together. */
function merged(found: ReadonlyMap<string, Found>): readonly ResourcePolicyRegion[] {
  const regions = new Map<string, ResourcePolicyRegion & { readonly principals: readonly string[] }>()
  for (const region of found.values()) {
    const key = JSON.stringify([region.path, region.pointer, region.unlisted, region.actions])
    const known = regions.get(key)
    if (known === undefined) regions.set(key, region)
    else regions.set(key, { ...known, principals: [...known.principals, ...region.principals] })
  }
  return [...regions.values()]
}
