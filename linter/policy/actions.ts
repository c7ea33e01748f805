import table from './actions.json' with { type: 'json' }

/** How sure a fact is: in an official document, seen in use, or our best guess. */
export type Certainty = 'documented' | 'seen' | 'assumed'

/** A type of resource that an action is checked against. */
export interface ActionResource {
  readonly type: string
  /** An ARN with `{region}`, `{account}` and names in braces; `*` for an action without resources. */
  readonly arn: string
  /** False where one of several types is addressed. */
  readonly required: boolean
  /** Which of them, where that is not plain. */
  readonly note?: string
}

/** Another permission that the caller of the operation needs. */
export interface DependentAction {
  readonly action: string
  readonly type: string
  readonly arn: string
  readonly when: string
  readonly notCheckedWhen?: string
  readonly certainty: Certainty
}

/** An action of a RAM policy: the operations it stands for and what it is checked against. */
export interface ActionEntry {
  readonly action: string
  /** The API operations that ask for it. */
  readonly api: readonly string[]
  readonly accessLevel: 'create' | 'list' | 'get' | 'update' | 'delete'
  readonly accessLevelCertainty: Certainty
  readonly resources: readonly ActionResource[]
  readonly conditionKeys: readonly string[]
  readonly dependentActions: readonly DependentAction[]
  readonly status: 'current' | 'legacy'
  readonly certainty: Certainty
  readonly resourceCertainty: Certainty
  readonly source: string
  readonly note?: string
}

/** Names for the braces of an ARN template. An alias name may be given with or without `alias/`. */
export interface ResourceNames {
  readonly region: string
  readonly account: string
  readonly keyId?: string
  readonly secretName?: string
  readonly aliasName?: string
  readonly certificateId?: string
}

const sources: Readonly<Record<string, string>> = table.sources

/** The actions of KMS. */
export const kmsActions: readonly ActionEntry[] = (table.kms as readonly ActionEntry[]).map(entry => ({
  ...entry,
  source: sources[entry.source] ?? entry.source,
}))

/** Action names of services whose table is not carried: known to exist, by service. */
export const actionNames: Readonly<Record<'ram' | 'sts', readonly string[]>> = table.names

const byName: ReadonlyMap<string, ActionEntry> = new Map(
  kmsActions.map(entry => [entry.action.toLowerCase(), entry]),
)

/** The KMS action of a name, in any case; undefined if there is none. */
export function findAction(name: string): ActionEntry | undefined {
  return byName.get(name.toLowerCase())
}

/**
 * The ARNs that an action is checked against for things of these names, in the order of the table. A type whose name
 * is not given is left out; an action without resources gives `*`.
 */
export function resourcesOf(action: ActionEntry, names: ResourceNames): readonly string[] {
  const values = new Map(Object.entries(names as unknown as Readonly<Record<string, string>>))
  const alias = values.get('aliasName')
  if (alias !== undefined) values.set('aliasName', alias.replace(/^alias\//, ''))
  const arns = new Set<string>()
  for (const { arn } of action.resources) {
    const complete = [...arn.matchAll(braces)].every(([, name]) => values.has(name as string))
    if (complete) arns.add(arn.replace(braces, (_, name: string) => values.get(name) as string))
  }
  return [...arns]
}

const braces = /\{(\w+)\}/g

/**
 * The relative ids of KMS resources: the prefix before the name, and whether it stands alone as a container. Source:
 * KMS documentation on RAM (key, secret, alias, certificate), samples of the API pages (the others).
 */
export const kmsResourceTypes: readonly { readonly prefix: string; readonly container: boolean }[] = [
  { prefix: 'key', container: true },
  { prefix: 'secret', container: true },
  { prefix: 'alias', container: true },
  { prefix: 'certificate', container: true },
  { prefix: 'keystore', container: false },
  { prefix: 'policy', container: false },
  { prefix: 'network', container: false },
  { prefix: 'applicationaccesspoint', container: false },
]
