import { parseOperator } from './condition.ts'
import { addFault, type FaultId, type Place, type PolicyKind, type Reading } from './fault.ts'
import {
  describeType,
  type JsonNode,
  type Member,
  openingOf,
  type PolicyString,
  placeOf,
  readMembers,
  readStrings,
} from './json-node.ts'
import { type PolicyPrincipal, readPrincipals } from './principal.ts'

/** One key under one operator of a Condition element; its place is that of the key's member. */
export interface ConditionClause extends Place {
  /** The operator as written, with its prefix. */
  readonly operator: PolicyString
  readonly key: PolicyString
  readonly values: readonly PolicyString[]
}

/** A statement that RAM accepts, and where its parts stand. */
export interface Statement extends Place {
  readonly sid: PolicyString | null
  readonly effect: 'Allow' | 'Deny'
  readonly effectPlace: Place
  /** Which of the two elements names the actions. */
  readonly actionElement: 'Action' | 'NotAction'
  readonly actions: readonly PolicyString[]
  /** Empty in a trust policy, which has no Resource. */
  readonly resources: readonly PolicyString[]
  /** Null where the kind of policy has no Principal. */
  readonly principals: readonly PolicyPrincipal[] | null
  readonly conditions: readonly ConditionClause[]
  /** The Condition element; null if there is none. It may be empty, which is harmless. */
  readonly conditionPlace: Place | null
}

type Members = ReadonlyMap<string, Member>

const elements = ['Sid', 'Effect', 'Principal', 'Action', 'NotAction', 'Resource', 'Condition'] as const

/** Whether policies of the kind hang on a resource (or role), and so name their principals. */
function hasPrincipals(kind: PolicyKind): boolean {
  return kind === 'trust' || kind === 'key' || kind === 'secret' || kind === 'bucket'
}

/** Reads one statement; null, with faults, if RAM would refuse it. `others` are elements that are none of its own. */
export function readStatement(
  node: JsonNode,
  pointer: string,
  reading: Reading,
  others: readonly string[] = [],
): Statement | null {
  const place = placeOf(node, pointer)
  if (node.type !== 'object') {
    addFault(reading, 'invalid-type', place, `a statement is ${describeType(node)}; write an object`)
    return null
  }
  const before = reading.faults.length
  const members = readMembers(node, pointer, reading)
  for (const other of others) members.delete(other)
  refuseUnknown(members, reading)
  const opening = openingOf(place)
  const sid = readSid(members, reading)
  const effect = readEffect(members, opening, reading)
  const action = readAction(members, opening, reading)
  const resources = readResources(members, opening, reading)
  const principals = readPrincipalElement(members, opening, reading)
  const conditions = readConditions(members, reading)
  if (reading.faults.length > before || effect === null || action === null) return null
  const condition = members.get('Condition')
  // Spread out, these would be made in the slow way of objects, and so read.
  return {
    pointer: place.pointer,
    start: place.start,
    end: place.end,
    sid,
    effect: effect.effect,
    effectPlace: effect.effectPlace,
    actionElement: action.actionElement,
    actions: action.actions,
    resources,
    principals,
    conditions,
    conditionPlace: condition === undefined ? null : placeOf(condition.value, condition.name.pointer),
  }
}

function refuseUnknown(members: Members, reading: Reading): void {
  for (const { name } of members.values()) {
    if (name.value === 'NotResource') {
      addFault(
        reading,
        'unsupported-not-resource',
        name,
        '`NotResource` is not supported; name the resources in `Resource`',
      )
    } else if (name.value === 'NotPrincipal') {
      if (reading.kind === 'bucket') continue
      addFault(
        reading,
        'unsupported-not-principal',
        name,
        '`NotPrincipal` is not supported; name the principals in `Principal`',
      )
    } else if (name.value === 'NotAction' && hasPrincipals(reading.kind) && reading.kind !== 'bucket') {
      addFault(
        reading,
        'unknown-element',
        name,
        `a ${reading.kind} policy takes no \`NotAction\`; write \`Action\``,
      )
    } else if (!(elements as readonly string[]).includes(name.value)) {
      addFault(reading, 'unknown-element', name, `\`${name.value}\` is no element of a statement`, {
        absent: elements.filter(element => !members.has(element)),
      })
    }
  }
}

/** Key and secret policies document the form of a Sid; elsewhere any was seen to pass. */
function readSid(members: Members, reading: Reading): PolicyString | null {
  const member = members.get('Sid')
  if (member === undefined) return null
  const place = placeOf(member.value, member.name.pointer)
  if (member.value.type !== 'string') {
    addFault(reading, 'invalid-type', place, `the Sid is ${describeType(member.value)}; write a string`)
    return null
  }
  const value = String(member.value.value)
  if ((reading.kind === 'key' || reading.kind === 'secret') && !/^[A-Za-z0-9 _/+=.@-]{1,128}$/.test(value)) {
    const message = 'a Sid has 1 to 128 characters out of letters, digits, spaces and `_ / + = . @ -`'
    addFault(reading, 'invalid-sid', place, message)
  }
  return { value, ...place }
}

