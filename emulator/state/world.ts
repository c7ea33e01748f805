import type { AccessKey, AccessKeyOwner, Account, RamUser, Session, World } from './account.ts'
import { Agenda } from './agenda.ts'

export function createWorld(region: string): World {
  return { region, accounts: new Map(), accessKeys: new Map() }
}

/** An account with nothing in it. */
export function createAccount(id: string): Account {
  return {
    id,
    clock: { offset: 0, frozenAt: null },
    accessKeys: [],
    users: new Map(),
    groups: new Map(),
    roles: new Map(),
    policies: new Map(),
    controlPolicies: [],
    sessions: new Map(),
    authorizations: new Set(),
    debt: 'none',
    instances: new Map(),
    released: new Map(),
    backups: new Map(),
    keys: new Map(),
    keyVersions: new Map(),
    aliases: new Map(),
    secrets: new Map(),
    targets: {
      rds: new Map(),
      redis: new Map(),
      polardb: new Map(),
      ecs: new Map(),
      removedUsers: new Map(),
    },
    events: [],
    scenarios: new Map(),
    troubles: new Map(),
    signatureSkew: 0,
    agenda: new Agenda(),
  }
}

/** Every access key of an account with its owner, sessions included. */
export function* ownersIn(account: Account): Generator<[id: string, owner: AccessKeyOwner]> {
  for (const key of account.accessKeys) yield [key.id, { kind: 'root', account, key }]
  for (const user of account.users.values())
    for (const key of user.accessKeys) yield [key.id, { kind: 'user', account, key, user }]
  for (const session of account.sessions.values())
    yield [session.accessKeyId, { kind: 'session', account, session }]
}

/** Puts an account and its access keys into the world. */
export function addAccount(world: World, account: Account): void {
  world.accounts.set(account.id, account)
  for (const [id, owner] of ownersIn(account)) world.accessKeys.set(id, owner)
}

export function removeAccount(world: World, account: Account): void {
  world.accounts.delete(account.id)
  for (const [id] of ownersIn(account)) world.accessKeys.delete(id)
}

export function addUserAccessKey(world: World, account: Account, user: RamUser, key: AccessKey): void {
  user.accessKeys.push(key)
  world.accessKeys.set(key.id, { kind: 'user', account, key, user })
}

export function removeUserAccessKey(world: World, user: RamUser, id: string): void {
  user.accessKeys = user.accessKeys.filter(key => key.id !== id)
  world.accessKeys.delete(id)
}

export function addSession(world: World, account: Account, session: Session): void {
  account.sessions.set(session.accessKeyId, session)
  world.accessKeys.set(session.accessKeyId, { kind: 'session', account, session })
}
