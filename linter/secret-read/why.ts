import { appendStatement } from '../append-statement.ts'
import { parsePolicy } from '../policy/index.ts'
import { type Denial, readDenial } from './denial.ts'
import { type Explanation, explain } from './explain.ts'
import { type MissingPermission, missingPermission } from './missing-permission.ts'
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
  /** The first policy with the statement added; null without policies, or where that does not help. */
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
  const missing = missingPermission(denial, secret)
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

function explained(
  { action, resource }: MissingPermission,
  policies: readonly PolicyText[],
): Explanation | null {
  return policies.length === 0 || resource.includes('<') ? null : explain({ policies, action, resource })
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
function patchOf({ path, text }: PolicyText, statement: object): Why['patch'] {
  const last = parsePolicy(text, 'identity').document?.statements.at(-1)
  if (last === undefined) return null
  const edit = appendStatement(text, last, statement)
  return { path, before: text, after: `${text.slice(0, edit.start)}${edit.text}${text.slice(edit.end)}` }
}