function readEffect(
  members: Members,
  statement: Place,
  reading: Reading,
): Pick<Statement, 'effect' | 'effectPlace'> | null {
  const member = members.get('Effect')
  if (member === undefined) {
    addFault(reading, 'missing-effect', statement, 'the statement has no Effect; write `Allow` or `Deny`')
    return null
  }
  const effectPlace = placeOf(member.value, member.name.pointer)
  const { type, value } = member.value
  if (type !== 'string') {
    addFault(
      reading,
      'invalid-type',
      effectPlace,
      `the Effect is ${describeType(member.value)}; write \`Allow\` or \`Deny\``,
    )
    return null
  }
  if (value === 'Allow' || value === 'Deny') return { effect: value, effectPlace }
  const message = `the Effect is \`${String(value)}\`; write exactly \`Allow\` or \`Deny\``
  addFault(reading, 'invalid-effect', effectPlace, message)
  return null
}

function readAction(
  members: Members,
  statement: Place,
  reading: Reading,
): Pick<Statement, 'actionElement' | 'actions'> | null {
  const action = members.get('Action')
  const notAction = members.get('NotAction')
  if (action !== undefined && notAction !== undefined) {
    const message = 'the statement has both Action and NotAction; keep one of them'
    addFault(reading, 'action-and-not-action', notAction.name, message)
    return null
  }
  const member = action ?? notAction
  if (member === undefined) {
    addFault(
      reading,
      'missing-action',
      statement,
      'the statement has neither Action nor NotAction; name the actions',
    )
    return null
  }
  const actionElement = action === undefined ? 'NotAction' : 'Action'
  const actions = readStrings(member.value, member.name, `the ${actionElement}`, reading)
  if (actions === null) return null
  if (reading.kind === 'key' || reading.kind === 'secret') refuseForeignActions(actions, reading)
  return { actionElement, actions }
}

/** Documented: each action of a key or secret policy starts with `kms:`. */
function refuseForeignActions(actions: readonly PolicyString[], reading: Reading): void {
  for (const action of actions) {
    if (/^kms:/i.test(action.value)) continue
    const message = `\`${action.value}\` does not start with \`kms:\`, as each action of a ${reading.kind} policy must`
    addFault(reading, 'invalid-action-format', action, message)
  }
}

function readResources(members: Members, statement: Place, reading: Reading): readonly PolicyString[] {
  const member = members.get('Resource')
  if (reading.kind === 'trust') {
    if (member !== undefined) {
      const message = 'a trust policy takes no Resource: it hangs on its role; leave it out'
      addFault(reading, 'unexpected-resource', member.name, message)
    }
    return []
  }
  if (member === undefined) {
    if (!members.has('NotResource')) {
      addFault(reading, 'missing-resource', statement, 'the statement has no Resource; name the resources')
    }
    return []
  }
  const resources = readStrings(member.value, member.name, 'the Resource', reading) ?? []
  if (reading.kind === 'key' || reading.kind === 'secret') {
    for (const resource of resources.filter(each => each.value !== '*')) {
      const message = `\`${resource.value}\` in a ${reading.kind} policy; write \`*\`: it hangs on its own ${reading.kind}`
      addFault(reading, 'invalid-resource-policy-resource', resource, message)
    }
  }
  return resources
}

function readPrincipalElement(members: Members, statement: Place, reading: Reading): Statement['principals'] {
  const member = members.get('Principal')
  if (hasPrincipals(reading.kind)) {
    if (member !== undefined) return readPrincipals(member, reading)
    if (!members.has('NotPrincipal')) {
      const message = `the statement has no Principal; a ${reading.kind} policy names who it is about`
      addFault(reading, 'missing-principal', statement, message)
    }
  } else if (member !== undefined) {
    const article = reading.kind === 'identity' ? 'an' : 'a'
    const message = `${article} ${reading.kind} policy takes no Principal: it is about whom it is attached to; leave it out`
    addFault(reading, 'unexpected-principal', member.name, message)
  }
  return null
}

function readConditions(members: Members, reading: Reading): readonly ConditionClause[] {
  const member = members.get('Condition')
  if (member === undefined || !isObject(member, 'the Condition', reading)) return []
  const clauses: ConditionClause[] = []
  for (const operator of readMembers(member.value, member.name.pointer, reading).values()) {
    if (parseOperator(operator.name.value) === null) {
      addFault(reading, 'unsupported-operator', operator.name, explainOperator(operator.name.value))
      continue
    }
    if (!isObject(operator, `\`${operator.name.value}\``, reading)) continue
    for (const key of readMembers(operator.value, operator.name.pointer, reading).values()) {
      const what = `the value of \`${key.name.value}\``
      const values = readStrings(key.value, key.name, what, reading, 'condition-value-type')
      if (values === null) continue
      const end = key.value.offset + key.value.length
      clauses.push({
        pointer: key.name.pointer,
        start: key.name.start,
        end,
        operator: operator.name,
        key: key.name,
        values,
      })
    }
  }
  return clauses
}

function isObject(member: Member, what: string, reading: Reading): boolean {
  if (member.value.type === 'object') return true
  const id: FaultId = 'invalid-type'
  const place = placeOf(member.value, member.name.pointer)
  addFault(reading, id, place, `${what} is ${describeType(member.value)}; write an object`)
  return false
}

function explainOperator(name: string): string {
  if (name.endsWith('IfExists') || name === 'Null') {
    return `the condition operator \`${name}\` is not supported: RAM refuses \`IfExists\` and \`Null\``
  }
  const arn = /Arn(Not)?(Equals|Like)$/.test(name) ? '; compare ARNs with `StringLike`' : ''
  return `\`${name}\` is no condition operator of RAM${arn}`
}
