import { isRefused } from '../faults.ts'
import { checkText, type FileReport } from '../lint.ts'
import {
  type AccessRequest,
  type AttachedPolicy,
  attach,
  type PolicyKind,
  type PolicySet,
  parseArn,
  type Statement,
  type StatementReference,
} from '../policy/index.ts'
import { RequestError } from './request.ts'

/** A policy document and what to call it. */
export interface PolicyText {
  readonly path: string
  readonly text: string
  /** Without it the text is looked at. */
  readonly kind?: PolicyKind
}

/** The policies that a request meets. */
export interface PolicyTexts {
  /** Identity policies; for `sts:AssumeRole` also the role's trust policy. */
  readonly policies: readonly PolicyText[]
  readonly keyPolicy?: PolicyText
  readonly secretPolicy?: PolicyText
  readonly sessionPolicy?: PolicyText
  readonly controlPolicies?: readonly PolicyText[]
}

/** The policies ready to decide with, and what was found in each text. */
export interface AttachedTexts {
  readonly policies: PolicySet
  readonly files: readonly FileReport[]
  /** Paths of those that RAM would refuse. */
  readonly refused: readonly string[]
  /** Those that are attached, with their texts. */
  readonly attached: readonly { readonly policy: AttachedPolicy; readonly text: string }[]
}

/** Reads and attaches policies; one that RAM would refuse is reported and not attached. Throws a `RequestError`. */
export function attachTexts(
  texts: PolicyTexts & { readonly principal?: string },
  request: AccessRequest,
): AttachedTexts {
  const files: FileReport[] = []
  const refused: string[] = []
  const attached: { policy: AttachedPolicy; text: string }[] = []
  const read = ({ path, text, kind: given }: PolicyText): AttachedPolicy | undefined => {
    const { report, policy } = checkText(text, path, given === undefined ? {} : { kind: given })
    files.push(report)
    const document = policy === null || isRefused(policy.parsed) ? null : policy.parsed.readable
    if (policy === null || document === null) {
      refused.push(path)
      return undefined
    }
    const compiled = attach(path, policy.kind, document)
    attached.push({ policy: compiled, text: policy.text })
    return compiled
  }
  const readAs = (kind: PolicyKind, text: PolicyText | undefined) =>
    text === undefined ? undefined : read({ ...text, kind })
  const named = texts.policies.map(read).filter(each => each !== undefined)
  const trust = trustPolicyOf(named, request)
  const ofResource = readAs(...resourcePolicyOf(texts, request))
  const resource = ofResource ?? trust
  if (resource !== undefined && texts.principal === undefined)
    throw new RequestError(
      `a ${resource.kind} policy names principals; say who asks, e.g. \`acs:ram::<account-id>:user/<name>\``,
    )
  const session = readAs('session', texts.sessionPolicy)
  const control = (texts.controlPolicies ?? [])
    .map(text => readAs('control', text))
    .filter(each => each !== undefined)
  const policies: PolicySet = {
    identity: named.filter(({ kind }) => kind !== 'trust'),
    ...(resource === undefined ? {} : { resource }),
    // One that is refused cannot be given to a session: then nothing is allowed, as by an empty one.
    ...(texts.sessionPolicy === undefined
      ? {}
      : { session: session ?? nothing('session', texts.sessionPolicy.path) }),
    ...(control.length === 0 ? {} : { control }),
  }
  return { policies, files, refused, attached }
}

function nothing(kind: PolicyKind, path: string): AttachedPolicy {
  return attach(path, kind, { kind, version: '1', statements: [] })
}

/** Of the policies that are attached to somebody only a trust policy may be of another kind than identity. */
function trustPolicyOf(
  policies: readonly AttachedPolicy[],
  request: AccessRequest,
): AttachedPolicy | undefined {
  const others = policies.filter(({ kind }) => kind !== 'identity')
  const foreign = others.find(({ kind }) => kind !== 'trust')
  if (foreign !== undefined)
    throw new RequestError(
      `\`${foreign.name}\` is a ${foreign.kind} policy, not an identity policy; give it as the ${foreign.kind} policy`,
    )
  const [trust, second] = others
  if (trust !== undefined && request.action.toLowerCase() !== 'sts:assumerole')
    throw new RequestError(`\`${trust.name}\` is a trust policy, which decides on \`sts:AssumeRole\` alone`)
  if (second !== undefined)
    throw new RequestError(`\`${second.name}\` is a second trust policy; a role has one`)
  return trust
}

/** The policy of the key or secret that the request is about. */
function resourcePolicyOf(texts: PolicyTexts, request: AccessRequest): [PolicyKind, PolicyText | undefined] {
  const arn = parseArn(request.resource)
  for (const [kind, text] of [
    ['key', texts.keyPolicy],
    ['secret', texts.secretPolicy],
  ] as const) {
    if (text === undefined || isOf(kind, arn)) continue
    // Both may be given: the one that is about another thing has no say.
    const other = kind === 'key' ? texts.secretPolicy : texts.keyPolicy
    if (other !== undefined && isOf(kind === 'key' ? 'secret' : 'key', arn)) continue
    throw new RequestError(`\`${request.resource}\` is no ${kind}: a ${kind} policy has no say on it`)
  }
  return isOf('key', arn)
    ? ['key', texts.keyPolicy]
    : ['secret', isOf('secret', arn) ? texts.secretPolicy : undefined]
}

function isOf(kind: 'key' | 'secret', arn: ReturnType<typeof parseArn>): boolean {
  return arn?.service === 'kms' && arn.relativeId.startsWith(`${kind}/`)
}

/** Where a reference to a statement leads. */
function lookUp({ attached }: AttachedTexts, { policy, kind }: StatementReference) {
  const found = attached.find(each => each.policy.name === policy && each.policy.kind === kind)
  if (found === undefined) throw new Error(`no policy ${policy} of kind ${kind} is attached`)
  return found
}

/** The statement of a reference. */
export function statementOf(texts: AttachedTexts, reference: StatementReference): Statement {
  const { statements } = lookUp(texts, reference).policy.document
  const found = statements.find(({ pointer }) => pointer === reference.pointer)
  if (found === undefined) throw new Error(`${reference.policy} has no statement ${reference.pointer}`)
  return found
}

/** The text of the policy of a reference. */
export function textOf(texts: AttachedTexts, reference: StatementReference): string {
  return lookUp(texts, reference).text
}
