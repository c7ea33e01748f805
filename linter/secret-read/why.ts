import { appendStatement } from '../append-statement.ts'
import { parseArn, parsePolicy } from '../policy/index.ts'
import { type Denial, readDenial } from './denial.ts'
import { type Explanation, explain } from './explain.ts'
import { type KeyPlace, type MissingPermission, missingPermission } from './missing-permission.ts'
import type { PolicyText } from './policy-text.ts'
import { RequestError } from './request.ts'

/** An error and what is known beside it. */
export interface WhyInput {
  /** The error as a client printed it or as KMS answered it. */
  readonly error: string
  /** The secret that was read, where the error names only a key id. */
  readonly secret?: string
  /** Identity policies of the one who was refused. */
  readonly policies?: readonly PolicyText[]
}

/** What is missing, as `why --format json` prints it. */
export interface Why {
  readonly version: 1
  readonly action: string
  readonly resource: string
  /** Whether a Deny refused the call; null if the error does not say. */
  readonly explicit: boolean | null
  /** The answer in one or two sentences. */
  readonly text: string
  /** The statement to add; null where adding one does not help. */
  readonly statement: { readonly Effect: 'Allow'; readonly Action: string; readonly Resource: string } | null
  /** The first policy with the statement added; null without policies, where that does not help, or in another file. */
  readonly patch: { readonly path: string; readonly before: string; readonly after: string } | null
  /** What the policies say of the request; null without policies or without a whole ARN. */
  readonly explanation: Explanation | null
  readonly notes: readonly string[]
}

/** Says which statement is missing after a denial. Throws a `RequestError` for a text that holds none. */
export function why({ error, secret, policies = [] }: WhyInput): Why {
  const denial = readDenial(error)
  if (denial === null)
    throw new RequestError(
      'no refusal of KMS is in this text; a refusal says `… is forbidden by permission system` or holds an AccessDeniedDetail',
    )
  if ('code' in denial)
    throw new RequestError(
      `\`${denial.code}\` is no refusal of a permission: no statement of a policy is missing`,
    )
  const missing = missingPermission(denial, secret, placeIn(policies, denial))
  if (missing === null)
    throw new RequestError(
      'the error says that a permission is missing, but neither the resource nor the action: give the whole error with its AccessDeniedDetail',
    )
  const explanation = explained(missing, policies)
  const explicit = denial.explicit ?? (explanation?.verdict === 'explicit-deny' ? true : null)
  const helps = explicit !== true && explanation?.verdict !== 'allowed'
  const statement = helps
    ? ({ Effect: 'Allow', Action: missing.action, Resource: missing.resource } as const)
    : null
  const [policy] = policies
  return {
    version: 1,
    action: missing.action,
    resource: missing.resource,
    explicit,
    text: textOf(missing, explicit, denial, explanation),
    statement,
    patch: statement === null || policy === undefined ? null : patchOf(policy, statement),
    explanation,
    // What to fill in is of no use where no statement helps.
    notes: [
      ...(statement === null && !missing.isNamed ? [] : missing.guesses),
      ...(explanation?.notes ?? []),
    ],
  }
}

/** The one region and account of the keys and secrets that policies name, of those that an error leaves open. */
function placeIn(policies: readonly PolicyText[], { region, account }: Denial): KeyPlace | undefined {
  const places = new Map<string, KeyPlace>()
  for (const { text } of policies)
    for (const { resources } of parsePolicy(text, 'identity').readable?.statements ?? [])
      for (const { value } of resources) {
        const arn = parseArn(value)
        if (arn?.service !== 'kms' || !/^[^*?]+$/.test(arn.region) || !/^\d{16}$/.test(arn.account)) continue
        if (arn.region === (region ?? arn.region) && arn.account === (account ?? arn.account))
          places.set(`${arn.region}:${arn.account}`, { region: arn.region, account: arn.account })
      }
  const [place, ...others] = places.values()
  return others.length > 0 ? undefined : place
}

/** Of a key in any region and account only what is so of all of them. */
function explained(
  { action, resource, isNamed }: MissingPermission,
  policies: readonly PolicyText[],
): Explanation | null {
  if (policies.length === 0 || !isNamed) return null
  const explanation = explain({ policies, action, resource })
  const isCertain = explanation.verdict === 'allowed' || explanation.verdict === 'explicit-deny'
  return isCertain || !resource.includes('<') ? explanation : null
}

function textOf(
  { action, resource, isNamed }: MissingPermission,
  explicit: boolean | null,
  { policyType }: Denial,
  explanation: Explanation | null,
): string {
  const pair = isNamed ? `\`${action}\` on \`${resource}\`` : `\`${action}\``
  const where = policyType === null ? '' : ` of a policy of type \`${policyType}\``
  if (explicit === true)
    return `${pair} is denied by a Deny${where}: no Allow can outweigh it; change that Deny${explanation === null ? '' : `. ${explanation.text}`}`
  if (explanation === null)
    return `nobody allows ${pair}: add the statement below to ${whereToAdd(policyType)}`
  if (explanation.verdict === 'allowed')
    return `the policies given here allow ${pair}: they are not those of the caller, or were attached only after the call, or a session, control, key or secret policy refuses it`
  return `${explanation.text}; add the statement below`
}

/** By the type that an implicit deny names. Types: documented and seen. */
function whereToAdd(policyType: string | null): string {
  if (policyType === 'ControlPolicy')
    return 'a control policy of the account: what its control policies do not allow nobody may do'
  if (policyType === 'SessionPolicy') return 'the session policy that was given when the role was assumed'
  return 'an identity policy of the caller'
}

/** The policy with a statement added as the last of its list, laid out as that list is. */
function patchOf({ path, text, host }: PolicyText, statement: object): Why['patch'] {
  if (host !== undefined) return null
  const last = parsePolicy(text, 'identity').document?.statements.at(-1)
  if (last === undefined) return null
  const edit = appendStatement(text, last, statement)
  return { path, before: text, after: `${text.slice(0, edit.start)}${edit.text}${text.slice(edit.end)}` }
}
