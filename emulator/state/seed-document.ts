import type { Source } from '../machine.ts'
import type { Authorization } from './account.ts'
import type { RotationEvent } from './event.ts'
import type { Instance } from './instance.ts'
import type { Key } from './key.ts'
import type { RunningRotation, SecretType } from './secret.ts'
import type { TargetStatus } from './target.ts'
import type { Trouble } from './trouble.ts'

/** A seed or a snapshot: the types of `seed.schema.json`, which says what each member means and defaults to. */
export interface SeedDocument {
  readonly $schema?: string
  readonly format: 1
  readonly region?: string
  readonly now?: SeedTime
  readonly accounts: readonly SeedAccount[]
}

/** Absolute (ISO 8601) or relative to the start of the account's clock (`+30d`, `-2h`). */
export type SeedTime = string

/** A policy document as an object or as its JSON text. */
export type SeedPolicyDocument = object | string

/** One account of a document. */
export interface SeedAccount {
  readonly id: string
  readonly clock?: SeedClock
  readonly accessKeys?: readonly SeedAccessKey[]
  readonly users?: readonly SeedUser[]
  readonly groups?: readonly { readonly name: string; readonly policies?: readonly string[] }[]
  readonly roles?: readonly SeedRole[]
  readonly policies?: readonly { readonly name: string; readonly document: SeedPolicyDocument }[]
  readonly controlPolicies?: readonly SeedPolicyDocument[]
  readonly sessions?: readonly SeedSession[]
  readonly authorizations?: readonly Authorization[]
  readonly debt?: 'none' | 'in-debt' | 'overdue'
  readonly instances?: readonly SeedInstance[]
  readonly releasedInstances?: readonly { readonly id: string; readonly at: SeedTime }[]
  readonly backups?: readonly SeedBackup[]
  readonly keys?: readonly SeedKey[]
  readonly aliasOrder?: Readonly<Record<string, readonly string[]>>
  readonly secrets?: readonly SeedSecret[]
  readonly rds?: readonly SeedDatabase[]
  readonly redis?: readonly SeedDatabase[]
  readonly polardb?: readonly SeedDatabase[]
  readonly ecs?: readonly SeedEcsInstance[]
  readonly removedUsers?: readonly SeedUser[]
  readonly events?: readonly SeedEvent[]
  readonly scenarios?: readonly SeedScenario[]
  readonly troubles?: readonly SeedTrouble[]
  readonly signatureSkew?: number
}

export interface SeedClock {
  readonly offset?: number
  readonly frozen?: SeedTime
}

export interface SeedAccessKey {
  readonly id: string
  readonly secret: string
  readonly status?: 'Active' | 'Inactive'
}

export interface SeedUser {
  readonly name: string
  readonly id?: string
  readonly accessKeys?: readonly SeedAccessKey[]
  readonly groups?: readonly string[]
  readonly policies?: readonly string[]
}

export interface SeedRole {
  readonly name: string
  readonly id?: string
  readonly trust: SeedPolicyDocument
  readonly policies?: readonly string[]
  readonly maxSessionDuration?: number
}

export interface SeedSession {
  readonly accessKeyId: string
  readonly accessKeySecret: string
  readonly securityToken: string
  readonly role: string
  readonly name: string
  readonly expiration: SeedTime
  readonly policy?: SeedPolicyDocument
}

export interface SeedDeletionProtection {
  readonly enabled?: boolean
  readonly description?: string
}

export interface SeedInstance {
  readonly id: string
  readonly region?: string
  readonly type?: Instance['type']
  readonly name?: string
  readonly status?: Instance['status']
  readonly created?: SeedTime
  readonly starts?: SeedTime
  readonly expires?: SeedTime
  readonly connectedAt?: SeedTime
  readonly publicAccess?: boolean
  readonly keyQuota?: number
  readonly secretQuota?: number
  readonly chargeType?: Instance['chargeType']
  readonly deletionProtection?: SeedDeletionProtection
  readonly network?: {
    readonly vpcId: string
    readonly zoneIds: readonly string[]
    readonly vSwitchIds: readonly string[]
  }
}

