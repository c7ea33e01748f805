import { findAction } from './actions.ts'
import { splitArn } from './arn.ts'
import { type CompiledCondition, compileCondition, conditionHolds, type RequestContext } from './condition.ts'
import type { PolicyDocument } from './document.ts'
import type { PolicyKind } from './fault.ts'
import {
  compileActionPattern,
  compileResourcePattern,
  lowerCaseAction,
  matches,
  type Pattern,
} from './pattern.ts'
import type { PolicyPrincipal } from './principal.ts'
import type { Statement } from './statement.ts'

/** Which statement of which policy. */
export interface StatementReference {
  /** The name under which the policy was attached. */
  readonly policy: string
  readonly kind: PolicyKind
  readonly pointer: string
  readonly sid: string | null
}

/** A policy ready to be decided with: its patterns are compiled once. Keep it as long as its document. */
export interface AttachedPolicy {
  readonly name: string
  readonly kind: PolicyKind
  readonly document: PolicyDocument
  readonly denies: readonly CompiledStatement[]
  readonly allows: readonly CompiledStatement[]
}

/** A statement with its patterns compiled. */
export interface CompiledStatement {
  readonly statement: Statement
  readonly reference: StatementReference
  readonly actions: readonly Pattern[]
  /** True for NotAction. */
  readonly actionsNegated: boolean
  /** Null where the kind of policy has no Resource: the statement is about what the policy hangs on. */
  readonly resources: readonly Pattern[] | null
  readonly principals: readonly CompiledPrincipal[] | null
  readonly conditions: readonly CompiledCondition[]
}

interface CompiledPrincipal {
  readonly type: PolicyPrincipal['type']
  /** An account id, `*` for any account, or empty for a service of no account. */
  readonly account: string
  /** Null for the account as a whole; else `user/<name>`, `role/<name>` or a service's domain name. */
  readonly name: string | null
}

/** Who makes a request. */
export interface Principal {
  readonly type: 'root' | 'user' | 'assumed-role' | 'service' | 'federated'
  /** The account of the identity, or of its provider; empty for a service that acts in none. */
  readonly account: string
  /**
   * `acs:ram::<account>:root`, `…:user/<name>`, `…:role/<name>`; for a service its domain name; for somebody whom an
   * identity provider vouches for `…:saml-provider/<name>` or `…:oidc-provider/<name>`.
   */
  readonly arn: string
  readonly sessionName?: string
}

/** A request as the statements are asked about it. */
export interface Question {
  readonly principal: Principal
  /** In lower case. */
  readonly action: string
  readonly resource: string
  readonly context: RequestContext
  readonly negatedOnAbsentKey: boolean
  /** For the analysis, which knows no context: whether a statement's conditions are taken to hold. */
  readonly conditionsHold?: (statement: CompiledStatement) => boolean
}

/** False if none of the actions that a statement is about can be one of a service, e.g. `kms`. */
export function mayConcern({ actions, actionsNegated }: CompiledStatement, service: string): boolean {
  const start = `${service}:`
  return (
    actionsNegated ||
    actions.some(({ shape, literal }) => {
      if (shape === 'tokens' || literal.startsWith(start)) return true
      return shape !== 'literal' && start.startsWith(literal)
    })
  )
}

/** Compiles a document for decisions, under the name by which decisions refer to it. */
export function attach(name: string, kind: PolicyKind, document: PolicyDocument): AttachedPolicy {
  const compiled = document.statements.map(statement => compileStatement(name, kind, statement))
  return {
    name,
    kind,
    document,
    denies: compiled.filter(({ statement }) => statement.effect === 'Deny'),
    allows: compiled.filter(({ statement }) => statement.effect === 'Allow'),
  }
}

function compileStatement(policy: string, kind: PolicyKind, statement: Statement): CompiledStatement {
  return {
    statement,
    reference: { policy, kind, pointer: statement.pointer, sid: statement.sid?.value ?? null },
    actions: statement.actions.map(action => compileActionPattern(action.value)),
    actionsNegated: statement.actionElement === 'NotAction',
    resources: kind === 'trust' ? null : statement.resources.map(each => compileResourcePattern(each.value)),
    principals: statement.principals?.map(compilePrincipal) ?? null,
    conditions: statement.conditions.map(({ operator, key, values }) => {
      const compiled = compileCondition(
        operator.value,
        key.value,
        values.map(value => value.value),
      )
      if (compiled === null) throw new Error(`the document holds an unknown operator ${operator.value}`)
      return compiled
    }),
  }
}

/** Names are literal: no page gives wildcards inside a principal's user or role name (assumed). */
function compilePrincipal({ type, value }: PolicyPrincipal): CompiledPrincipal {
  if (type === 'Service') {
    const at = value.indexOf('@')
    return { type, account: value.slice(0, Math.max(at, 0)), name: value.slice(at + 1) }
  }
  const parts = splitArn(value)
  const account = parts?.[3] ?? value
  const name = parts?.[4] ?? '*'
  return { type, account, name: name === '*' || name === 'root' ? null : name }
}

