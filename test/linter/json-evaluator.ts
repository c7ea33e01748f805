/** A second evaluator of RAM policies, over plain JSON, written to be obvious; it shares no code with the linter. */

type Texts = string | readonly string[]

/** A statement as JSON. */
export interface JsonStatement {
  readonly Effect: string
  readonly Action?: Texts
  readonly NotAction?: Texts
  readonly Resource?: Texts
  readonly Principal?: { readonly RAM?: Texts }
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, Texts>>>>
}

/** A policy document as JSON. */
export interface JsonPolicy {
  readonly Version: string
  readonly Statement: readonly JsonStatement[]
}

/** The policies that a request meets. */
export interface JsonSet {
  readonly policies: readonly JsonPolicy[]
  readonly sessionPolicy?: JsonPolicy
  readonly controlPolicies?: readonly JsonPolicy[]
  /** The policies of one key and of one secret. */
  readonly keyPolicy?: JsonPolicy
  readonly secretPolicy?: JsonPolicy
  readonly key?: string
  readonly secret?: string
  /** An ARN; without it a user of the account that owns the resource. */
  readonly principal?: string
}

/** Values of condition keys, in any spelling; a key that is left out is absent. */
export type JsonContext = Readonly<Record<string, Texts>>

export interface JsonRequest {
  readonly action: string
  readonly resource: string
  readonly context: JsonContext
}

export const list = (texts: Texts | undefined): readonly string[] =>
  texts === undefined ? [] : typeof texts === 'string' ? [texts] : texts

const compiled = new Map<string, RegExp>()

/** `*` is any run of characters, `?` one character. */
export function glob(pattern: string, text: string): boolean {
  const known = compiled.get(pattern)
  if (known !== undefined) return known.test(text)
  const source = pattern.replace(/[.+^${}()|[\]\\/]/g, '\\$&').replace(/\*+/g, '[\\s\\S]*')
  compiled.set(pattern, new RegExp(`^${source.replaceAll('?', '[\\s\\S]')}$`, 'u'))
  return glob(pattern, text)
}

/** Segment by segment; only the last one holds colons. */
export function globArn(pattern: string, arn: string): boolean {
  if (/^\*+$/.test(pattern)) return true
  const [wanted, given] = [pattern, arn].map(each => /^([^:]*):([^:]*):([^:]*):([^:]*):([\s\S]*)$/.exec(each))
  if (!wanted || !given) return false
  return [1, 2, 3, 4, 5].every(part => glob(wanted[part] as string, given[part] as string))
}

const ipNumber = (text: string): number =>
  /^\d+\.\d+\.\d+\.\d+$/.test(text) ? text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0) : NaN

function inBlock(block: string, address: string): boolean {
  const [base = '', bits = '32'] = block.split('/')
  const size = 2 ** (32 - Number(bits))
  return Math.floor(ipNumber(base) / size) === Math.floor(ipNumber(address) / size)
}

const orders: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  Equals: (a, b) => a === b,
  NotEquals: (a, b) => a === b,
  LessThan: (a, b) => a < b,
  LessThanEquals: (a, b) => a <= b,
  GreaterThan: (a, b) => a > b,
  GreaterThanEquals: (a, b) => a >= b,
}

/** Whether one value of the request fits one value of the condition, without the `Not`. */
function fits(operator: string, given: string, wanted: string): boolean {
  const [, type, order] = /^(Numeric|Date)(.+)$/.exec(operator) ?? []
  if (type !== undefined && order !== undefined) {
    const number = type === 'Date' ? Date.parse : Number
    return (orders[order] as (a: number, b: number) => boolean)(number(given), number(wanted))
  }
  if (operator === 'Bool') return given === wanted
  if (operator.endsWith('IpAddress')) return inBlock(wanted, given)
  if (operator.endsWith('IgnoreCase')) return given.toLowerCase() === wanted.toLowerCase()
  return operator.endsWith('Like') ? glob(wanted, given) : given === wanted
}

