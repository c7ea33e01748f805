import table from './system-policies.json' with { type: 'json' }

/** One of Alibaba Cloud's own policies around KMS, as published. */
export interface SystemPolicy {
  readonly name: string
  /** `system`: to attach to users and roles. `service-role`: of a role that a service uses. */
  readonly use: 'system' | 'service-role'
  /** The published version; null where the source names none. */
  readonly version: string | null
  /** When that version was published (ISO 8601 date); null where the source names none. */
  readonly date: string | null
  readonly source: string
  readonly document: object
}

/** The published system policies by name, with version, date and source. */
export const systemPolicyTable: readonly SystemPolicy[] = table as readonly SystemPolicy[]

/** The documents of the system policies around KMS: name → JSON text. */
export const systemPolicies: ReadonlyMap<string, string> = new Map(
  systemPolicyTable.map(({ name, document }) => [name, JSON.stringify(document, null, 2)]),
)
