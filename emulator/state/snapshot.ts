import type { AccessKey, Account, RamUser, World } from './account.ts'
import { snapshotBackup } from './backup.ts'
import { changedMembers, filledMembers } from './changed-members.ts'
import { formatExactTime } from './relative-time.ts'
import { defaultRegion } from './seed.ts'
import { ramIdOf } from './seed-account.ts'
import type {
  SeedAccessKey,
  SeedAccount,
  SeedClock,
  SeedDatabase,
  SeedDocument,
  SeedEcsInstance,
  SeedRole,
  SeedScenario,
  SeedSession,
  SeedUser,
} from './seed-document.ts'
import { policyFrom } from './seed-policy.ts'
import { snapshotAliasOrder, snapshotInstance, snapshotKey } from './snapshot-key.ts'
import { snapshotSecret } from './snapshot-secret.ts'
import type { DatabaseInstance, EcsInstance } from './target.ts'

/**
 * The world as a document that `readSeed` takes and `createWorldFrom` makes the same world of: values as they are
 * sealed, key material, every time absolute. It depends on the world alone: taken twice it is the same text. A running
 * clock is kept as its distance to the machine's, so it goes on while the document is stored; a frozen one stands. What
 * is due by the clock follows from the rest: call `settle` for each account before.
 */
export function snapshot(world: World): SeedDocument {
  const accounts = [...world.accounts.values()].map(account => snapshotAccount(account, world.region))
  return { format: 1, ...changedMembers({ region: world.region }, { region: defaultRegion }), accounts }
}

/** One account, as `createAccountFrom` takes it in a world of this region. */
export function snapshotAccount(account: Account, region: string): SeedAccount {
  const { debt, signatureSkew, targets } = account
  const secrets = [...account.secrets.values()].flatMap(list => [...list])
  return {
    id: account.id,
    ...filledMembers({ clock: snapshotClock(account) }),
    ...changedMembers({ debt, signatureSkew }, { debt: 'none', signatureSkew: 0 }),
    ...filledMembers({
      accessKeys: account.accessKeys.map(snapshotAccessKey),
      users: snapshotUsers(account, account.users),
      groups: [...account.groups.values()].map(group => ({
        name: group.name,
        ...filledMembers({ policies: [...group.policies] }),
      })),
      roles: snapshotRoles(account),
      policies: [...account.policies].map(([name, text]) => ({ name, document: policyFrom(text) })),
      controlPolicies: account.controlPolicies.map(policyFrom),
      sessions: snapshotSessions(account),
      authorizations: [...account.authorizations],
      instances: [...account.instances.values()].map(instance => snapshotInstance(instance, region)),
      releasedInstances: [...account.released].map(([id, at]) => ({ id, at: formatExactTime(at) })),
      backups: [...account.backups.values()].map(backup => snapshotBackup(backup, region)),
      keys: [...account.keys.values()].map(key => snapshotKey(account, key, region)),
      aliasOrder: snapshotAliasOrder(account),
      secrets: secrets.map(secret => snapshotSecret(account, secret, region)),
      rds: [...targets.rds.values()].map(snapshotDatabase),
      redis: [...targets.redis.values()].map(snapshotDatabase),
      polardb: [...targets.polardb.values()].map(snapshotDatabase),
      ecs: [...targets.ecs.values()].map(snapshotEcs),
      removedUsers: snapshotUsers(account, targets.removedUsers),
      events: account.events.map(event => ({ ...event, at: formatExactTime(event.at) })),
      scenarios: snapshotScenarios(account),
      troubles: [...account.troubles.values()].map(({ window: _, ...trouble }) => trouble),
    }),
  }
}

function snapshotClock({ clock: { offset, frozenAt } }: Account): SeedClock {
  const frozen = frozenAt === null ? undefined : formatExactTime(frozenAt)
  return changedMembers({ offset, frozen }, { offset: 0 })
}

function snapshotAccessKey({ id, secret, status }: AccessKey): SeedAccessKey {
  return { id, secret, ...changedMembers({ status }, { status: 'Active' }) }
}

function snapshotUsers(account: Account, users: ReadonlyMap<string, RamUser>): SeedUser[] {
  return [...users.values()].map(({ name, id, accessKeys, groups, policies }) => ({
    name,
    ...changedMembers({ id }, { id: ramIdOf('2', account.id, `user/${name}`) }),
    ...filledMembers({
      accessKeys: accessKeys.map(snapshotAccessKey),
      groups: [...groups],
      policies: [...policies],
    }),
  }))
}

function snapshotRoles(account: Account): SeedRole[] {
  return [...account.roles.values()].map(({ name, id, trust, policies, maxSessionDuration }) => ({
    name,
    ...changedMembers({ id }, { id: ramIdOf('3', account.id, `role/${name}`) }),
    trust: policyFrom(trust),
    ...filledMembers({ policies: [...policies] }),
    ...changedMembers({ maxSessionDuration }, { maxSessionDuration: 3600 }),
  }))
}

function snapshotSessions({ sessions }: Account): SeedSession[] {
  return [...sessions.values()].map(({ expiration, policy, ...session }) => ({
    ...session,
    expiration: formatExactTime(expiration),
    ...(policy === undefined ? {} : { policy: policyFrom(policy) }),
  }))
}

function snapshotDatabase({ id, status, accounts }: DatabaseInstance): SeedDatabase {
  return {
    id,
    ...changedMembers({ status }, { status: 'Running' }),
    ...filledMembers({ accounts: [...accounts.values()].map(withoutRemoved) }),
  }
}

function snapshotEcs({ id, status, users }: EcsInstance): SeedEcsInstance {
  return {
    id,
    ...changedMembers({ status }, { status: 'Running' }),
    ...filledMembers({ users: [...users.values()].map(withoutRemoved) }),
  }
}

/** `removed` is said only of what was removed. */
function withoutRemoved<T extends { readonly removed: boolean }>({ removed, ...rest }: T) {
  return { ...rest, ...(removed ? { removed } : {}) }
}

function snapshotScenarios({ scenarios }: Account): SeedScenario[] {
  return [...scenarios.values()].map(({ id, name, parameters, changed, before }) =>
    structuredClone({ id, name, ...filledMembers({ parameters, changed }), ...changedMembers({ before }) }),
  )
}