function holds(written: string, wanted: readonly string[], given: readonly string[] | undefined): boolean {
  const [operator, quantifier] = written.split(':').reverse() as [string, string | undefined]
  const negated = operator.includes('Not')
  const one = (value: string) => wanted.some(each => fits(operator, value, each)) !== negated
  if (given === undefined || given.length === 0)
    return quantifier === undefined ? negated : quantifier === 'ForAllValues'
  return (quantifier === undefined ? negated : quantifier === 'ForAllValues')
    ? given.every(one)
    : given.some(one)
}

/** Whether a statement is about an action and a resource, whatever its conditions. */
export function isAbout(statement: JsonStatement, action: string, resource: string): boolean {
  const named = (patterns: Texts) =>
    list(patterns).some(each => glob(each.toLowerCase(), action.toLowerCase()))
  const acts = statement.NotAction === undefined ? named(statement.Action ?? []) : !named(statement.NotAction)
  return acts && list(statement.Resource).some(each => globArn(each, resource))
}

function applies(statement: JsonStatement, { action, resource, context }: JsonRequest): boolean {
  if (!isAbout(statement, action, resource)) return false
  const given = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), list(value)]))
  return Object.entries(statement.Condition ?? {}).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) =>
      holds(operator, list(wanted), given.get(key.toLowerCase())),
    ),
  )
}

type Said = 'Allow' | 'Deny' | undefined

function said(policies: readonly JsonPolicy[], counts: (statement: JsonStatement) => boolean): Said {
  const effects = policies.flatMap(({ Statement }) => Statement.filter(counts).map(({ Effect }) => Effect))
  return effects.includes('Deny') ? 'Deny' : effects.includes('Allow') ? 'Allow' : undefined
}

const accountOf = (arn: string): string => arn.split(':')[3] ?? ''
/** Names the whole account. */
const isAccount = (principal: string): boolean => /:(\*|root)$/.test(principal)
/** What a secret policy can be about. Source: KMS documentation. */
const secretScope =
  /^kms:(list.*|describe.*|update.*|putsecretvalue|deletesecret|restoresecret|rotatesecret|tagresource|untagresource|getsecretvalue)$/i

/** What a key policy can be about: administration and cryptography. Source: KMS documentation, the latter assumed. */
const keyScope =
  /^kms:((list|describe|create|enable|disable|get|set|update|delete|cancel).*|tagresource|untagresource|importkeymaterial|schedulekeydeletion|encrypt|decrypt|generatedatakey(withoutplaintext)?|exportdatakey|generateandexportdatakey|reencrypt(from|to)|asymmetric(sign|verify|encrypt|decrypt)|generatemac|verifymac)$/i

function saidByResource(set: JsonSet, request: JsonRequest, across: boolean): Said {
  const ofSecret = request.resource === set.secret
  const policy = ofSecret ? set.secretPolicy : request.resource === set.key ? set.keyPolicy : undefined
  if (policy === undefined || !(ofSecret ? secretScope : keyScope).test(request.action)) return undefined
  const who = set.principal ?? ''
  return said([policy], statement => {
    const names = list(statement.Principal?.RAM)
    const byAccount = names.some(each => isAccount(each) && accountOf(each) === accountOf(who))
    const counts = names.includes(who) || (byAccount && (across || statement.Effect === 'Deny'))
    return counts && applies(statement, request)
  })
}

/** Whether a request is allowed. Source: RAM documentation, policy evaluation process. */
export function isAllowed(set: JsonSet, request: JsonRequest): boolean {
  const by = (policies: readonly JsonPolicy[]) => said(policies, statement => applies(statement, request))
  if (set.controlPolicies?.length && by(set.controlPolicies) !== 'Allow') return false
  if (set.sessionPolicy && by([set.sessionPolicy]) !== 'Allow') return false
  const owner = accountOf(request.resource)
  const across = set.principal !== undefined && owner !== '' && owner !== accountOf(set.principal)
  const own = by(set.policies)
  const resource = saidByResource(set, request, across)
  if (own === 'Deny' || resource === 'Deny') return false
  return across ? own === 'Allow' && resource === 'Allow' : own === 'Allow' || resource === 'Allow'
}
