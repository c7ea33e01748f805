import {
  arnsOf,
  type Budget,
  decide,
  findAction,
  type Knowledge,
  kmsActions,
  lowerCaseAction,
  matches,
  type PolicySet,
  type Principal,
  parseArn,
  verdictOf,
} from '../policy/index.ts'
import { type AccessRegion, type ExampleRequest, findAccessRegions, spelled } from './access-regions.ts'
import { type AttachedTexts, policiesFor } from './attached-texts.ts'
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
  const except = new Map<string, string[]>()
  const add = (action: string, resource: string) => {
    const name = lowerCaseAction(action)
    const list = except.get(name)
    if (list === undefined) except.set(name, [resource])
    else list.push(resource)
  }
  for (const { action, resource } of needed) add(action, resource)
  const withPolicies = question.dedicated ? [] : things.filter(arn => ownPolicy(texts, arn) !== undefined)
  for (const arn of withPolicies) for (const { action } of kmsActions) add(action, arn)
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
  const found = new Map<string, { region: AccessRegion; actions: string[] }>()
  let complete = true
  for (const { action, resources } of kmsActions) {
    if (!resources.some(({ arn }) => matches(arnsOf(arn), resource))) continue
    if (needed.some(each => findAction(each.action)?.action === action && each.resource === resource))
      continue
    const request = {
      principal: principalIn(account),
      action,
      resource,
      resourceAccount: account,
      context: knowledge.given,
    }
    const policies = policiesFor(texts, request, { anybody: false, dedicated })
    const { verdict, allowedIn } = verdictOf({ policies, request }, knowledge, budget)
    if (verdict === 'undecided') complete = false
    if (allowedIn === null) continue
    const by = decide(policies, { ...request, context: allowedIn }).decidedBy
    if (by === null) continue
    const known = found.get(`${by.kind} ${by.policy} ${by.pointer}`)
    if (known !== undefined) known.actions.push(action)
    else {
      const example: ExampleRequest = { action, resource, context: spelled(allowedIn, [policies]) }
      const region = {
        actions: [],
        resources: [resource],
        unlisted: false,
        example,
        path: by.policy,
        pointer: by.pointer,
      }
      found.set(`${by.kind} ${by.policy} ${by.pointer}`, { region, actions: [action] })
    }
  }
  return { excess: [...found.values()].map(({ region, actions }) => ({ ...region, actions })), complete }
}
