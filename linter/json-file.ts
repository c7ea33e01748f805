import { type JsonNode, type Place, type PolicyFault, readJson } from './policy/index.ts'
import { byteOrderMark, positionsIn, type Span } from './position.ts'

/** Something is wrong with a file that tells ram-lint what to do: `path:line:column: reason`. */
export class JsonFileError extends Error {
  constructor(path: string, { line, column }: Span['start'], reason: string) {
    super(`${path}:${line}:${column}: ${reason}`)
    this.name = 'JsonFileError'
  }
}

/** A JSON file of ram-lint's own: what it says, and where. */
export interface JsonFile {
  /** What reports call it. */
  readonly path: string
  readonly text: string
  /** Objects have no prototype. */
  readonly value: unknown
  /** Where a value stands; of an object, and of a member that it lacks, its `{`. */
  spanOf(pointer: string): Span
  /** An error about a value, or about the name of a member. */
  refuse(pointer: string, reason: string, part?: 'value' | 'name'): JsonFileError
}

/** Reads strict JSON in which no member stands twice. Throws a `JsonFileError`. */
export function readJsonFile(text: string, path: string): JsonFile {
  const shift = text.startsWith(byteOrderMark) ? 1 : 0
  const positionOf = positionsIn(text)
  const spanAt = ({ start, end }: Pick<Place, 'start' | 'end'>): Span => ({
    start: positionOf(start + shift),
    end: positionOf(end + shift),
  })
  const faults: PolicyFault[] = []
  const root = readJson(text.slice(shift), { kind: 'identity', faults })?.root
  const [fault] = faults
  if (fault !== undefined) throw new JsonFileError(path, spanAt(fault).start, fault.message)
  if (root === undefined) throw new Error('a text that is no JSON has no fault')
  const values = new Map<string, Pick<Place, 'start' | 'end'>>()
  const names = new Map<string, Pick<Place, 'start' | 'end'>>()
  const value = readNode(root, '', { values, names }, (node, name) => {
    const { start } = spanAt(placeOf(node))
    return new JsonFileError(path, start, `\`${name}\` stands twice in one object; keep one of them`)
  })
  const spanOf = (pointer: string): Span => {
    const place = values.get(pointer)
    if (place !== undefined) return spanAt(place)
    const { start } = values.get(pointer.slice(0, pointer.lastIndexOf('/'))) ?? { start: 0 }
    return spanAt({ start, end: start + 1 })
  }
  return {
    path,
    text,
    value,
    spanOf,
    refuse(pointer, reason, part = 'value') {
      const name = names.get(pointer)
      const { start } = part === 'name' && name !== undefined ? spanAt(name) : spanOf(pointer)
      return new JsonFileError(path, start, reason)
    },
  }
}

type Places = Map<string, Pick<Place, 'start' | 'end'>>

function readNode(
  node: JsonNode,
  pointer: string,
  places: { readonly values: Places; readonly names: Places },
  twice: (node: JsonNode, name: string) => JsonFileError,
): unknown {
  places.values.set(
    pointer,
    node.type === 'object' ? { start: node.offset, end: node.offset + 1 } : placeOf(node),
  )
  const children = node.children ?? []
  if (node.type === 'array')
    return children.map((each, index) => readNode(each, `${pointer}/${index}`, places, twice))
  if (node.type !== 'object') return node.value
  const object: Record<string, unknown> = Object.create(null)
  for (const { children: [key, value] = [] } of children) {
    if (key === undefined || value === undefined) continue
    const name = String(key.value)
    if (Object.hasOwn(object, name)) throw twice(key, name)
    const at = `${pointer}/${pointerPart(name)}`
    places.names.set(at, placeOf(key))
    object[name] = readNode(value, at, places, twice)
  }
  return object
}

function placeOf({ offset, length }: JsonNode): Pick<Place, 'start' | 'end'> {
  return { start: offset, end: offset + length }
}

/** The name of a member as RFC 6901 pointers write it. */
export function pointerPart(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}

/** Where a value of a JSON text stands; of an object its `{`. Start and end of a text that has no such value are 0. */
export function spanAt(text: string, pointer: string): Span {
  const shift = text.startsWith(byteOrderMark) ? 1 : 0
  let node: JsonNode | undefined = readJson(text.slice(shift), { kind: 'identity', faults: [] })?.root
  for (const part of pointer.split('/').slice(1)) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~')
    const member: JsonNode | undefined = node?.children?.find(each => each.children?.[0]?.value === name)
    node = node?.type === 'array' ? node.children?.[Number(name)] : member?.children?.[1]
  }
  const { offset, length } = node ?? { offset: 0, length: 0 }
  const end = offset + (node?.type === 'object' ? 1 : length)
  const positionOf = positionsIn(text)
  return { start: positionOf(offset + shift), end: positionOf(end + shift) }
}
