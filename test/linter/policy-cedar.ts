import { createRequire } from 'node:module'
import { setFlagsFromString } from 'node:v8'

// Seen with Node 20.20: two of five runs of a million comparisons ended in V8's deoptimizer ("unreachable code"), none
// of four without its inlining of calls into WebAssembly.
if (process.versions.node.startsWith('20.')) setFlagsFromString('--no-turbo-inline-js-wasm-calls')

/** RAM policies translated to Cedar: another engine, by another team, to decide the same requests. */
const cedar = createRequire(import.meta.url)(
  '@cedar-policy/cedar-wasm/nodejs',
) as typeof import('@cedar-policy/cedar-wasm/nodejs')

/** A statement of a generated document, as its JSON has it. */
export interface JsonStatement {
  Effect: 'Allow' | 'Deny'
  Principal?: { RAM?: string[]; Service?: string[] }
  Action?: string[]
  NotAction?: string[]
  Resource?: string[]
  Condition?: Record<string, Record<string, string[]>>
}

/** What a request carries for the condition keys, by the type that Cedar has for it. */
export interface TypedContext {
  texts: Record<string, string>
  numbers: Record<string, number>
  dates: Record<string, string>
  booleans: Record<string, boolean>
  addresses: Record<string, string>
  lists: Record<string, string[]>
}

export interface CedarRequest {
  action: string
  resource: string
  principal: { type: string; account: string; arn: string }
  /** Whether the account as a whole is granted what a resource policy allows it. */
  accountGrants: boolean
  negatedOnAbsentKey: boolean
  context: TypedContext
}

export type CedarOutcome = 'allow' | 'explicit-deny' | 'implicit-deny'

const quote = (text: string): string => JSON.stringify(text)
const any = (parts: string[]): string => (parts.length === 0 ? 'false' : `(${parts.join(' || ')})`)

/** `*` means the same in Cedar's `like`; it has no `?`. */
function like(attribute: string, pattern: string): string {
  return `context.${attribute} like ${quote(pattern)}`
}

function translateResource(pattern: string): string {
  if (pattern === '*') return 'true'
  const [prefix, service, region, account, ...rest] = pattern.split(':') as [string, string, string, string]
  if (rest.length === 0) return 'false'
  const segments = [prefix, service, region, account, rest.join(':')]
  return `(!context.star && ${segments.map((segment, k) => like(`s${k}`, segment)).join(' && ')})`
}

function translatePrincipal(
  { RAM = [], Service = [] }: NonNullable<JsonStatement['Principal']>,
  deny: boolean,
): string {
  const ram = RAM.map(principal => {
    const [, , , account = '', name] = principal.split(':')
    const fits =
      name === 'root' || name === '*'
        ? `context.account == ${quote(account)}${deny ? '' : ' && context.accountGrants'}`
        : `context.arn == ${quote(principal)}`
    return `(context.ptype != "service" && ${fits})`
  })
  return any([
    ...ram,
    ...Service.map(service => `(context.ptype == "service" && context.arn == ${quote(service)})`),
  ])
}

const comparisons: Record<string, string> = {
  Equals: '==',
  NotEquals: '==',
  LessThan: '<',
  LessThanEquals: '<=',
  GreaterThan: '>',
  GreaterThanEquals: '>=',
}

function translateValue(operator: string, key: string, value: string): string {
  const attribute = `context[${quote(key)}]`
  const comparison = comparisons[operator.replace(/^(Numeric|Date)/, '')]
  if (operator.startsWith('Numeric')) return `${attribute} ${comparison} ${value}`
  if (operator.startsWith('Date')) return `${attribute} ${comparison} ${Date.parse(value)}`
  if (operator === 'Bool') return `${attribute} == ${value}`
  if (operator.endsWith('IpAddress')) return `${attribute}.isInRange(ip(${quote(value)}))`
  if (operator.endsWith('Like')) return `${attribute} like ${quote(value)}`
  if (operator.endsWith('IgnoreCase'))
    return `context[${quote(`${key}#lower`)}] == ${quote(value.toLowerCase())}`
  return `${attribute} == ${quote(value)}`
}

/** Keys that hold lists: equality alone, as Cedar has no quantifiers beyond `containsAll` and `containsAny`. */
function translateList(operator: string, key: string, values: string[]): string {
  const attribute = `context[${quote(key)}]`
  const has = `context has ${quote(key)}`
  const set = `[${values.map(quote).join(', ')}]`
  const negated = operator.endsWith('StringNotEquals')
  if (operator.startsWith('ForAllValues:')) {
    return `(!(${has}) || ${negated ? `!(${attribute}.containsAny(${set}))` : `${set}.containsAll(${attribute})`})`
  }
  if (operator.startsWith('ForAnyValue:')) {
    return `(${has} && ${negated ? `!(${set}.containsAll(${attribute}))` : `${attribute}.containsAny(${set})`})`
  }
  if (negated) return `(if ${has} then !(${attribute}.containsAny(${set})) else context.negatedOnAbsentKey)`
  return `(${has} && ${attribute}.containsAny(${set}))`
}

