import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  Scalar,
} from 'yaml'
import { type Known, nameless, type Stretch, verbatim } from './draft.ts'
import { unescaped } from './escapes.ts'
import { deepest, type ObjectMember, type StringValue, standing, textOf, type Value } from './value.ts'

/** A YAML text as a value with its places, or the line at which it breaks off. JSON is YAML too. */
export function readYaml(text: string): { readonly value: Value } | { readonly brokenLine: number } {
  const lines = new LineCounter()
  if (isTooDeep(text)) return { brokenLine: 1 }
  const document = parseDocument(text, {
    lineCounter: lines,
    uniqueKeys: false,
    logLevel: 'silent',
    stringKeys: false,
  })
  const [error] = document.errors
  if (error !== undefined) return { brokenLine: lines.linePos(error.pos[0]).line || 1 }
  const reading: Reading = {
    text,
    budget: 200_000,
    resolve: node => (isAlias(node) ? node.resolve(document) : node),
  }
  return { value: readNode(document.contents as Node | null, reading, 0) }
}

interface Reading {
  readonly text: string
  /** Nodes that may still be read: aliases may double them without end. */
  budget: number
  readonly resolve: (node: Node) => Node | undefined
}

/** The parser recurses: a text that could be nested deeper than templates are is left alone. */
function isTooDeep(text: string): boolean {
  let brackets = 0
  for (const [mark] of text.matchAll(/[[\]{}]|^ {400,}|^(?:[ \t]*[-?][ \t]){200}/gm)) {
    if (mark === '[' || mark === '{') brackets += 1
    else if (mark === ']' || mark === '}') brackets = Math.max(brackets - 1, 0)
    else return true
    if (brackets > 200) return true
  }
  return false
}

function readNode(found: Node | null, reading: Reading, depth: number): Value {
  const node = found === null ? undefined : reading.resolve(found)
  const place = rangeOf(found)
  reading.budget -= 1
  if (node === undefined || depth > deepest || reading.budget < 0)
    return { type: 'unknown', label: nameless, ...place }
  const value = untagged(node, reading, depth)
  const tag = /^!(\w+)$/.exec(node.tag ?? '')?.[1]
  if (tag === undefined) return value
  const name = standing(tag === 'Ref' ? tag : `Fn::${tag}`, place)
  return { type: 'object', members: [{ name, value }], ...place }
}

function rangeOf(node: Node | null): Stretch {
  const [start, end] = node?.range ?? [0, 0]
  return { start, end }
}

function untagged(node: Node, reading: Reading, depth: number): Value {
  const place = rangeOf(node)
  if (isSeq(node))
    return {
      type: 'list',
      items: node.items.map(item => readNode(item as Node | null, reading, depth + 1)),
      ...place,
    }
  if (isMap(node))
    return { type: 'object', members: node.items.flatMap(pair => memberOf(pair, reading, depth)), ...place }
  if (!isScalar(node)) return { type: 'unknown', label: nameless, ...place }
  if (typeof node.value === 'string') return stringOf(node as Scalar<string>, reading.text)
  return { type: 'literal', text: JSON.stringify(node.value ?? null), ...place }
}

function memberOf({ key, value }: Pair, reading: Reading, depth: number): readonly ObjectMember[] {
  const name = readNode(key as Node | null, reading, depth + 1)
  if (name.type !== 'string' && name.type !== 'literal') return []
  const own = name.type === 'string' ? name : standing(name.text, name)
  const given =
    value === null ? ({ type: 'literal', text: 'null', start: own.end, end: own.end } as const) : null
  return [{ name: own, value: given ?? readNode(value as Node, reading, depth + 1) }]
}

function stringOf(node: Scalar<string>, text: string): StringValue {
  const { start, end } = rangeOf(node)
  return { type: 'string', pieces: piecesOf(node, text, start, end), start, end }
}

/** A scalar's text with its places; folded lines and the like stand for the scalar as a whole. */
function piecesOf(
  { value, type }: Scalar<string>,
  text: string,
  start: number,
  end: number,
): readonly Known[] {
  const whole: readonly Known[] = [{ text: value, start, end, same: false }]
  if (type === Scalar.PLAIN) return text.slice(start, end) === value ? [verbatim(text, start, end)] : whole
  if (type === Scalar.QUOTE_SINGLE || type === Scalar.QUOTE_DOUBLE) {
    const pieces = unescaped(
      text,
      start + 1,
      end - 1,
      type === Scalar.QUOTE_DOUBLE ? {} : { backslash: false, doubled: ["''"] },
    )
    return textOf({ type: 'string', pieces, start, end }) === value ? pieces : whole
  }
  return type === Scalar.BLOCK_LITERAL ? (blockPieces(value, text, start, end) ?? whole) : whole
}

/** Each line of a literal block without its indentation. */
function blockPieces(value: string, text: string, start: number, end: number): readonly Known[] | undefined {
  const pieces: Known[] = []
  let at = text.indexOf('\n', start) + 1
  for (const line of value.split(/(?<=\n)/)) {
    const next = text.indexOf('\n', at)
    const lineEnd = next < 0 || next >= end ? Math.min(text.length, end) : next + 1
    const raw = text.slice(at, lineEnd)
    const known = raw.endsWith(line) ? line : line.trimEnd()
    if (!raw.includes(known)) return undefined
    const from = at + raw.lastIndexOf(known)
    pieces.push({ ...verbatim(text, from, from + known.length), text: known })
    if (known !== line)
      pieces.push({ text: line.slice(known.length), start: lineEnd, end: lineEnd, same: false })
    at = lineEnd
  }
  return pieces
}
