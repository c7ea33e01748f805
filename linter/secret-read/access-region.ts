import { documentedKey } from '../condition-keys.ts'
import {
  type AccessRequest,
  type CompiledStatement,
  compileActionPattern,
  kmsActions,
  lowerCaseAction,
  matches,
  type PolicySet,
  policiesIn,
  type Statement,
} from '../policy/index.ts'

/** A request that shows an access, as reports print it. */
export interface ExampleRequest {
  readonly action: string
  readonly resource: string
  /** Values of condition keys; keys that are left out are absent. */
  readonly context: Readonly<Record<string, string | readonly string[]>>
}

/** Access that one statement grants: each of the actions on each of the resources, as far as the two go together. */
export interface AccessRegion {
  /** Names of the table; for actions of no table the patterns as written. */
  readonly actions: readonly string[]
  /** Patterns as written. */
  readonly resources: readonly string[]
  /** True for names of KMS that the table does not have. */
  readonly unlisted: boolean
  readonly example: ExampleRequest
  /** The statement. */
  readonly path: string
  readonly pointer: string
}

/** Which resource patterns of a statement grant an action, and one request that shows it. */
export interface Found {
  /** The action as a region names it. */
  readonly name: string
  readonly sort: Sort
  readonly resources: Set<string>
  readonly example: ExampleRequest
}

/** Of the table, of KMS but not in it, or another service's. */
const sorts = ['listed', 'unlisted', 'foreign'] as const
type Sort = (typeof sorts)[number]

/** Whether an action is one of KMS, listed or not. */
export function isKms(action: string): boolean {
  return lowerCaseAction(action).startsWith('kms:')
}

/** The action pattern of a statement that an action comes by; null under NotAction, where one stands for all. */
export function writtenFor({ actionElement, actions }: Statement, action: string): string | null {
  if (actionElement === 'NotAction') return null
  const name = lowerCaseAction(action)
  return actions.find(({ value }) => matches(compileActionPattern(value), name))?.value ?? null
}

/** A context with its keys as the policies spell them, and else as the documentation does. */
export function spelled(
  context: AccessRequest['context'],
  policies: readonly PolicySet[],
): ExampleRequest['context'] {
  const spelling = new Map<string, string>()
  if (context.size > 0)
    for (const { document } of policies.flatMap(policiesIn))
      for (const { conditions } of document.statements)
        for (const { key } of conditions) spelling.set(key.value.toLowerCase(), key.value)
  return Object.fromEntries(
    [...context].map(([key, value]) => [spelling.get(key) ?? documentedKey(key), value]),
  )
}

/** Actions of one sort with the same resources are one region; all in the order of the table or as written. */
export function mergeActions(
  { reference, statement }: CompiledStatement,
  actions: ReadonlyMap<string, Found> = new Map(),
): AccessRegion[] {
  const place = ({ sort, name }: Found) =>
    sort === 'listed' ? tableOrder.get(name) : statement.actions.findIndex(({ value }) => value === name)
  const inOrder = sorts.flatMap(sort =>
    [...actions.values()]
      .filter(each => each.sort === sort)
      .sort((a, b) => (place(a) ?? 0) - (place(b) ?? 0)),
  )
  const regions = new Map<string, { actions: string[]; resources: string[]; found: Found }>()
  for (const found of inOrder) {
    const written = new Set(statement.resources.map(({ value }) => value))
    const resources = [...written].filter(each => found.resources.has(each))
    const key = JSON.stringify([found.sort, ...resources])
    const region = regions.get(key) ?? { actions: [], resources, found }
    regions.set(key, region)
    region.actions.push(found.name)
  }
  return [...regions.values()].map(({ actions: names, resources, found: { sort, example } }) => ({
    actions: names,
    resources,
    unlisted: sort === 'unlisted',
    example,
    path: reference.policy,
    pointer: reference.pointer,
  }))
}

const tableOrder: ReadonlyMap<string, number> = new Map(
  kmsActions.map(({ action }, index) => [action, index]),
)
