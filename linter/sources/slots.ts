import { type Node, parseTree } from 'jsonc-parser/lib/esm/main.js'
import { maximumDepth } from '../policy/index.ts'
import { type Draft, hole, type Unknown } from './draft.ts'

/** A JSON string of a draft that holds unknowns, or an unknown that stands for a whole value. */
export interface Slot {
  /** In the text of the draft; with the quotes, where there are any. */
  readonly start: number
  readonly end: number
  /** From the root: names of members, indexes of items. */
  readonly path: readonly (string | number)[]
  /** True for the name of a member; `path` is then that of its object. */
  readonly isName: boolean
  /** The string, with a `hole` for each unknown. */
  readonly content: string
  readonly unknowns: readonly Unknown[]
  /** The Effect of its statement, if it is known. */
  readonly effect: string | undefined
}

/** Where a draft holds unknowns; empty if it holds none, or is no JSON that could be followed. */
export function slotsOf({ text, unknowns }: Draft): readonly Slot[] {
  if (unknowns.length === 0) return []
  const bare = bareHoles(text)
  if (bare === null) return []
  let quoted = ''
  let from = 0
  for (const at of bare) {
    quoted += `${text.slice(from, at)}"${hole}"`
    from = at + 1
  }
  quoted += text.slice(from)
  const root = parseTree(quoted, [], { allowTrailingComma: true })
  if (root === undefined) return []
  const slots: Slot[] = []
  let seen = 0
  let passed = 0
  for (const { node, path, isName, effect } of strings(root, [], false, undefined)) {
    const raw = quoted.slice(node.offset, node.offset + node.length)
    const count = raw.split(hole).length - 1
    if (count === 0) continue
    while (passed < bare.length && (bare[passed] as number) + 2 * passed + 1 < node.offset) passed += 1
    const start = node.offset - 2 * passed
    const isBare = bare[passed] === start && raw.length === 3
    slots.push({
      start,
      end: start + (isBare ? 1 : node.length),
      path,
      isName,
      content: String(node.value),
      unknowns: unknowns.slice(seen, seen + count),
      effect,
    })
    seen += count
  }
  return seen === unknowns.length ? slots : []
}

/** Offsets of the holes outside of strings; null if the text is nested too deep to be parsed. */
function bareHoles(text: string): readonly number[] | null {
  const found: number[] = []
  let inString = false
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (inString) {
      if (character === '\\') at += 1
      else if (character === '"') inString = false
    } else if (character === '"') inString = true
    else if (character === '{' || character === '[') depth += 1
    else if (character === '}' || character === ']') depth -= 1
    else if (character === hole) found.push(at)
    if (depth > maximumDepth) return null
  }
  return found
}

interface FoundString {
  readonly node: Node
  readonly path: Slot['path']
  readonly isName: boolean
  readonly effect: string | undefined
}

/** Every string, in the order of the text. The tree is at most `maximumDepth` deep. */
function* strings(
  node: Node,
  path: Slot['path'],
  isName: boolean,
  effect: string | undefined,
): Generator<FoundString> {
  if (node.type === 'string') yield { node, path, isName, effect }
  else if (node.type === 'array') {
    for (const [index, item] of (node.children ?? []).entries())
      yield* strings(item, [...path, index], false, effect)
  } else if (node.type === 'object') {
    const own = effectOf(node) ?? effect
    for (const { children: [name, value] = [] } of node.children ?? []) {
      if (name !== undefined) yield* strings(name, path, true, own)
      if (value !== undefined) yield* strings(value, [...path, String(name?.value)], false, own)
    }
  }
}

function effectOf(node: Node): string | undefined {
  const member = (node.children ?? []).find(({ children }) => children?.[0]?.value === 'Effect')
  const value: unknown = member?.children?.[1]?.value
  return typeof value === 'string' && !value.includes(hole) ? value : undefined
}
