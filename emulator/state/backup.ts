import type { Source } from '../machine.ts'
import { type Account, secretsIn } from './account.ts'
import type { Instance } from './instance.ts'
import { countKeyVersions, planKeyRotation } from './key.ts'
import { formatExactTime, timeOf } from './relative-time.ts'
import { planSecretRotation } from './secret.ts'
import type { SeedBackup, SeedKey, SeedSecret, StartOptions } from './seed-document.ts'
import { addInstanceFrom, addKeyFrom } from './seed-key.ts'
import { addSecretFrom } from './seed-secret.ts'
import { snapshotKey } from './snapshot-key.ts'
import { snapshotSecret } from './snapshot-secret.ts'
import { createAccount } from './world.ts'

/** A copy of the keys and secrets of an instance, as documents hold them: it outlives the instance. */
export interface Backup {
  readonly id: string
  /** The instance that it was taken of, which may be gone. */
  readonly instance: string
  readonly region: string
  readonly createdAt: number
  /** With the material of all versions. */
  readonly keys: readonly SeedKey[]
  /** With their values as they are sealed. */
  readonly secrets: readonly SeedSecret[]
}

/** Which keys (ids) and secrets (names) of a backup to bring back; absent: all. */
export interface BackupChoice {
  readonly keys?: readonly string[] | undefined
  readonly secrets?: readonly string[] | undefined
}

/** Copies the keys and secrets of an instance. Source: backup management: a manual backup of both, kept for good. */
export function takeBackup(account: Account, instance: Instance, id: string, now: number): Backup {
  const backup = { id, ...contentsOf(account, instance), createdAt: now }
  account.backups.set(id, backup)
  return backup
}

/** Whether anything is left of an instance if it is released. Source: ReleaseKmsInstance. */
export function hasBackup({ backups }: Account, instance: string): boolean {
  return [...backups.values()].some(backup => backup.instance === instance)
}

function contentsOf(account: Account, { id, region }: Instance): Omit<Backup, 'id' | 'createdAt'> {
  const keys = [...account.keys.values()].filter(key => key.instance === id)
  const secrets = [...(account.secrets.get(region) ?? [])].filter(secret => secret.instance === id)
  return {
    instance: id,
    region,
    keys: keys.map(key => snapshotKey(account, key, region)),
    secrets: secrets.map(secret => snapshotSecret(account, secret, region)),
  }
}

/** What a choice picks out of a backup; a planned deletion is not brought back (assumed). */
export function chosenFrom(backup: Backup, choice: BackupChoice): Pick<Backup, 'keys' | 'secrets'> {
  const all = choice.keys === undefined && choice.secrets === undefined
  const keys = backup.keys.filter(({ id }) => all || choice.keys?.includes(id))
  const secrets = backup.secrets.filter(({ name }) => all || choice.secrets?.includes(name))
  return {
    keys: keys.map(({ deleteDate, state, ...key }) =>
      state === undefined || state === 'PendingDeletion' ? key : { ...key, state },
    ),
    secrets: secrets.map(({ plannedDeletion, keyDeleted, ...secret }) => secret),
  }
}

/**
 * Why keys and secrets of a backup cannot be brought back into an instance, or undefined where they can. Source: backup
 * management: the quota must suffice, neither may exist in the region, a secret needs its key there first.
 */
export function restoreRefusal(
  account: Account,
  { id, region }: Instance,
  { keys, secrets }: Pick<Backup, 'keys' | 'secrets'>,
): string | undefined {
  for (const key of keys) if (account.keys.has(key.id)) return `key \`${key.id}\` exists already`
  const there = account.secrets.get(region)
  for (const { name } of secrets)
    if (there?.get(name)) return `secret \`${name}\` exists already in \`${region}\``
  const restored = new Set(keys.map(key => key.id))
  for (const { name, key = '' } of secrets)
    if (!restored.has(key) && account.keys.get(key)?.instance !== id)
      return `secret \`${name}\` needs its key \`${key}\`, which is not in instance \`${id}\``
  return overQuota(account, id, { keys, secrets })
}

function overQuota(
  account: Account,
  id: string,
  { keys, secrets }: Pick<Backup, 'keys' | 'secrets'>,
): string | undefined {
  const { keyQuota, secretQuota, region } = account.instances.get(id) as Instance
  const versions = keys.reduce((sum, key) => sum + (key.versions?.length || 1), 0)
  if (countKeyVersions(account, id) + versions > keyQuota)
    return `the key quota of instance \`${id}\`, ${keyQuota}, does not suffice for ${versions} more`
  if ((account.secrets.get(region)?.countIn(id) ?? 0) + secrets.length > secretQuota)
    return `the secret quota of instance \`${id}\`, ${secretQuota}, does not suffice for ${secrets.length} more`
  return undefined
}

/**
 * Brings keys and secrets back into an instance; nothing stands in the way. They keep their ids, versions, labels and
 * dates; aliases that were given to other keys since stay with those (assumed). What fell due meanwhile comes at once.
 */
export function restoreInto(
  account: Account,
  instance: Instance,
  { keys, secrets }: Pick<Backup, 'keys' | 'secrets'>,
  { now, source }: { readonly now: number; readonly source: Source },
): void {
  const start: StartOptions = { region: instance.region, now, source }
  const taken = account.aliases.get(instance.region)
  for (const seed of keys) {
    const aliases = (seed.aliases ?? []).filter(alias => !taken?.has(alias))
    addKeyFrom(account, { ...seed, aliases, instance: instance.id }, start)
    const key = account.keys.get(seed.id)
    if (key) planKeyRotation(account, key, now)
  }
  for (const seed of secrets) {
    addSecretFrom(account, { ...seed, instance: instance.id }, start)
    const secret = secretsIn(account, instance.region).get(seed.name)
    if (secret) planSecretRotation(account, secret, now)
  }
}

/** The backup that a checked document describes: values are sealed and material is made as in an instance of its own. */
export function backupFrom(accountId: string, seed: SeedBackup, start: StartOptions): Backup {
  const scratch = createAccount(accountId)
  addInstanceFrom(scratch, instanceOfBackup(seed), start)
  for (const key of seed.keys ?? []) addKeyFrom(scratch, key, start)
  for (const secret of seed.secrets ?? []) addSecretFrom(scratch, secret, start)
  const instance = scratch.instances.get(seed.instance) as Instance
  const createdAt = timeOf(seed.created ?? '+0s', start.now)
  return { id: seed.id, ...contentsOf(scratch, instance), createdAt }
}

/** A backup as a document holds it; `region` is the world's. */
export function snapshotBackup(backup: Backup, region: string): SeedBackup {
  const { id, instance, createdAt, keys, secrets } = backup
  return {
    id,
    instance,
    ...(backup.region === region ? {} : { region: backup.region }),
    created: formatExactTime(createdAt),
    ...(keys.length === 0 ? {} : { keys: structuredClone(keys) }),
    ...(secrets.length === 0 ? {} : { secrets: structuredClone(secrets) }),
  }
}

/** The instance that a document's backup was taken of, as far as its keys and secrets need it. */
export function instanceOfBackup({ instance, region }: SeedBackup): {
  readonly id: string
  readonly region?: string
} {
  return { id: instance, ...(region === undefined ? {} : { region }) }
}
