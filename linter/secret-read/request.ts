import {
  type AccessRequest,
  type Arn,
  type Principal,
  parseArn,
  type RequestContext,
} from '../policy/index.ts'

/** A request that makes no sense as one: one sentence that says why. */
export class RequestError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'RequestError'
  }
}

/** One access as a user asks about it. */
export interface AskedRequest {
  /** E.g. `kms:GetSecretValue`. */
  readonly action: string
  /** An ARN without wildcards, or `*` for an action without resources. */
  readonly resource: string
  /**
   * Who asks: `acs:ram::<account>:root`, `…:user/<name>`, `…:role/<name>`, `…:assumed-role/<name>/<session>`, or a
   * service's domain name. Left out: some RAM user of the resource's account.
   */
  readonly principal?: string
  /** Values of condition keys; null for a key that the request does not carry. All others are open. */
  readonly context?: Readonly<Record<string, string | readonly string[] | null>>
}

/** A request that was read, and the condition keys of which it is known whether it carries them (in lower case). */
export interface ReadRequest {
  readonly request: AccessRequest
  readonly known: ReadonlySet<string>
}

/** Reads a request. Throws a `RequestError`. */
export function readRequest(asked: AskedRequest): ReadRequest {
  const { action, resource } = asked
  if (!/^[^\s:*?]+:[^\s:*?]+$/.test(action))
    throw new RequestError(
      `\`${action}\` is no action; write one without wildcards, e.g. \`kms:GetSecretValue\``,
    )
  const arn = readResource(resource)
  const principal =
    asked.principal === undefined ? someUser(arn?.account ?? '') : readPrincipal(asked.principal)
  const { context, known } = readContext(asked.context ?? {})
  if (asked.principal !== undefined && principal.type !== 'service') {
    const key = 'acs:principalarn'
    if (!known.has(key)) context.set(key, principal.arn.replace('acs:ram::', 'acs:ram:*:'))
    known.add(key)
  }
  const resourceAccount = arn?.account ?? principal.account
  return { request: { principal, action, resource, resourceAccount, context }, known }
}

function readResource(text: string): Arn | null {
  if (text === '*') return null
  const arn = parseArn(text)
  if (arn === null || arn.account === '' || arn.relativeId === '') {
    const form = '`acs:<service>:<region>:<account-id>:<relative-id>`'
    throw new RequestError(
      `\`${text}\` is no ARN of a resource; write ${form}, or \`*\` for an action without resources`,
    )
  }
  const region = arn.service === 'ram' && arn.region === '*' ? '' : arn.region
  if (/[*?]/.test(arn.service + region + arn.account + arn.relativeId))
    throw new RequestError(`\`${text}\` has wildcards; a request is about one resource`)
  return arn
}

/** Some RAM user of an account, of whom only the account counts. */
export function someUser(account: string): Principal {
  return { type: 'user', account, arn: `acs:ram::${account}:user/` }
}

/** Who asks. A service is named by its domain; all others by an ARN, with or without `*` as the region. */
export function readPrincipal(text: string): Principal {
  const arn = parseArn(text)
  if (arn !== null && arn.service === 'ram' && /^[^*?]+$/.test(arn.account)) {
    const { account, relativeId } = arn
    const [, type = '', name = '', session] =
      /^(root|user|role|assumed-role)(?:\/([^/*?]+))?(?:\/(.+))?$/.exec(relativeId) ?? []
    if (relativeId === 'root') return { type: 'root', account, arn: `acs:ram::${account}:root` }
    if (type === 'user' && name !== '' && session === undefined)
      return { type, account, arn: `acs:ram::${account}:user/${name}` }
    if ((type === 'role' || type === 'assumed-role') && name !== '') {
      const role = { type: 'assumed-role' as const, account, arn: `acs:ram::${account}:role/${name}` }
      return session === undefined ? role : { ...role, sessionName: session }
    }
  }
  if (arn === null && /^([^\s@:/]+@)?[^\s@:/]+\.[^\s@:/]+$/.test(text)) {
    return { type: 'service', account: text.slice(0, Math.max(text.indexOf('@'), 0)), arn: text }
  }
  const forms = '`acs:ram::<account-id>:` and `user/<name>`, `role/<name>` or `root`, or `ecs.aliyuncs.com`'
  throw new RequestError(`\`${text}\` is nobody who can ask; write ${forms}`)
}

function readContext(given: NonNullable<AskedRequest['context']>): {
  context: Map<string, string | readonly string[]>
  known: Set<string>
} {
  const context = new Map<string, string | readonly string[]>() satisfies RequestContext
  const known = new Set<string>()
  for (const [name, value] of Object.entries(given)) {
    const key = name.toLowerCase()
    if (known.has(key)) throw new RequestError(`the condition key \`${name}\` is given in two spellings`)
    known.add(key)
    if (value !== null) context.set(key, value)
  }
  return { context, known }
}
