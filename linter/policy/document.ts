import { createScanner, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser/lib/esm/main.js'
import { addFault, type Place, type PolicyFault, type PolicyKind, type Reading } from './fault.ts'
import { describeJsonError } from './json-error.ts'
import { describeType, type JsonNode, type Member, placeOf, readMembers } from './json-node.ts'
import { readStatement, type Statement, suggest } from './statement.ts'

/** A policy document that RAM accepts. */
export interface PolicyDocument {
  readonly kind: PolicyKind
  readonly version: '1'
  readonly statements: readonly Statement[]
}

/** What a text turned out to be. */
export interface ParsedPolicy {
  /** The document; null if RAM would refuse it, for any of the faults. */
  readonly document: PolicyDocument | null
  /** Why RAM would refuse it, in the order of the text. */
  readonly faults: readonly PolicyFault[]
  /**
   * The statements that have no fault of their own, whatever else is wrong: for findings about the rest of a faulty
   * document, never for a decision. The same as `document` if that is not null; null if there are none to read.
   */
  readonly readable: PolicyDocument | null
}

/** Nesting that a text may have; a policy needs seven levels. Assumed: RAM names no limit. */
export const maximumDepth = 64

/**
 * The longest document of each kind. Identity (custom policies), session, control: documented, in characters. Key
 * and secret: documented, in bytes. Trust: assumed, no page gives a number. White space is counted (assumed).
 */
export const maximumLength: Readonly<
  Record<PolicyKind, { readonly size: number; readonly unit: 'characters' | 'bytes' }>
> = {
  identity: { size: 6144, unit: 'characters' },
  session: { size: 2048, unit: 'characters' },
  control: { size: 4096, unit: 'characters' },
  trust: { size: 2048, unit: 'characters' },
  key: { size: 32_768, unit: 'bytes' },
  secret: { size: 32_768, unit: 'bytes' },
}

/**
 * Reads a policy document of a kind by the grammar of RAM (Version 1). Unknown actions and wrong ARNs are no faults:
 * RAM accepts them. System policies are read as `identity` and may be longer than a custom one.
 */
export function parsePolicy(text: string, kind: PolicyKind): ParsedPolicy {
  const reading: Reading = { kind, faults: [] }
  checkLength(text, reading)
  const root = parseJson(text, reading)
  const readable = root === null ? null : readDocument(root, reading)
  const faults = reading.faults.sort((a, b) => a.start - b.start || a.end - b.end)
  return { document: faults.length === 0 ? readable : null, faults, readable }
}

function checkLength(text: string, reading: Reading): void {
  const { size, unit } = maximumLength[reading.kind]
  if (text.length * 3 <= size) return
  const length = unit === 'bytes' ? new TextEncoder().encode(text).length : [...text].length
  if (length <= size) return
  const message = `the document has ${length} ${unit}; a policy of this kind has at most ${size}`
  addFault(reading, 'policy-too-long', { pointer: '', start: 0, end: text.length }, message)
}

/** The tree of a strict JSON text (RFC 8259); null, with one fault, if it is none. */
function parseJson(text: string, reading: Reading): JsonNode | null {
  const deep = findTooDeep(text)
  if (deep >= 0) {
    const message = `the document is nested more than ${maximumDepth} levels deep; a policy needs seven`
    addFault(reading, 'too-deep', { pointer: '', start: deep, end: deep + 1 }, message)
    return null
  }
  const errors: ParseError[] = []
  const root = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false })
  const error = errors[0]
  if (root !== undefined && error === undefined) return root
  const start = error?.offset ?? 0
  const end = start + (error?.length ?? 0)
  const message = describeJsonError(
    text,
    start,
    end,
    error === undefined ? 'ValueExpected' : printParseErrorCode(error.error),
  )
  addFault(reading, 'invalid-json', { pointer: '', start, end }, message)
  return null
}

/** The scanner's kinds of token that open and close a level; it exports them only as a `const enum`. */
const opening: ReadonlyMap<number, number> = new Map([
  [1, 2],
  [3, 4],
])
const endOfFile = 17

/**
 * The offset of the bracket that opens one level too many, or -1. The parser recurses, so this comes first. A closing
 * bracket that does not fit closes nothing, as in the parser, which goes on after errors.
 */
function findTooDeep(text: string): number {
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

function readDocument(root: JsonNode, reading: Reading): PolicyDocument | null {
  const place = placeOf(root, '')
  if (root.type !== 'object') {
    addFault(reading, 'invalid-type', place, `a policy is a JSON object, not ${describeType(root)}`)
    return null
  }
  const members = readMembers(root, '', reading)
  if (isBareStatement(members)) {
    const message = 'this is a statement alone; put it into `{"Version": "1", "Statement": [ … ]}`'
    addFault(reading, 'bare-statement', place, message)
    return null
  }
  for (const { name } of members.values()) {
    if (name.value === 'Version' || name.value === 'Statement') continue
    const hint = suggest(name.value, ['Version', 'Statement'])
    addFault(reading, 'unknown-element', name, `\`${name.value}\` is no element of a policy${hint}`)
  }
  checkVersion(members.get('Version'), place, reading)
  const statements = readStatements(members.get('Statement'), place, reading)
  return statements === null ? null : { kind: reading.kind, version: '1', statements }
}

function isBareStatement(members: ReadonlyMap<string, Member>): boolean {
  return !members.has('Statement') && ['Effect', 'Action', 'NotAction'].some(name => members.has(name))
}

function checkVersion(member: Member | undefined, root: Place, reading: Reading): void {
  if (member === undefined) {
    addFault(reading, 'missing-version', root, 'the policy has no Version; write `"Version": "1"`')
    return
  }
  const { type, value } = member.value
  if (type === 'string' && value === '1') return
  const written =
    type === 'string' || type === 'number' ? `\`${JSON.stringify(value)}\`` : describeType(member.value)
  const message = `the Version is ${written}; RAM knows only \`"1"\`, as a string`
  addFault(reading, 'invalid-version', placeOf(member.value, member.name.pointer), message)
}

function readStatements(
  member: Member | undefined,
  root: Place,
  reading: Reading,
): readonly Statement[] | null {
  if (member === undefined) {
    addFault(reading, 'missing-statement', root, 'the policy has no Statement; write a list of statements')
    return null
  }
  const { value: node, name } = member
  const place = placeOf(node, name.pointer)
  if (node.type !== 'array') {
    addFault(
      reading,
      'invalid-type',
      place,
      `the Statement is ${describeType(node)}; write a list of statements`,
    )
    return null
  }
  const items = node.children ?? []
  if (items.length === 0)
    addFault(reading, 'empty-list', place, 'the Statement is an empty list; write at least one')
  const statements = items.map((item, index) => readStatement(item, `${name.pointer}/${index}`, reading))
  return statements.filter(statement => statement !== null)
}
