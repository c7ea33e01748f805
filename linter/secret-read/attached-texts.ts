import type { FileReport } from '../lint.ts'
import {
  type AccessRequest,
  type AttachedPolicy,
  attach,
  type Place,
  type PolicyKind,
  type PolicySet,
  parseArn,
  type Statement,
  type StatementReference,
} from '../policy/index.ts'
import { positionsIn, type Span } from '../position.ts'
import { type HostFile, type PolicyText, readPolicyText } from './policy-text.ts'
import { RequestError } from './request.ts'

/** The policies that a request meets. */
export interface PolicyTexts {
  /** Identity policies; for `sts:AssumeRole` also the role's trust policy. */
  readonly policies: readonly PolicyText[]
  readonly keyPolicy?: PolicyText
  readonly secretPolicy?: PolicyText
  readonly sessionPolicy?: PolicyText
  readonly controlPolicies?: readonly PolicyText[]
}

/** A policy that is attached, and the text that it was read from. */
interface AttachedText {
  readonly policy: AttachedPolicy
  readonly text: string
  readonly host: HostFile | undefined
}

/** The policies ready to decide with, and what was found in each text. */
export interface AttachedTexts {
  /** Attached to whoever asks. */
  readonly identity: readonly AttachedPolicy[]
  /** The policies of the one role, key and secret that is asked about. */
  readonly trust: AttachedPolicy | undefined
  readonly key: AttachedPolicy | undefined
  readonly secret: AttachedPolicy | undefined
  readonly session: AttachedPolicy | undefined
  readonly control: readonly AttachedPolicy[]
  readonly files: readonly FileReport[]
  /** Paths of those that RAM would refuse. */
  readonly refused: readonly string[]
  /** Those that are attached, with their texts. */
  readonly attached: readonly AttachedText[]
}

/** Reads and attaches policies; one that RAM would refuse is reported and not attached. Throws a `RequestError`. */
export function attachTexts(texts: PolicyTexts): AttachedTexts {
  const files: FileReport[] = []
  const refused: string[] = []
  const attached: AttachedText[] = []
  const read = (given: PolicyText): AttachedPolicy | undefined => {
    const { report, policy, text } = readPolicyText(given)
    files.push(report)
    if (policy === null) {
      refused.push(given.path)
      return undefined
    }
    attached.push({ policy, text, host: given.host })
    return policy
  }
  const readAs = (kind: PolicyKind, text: PolicyText | undefined) =>
    text === undefined ? undefined : read({ ...text, kind })
  const named = texts.policies.map(read).filter(each => each !== undefined)
  const session = readAs('session', texts.sessionPolicy)
  const control = (texts.controlPolicies ?? []).map(text => readAs('control', text))
  return {
    identity: named.filter(({ kind }) => kind !== 'trust'),
    trust: trustPolicyOf(named),
    key: readAs('key', texts.keyPolicy),
    secret: readAs('secret', texts.secretPolicy),
    // One that is refused cannot be given to a session: then nothing is allowed, as by an empty one.
    session:
      session ??
      (texts.sessionPolicy === undefined ? undefined : nothing('session', texts.sessionPolicy.path)),
    control: control.filter(each => each !== undefined),
    files,
    refused,
    attached,
  }
}

/** The policies that a request meets. Throws a `RequestError` where they do not go together. */
export function policiesFor(
  { identity, trust, key, secret, session, control }: AttachedTexts,
  request: AccessRequest,
  { anybody, dedicated = false }: { readonly anybody: boolean; readonly dedicated?: boolean },
): PolicySet {
  if (trust !== undefined && request.action.toLowerCase() !== 'sts:assumerole')
    throw new RequestError(`\`${trust.name}\` is a trust policy, which decides on \`sts:AssumeRole\` alone`)
  const arn = parseArn(request.resource)
  const own = dedicated ? undefined : isOf('key', arn) ? key : isOf('secret', arn) ? secret : undefined
  const resource = own ?? trust
  if (resource !== undefined && anybody)
    throw new RequestError(
      `a ${resource.kind} policy names principals; say who asks, e.g. \`acs:ram::<account-id>:user/<name>\``,
    )
  return {
    identity,
    ...(resource === undefined ? {} : { resource }),
    ...(session === undefined ? {} : { session }),
    ...(control.length === 0 ? {} : { control }),
  }
}

/** Throws a `RequestError` for a key or secret policy that has no say on the resource that is asked about. */
export function refuseOthersPolicies(texts: PolicyTexts, resource: string): void {
  const arn = parseArn(resource)
  if (texts.keyPolicy === undefined && texts.secretPolicy === undefined) return
  if (texts.keyPolicy !== undefined && isOf('key', arn)) return
  if (texts.secretPolicy !== undefined && isOf('secret', arn)) return
  const kind = texts.keyPolicy === undefined ? 'secret' : 'key'
  throw new RequestError(`\`${resource}\` is no ${kind}: a ${kind} policy has no say on it`)
}

function nothing(kind: PolicyKind, path: string): AttachedPolicy {
  return attach(path, kind, { kind, version: '1', statements: [] })
}

/** Of the policies that are attached to somebody only a trust policy may be of another kind than identity. */
function trustPolicyOf(policies: readonly AttachedPolicy[]): AttachedPolicy | undefined {
  const others = policies.filter(({ kind }) => kind !== 'identity')
  const foreign = others.find(({ kind }) => kind !== 'trust')
  if (foreign !== undefined)
    throw new RequestError(
      `\`${foreign.name}\` is a ${foreign.kind} policy, not an identity policy; give it as the ${foreign.kind} policy`,
    )
  const [trust, second] = others
  if (second !== undefined)
    throw new RequestError(`\`${second.name}\` is a second trust policy; a role has one`)
  return trust
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

/** Where a part of the policy of a reference stands in its file. */
export function spanIn(
  texts: AttachedTexts,
  reference: StatementReference,
  { start, end }: Pick<Place, 'start' | 'end'>,
): Span {
  const { text, host } = lookUp(texts, reference)
  const positionOf = positionsIn(host?.text ?? text)
  return {
    start: positionOf(host?.offset(start, 'start') ?? start),
    end: positionOf(host?.offset(end, 'end') ?? end),
  }
}
