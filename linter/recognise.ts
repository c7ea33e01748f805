import {
  compileActionPattern,
  findAction,
  kmsActions,
  looseJsonValue,
  lowerCaseAction,
  matches,
  type PolicyKind,
} from './policy/index.ts'
import { nearest } from './suggestion.ts'

/** What a text is: a policy (which may be faulty, even as JSON), or why it is taken for none. */
export type Recognised = { readonly kind: PolicyKind } | { readonly kind: null; readonly why: string }

/**
 * Recognises a policy and its kind by what it holds. A text that is not JSON counts if it is meant as JSON and, where
 * it was not `named`, mentions `Statement`. Session and control policies look like identity policies and are taken for such.
 */
export function recognise(text: string, path: string, named: boolean): Recognised {
  if (!named && !/\\u|statement|"effect"/i.test(text)) return noStatement
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return recogniseBroken(text, path, named)
  }
  return isPolicy(value) ? kindOf(statementsOf(value)) : noStatement
}

const noStatement: Recognised = { kind: null, why: 'this JSON has no Statement' }

function recogniseBroken(text: string, path: string, named: boolean): Recognised {
  const meant = named
    ? /^\s*[[{]/.test(text) || /\.json[c5]?$/i.test(path) || !path.includes('.')
    : text.includes('Statement')
  if (!meant)
    return { kind: null, why: 'this is no JSON, and by its name no file in which policies are looked for' }
  const value = looseJsonValue(text)
  if (isPolicy(value)) {
    const recognised = kindOf(statementsOf(value))
    if (recognised.kind !== null) return recognised
  }
  if (!/"(Not)?Principal"/.test(text)) return { kind: 'identity' }
  if (/"sts:/i.test(text)) return { kind: 'trust' }
  if (/"kms:/i.test(text)) return { kind: /"kms:\w*Secret/i.test(text) ? 'secret' : 'key' }
  return { kind: 'identity' }
}

type JsonObject = Readonly<Record<string, unknown>>

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether a member has such a name. */
function mentions(value: JsonObject, name: RegExp): boolean {
  for (const key of Object.keys(value)) if (name.test(key)) return true
  return false
}

/** Names of elements, in any case or with a plural `s`. */
const effect = /^effects?$/i
const action = /^(?:not)?actions?$/i
const principal = /^(?:not)?principals?$/i
const anyResource = /^resources?$/i
const serviceOrFederated = /^(?:service|federated)s?$/i

function isPolicy(value: unknown): boolean {
  if (Array.isArray(value)) return areStatements(value)
  if (!isObject(value)) return false
  const names = Object.keys(value)
  if (names.includes('Statement') || isStatement(value) || names.join() === 'Version') return true
  const misspelt = names.filter(name => nearest(name, ['Statement']) !== undefined)
  return misspelt.some(name => names.includes('Version') || areStatements([value[name]].flat()))
}

function areStatements(values: readonly unknown[]): boolean {
  return values.length > 0 && values.every(isStatement)
}

function isStatement(value: unknown): boolean {
  return isObject(value) && mentions(value, effect) && mentions(value, action)
}

function statementsOf(value: unknown): readonly JsonObject[] {
  if (Array.isArray(value)) return value.filter(isObject)
  const object = value as JsonObject
  if (object.Statement === undefined && isStatement(object)) return [object]
  // To correct its name must not make another kind of a text.
  const misspelt = Object.keys(object).find(name => nearest(name, ['Statement']) !== undefined)
  const statement =
    object.Statement ??
    (misspelt === undefined ? undefined : object[misspelt]) ??
    Object.values(object).find(Array.isArray)
  if (Array.isArray(statement)) return statement.filter(isObject)
  return [isObject(statement) ? statement : object]
}

const elements = [
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
]

/** The values of elements, however their names are misspelt: to correct one must not make another kind of a text. */
function valuesOf(statement: JsonObject, names: readonly string[]): readonly unknown[] {
  return Object.entries(statement).flatMap(([name, value]) => {
    const meant = elements.includes(name) ? name : nearest(name, elements)
    return meant !== undefined && names.includes(meant) ? [value] : []
  })
}

/** The strings of an element that may be a string or a list. */
function stringsOf(statements: readonly JsonObject[], ...names: readonly string[]): readonly string[] {
  return statements
    .flatMap(statement => valuesOf(statement, names).flat())
    .filter(each => typeof each === 'string')
}

/** Only policies that hang on a role, a key, a secret or a bucket name principals. */
function kindOf(statements: readonly JsonObject[]): Recognised {
  const withPrincipal = statements.filter(each => mentions(each, principal))
  if (withPrincipal.length === 0) return { kind: assumesRoles(statements) ? 'trust' : 'identity' }
  const actions = stringsOf(statements, 'Action', 'NotAction')
  // On what such a policy hangs its statements do not name; a principal in one of several is the mistake there.
  const onArns = stringsOf(statements, 'Resource').some(each => each.startsWith('acs:'))
  if (onArns && withPrincipal.length < statements.length) return { kind: 'identity' }
  const inService = (service: string) => actions.some(each => each.toLowerCase().startsWith(`${service}:`))
  if (inService('kms')) return { kind: isSecretPolicy(statements, actions) ? 'secret' : 'key' }
  if (inService('sts')) return { kind: 'trust' }
  if (inService('oss')) return { kind: 'bucket' }
  const names = withPrincipal.map(each => valuesOf(each, ['Principal'])[0])
  if (names.some(each => !isObject(each)) && actions.length > 0) {
    const why = `this is a policy of another service's own (\`${actions[0]}\`), with another grammar than RAM's`
    return { kind: null, why }
  }
  const forRole = names.some(each => isObject(each) && mentions(each, serviceOrFederated))
  return { kind: forRole || statements.every(each => !mentions(each, anyResource)) ? 'trust' : 'identity' }
}

/** Whether statements are about assuming roles alone, and none about a resource: a trust policy whose principals lack. */
function assumesRoles(statements: readonly JsonObject[]): boolean {
  const isForRoles = (each: JsonObject) =>
    stringsOf([each], 'Action').every(action => /^sts:assumerole/i.test(action)) &&
    Object.keys(each).every(name => nearest(name, resourceElements) === undefined)
  return statements.every(isForRoles) && stringsOf(statements, 'Action').length > 0
}

const resourceElements = ['Resource', 'NotResource']

/** By what its actions work on; `kms:*` alone says nothing, then the Sid of the default policies does. */
function isSecretPolicy(statements: readonly JsonObject[], actions: readonly string[]): boolean {
  let votes = 0
  for (const action of new Set(actions)) votes += vote(action)
  if (votes !== 0) return votes > 0
  return stringsOf(statements, 'Sid').some(sid => /secret/i.test(sid))
}

/** 1 if the action, or all that a pattern of actions covers, works on secrets alone, -1 if on keys alone. */
function vote(action: string): number {
  const exact = findAction(action)
  const pattern = exact === undefined ? compileActionPattern(action) : null
  const covered = exact
    ? [exact]
    : kmsActions.filter(each => pattern !== null && matches(pattern, lowerCaseAction(each.action)))
  const types = new Set(covered.flatMap(each => each.resources.map(({ type }) => type)))
  if (types.size === 0) return 0
  const every = (start: string) => [...types].every(type => type.startsWith(start))
  return every('Secret') ? 1 : every('Key') ? -1 : 0
}
