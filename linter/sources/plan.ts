import { type ExtractedPolicy, type Extraction, pointerTo, type UnresolvedPolicy } from './extraction.ts'
import { readJson } from './json-value.ts'
import { blockOfObject } from './object-block.ts'
import { documentOfBlocks } from './statement-blocks.ts'
import { documentArguments, documentData } from './terraform-documents.ts'
import { deepest, documentOf, memberOf, textOf, type Value } from './value.ts'

/**
 * Reads policies from a plan as `terraform show -json` prints it: what resources are to be, not what is deleted. A
 * document of which a part is not known is not known as a whole, but for that of a data source, whose arguments are
 * read. Source: Terraform's page on the JSON output format, `resource_changes` and `planned_values`.
 */
export function readPlan(text: string): Extraction {
  const root = readJson(text)
  if (root === undefined) return { form: 'plan', policies: [], unresolved: [], problem: 'it is no JSON' }
  const policies: ExtractedPolicy[] = []
  const unresolved: UnresolvedPolicy[] = []
  for (const planned of memberOf(root, 'resource_changes') === undefined
    ? plannedValues(root)
    : changes(root)) {
    const { type, address, values, marks } = planned
    const data = type === documentData ? values : undefined
    if (data !== undefined) {
      const value = documentOfBlocks(blockOfObject(withMarks(data, marks, address, 0)))
      const draft = documentOf(value)
      if (draft !== null)
        policies.push({ name: address, pointer: pointerTo(...planned.path), kind: null, draft })
    }
    for (const { argument, kind, block } of data === undefined ? (documentArguments.get(type) ?? []) : []) {
      for (const [path, holder, holderMarks] of holders(planned, block)) {
        const value = memberOf(holder, argument)
        const isUnknown = isTrue(memberOf(holderMarks, argument))
        const draft = value === undefined || isUnknown ? null : documentOf(value)
        const place = value ?? holder ?? values
        const { start, end } = place ?? { start: 0, end: 0 }
        if (draft !== null)
          policies.push({ name: address, pointer: pointerTo(...path, argument), kind, draft })
        else if (isUnknown)
          unresolved.push({ name: address, label: `\${${address}.${argument}}`, start, end })
      }
    }
  }
  return { form: 'plan', policies, unresolved }
}

interface Planned {
  readonly type: string
  readonly address: string
  readonly path: readonly (string | number)[]
  readonly values: Value | undefined
  /** `true` in the place of each value that is not known yet. */
  readonly marks: Value | undefined
}

function* changes(root: Value): Generator<Planned> {
  const list = memberOf(root, 'resource_changes')
  for (const [index, each] of list?.type === 'list' ? list.items.entries() : []) {
    const change = memberOf(each, 'change')
    const values = memberOf(change, 'after')
    if (values?.type !== 'object') continue
    yield {
      type: textOf(memberOf(each, 'type')) ?? '',
      address: textOf(memberOf(each, 'address')) ?? '',
      path: ['resource_changes', index, 'change', 'after'],
      values,
      marks: memberOf(change, 'after_unknown'),
    }
  }
}

function plannedValues(root: Value): Generator<Planned> {
  return inModule(memberOf(memberOf(root, 'planned_values'), 'root_module'), [
    'planned_values',
    'root_module',
  ])
}

function* inModule(module: Value | undefined, path: readonly (string | number)[]): Generator<Planned> {
  const resources = memberOf(module, 'resources')
  for (const [index, each] of resources?.type === 'list' ? resources.items.entries() : []) {
    yield {
      type: textOf(memberOf(each, 'type')) ?? '',
      address: textOf(memberOf(each, 'address')) ?? '',
      path: [...path, 'resources', index, 'values'],
      values: memberOf(each, 'values'),
      marks: undefined,
    }
  }
  const children = memberOf(module, 'child_modules')
  for (const [index, each] of children?.type === 'list' ? children.items.entries() : [])
    yield* inModule(each, [...path, 'child_modules', index])
}

/** The objects that hold a document, with their paths and marks. */
function* holders(
  { path, values, marks }: Planned,
  block: string | undefined,
): Generator<readonly [readonly (string | number)[], Value | undefined, Value | undefined]> {
  if (block === undefined) {
    yield [path, values, marks]
    return
  }
  const list = memberOf(values, block)
  const listMarks = memberOf(marks, block)
  for (const [index, each] of list?.type === 'list' ? list.items.entries() : [])
    yield [[...path, block, index], each, listMarks?.type === 'list' ? listMarks.items[index] : undefined]
}

function isTrue(value: Value | undefined): boolean {
  return value?.type === 'literal' && value.text === 'true'
}

/** Values with an unknown where the marks say so. A list is marked item by item. */
function withMarks(value: Value, marks: Value | undefined, label: string, depth: number): Value {
  const { start, end } = value
  if (isTrue(marks) || depth > deepest) return { type: 'unknown', label: `\${${label}}`, start, end }
  if (value.type === 'list') {
    const marked = marks?.type === 'list' ? marks.items : []
    return {
      ...value,
      items: value.items.map((item, index) =>
        withMarks(item, marked[index], `${label}[${index}]`, depth + 1),
      ),
    }
  }
  if (value.type !== 'object') return value
  const names = new Set(value.members.map(({ name }) => textOf(name)))
  const onlyMarked =
    marks?.type === 'object' ? marks.members.filter(({ name }) => !names.has(textOf(name))) : []
  const members = value.members.map(member => {
    const name = textOf(member.name) ?? ''
    return { ...member, value: withMarks(member.value, memberOf(marks, name), `${label}.${name}`, depth + 1) }
  })
  const added = onlyMarked
    .filter(member => isTrue(member.value))
    .map(({ name }) => ({
      name: { ...name, start, end },
      value: { type: 'unknown' as const, label: `\${${label}.${textOf(name) ?? ''}}`, start, end },
    }))
  return { ...value, members: [...members, ...added] }
}