/** How a Principal element fits: by name, only as the account as a whole, or not at all. */
export type PrincipalFit = 'named' | 'account' | null

/** How the principals of a statement name the one who asks. */
export function fitPrincipal(
  principals: readonly CompiledPrincipal[] | null,
  asking: Principal,
): PrincipalFit {
  if (principals === null) return 'named'
  let fit: PrincipalFit = null
  for (const each of principals) {
    if (asking.type === 'service') {
      if (each.type === 'Service' && fitsService(each, asking)) return 'named'
    } else if (asking.type === 'federated') {
      if (each.type === 'Federated' && asking.arn === `acs:ram::${each.account}:${each.name}`) return 'named'
    } else if (each.type === 'RAM' && (each.account === '*' || each.account === asking.account)) {
      if (each.name === null) fit = 'account'
      else if (asking.arn === `acs:ram::${asking.account}:${each.name}`) return 'named'
    }
  }
  return fit
}

/** A service named without an account is that service in any account. */
function fitsService(named: CompiledPrincipal, asking: Principal): boolean {
  const domain = asking.arn.slice(asking.arn.indexOf('@') + 1)
  return named.name === domain && (named.account === '' || named.account === asking.account)
}

/** Whether the statement's Action or NotAction is about the action. */
export function fitsAction({ actions, actionsNegated }: CompiledStatement, action: string): boolean {
  for (const pattern of actions) {
    if (matches(pattern, action)) return !actionsNegated
  }
  return actionsNegated
}

/** Whether the statement's Resource is about the resource. */
export function fitsResource({ resources }: CompiledStatement, resource: string): boolean {
  if (resources === null) return true
  for (const pattern of resources) {
    if (matches(pattern, resource)) return true
  }
  return false
}

/** Whether all conditions of the statement hold. */
export function fitsConditions(statement: CompiledStatement, question: Question): boolean {
  if (question.conditionsHold !== undefined) return question.conditionsHold(statement)
  for (const condition of statement.conditions) {
    if (!conditionHolds(condition, question.context, question.negatedOnAbsentKey)) return false
  }
  return true
}

/** How the whole statement fits: by which sort of principal, or null. */
export function fitStatement(statement: CompiledStatement, question: Question): PrincipalFit {
  if (!fitsAction(statement, question.action) || !fitsResource(statement, question.resource)) return null
  const fit = fitPrincipal(statement.principals, question.principal)
  return fit !== null && fitsConditions(statement, question) ? fit : null
}

/**
 * What a key or secret policy can be about; other actions are accepted in it and have no effect. Secret policies:
 * documented. Key policies: administrators documented, the cryptographic actions assumed to be those that work on a key.
 */
const scopes: Readonly<Record<'key' | 'secret', readonly Pattern[]>> = {
  secret: scope(
    'List* Describe* Update* PutSecretValue DeleteSecret RestoreSecret RotateSecret TagResource UntagResource GetSecretValue',
  ),
  key: scope(
    'List* Describe* Create* Enable* Disable* Get* Set* Update* Delete* Cancel* TagResource UntagResource ' +
      'ImportKeyMaterial ScheduleKeyDeletion Encrypt Decrypt GenerateDataKey GenerateDataKeyWithoutPlaintext ' +
      'ExportDataKey GenerateAndExportDataKey ReEncryptFrom ReEncryptTo AsymmetricSign AsymmetricVerify ' +
      'AsymmetricEncrypt AsymmetricDecrypt GenerateMac VerifyMac',
  ),
}

function scope(names: string): readonly Pattern[] {
  return names.split(' ').map(name => compileActionPattern(`kms:${name}`))
}

/** The types of resources that a policy hangs on or, for aliases, that belong to it. */
const hangsOn: Readonly<Record<'key' | 'secret', ReadonlySet<string>>> = {
  secret: new Set(['Secret']),
  key: new Set(['Key', 'Alias']),
}

/** The patterns of the actions that a policy of the kind can be about; null if it can be about all. */
export function scopeOf(kind: PolicyKind): readonly Pattern[] | null {
  return kind === 'key' || kind === 'secret' ? scopes[kind] : null
}

/** Whether a policy of the kind can be about the action at all (any case). */
export function inScope(kind: PolicyKind, action: string): boolean {
  const lowered = lowerCaseAction(action)
  return scopeOf(kind)?.some(pattern => matches(pattern, lowered)) ?? true
}

/**
 * Whether an action has an effect in a policy of the kind: it is in its scope and, if the table of actions has it, works
 * on a thing that such a policy hangs on (assumed: no page lists the actions one by one). A request for any other is
 * about something else, so decisions need not ask.
 */
export function hasEffectIn(kind: PolicyKind, action: string): boolean {
  if (!inScope(kind, action)) return false
  const entry = kind === 'key' || kind === 'secret' ? findAction(action) : undefined
  return (
    entry === undefined || entry.resources.some(({ type }) => hangsOn[kind as 'key' | 'secret'].has(type))
  )
}
