import type { RamUser } from './account.ts'
import { deferMember } from './deferred.ts'

/** A thing outside KMS that managed secrets change: it can be removed, stopped and brought back. */
export interface DatabaseInstance {
  readonly id: string
  status: TargetStatus
  accounts: Map<string, DatabaseAccount>
}

/** `Deleted`: gone for now, it may come back. */
export type TargetStatus = 'Running' | 'Stopped' | 'Deleted'

export interface DatabaseAccount {
  readonly name: string
  password: string
  privilege?: string
  removed: boolean
  /** Locked: it is there and lets nobody in. */
  stopped?: true
}

export interface EcsInstance {
  readonly id: string
  status: TargetStatus
  users: Map<string, EcsUser>
}

export interface EcsUser {
  readonly name: string
  password?: string
  publicKey?: string
  removed: boolean
  /** Locked: it is there and lets nobody in. */
  stopped?: true
}

export interface Targets {
  rds: Map<string, DatabaseInstance>
  redis: Map<string, DatabaseInstance>
  polardb: Map<string, DatabaseInstance>
  ecs: Map<string, EcsInstance>
  /** RAM users that were removed and may come back, by name. */
  removedUsers: Map<string, RamUser>
}

/** A database instance that is there, be it stopped. */
export function databaseThere(
  databases: ReadonlyMap<string, DatabaseInstance>,
  id: unknown,
): DatabaseInstance | undefined {
  const database = typeof id === 'string' ? databases.get(id) : undefined
  return database?.status === 'Deleted' ? undefined : database
}

/** An account of a database that is there. */
export function databaseAccountThere(database: DatabaseInstance, name: string): DatabaseAccount | undefined {
  const account = database.accounts.get(name)
  return account?.removed ? undefined : account
}

/** Makes an account, or gives the one that is there a new password, which is made when somebody first looks at it. */
export function setDatabaseAccount(
  database: DatabaseInstance,
  name: string,
  password: () => string,
  privilege?: string,
): void {
  const before = databaseAccountThere(database, name)
  const kept = privilege ?? before?.privilege
  const account = { name, password: '', ...(kept === undefined ? {} : { privilege: kept }), removed: false }
  deferMember(account, 'password', password)
  database.accounts.set(name, account)
}

/** An ECS instance that is there, be it stopped. */
export function ecsThere(instances: ReadonlyMap<string, EcsInstance>, id: unknown): EcsInstance | undefined {
  const instance = typeof id === 'string' ? instances.get(id) : undefined
  return instance?.status === 'Deleted' ? undefined : instance
}

/** A user of an ECS instance that is there. */
export function ecsUserThere(instance: EcsInstance, name: string): EcsUser | undefined {
  const user = instance.users.get(name)
  return user?.removed ? undefined : user
}

/** Whether a database account would let in who brings this password. */
export function databaseLogin(
  database: DatabaseInstance | undefined,
  name: string,
  password: string,
): boolean {
  if (database?.status !== 'Running') return false
  const account = databaseAccountThere(database, name)
  return account !== undefined && !account.stopped && account.password === password
}

/** Whether an ECS instance would let in who brings this password or the key pair of this public key. */
export function ecsLogin(instance: EcsInstance | undefined, name: string, credential: string): boolean {
  if (instance?.status !== 'Running') return false
  const user = ecsUserThere(instance, name)
  if (!user || user.stopped) return false
  return user.password === credential || user.publicKey === credential
}
