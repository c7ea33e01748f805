import type { Source } from '../machine.ts'
import type { AccessKey, Account, RamRole, RamUser } from './account.ts'
import { backupFrom } from './backup.ts'
import { rememberRelease } from './instance.ts'
import { timeOf } from './relative-time.ts'
import type {
  SeedAccessKey,
  SeedAccount,
  SeedDatabase,
  SeedRole,
  SeedUser,
  StartOptions,
} from './seed-document.ts'
import { addInstanceFrom, addKeyFrom, orderAliases } from './seed-key.ts'
import { policyText } from './seed-policy.ts'
import { addSecretFrom } from './seed-secret.ts'
import { fillAgenda } from './settle.ts'
import type { DatabaseInstance } from './target.ts'
import { addTrouble } from './trouble.ts'
import { createAccount } from './world.ts'

/** What making an account needs. */
export interface AccountOptions {
  /** The world's. */
  readonly region: string
  /** What the account's clock shows at the start unless the account says otherwise, in milliseconds. */
  readonly now: number
  /** The machine's time; `now` where it is left out. */
  readonly machineNow?: number
  readonly source: Source
}

/** Makes the account that a checked document describes; the caller puts it into a world. */
export function createAccountFrom(seed: SeedAccount, options: AccountOptions): Account {
  const account = createAccount(seed.id)
  const now = startClock(account, seed, options)
  const start: StartOptions = { region: options.region, now, source: options.source }
  addRam(account, seed, now)
  account.authorizations = new Set(seed.authorizations)
  account.debt = seed.debt ?? 'none'
  for (const instance of seed.instances ?? []) addInstanceFrom(account, instance, start)
  for (const { id, at } of seed.releasedInstances ?? []) rememberRelease(account, id, timeOf(at, now))
  for (const key of seed.keys ?? []) addKeyFrom(account, key, start)
  if (seed.aliasOrder) orderAliases(account, seed.aliasOrder)
  for (const secret of seed.secrets ?? []) addSecretFrom(account, secret, start)
  for (const backup of seed.backups ?? [])
    account.backups.set(backup.id, backupFrom(account.id, backup, start))
  addTargets(account, seed)
  account.events = seed.events?.map(event => ({ ...event, at: timeOf(event.at, now) })) ?? []
  for (const { id, name, parameters = {}, changed = [], before } of seed.scenarios ?? [])
    account.scenarios.set(id, structuredClone({ id, name, parameters, changed: [...changed], before }))
  for (const trouble of seed.troubles ?? []) addTrouble(account, { ...trouble })
  account.signatureSkew = seed.signatureSkew ?? 0
  fillAgenda(account)
  return account
}

/** Sets the account's clock and answers what it shows. */
function startClock(
  account: Account,
  { clock }: SeedAccount,
  { now, machineNow = now }: AccountOptions,
): number {
  account.clock.offset = clock?.offset ?? now - machineNow
  const start = machineNow + account.clock.offset
  if (clock?.frozen === undefined) return start
  account.clock.frozenAt = timeOf(clock.frozen, start)
  return account.clock.frozenAt
}

function addRam(account: Account, seed: SeedAccount, now: number): void {
  account.accessKeys = accessKeysOf(seed)
  for (const user of seed.users ?? []) account.users.set(user.name, userFrom(user, seed.id))
  for (const { name, policies = [] } of seed.groups ?? [])
    account.groups.set(name, { name, policies: [...policies] })
  for (const role of seed.roles ?? []) account.roles.set(role.name, roleFrom(role, seed.id))
  for (const { name, document } of seed.policies ?? []) account.policies.set(name, policyText(document))
  account.controlPolicies = seed.controlPolicies?.map(policyText) ?? []
  for (const { policy, expiration, ...session } of seed.sessions ?? [])
    account.sessions.set(session.accessKeyId, {
      ...session,
      expiration: timeOf(expiration, now),
      ...(policy === undefined ? {} : { policy: policyText(policy) }),
    })
}

function accessKeysOf({ accessKeys = [] }: { readonly accessKeys?: readonly SeedAccessKey[] }): AccessKey[] {
  return accessKeys.map(({ id, secret, status = 'Active' }) => ({ id, secret, status }))
}

function userFrom(seed: SeedUser, accountId: string): RamUser {
  const { name, id = ramIdOf('2', accountId, `user/${name}`), groups = [], policies = [] } = seed
  return { name, id, accessKeys: accessKeysOf(seed), groups: [...groups], policies: [...policies] }
}

function roleFrom(seed: SeedRole, accountId: string): RamRole {
  const { name, trust, policies = [], maxSessionDuration = 3600 } = seed
  const id = seed.id ?? ramIdOf('3', accountId, `role/${name}`)
  return { name, id, trust: policyText(trust), policies: [...policies], maxSessionDuration }
}

/** The id of a user or role that was given none: 18 digits, the same at each start. Source: the form in RAM's samples. */
export function ramIdOf(first: '2' | '3', accountId: string, name: string): string {
  const text = `${accountId}:${name}`
  const tail = hash(text, 0x811c9dc5) % 1e9
  return `${first}${String(hash(text, tail) % 1e8).padStart(8, '0')}${String(tail).padStart(9, '0')}`
}

/** FNV-1a, 32 bits. */
function hash(text: string, start: number): number {
  let value = start
  for (let index = 0; index < text.length; index++)
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  return value >>> 0
}

function addTargets({ targets }: Account, seed: SeedAccount): void {
  for (const kind of ['rds', 'redis', 'polardb'] as const)
    for (const database of seed[kind] ?? []) targets[kind].set(database.id, databaseFrom(database))
  for (const { id, status = 'Running', users = [] } of seed.ecs ?? [])
    targets.ecs.set(id, {
      id,
      status,
      users: new Map(users.map(user => [user.name, { removed: false, ...user }])),
    })
  for (const user of seed.removedUsers ?? []) targets.removedUsers.set(user.name, userFrom(user, seed.id))
}

function databaseFrom({ id, status = 'Running', accounts = [] }: SeedDatabase): DatabaseInstance {
  const made = accounts.map(account => [account.name, { removed: false, ...account }] as const)
  return { id, status, accounts: new Map(made) }
}
