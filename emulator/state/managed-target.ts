import type { AccessKey, Account, RamUser, World } from './account.ts'
import { removeRamUser, restoreRamUser } from './removed-user.ts'
import { databaseLogin, ecsLogin, type TargetStatus } from './target.ts'

/** What kinds of things managed secrets change. */
export const targetKinds = ['ram-user', 'rds', 'redis', 'polardb', 'ecs'] as const
export type TargetKind = (typeof targetKinds)[number]

/** What can be done to one. */
export const targetVerbs = ['remove', 'restore', 'stop', 'start'] as const
export type TargetVerb = (typeof targetVerbs)[number]

/** Where a thing is: its id (a RAM user's name), and one of its accounts where `account` names one. */
export interface TargetPlace {
  readonly kind: TargetKind
  readonly id: string
  /** A database account, a user of an ECS instance, an AccessKey id of a RAM user. */
  readonly account?: string
}

/** A thing, or one of its accounts, as it can be changed. */
export interface ManagedTarget {
  readonly name: string
  readonly status: TargetStatus
  /** Answers why it cannot be, or null. */
  become(status: TargetStatus): string | null
  /** Of an account: none. */
  readonly accounts: readonly ManagedTarget[]
}

/** The thing at a place, be it removed; undefined where there never was one. */
export function targetAt(
  world: World,
  account: Account,
  { kind, id, account: name }: TargetPlace,
): ManagedTarget | undefined {
  const thing = kind === 'ram-user' ? userTarget(world, account, id) : instanceTarget(account, kind, id)
  return name === undefined ? thing : thing?.accounts.find(each => each.name === name)
}

/** The places of everything that managed secrets could change. */
export function targetPlaces({ users, targets }: Account): TargetPlace[] {
  const idsOf = (kind: TargetKind): Iterable<string> =>
    kind === 'ram-user' ? [...users.keys(), ...targets.removedUsers.keys()] : targets[kind].keys()
  return targetKinds.flatMap(kind => [...idsOf(kind)].map(id => ({ kind, id })))
}

/** Does it; what is so already stays so. Answers why it cannot be, or null. */
export function changeTarget(target: ManagedTarget, verb: TargetVerb): string | null {
  if (verb === 'remove') return target.status === 'Deleted' ? null : target.become('Deleted')
  if (verb === 'restore') return target.status === 'Deleted' ? target.become('Running') : null
  if (target.status === 'Deleted') return `\`${target.name}\` is removed; restore it first`
  const status = verb === 'stop' ? 'Stopped' : 'Running'
  return target.status === status ? null : target.become(status)
}

/** Whether an account lets in who brings this password, public key or AccessKey secret. */
export function targetLogin(
  { users, targets }: Account,
  { kind, id, account: name = '' }: TargetPlace,
  password: string,
): boolean {
  if (kind === 'ecs') return ecsLogin(targets.ecs.get(id), name, password)
  if (kind !== 'ram-user') return databaseLogin(targets[kind].get(id), name, password)
  const key = users.get(id)?.accessKeys.find(each => each.id === name)
  return key?.status === 'Active' && key.secret === password
}

/** A RAM user is stopped once all its AccessKeys are Inactive. */
function userTarget(world: World, account: Account, name: string): ManagedTarget | undefined {
  const { removedUsers } = account.targets
  const user = account.users.get(name) ?? removedUsers.get(name)
  if (!user) return undefined
  const removed = !account.users.has(name)
  return {
    name,
    status: removed ? 'Deleted' : userStatus(user),
    become(status) {
      if (status === 'Deleted') removeRamUser(world, account, user)
      else if (removed) return restoreRamUser(world, account, user)
      else for (const key of user.accessKeys) setKeyStatus(key, status)
      return null
    },
    accounts: user.accessKeys.map(accessKeyTarget),
  }
}

function userStatus({ accessKeys }: RamUser): TargetStatus {
  return accessKeys.length > 0 && accessKeys.every(({ status }) => status === 'Inactive')
    ? 'Stopped'
    : 'Running'
}

function accessKeyTarget(key: AccessKey): ManagedTarget {
  return {
    name: key.id,
    status: key.status === 'Active' ? 'Running' : 'Stopped',
    become(status) {
      if (status === 'Deleted') return 'an AccessKey cannot come back; stop it, or remove its RAM user'
      setKeyStatus(key, status)
      return null
    },
    accounts: [],
  }
}

function setKeyStatus(key: AccessKey, status: TargetStatus): void {
  key.status = status === 'Running' ? 'Active' : 'Inactive'
}

function instanceTarget(
  { targets }: Account,
  kind: Exclude<TargetKind, 'ram-user'>,
  id: string,
): ManagedTarget | undefined {
  const instance = targets[kind].get(id)
  if (!instance) return undefined
  const accounts = 'users' in instance ? instance.users : instance.accounts
  return {
    name: id,
    status: instance.status,
    become(status) {
      instance.status = status
      return null
    },
    accounts: [...accounts.values()].map(accountTarget),
  }
}

function accountTarget(account: { readonly name: string; removed: boolean; stopped?: true }): ManagedTarget {
  return {
    name: account.name,
    status: account.removed ? 'Deleted' : account.stopped ? 'Stopped' : 'Running',
    become(status) {
      account.removed = status === 'Deleted'
      if (status === 'Stopped') account.stopped = true
      else delete account.stopped
      return null
    },
    accounts: [],
  }
}
