import {
  type ActionSpace,
  type Budget,
  compileActionPattern,
  decide,
  divideActions,
  type Knowledge,
  lowerCaseAction,
  matches,
  type PolicySet,
  type Principal,
  parseArn,
  scopeOf,
  verdictOf,
} from '../policy/index.ts'
import {
  type AccessRegion,
  type ExampleRequest,
  findAccessRegions,
  isKms,
  spelled,
  writtenFor,
} from './access-regions.ts'
import { type AttachedTexts, policiesFor, statementOf } from './attached-texts.ts'
import type { Requirement } from './requirements.ts'

/** What the excess of a set of policies is measured against. */
export interface MinimumQuestion {
  readonly texts: AttachedTexts
  readonly principalIn: (account: string) => Principal
  /** The account of the one who asks, where somebody in particular does. */
  readonly account?: string
  readonly dedicated: boolean
  /** What is needed, or may be had without being excess. */
  readonly needed: readonly Requirement[]
  /** The secret, and its key if it is the user's own: their own policies count. */
  readonly things: readonly string[]
  readonly knowledge: Knowledge
  readonly budget: Budget
}

/**
 * The access allowed minus the access needed: every pair of an action and a resource that goes with it, allowed in at
 * least one context. `complete` is false if the budget ran out.
 */
export function excessOf(question: MinimumQuestion): {
  readonly excess: readonly AccessRegion[]
  readonly complete: boolean
} {
  const { texts, principalIn, needed, things, knowledge, budget, account } = question
  const withPolicies = question.dedicated ? [] : things.filter(arn => ownPolicy(texts, arn) !== undefined)
  // What has a policy of its own is judged below.
  const except = (action: string) => [
    ...needed.filter(each => lowerCaseAction(each.action) === action).map(({ resource }) => resource),
    ...(isKms(action) ? withPolicies : []),
  ]
  const { identity, session, control } = texts
  const policies: PolicySet = {
    identity,
    ...(session === undefined ? {} : { session }),
    ...(control.length === 0 ? {} : { control }),
  }
  const home = parseArn(things[0] ?? '')
  const { regions, complete } = findAccessRegions({
    policies,
    principalIn,
    except,
    knowledge,
    budget,
    home: { region: home?.region, account: account ?? home?.account },
    ...(account === undefined ? {} : { account }),
  })
  const own = withPolicies.map(arn => excessOn(question, arn))
  return {
    excess: [...regions, ...own.flatMap(each => each.excess)],
    complete: complete && own.every(each => each.complete),
  }
}

function ownPolicy({ key, secret }: AttachedTexts, arn: string) {
  return parseArn(arn)?.relativeId.startsWith('key/') ? key : secret
}

/** On a thing with a policy of its own each action is decided one by one. */
function excessOn(question: MinimumQuestion, resource: string): ReturnType<typeof excessOf> {
  const { texts, principalIn, needed, knowledge, budget, dedicated } = question
  const account = parseArn(resource)?.account ?? ''
  const found = new Map<string, AccessRegion & { readonly actions: string[] }>()
  const space = actionsOn(question, resource)
  let { complete } = space
  for (const { action, entry } of space.regions) {
    if (needed.some(each => each.action === action && each.resource === resource)) continue
    const context = knowledge.given
    const request = { principal: principalIn(account), action, resource, resourceAccount: account, context }
    const policies = policiesFor(texts, request, { anybody: false, dedicated })
    const { verdict, allowedIn } = verdictOf({ policies, request }, knowledge, budget)
    if (verdict === 'undecided') complete = false
    if (allowedIn === null) continue
    const by = decide(policies, { ...request, context: allowedIn }).decidedBy
    if (by === null) continue
    const unlisted = entry === null
    const name = unlisted ? (writtenFor(statementOf(texts, by), action) ?? action) : action
    const key = `${unlisted} ${by.kind} ${by.policy} ${by.pointer}`
    const known = found.get(key)
    if (known === undefined) {
      const example: ExampleRequest = { action, resource, context: spelled(allowedIn, [policies]) }
      const { policy: path, pointer } = by
      found.set(key, { actions: [name], resources: [resource], unlisted, example, path, pointer })
    } else if (!known.actions.includes(name)) known.actions.push(name)
  }
  return { excess: [...found.values()], complete }
}

/** The actions of KMS that can be asked on a resource; of those of no table one for each part that patterns tell apart. */
function actionsOn({ texts, budget }: MinimumQuestion, resource: string): ActionSpace {
  const { identity, session, control } = texts
  const policies = [...identity, ...control, session, ownPolicy(texts, resource)]
  // What a policy can be about divides actions as its patterns do.
  const patterns = policies.flatMap(each =>
    each === undefined
      ? []
      : [...each.allows, ...each.denies].flatMap(({ actions }) => actions).concat(scopeOf(each.kind) ?? []),
  )
  const { regions, complete } = divideActions(patterns, budget, compileActionPattern('kms:*'))
  return {
    regions: regions.filter(each => each.resources.some(pattern => matches(pattern, resource))),
    complete,
  }
}