export interface SeedKeyVersion {
  readonly id?: string
  readonly created?: SeedTime
  readonly material?: string
}

export interface SeedKey {
  readonly id: string
  readonly instance?: string
  readonly region?: string
  readonly spec?: string
  readonly usage?: string
  readonly origin?: Key['origin']
  readonly protectionLevel?: Key['protectionLevel']
  readonly storageMechanism?: 'HsmEncryptedDatabase'
  readonly creator?: string
  readonly service?: boolean
  readonly created?: SeedTime
  readonly state?: Key['state']
  readonly description?: string
  readonly deleteDate?: SeedTime
  readonly deletionProtection?: SeedDeletionProtection
  readonly aliases?: readonly string[]
  readonly policy?: SeedPolicyDocument
  readonly tags?: Readonly<Record<string, string>>
  readonly material?: string
  readonly versions?: readonly SeedKeyVersion[]
  readonly rotation?: { readonly enabled?: boolean; readonly interval?: string; readonly last?: SeedTime }
}

export interface SeedSecretVersion {
  readonly id: string
  readonly value?: string
  readonly ciphertext?: string
  readonly dataType?: 'text' | 'binary'
  readonly stages?: readonly string[]
  readonly created?: SeedTime
}

export interface SeedRunningRotation {
  readonly startedAt: SeedTime
  readonly endsAt: SeedTime
  readonly versionId: string
  readonly trigger?: RunningRotation['trigger']
  readonly reads?: RunningRotation['reads']
  readonly stuck?: boolean
}

export interface SeedSecretRotation {
  readonly enabled?: boolean
  readonly interval?: string
  readonly invalid?: boolean
  readonly last?: SeedTime
  readonly next?: SeedTime
  readonly running?: SeedRunningRotation
}

export interface SeedSecret {
  readonly name: string
  readonly instance?: string
  readonly key?: string
  readonly keyDeleted?: boolean
  readonly serviceManagedKey?: boolean
  readonly region?: string
  readonly type?: SecretType
  readonly extendedConfig?: Readonly<Record<string, unknown>>
  readonly rotation?: SeedSecretRotation
  readonly policy?: SeedPolicyDocument
  readonly tags?: Readonly<Record<string, string>>
  readonly description?: string
  readonly plannedDeletion?: SeedTime
  readonly creator?: string
  readonly created?: SeedTime
  readonly updated?: SeedTime
  readonly versions: readonly SeedSecretVersion[]
  readonly stageOrder?: readonly string[]
}

/** The keys and secrets of an instance, each in it, as they were when it was taken. */
export interface SeedBackup {
  readonly id: string
  readonly instance: string
  readonly region?: string
  readonly created?: SeedTime
  readonly keys?: readonly SeedKey[]
  readonly secrets?: readonly SeedSecret[]
}

export interface SeedDatabase {
  readonly id: string
  readonly status?: TargetStatus
  readonly accounts?: readonly {
    readonly name: string
    readonly password: string
    readonly privilege?: string
    readonly removed?: boolean
    readonly stopped?: true
  }[]
}

export interface SeedEcsInstance {
  readonly id: string
  readonly status?: TargetStatus
  readonly users?: readonly {
    readonly name: string
    readonly password?: string
    readonly publicKey?: string
    readonly removed?: boolean
    readonly stopped?: true
  }[]
}

export type SeedEvent = Omit<RotationEvent, 'at'> & { readonly at: SeedTime }

export interface SeedScenario {
  readonly id: string
  readonly name: string
  readonly parameters?: Readonly<Record<string, unknown>>
  readonly changed?: readonly string[]
  readonly before?: unknown
}

export type SeedTrouble = Readonly<Omit<Trouble, 'window'>>

/** What the things of a document are made with. */
export interface StartOptions {
  /** The region of things that name none. */
  readonly region: string
  /** The moment at which the account's own clock starts, in milliseconds. */
  readonly now: number
  readonly source: Source
}
