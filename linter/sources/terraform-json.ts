import { isUnknown, nameless, type Piece } from './draft.ts'
import { type ExtractedPolicy, type Extraction, pointerTo, type UnresolvedPolicy } from './extraction.ts'
import { readJson } from './json-value.ts'
import { blockOfObject } from './object-block.ts'
import { cutPieces } from './piece-cutting.ts'
import { documentOfBlocks } from './statement-blocks.ts'
import { arnOwners, documentArguments, documentData } from './terraform-documents.ts'
import { documentOf, memberOf, textOf, type Value } from './value.ts'

/**
 * Reads policies from Terraform configuration in its JSON syntax. Expressions in strings are unknown, but for the
 * document of a data source of the same file. Source: Terraform's page on the JSON configuration syntax.
 */
export function readTerraformJson(text: string): Extraction {
  const root = readJson(text)
  if (root === undefined) return { form: 'terraform', policies: [], unresolved: [], problem: 'it is no JSON' }
  const policies: ExtractedPolicy[] = []
  const unresolved: UnresolvedPolicy[] = []
  const add = (policy: Omit<ExtractedPolicy, 'draft'>, value: Value): void => {
    const known = withExpressions(value)
    const draft = documentOf(known)
    if (draft !== null) policies.push({ ...policy, draft })
    else
      unresolved.push({
        name: policy.name,
        label: textOf(value) ?? nameless,
        start: value.start,
        end: value.end,
      })
  }
  for (const { type, name, path, body } of bodiesOf(root, 'resource')) {
    for (const { argument, kind, block } of documentArguments.get(type) ?? []) {
      const value = memberOf(block === undefined ? body : memberOf(body, block), argument)
      const pointer = pointerTo(...path, ...(block === undefined ? [] : [block]), argument)
      if (value !== undefined && !refersToData(value)) add({ name: `${type}.${name}`, pointer, kind }, value)
    }
  }
  for (const { type, name, path, body } of bodiesOf(root, 'data')) {
    if (type !== documentData) continue
    const value = documentOfBlocks(blockOfObject(withExpressions(body)))
    add({ name: `data.${type}.${name}`, pointer: pointerTo(...path), kind: null }, value)
  }
  return { form: 'terraform', policies, unresolved }
}

interface Body {
  readonly type: string
  readonly name: string
  readonly path: readonly (string | number)[]
  readonly body: Value
}

function* bodiesOf(root: Value, kind: 'resource' | 'data'): Generator<Body> {
  for (const [typePath, type, byName] of entriesOf(memberOf(root, kind), [kind]))
    for (const [path, name, body] of entriesOf(byName, typePath))
      for (const [index, each] of body.type === 'list' ? body.items.entries() : [])
        yield { type, name, path: [...path, index], body: each }
  for (const [typePath, type, byName] of entriesOf(memberOf(root, kind), [kind]))
    for (const [path, name, body] of entriesOf(byName, typePath))
      if (body.type === 'object') yield { type, name, path, body }
}

/** Members of an object, or of each object of a list, with their paths. */
function* entriesOf(
  value: Value | undefined,
  path: readonly (string | number)[],
): Generator<readonly [readonly (string | number)[], string, Value]> {
  if (value?.type === 'list')
    for (const [index, item] of value.items.entries()) yield* entriesOf(item, [...path, index])
  if (value?.type !== 'object') return
  for (const { name, value: member } of value.members) {
    const text = textOf(name) ?? ''
    yield [[...path, text], text, member]
  }
}

/** The whole document of a data source of this file, which is found there. */
function refersToData(value: Value): boolean {
  return /^\$\{data\.alicloud_ram_policy_document\.[\w-]+\.(document|json)\}$/.test(textOf(value) ?? '')
}

/** Strings with `${…}` as unknowns; a string that is one expression is unknown as a whole. */
function withExpressions(value: Value): Value {
  if (value.type === 'list') return { ...value, items: value.items.map(withExpressions) }
  if (value.type === 'object') {
    return {
      ...value,
      members: value.members.map(member => ({ ...member, value: withExpressions(member.value) })),
    }
  }
  if (value.type !== 'string') return value
  const pieces = cutPieces(value.pieces, /\$?\$\{[^{}"]*\}/g, (found, place): Piece => {
    if (found.startsWith('$$')) return { text: found.slice(1), ...place, same: false }
    const [type] = found.slice(2).split('.')
    const arn = found.endsWith('.arn}') ? arnOwners.get(type ?? '') : undefined
    return { label: found, ...place, ...(arn === undefined ? {} : { arn }) }
  })
  const [only, ...others] = pieces
  if (only !== undefined && others.length === 0 && isUnknown(only))
    return { type: 'unknown', ...only, start: value.start, end: value.end }
  return { ...value, pieces }
}
