import type { Piece, Stretch } from './draft.ts'
import { cutPieces } from './piece-cutting.ts'
import { memberOf, splicedPieces, textOf, type UnknownValue, type Value } from './value.ts'

/** What names mean in one ROS template. */
export interface RosScope {
  readonly parameters: Value | undefined
  readonly resources: Value | undefined
}

/** The value with its intrinsic functions answered as far as the template says. Source: ROS, page on functions. */
export function answered(value: Value, scope: RosScope): Value {
  if (value.type === 'list') return { ...value, items: value.items.map(item => answered(item, scope)) }
  if (value.type !== 'object') return value
  const [only, ...others] = value.members
  const name = only === undefined || others.length > 0 ? undefined : textOf(only.name)
  if (only !== undefined && name !== undefined && (name === 'Ref' || name.startsWith('Fn::')))
    return call(name, only.value, value, scope)
  return {
    ...value,
    members: value.members.map(member => ({ ...member, value: answered(member.value, scope) })),
  }
}

function call(name: string, argument: Value, place: Stretch, scope: RosScope): Value {
  if (name === 'Ref') return referred(textOf(argument) ?? '…', place, scope)
  if (name === 'Fn::GetAtt') return attribute(argument, place, scope)
  if (name === 'Fn::Sub') return substituted(argument, place, scope) ?? unknown(name, place)
  if (name === 'Fn::Join') return joined(argument, place, scope) ?? unknown(name, place)
  return unknown(name, place)
}

function unknown(label: string, { start, end }: Stretch): UnknownValue {
  return { type: 'unknown', label: `\${${label}}`, start, end }
}

/** The default of a parameter, which may be overridden; resources and pseudo parameters are not known. */
function referred(name: string, place: Stretch, { parameters }: RosScope): Value {
  const parameter = memberOf(parameters, name)
  const initial = memberOf(parameter, 'Default')
  const { start, end } = place
  if (initial?.type === 'string') return { type: 'string', pieces: splicedPieces(initial, place), start, end }
  return initial?.type === 'literal' && initial.text !== 'null'
    ? { ...initial, start, end }
    : unknown(name, place)
}

/** Types whose attribute `Arn` is that of a secret or of a key. Source: ROS, pages of the types, 2026. */
const arnOwners: ReadonlyMap<string, 'secret' | 'key'> = new Map([
  ['ALIYUN::KMS::Secret', 'secret'],
  ['ALIYUN::KMS::Key', 'key'],
])

function attribute(argument: Value, place: Stretch, { resources }: RosScope): Value {
  const parts =
    argument.type === 'list' ? argument.items.map(item => textOf(item)) : (textOf(argument)?.split('.') ?? [])
  const [resource = '…', name = '…'] = parts
  const type = textOf(memberOf(memberOf(resources, resource), 'Type'))
  const arn = name === 'Arn' && type !== undefined ? arnOwners.get(type) : undefined
  return { ...unknown(`${resource}.${name}`, place), ...(arn === undefined ? {} : { arn }) }
}

function substituted(argument: Value, place: Stretch, scope: RosScope): Value | undefined {
  const [template, names] = argument.type === 'list' ? argument.items : [argument]
  if (template?.type !== 'string') return undefined
  const pieces: Piece[] = []
  const inner = new Map<Piece, Value>()
  const marked = cutPieces(template.pieces, /\$\{[^{}]*\}/g, (found, at): Piece => {
    const name = found.slice(2, -1).trim()
    if (name.startsWith('!')) return { text: `\${${name.slice(1)}}`, ...at, same: false }
    const own = memberOf(names, name)
    const value = own === undefined ? named(name, at, scope) : answered(own, scope)
    const piece = { label: found, ...at }
    inner.set(piece, value)
    return piece
  })
  for (const piece of marked) {
    const value = inner.get(piece)
    pieces.push(...(value === undefined ? [piece] : splicedPieces(value, piece)))
  }
  return { type: 'string', pieces, start: place.start, end: place.end }
}

function named(name: string, place: Stretch, scope: RosScope): Value {
  if (!name.includes('.')) return referred(name, place, scope)
  const text = { type: 'string' as const, pieces: [{ text: name, ...place, same: false }], ...place }
  return attribute(text, place, scope)
}

function joined(argument: Value, place: Stretch, scope: RosScope): Value | undefined {
  const [separator, list] = argument.type === 'list' ? argument.items : []
  const text = textOf(separator)
  if (text === undefined || list?.type !== 'list') return undefined
  const { start, end } = place
  const pieces = list.items.flatMap((item, index): readonly Piece[] => [
    ...(index === 0 ? [] : [{ text, start, end, same: false }]),
    ...splicedPieces(answered(item, scope), place),
  ])
  return { type: 'string', pieces, start, end }
}