function translateCondition(operator: string, writtenKey: string, values: string[]): string {
  const key = writtenKey.toLowerCase()
  if (key === 'ram:types') return translateList(operator, key, values)
  const fits = any(values.map(value => translateValue(operator, key, value)))
  const has = `context has ${quote(key)}`
  if (!operator.includes('Not')) return `(${has} && ${fits})`
  return `(if ${has} then !${fits} else context.negatedOnAbsentKey)`
}

function translate(statement: JsonStatement, scope: string): string {
  const deny = statement.Effect === 'Deny'
  const actions = any(
    (statement.Action ?? statement.NotAction ?? []).map(each => like('action', each.toLowerCase())),
  )
  const parts = [scope, statement.NotAction === undefined ? actions : `!${actions}`]
  if (statement.Resource !== undefined) parts.push(any(statement.Resource.map(translateResource)))
  if (statement.Principal !== undefined) parts.push(translatePrincipal(statement.Principal, deny))
  for (const [operator, keys] of Object.entries(statement.Condition ?? {})) {
    for (const [key, values] of Object.entries(keys)) parts.push(translateCondition(operator, key, values))
  }
  return `${deny ? 'forbid' : 'permit'}(principal, action, resource) when { ${parts.join(' && ')} };`
}

/** What a secret policy can be about. */
const secretScope = any(
  'list* describe* update* putsecretvalue deletesecret restoresecret rotatesecret tagresource untagresource getsecretvalue'
    .split(' ')
    .map(name => like('action', `kms:${name}`)),
)

/** Parses statements into a set that `decideWithCedar` finds under the name. */
export function prepareCedar(name: string, statements: JsonStatement[], secret: JsonStatement[] = []): void {
  const staticPolicies = [
    ...statements.map(each => translate(each, 'true')),
    ...secret.map(each => translate(each, secretScope)),
  ].join('\n')
  const answer = cedar.preparsePolicySet(name, { staticPolicies })
  if (answer.type !== 'success') throw new Error(`${JSON.stringify(answer.errors)}\n${staticPolicies}`)
}

/** The request's context, once for all sets that are asked. */
export function cedarContext(
  request: CedarRequest,
): Parameters<typeof cedar.statefulIsAuthorized>[0]['context'] {
  const { texts, numbers, dates, booleans, addresses, lists } = request.context
  const [s0 = '', s1 = '', s2 = '', s3 = '', ...rest] = request.resource.split(':')
  return {
    action: request.action.toLowerCase(),
    star: request.resource === '*',
    ...{ s0, s1, s2, s3, s4: rest.join(':') },
    ptype: request.principal.type,
    account: request.principal.account,
    arn: request.principal.arn,
    accountGrants: request.accountGrants,
    negatedOnAbsentKey: request.negatedOnAbsentKey,
    ...texts,
    ...Object.fromEntries(Object.entries(texts).map(([key, text]) => [`${key}#lower`, text.toLowerCase()])),
    ...numbers,
    ...Object.fromEntries(Object.entries(dates).map(([key, date]) => [key, Date.parse(date)])),
    ...booleans,
    ...Object.fromEntries(
      Object.entries(addresses).map(([key, arg]) => [key, { __extn: { fn: 'ip', arg } }]),
    ),
    ...Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0)),
  }
}

const nobody = { type: 'P', id: 'p' }

/** Cedar's answer: its deny is explicit where it names a policy as the reason. */
export function decideWithCedar(name: string, context: ReturnType<typeof cedarContext>): CedarOutcome {
  const answer = cedar.statefulIsAuthorized({
    principal: nobody,
    action: { type: 'A', id: 'a' },
    resource: { type: 'R', id: 'r' },
    context,
    preparsedPolicySetId: name,
    entities: [],
  })
  if (answer.type !== 'success') throw new Error(JSON.stringify(answer.errors))
  const { decision, diagnostics } = answer.response
  if (diagnostics.errors.length > 0) throw new Error(JSON.stringify(diagnostics.errors))
  if (decision === 'allow') return 'allow'
  return diagnostics.reason.length > 0 ? 'explicit-deny' : 'implicit-deny'
}
