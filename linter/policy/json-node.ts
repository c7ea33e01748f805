import { addFault, type Place, type Reading } from './fault.ts'

/** A node of the parsed JSON text: the part of the parser's tree that reading a policy needs. */
export interface JsonNode {
  readonly type: 'object' | 'array' | 'property' | 'string' | 'number' | 'boolean' | 'null'
  readonly offset: number
  readonly length: number
  readonly value?: unknown
  readonly children?: readonly JsonNode[]
}

/** A string of the document and where it stands. */
export interface PolicyString extends Place {
  readonly value: string
}

/** A member of a JSON object: its name (with the name's place) and its value. */
export interface Member {
  readonly name: PolicyString
  readonly value: JsonNode
}

/** The place of a node. */
export function placeOf(node: JsonNode, pointer: string): Place {
  return { pointer, start: node.offset, end: node.offset + node.length }
}

function stringAt({ value, offset, length }: JsonNode, pointer: string): PolicyString {
  return { value: String(value), pointer, start: offset, end: offset + length }
}

/** The opening bracket of an object or a list: where something is missing in it. */
export function openingOf(place: Place): Place {
  return { pointer: place.pointer, start: place.start, end: place.start + 1 }
}

/** The pointer of a member or item below `pointer` (RFC 6901 escapes). */
export function childPointer(pointer: string, name: string | number): string {
  if (typeof name === 'number') return `${pointer}/${name}`
  if (!/[~/]/.test(name)) return `${pointer}/${name}`
  return `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
}

/**
 * The members of an object in the order of the text. Of members with the same name the last one counts, as in
 * `JSON.parse`, and each further one is a fault: what RAM does with them is not documented (assumed: refuses).
 */
export function readMembers(node: JsonNode, pointer: string, reading: Reading): Map<string, Member> {
  const members = new Map<string, Member>()
  for (const property of node.children ?? []) {
    const [key, value] = property.children ?? []
    if (key === undefined || value === undefined) continue
    const name = stringAt(key, childPointer(pointer, String(key.value)))
    if (members.has(name.value)) {
      addFault(
        reading,
        'duplicate-member',
        name,
        `\`${name.value}\` stands twice in one object; keep one of them`,
      )
    }
    members.set(name.value, { name, value })
  }
  return members
}

/** A JSON type as a sentence names it. */
export function describeType(node: JsonNode): string {
  if (node.type === 'null') return 'null'
  return node.type === 'object' || node.type === 'array' ? `an ${node.type}` : `a ${node.type}`
}

/** One string or a non-empty list of strings; null, with faults, if it is neither. */
export function readStrings(
  node: JsonNode,
  place: Place,
  what: string,
  reading: Reading,
  scalarFault: 'invalid-type' | 'condition-value-type' = 'invalid-type',
): readonly PolicyString[] | null {
  if (node.type === 'string') return [stringAt(node, place.pointer)]
  if (node.type !== 'array') {
    const id = node.type === 'object' ? 'invalid-type' : scalarFault
    addFault(
      reading,
      id,
      placeOf(node, place.pointer),
      `${what} is ${describeType(node)}; write a string or a list of strings`,
    )
    return null
  }
  const items = node.children ?? []
  if (items.length === 0) {
    addFault(
      reading,
      'empty-list',
      placeOf(node, place.pointer),
      `${what} is an empty list; it needs at least one value`,
    )
    return null
  }
  const strings: PolicyString[] = []
  items.forEach((item, index) => {
    const pointer = childPointer(place.pointer, index)
    if (item.type === 'string') strings.push(stringAt(item, pointer))
    else {
      const itemPlace = placeOf(item, pointer)
      const id = item.type === 'object' || item.type === 'array' ? 'invalid-type' : scalarFault
      addFault(reading, id, itemPlace, `${what} holds ${describeType(item)}; write it as a string`)
    }
  })
  return strings.length === items.length ? strings : null
}
