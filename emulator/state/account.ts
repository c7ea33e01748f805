import type { Agenda } from './agenda.ts'
import type { Backup } from './backup.ts'
import type { Clock } from './clock.ts'
import type { RotationEvent } from './event.ts'
import type { Instance } from './instance.ts'
import type { Key } from './key.ts'
import { SecretList } from './secret-list.ts'
import type { Targets } from './target.ts'
import type { Trouble } from './trouble.ts'

export interface AccessKey {
  readonly id: string
  readonly secret: string
  status: 'Active' | 'Inactive'
}

export interface RamUser {
  readonly name: string
  readonly id: string
  accessKeys: AccessKey[]
  groups: string[]
  /** Names of system or custom policies. */
  policies: string[]
}

export interface RamGroup {
  readonly name: string
  policies: string[]
}

export interface RamRole {
  readonly name: string
  readonly id: string
  /** The trust policy's JSON text. */
  trust: string
  policies: string[]
  /** Seconds. */
  maxSessionDuration: number
}

/** What AssumeRole gave out. */
export interface Session {
  readonly accessKeyId: string
  readonly accessKeySecret: string
  readonly securityToken: string
  readonly role: string
  readonly name: string
  readonly expiration: number
  /** The session policy's JSON text. */
  readonly policy?: string
}

/** What KMS was given a role for. */
export type Authorization = 'ram-credentials' | 'rds' | 'ecs'

/** A scenario that was applied and not yet undone: plain data, so that a snapshot can hold it. */
export interface AppliedScenario {
  readonly id: string
  readonly name: string
  readonly parameters: Record<string, unknown>
  readonly changed: string[]
  /** What undoing puts back, as the scenario itself wrote it. */
  readonly before: unknown
}

/** One Alibaba Cloud account: everything that a call can see or change, with its own clock. */
export interface Account {
  readonly id: string
  readonly clock: Clock
  /** The root's. */
  accessKeys: AccessKey[]
  users: Map<string, RamUser>
  groups: Map<string, RamGroup>
  roles: Map<string, RamRole>
  /** JSON texts of the custom policies by name. */
  policies: Map<string, string>
  /** JSON texts. */
  controlPolicies: string[]
  /** By access key id. */
  sessions: Map<string, Session>
  authorizations: Set<Authorization>
  debt: 'none' | 'in-debt' | 'overdue'
  instances: Map<string, Instance>
  /** When each instance that is gone was released, oldest first. */
  released: Map<string, number>
  /** Of instances, also of those that are gone; oldest first. */
  backups: Map<string, Backup>
  keys: Map<string, Key>
  /** By key version id, kept by the functions that make and drop versions. */
  keyVersions: Map<string, Key>
  /** Region, then alias name with its `alias/`, to key id. */
  aliases: Map<string, Map<string, string>>
  /** By region. */
  secrets: Map<string, SecretList>
  targets: Targets
  /** Oldest first. */
  events: RotationEvent[]
  scenarios: Map<string, AppliedScenario>
  /** What is the matter with the service itself, oldest first. */
  troubles: Map<string, Trouble>
  /** Signatures are judged by the machine's time plus this, in milliseconds (scenario `clock-skew`). */
  signatureSkew: number
  /** What will happen by the clock; derived from the rest, never stored. */
  readonly agenda: Agenda
}

/** Whose an access key is. */
export type AccessKeyOwner =
  | { readonly kind: 'root'; readonly account: Account; readonly key: AccessKey }
  | { readonly kind: 'user'; readonly account: Account; readonly key: AccessKey; readonly user: RamUser }
  | { readonly kind: 'session'; readonly account: Account; readonly session: Session }

/** All accounts of one emulator. */
export interface World {
  /** The region of calls that name none. */
  region: string
  accounts: Map<string, Account>
  /** Every access key id there is, kept by the functions that add and remove keys. */
  accessKeys: Map<string, AccessKeyOwner>
}

/** The secrets of a region, made on first use. */
export function secretsIn(account: Account, region: string): SecretList {
  let secrets = account.secrets.get(region)
  if (!secrets) {
    secrets = new SecretList()
    account.secrets.set(region, secrets)
  }
  return secrets
}

/** The aliases of a region, made on first use. */
export function aliasesIn(account: Account, region: string): Map<string, string> {
  let aliases = account.aliases.get(region)
  if (!aliases) {
    aliases = new Map()
    account.aliases.set(region, aliases)
  }
  return aliases
}
