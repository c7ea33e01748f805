import {
  actionNames,
  compileResourcePattern,
  findAction,
  kmsActions,
  matches,
  type PolicySet,
  parseArn,
  parseOperator,
} from '../policy/index.ts'
import { didYouMean } from '../suggestion.ts'
import { arnForm } from './arn-form.ts'
import type { AskedRequest, ReadRequest } from './request.ts'

/** What else the user of an answer should know, and what the answer takes for granted. */
export interface Notes {
  readonly notes: readonly string[]
  readonly assumptions: readonly string[]
}

/** Notes on an answer, from the table of actions and from the switches of the engine. */
export function notesOf(asked: AskedRequest, read: ReadRequest, policies: PolicySet, verdict: string): Notes {
  const granted = verdict === 'allowed' || verdict === 'conditional'
  return {
    notes: [...unknownAction(asked), ...otherResource(asked), ...(granted ? dependentActions(asked) : [])],
    assumptions: assumptionsOf(asked, read, policies),
  }
}

function unknownAction({ action }: AskedRequest): string[] {
  const service = action.slice(0, action.indexOf(':')).toLowerCase()
  const known =
    service === 'kms'
      ? kmsActions.map(each => each.action)
      : service === 'sts' || service === 'ram'
        ? actionNames[service]
        : []
  if (known.length === 0 || known.some(each => each.toLowerCase() === action.toLowerCase())) return []
  return [`no action \`${action}\` is known${didYouMean(action, known)}`]
}

/** An action that the service never asks for on such a resource is allowed or denied to no effect. */
function otherResource({ action, resource }: AskedRequest): string[] {
  const entry = findAction(action)
  if (entry === undefined) return []
  const fits = ({ arn }: { readonly arn: string }) =>
    arn === '*'
      ? resource === '*'
      : matches(compileResourcePattern(arn.replaceAll(/\{\w+\}/g, '*')), resource)
  if (entry.resources.some(fits)) return []
  const wanted = entry.resources.map(({ arn }) => `\`${formFor(arn, resource)}\``).join(' and ')
  const sure = entry.resourceCertainty === 'assumed' ? ' (assumed)' : ''
  return [`KMS checks \`${entry.action}\` on ${wanted}${sure}, not on this resource`]
}

function dependentActions({ action, resource }: AskedRequest): string[] {
  const entry = findAction(action)
  if (entry === undefined) return []
  return entry.dependentActions.map(({ action: other, arn, when, notCheckedWhen }) => {
    const except = notCheckedWhen === undefined ? '' : `; not if ${notCheckedWhen}`
    return `the call also needs \`${other}\` on \`${formFor(arn, resource)}\` if ${when}${except}`
  })
}

/** The form of an ARN with the region and the account of the resource that is asked about. */
function formFor(template: string, resource: string): string {
  const { region, account } = parseArn(resource) ?? {}
  return arnForm(template, { region, account })
}

function assumptionsOf(asked: AskedRequest, { request, known }: ReadRequest, policies: PolicySet): string[] {
  const assumptions: string[] = []
  const arn = parseArn(request.resource)
  if (asked.principal === undefined && arn !== null) {
    assumptions.push('who asks is a RAM user or role of the account that owns the resource')
  }
  if (policies.resource !== undefined && policies.resource.kind !== 'trust') {
    assumptions.push(
      'the call goes through the shared gateway: on that of an instance key and secret policies do not apply',
      'a statement of a key or secret policy whose principal is the whole account leaves the decision to RAM policies',
    )
  } else if (
    policies.resource === undefined &&
    arn?.service === 'kms' &&
    /^(key|secret)\//.test(arn.relativeId)
  ) {
    assumptions.push('the key or secret has its default policy, which leaves the decision to RAM policies')
  }
  const absent = allPolicies(policies)
    .flatMap(({ document }) => document.statements.flatMap(({ conditions }) => conditions))
    .some(({ key, operator }) => {
      const name = key.value.toLowerCase()
      return known.has(name) && !request.context.has(name) && parseOperator(operator.value)?.operator.negated
    })
  if (absent) assumptions.push('a negated operator holds for a key that the request does not carry')
  return assumptions
}

function allPolicies({ identity, resource, session, control = [] }: PolicySet) {
  return [...identity, ...(resource ? [resource] : []), ...(session ? [session] : []), ...control]
}
