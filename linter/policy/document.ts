import { addFault, type Place, type PolicyFault, type PolicyKind, type Reading } from './fault.ts'
import { describeType, type JsonNode, type Member, openingOf, placeOf, readMembers } from './json-node.ts'
import { readJson } from './json-text.ts'
import { readStatement, type Statement } from './statement.ts'

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

/**
 * The longest document of each kind. Identity (custom policies), session, control: documented, in characters. Key
 * and secret: documented, in bytes. Trust: assumed, no page gives a number. Bucket: none known. White space is
 * counted (assumed).
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
  bucket: { size: Number.POSITIVE_INFINITY, unit: 'bytes' },
}

/**
 * Reads a policy document of a kind by the grammar of RAM (Version 1). Unknown actions and wrong ARNs are no faults:
 * RAM accepts them. System policies are read as `identity` and may be longer than a custom one.
 */
export function parsePolicy(text: string, kind: PolicyKind): ParsedPolicy {
  const reading: Reading = { kind, faults: [] }
  checkLength(text, reading)
  const tree = readJson(text, reading)
  const readable =
    tree !== null && (tree.isJson || isPolicy(tree.root)) ? readDocument(tree.root, reading) : null
  const faults = reading.faults.sort((a, b) => a.start - b.start || a.end - b.end)
  return { document: faults.length === 0 ? readable : null, faults, readable }
}

function checkLength(text: string, reading: Reading): void {
  const { size, unit } = maximumLength[reading.kind]
  if (text.length * (unit === 'bytes' ? 3 : 1) <= size) return
  const length = unit === 'bytes' ? new TextEncoder().encode(text).length : [...text].length
  if (length <= size) return
  const message = `the document has ${length} ${unit}; a policy of this kind has at most ${size}`
  addFault(reading, 'policy-too-long', { pointer: '', start: 0, end: text.length }, message)
}

/** Whether a tree is worth reading that stands in a text which is no JSON: then its faults are of a policy. */
function isPolicy({ type, children = [] }: JsonNode): boolean {
  if (type !== 'object') return false
  return children.some(each => ['Statement', 'Effect'].includes(String(each.children?.[0]?.value)))
}

function readDocument(root: JsonNode, reading: Reading): PolicyDocument | null {
  const place = placeOf(root, '')
  if (root.type === 'array') return readBareList(root, place, reading)
  if (root.type !== 'object') {
    addFault(reading, 'invalid-type', place, `a policy is a JSON object, not ${describeType(root)}`)
    return null
  }
  const members = readMembers(root, '', reading)
  if (isBareStatement(members)) {
    const message = 'this is a statement alone; put it into `{"Version": "1", "Statement": [ … ]}`'
    addFault(reading, 'bare-statement', openingOf(place), message)
    const version = members.get('Version')
    if (version !== undefined) checkVersion(version, place, reading)
    return documentOf([readStatement(root, '', reading, ['Version'])], reading)
  }
  const absent = ['Version', 'Statement'].filter(element => !members.has(element))
  for (const { name } of members.values()) {
    if (name.value === 'Version' || name.value === 'Statement') continue
    addFault(reading, 'unknown-element', name, `\`${name.value}\` is no element of a policy`, { absent })
  }
  checkVersion(members.get('Version'), place, reading)
  const statements = readStatements(members.get('Statement'), place, reading)
  return statements === null ? null : documentOf(statements, reading)
}

function documentOf(statements: readonly (Statement | null)[], { kind }: Reading): PolicyDocument {
  return { kind, version: '1', statements: statements.filter(statement => statement !== null) }
}

function readBareList(root: JsonNode, place: Place, reading: Reading): PolicyDocument {
  const message =
    'a policy is a JSON object, not an array; put the list into `{"Version": "1", "Statement": … }`'
  addFault(reading, 'invalid-type', openingOf(place), message)
  return documentOf(readItems(root, '', reading), reading)
}

function readItems(list: JsonNode, pointer: string, reading: Reading): readonly (Statement | null)[] {
  return (list.children ?? []).map((item, index) => readStatement(item, `${pointer}/${index}`, reading))
}

function isBareStatement(members: ReadonlyMap<string, Member>): boolean {
  return !members.has('Statement') && ['Effect', 'Action', 'NotAction'].some(name => members.has(name))
}

/** The versions of the policy language of AWS. Source: its reference of IAM policy elements. */
const foreignVersions: ReadonlySet<unknown> = new Set(['2008-10-17', '2012-10-17'])

function checkVersion(member: Member | undefined, root: Place, reading: Reading): void {
  if (member === undefined) {
    const message = 'the policy has no Version; write `"Version": "1"`'
    addFault(reading, 'missing-version', openingOf(root), message)
    return
  }
  const { type, value } = member.value
  if (type === 'string' && value === '1') return
  const written =
    type === 'string' || type === 'number' ? `\`${JSON.stringify(value)}\`` : describeType(member.value)
  const origin = foreignVersions.has(value) ? ', that of another cloud’s policies' : ''
  const message = `the Version is ${written}${origin}; RAM knows only \`"1"\`, as a string`
  addFault(reading, 'invalid-version', placeOf(member.value, member.name.pointer), message)
}

/** An object in the place of the list is a fault, and is read as the one statement that it is. */
function readStatements(
  member: Member | undefined,
  root: Place,
  reading: Reading,
): readonly (Statement | null)[] | null {
  if (member === undefined) {
    const message = 'the policy has no Statement; write a list of statements'
    addFault(reading, 'missing-statement', openingOf(root), message)
    return null
  }
  const { value: node, name } = member
  const place = placeOf(node, name.pointer)
  if (node.type !== 'array') {
    const message = `the Statement is ${describeType(node)}; write a list of statements`
    addFault(reading, 'invalid-type', node.type === 'object' ? openingOf(place) : place, message)
    return node.type === 'object' ? [readStatement(node, name.pointer, reading)] : null
  }
  const message = 'the Statement is an empty list; write at least one'
  if ((node.children ?? []).length === 0) addFault(reading, 'empty-list', place, message)
  return readItems(node, name.pointer, reading)
}
