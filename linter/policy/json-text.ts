import {
  createScanner,
  getNodeValue,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser/lib/esm/main.js'
import { addFault, type JsonRepair, type Reading } from './fault.ts'
import { describeJsonError } from './json-error.ts'
import { mendJson } from './json-mistakes.ts'
import type { JsonNode } from './json-node.ts'
import { treeOf } from './json-tree.ts'

/** Nesting that a text may have; a policy needs seven levels. Assumed: RAM names no limit. */
export const maximumDepth = 64

/** Faults of a text that are told: more of them help nobody. */
const toldAtMost = 10

const strict = { disallowComments: true, allowTrailingComma: false } as const

/** The tree of a text, and whether it is JSON. */
export interface JsonTree {
  readonly root: JsonNode
  readonly isJson: boolean
}

/**
 * Reads a JSON text (RFC 8259). One that is none has faults; if what it was to say is clear all the same (a comment, a
 * comma too many or missing, a foreign space), also its tree. Else null.
 */
export function readJson(text: string, reading: Reading): JsonTree | null {
  const deep = findTooDeep(text)
  if (deep >= 0) return refuseDepth(deep, reading)
  const root = treeOf(text)
  if (root !== null) return { root, isJson: true }
  if (text.startsWith('\uFEFF')) {
    const message = 'the text starts with a byte order mark, which JSON does not allow; remove it'
    const edits = [{ start: 0, end: 1, text: '' }]
    const repair = { title: 'remove the byte order mark', edits, lossy: false }
    addFault(reading, 'invalid-json', { pointer: '', start: 0, end: 1 }, message, { repair })
    return null
  }
  if (text.trim() === '') {
    addFault(reading, 'invalid-json', { pointer: '', start: 0, end: 0 }, 'the text is empty')
    return null
  }
  return readMended(text, reading)
}

/** The value that a text says or was to say; undefined if that is not clear. Objects have no prototype. */
export function looseJsonValue(text: string): unknown {
  const tree = readJson(text, { kind: 'identity', faults: [] })
  return tree === null ? undefined : getNodeValue(tree.root as Node)
}

/** Errors after which the parser goes on as if nothing were wrong. */
const harmless: ReadonlySet<string> = new Set(['CommaExpected', 'InvalidCharacter', 'InvalidEscapeCharacter'])

function readMended(text: string, reading: Reading): JsonTree | null {
  const mended = mendJson(text)
  const deep = findTooDeep(mended.text)
  if (deep >= 0) return refuseDepth(deep, reading)
  const errors: ParseError[] = []
  const root = parseTree(mended.text, errors, strict)
  const found: { start: number; end: number; message: string; repair?: JsonRepair }[] = [...mended.mistakes]
  let clear = root !== undefined
  let last = Number.POSITIVE_INFINITY
  for (const { error, offset, length } of errors) {
    const name = printParseErrorCode(error)
    if (name === 'InvalidEscapeCharacter') continue
    const isBracket = /[\]}]/.test(mended.text[offset] ?? '')
    if (!harmless.has(name) || isBracket) {
      clear = false
      last = offset
    } else if (found.length - mended.mistakes.length > toldAtMost) continue
    const message = describeJsonError(mended.text, offset, offset + length, name)
    const repair = name === 'CommaExpected' && !isBracket ? { repair: missingComma(mended.text, offset) } : {}
    found.push({ start: offset, end: offset + length, message, ...repair })
    if (!clear) break
  }
  const told = found.filter(({ start }) => start <= last).sort((a, b) => a.start - b.start)
  for (const { start, end, message, repair } of told.slice(0, toldAtMost)) {
    const more = repair === undefined ? {} : { repair }
    addFault(reading, 'invalid-json', { pointer: '', start, end }, message, more)
  }
  if (!clear || root === undefined) return null
  if (mended.values.size > 0) correctStrings(root, mended.values)
  return { root, isJson: false }
}

/** Behind the value before the place where the comma was looked for. */
function missingComma(text: string, offset: number): JsonRepair {
  const at = text.slice(0, offset).trimEnd().length
  return { title: 'write the missing comma', edits: [{ start: at, end: at, text: ',' }], lossy: false }
}

function correctStrings(
  node: { -readonly [Key in keyof Node]: Node[Key] },
  values: ReadonlyMap<number, string>,
) {
  const value = node.type === 'string' ? values.get(node.offset) : undefined
  if (value !== undefined) node.value = value
  for (const child of node.children ?? []) correctStrings(child, values)
}

function refuseDepth(deep: number, reading: Reading): null {
  const message = `the document is nested more than ${maximumDepth} levels deep; a policy needs seven`
  addFault(reading, 'too-deep', { pointer: '', start: deep, end: deep + 1 }, message)
  return null
}

/** The scanner's kinds of token that open and close a level; it exports them only as a `const enum`. */
const opening: ReadonlyMap<number, number> = new Map([
  [1, 2],
  [3, 4],
])
const endOfFile = 17

/** False for most texts: they have fewer brackets than levels are allowed, so that none needs to be looked at closely. */
function hasManyBrackets(text: string): boolean {
  let found = 0
  for (const bracket of '{[') {
    for (let at = text.indexOf(bracket); at >= 0; at = text.indexOf(bracket, at + 1)) {
      if (++found > maximumDepth) return true
    }
  }
  return false
}

/**
 * The offset of the bracket that opens one level too many, or -1. The parser recurses, so this comes first. A closing
 * bracket that does not fit closes nothing, as in the parser, which goes on after errors.
 */
function findTooDeep(text: string): number {
  if (!hasManyBrackets(text)) return -1
  const scanner = createScanner(text, true)
  const closing: number[] = []
  for (let token: number = scanner.scan(); token !== endOfFile; token = scanner.scan()) {
    const close = opening.get(token)
    if (close !== undefined) closing.push(close)
    else if (token === closing.at(-1)) closing.pop()
    if (closing.length > maximumDepth) return scanner.getTokenOffset()
  }
  return -1
}
