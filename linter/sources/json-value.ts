import { type Node, parseTree } from 'jsonc-parser/lib/esm/main.js'
import { unescaped } from './escapes.ts'
import { deepest, type ObjectMember, type StringValue, type Value } from './value.ts'

/** A JSON text as a value with its places; undefined if it is none. What is nested deeper than `deepest` is unknown. */
export function readJson(text: string): Value | undefined {
  const errors: unknown[] = []
  if (isTooDeep(text)) return undefined
  const root = parseTree(text, errors as never, { disallowComments: true })
  return root === undefined || errors.length > 0 ? undefined : readNode(root, text, 0)
}

/** Levels that the parser, which recurses, is trusted with. A plan has about twenty. */
const mostLevels = 500

function isTooDeep(text: string): boolean {
  let depth = 0
  let inString = false
  for (let at = 0; at < text.length && depth <= mostLevels; at++) {
    const character = text[at]
    if (inString && character === '\\') at += 1
    else if (character === '"') inString = !inString
    else if (!inString && (character === '{' || character === '[')) depth += 1
    else if (!inString && (character === '}' || character === ']')) depth -= 1
  }
  return depth > mostLevels
}

function readNode(node: Node, text: string, depth: number): Value {
  const place = { start: node.offset, end: node.offset + node.length }
  const children = node.children ?? []
  if (node.type === 'string') return stringOf(node, text)
  if (node.type !== 'object' && node.type !== 'array')
    return { type: 'literal', text: JSON.stringify(node.value), ...place }
  if (depth > deepest) return { type: 'unknown', label: '…', ...place }
  if (node.type === 'array')
    return { type: 'list', items: children.map(each => readNode(each, text, depth + 1)), ...place }
  const members: ObjectMember[] = []
  for (const { children: [name, value] = [] } of children) {
    if (name !== undefined && value !== undefined)
      members.push({ name: stringOf(name, text), value: readNode(value, text, depth + 1) })
  }
  return { type: 'object', members, ...place }
}

function stringOf({ offset, length }: Node, text: string): StringValue {
  const end = offset + length
  return { type: 'string', pieces: unescaped(text, offset + 1, end - 1), start: offset, end }
}
