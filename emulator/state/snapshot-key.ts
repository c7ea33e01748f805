import type { Account } from './account.ts'
import { changedMembers, filledMembers } from './changed-members.ts'
import type { Instance } from './instance.ts'
import type { Key } from './key.ts'
import { formatDuration, formatExactTime } from './relative-time.ts'
import type { SeedDeletionProtection, SeedInstance, SeedKey, SeedKeyVersion } from './seed-document.ts'
import { defaultProtectionLevel, defaultState, defaultUsage } from './seed-key.ts'
import { policyFrom } from './seed-policy.ts'

/** An instance as a document holds it; `region` is the world's. */
export function snapshotInstance(instance: Instance, region: string): SeedInstance {
  const { connectedAt, network } = instance
  const { type, name, status, publicAccess, keyQuota, secretQuota, chargeType } = instance
  return {
    id: instance.id,
    ...changedMembers(
      { region: instance.region, type, name, status },
      { region, type: 'software', name: instance.id, status: 'Connected' },
    ),
    created: formatExactTime(instance.createdAt),
    ...laterTime('starts', instance.startDate, instance.createdAt),
    expires: formatExactTime(instance.endDate),
    ...(connectedAt === undefined ? {} : { connectedAt: formatExactTime(connectedAt) }),
    ...changedMembers(
      { publicAccess, keyQuota, secretQuota, chargeType },
      { publicAccess: true, keyQuota: 1000, secretQuota: 1000, chargeType: 'PREPAY' },
    ),
    ...filledMembers({ deletionProtection: snapshotProtection(instance.deletionProtection) }),
    ...(network ? { network: structuredClone(network) } : {}),
  }
}

/** Empty for what is not protected and never had a description. */
function snapshotProtection({ enabled, description }: Key['deletionProtection']): SeedDeletionProtection {
  return enabled || description !== '' ? { enabled, description } : {}
}

/** A key as a document holds it, with the material of all its versions; `region` is the world's. */
export function snapshotKey(account: Account, key: Key, region: string): SeedKey {
  const instance = key.instance === undefined ? undefined : account.instances.get(key.instance)
  const { spec, usage, origin, protectionLevel, storageMechanism, creator, service, state, description } = key
  return {
    id: key.id,
    ...changedMembers({ instance: key.instance, region: key.region }, { region: instance?.region ?? region }),
    ...changedMembers(
      { spec, usage, origin, protectionLevel, storageMechanism, creator, service },
      {
        spec: 'Aliyun_AES_256',
        usage: defaultUsage(spec),
        origin: 'Aliyun_KMS',
        protectionLevel: defaultProtectionLevel(instance, service),
        creator: account.id,
        service: false,
      },
    ),
    created: formatExactTime(key.createdAt),
    ...changedMembers(
      { state, description },
      { state: defaultState(origin, key.versions.length), description: '' },
    ),
    ...(key.deleteDate === undefined ? {} : { deleteDate: formatExactTime(key.deleteDate) }),
    ...filledMembers({
      deletionProtection: snapshotProtection(key.deletionProtection),
      aliases: aliasesOf(account, key),
      tags: Object.fromEntries(key.tags),
    }),
    ...(key.policy === undefined ? {} : { policy: policyFrom(key.policy) }),
    ...filledMembers({
      versions: key.versions.map(version => snapshotVersion(version, key)),
      rotation: snapshotRotation(key),
    }),
  }
}

function snapshotVersion({ id, createdAt, material }: Key['versions'][number], key: Key): SeedKeyVersion {
  return {
    id,
    ...laterTime('created', createdAt, key.createdAt),
    ...(material ? { material: material.toString('base64') } : {}),
  }
}

/** Empty for a key that has never rotated and is not asked to. */
function snapshotRotation({ rotation, versions, createdAt }: Key): NonNullable<SeedKey['rotation']> {
  const { enabled, interval, last } = rotation
  const usual = versions.at(-1)?.createdAt ?? createdAt
  if (!enabled && interval === 0 && last === usual) return {}
  return {
    ...(enabled ? {} : { enabled }),
    ...(interval === 0 ? {} : { interval: formatDuration(interval) }),
    ...laterTime('last', last, usual),
  }
}

/** A time, left out where it is the usual one. */
export function laterTime<N extends string>(
  name: N,
  time: number,
  usual: number,
): { readonly [K in N]?: string } {
  return time === usual ? {} : ({ [name]: formatExactTime(time) } as { readonly [K in N]: string })
}

function aliasesOf(account: Account, { id, region }: Key): string[] {
  const found: string[] = []
  for (const [alias, holder] of account.aliases.get(region) ?? []) if (holder === id) found.push(alias)
  return found
}

/** The order of each region's aliases where the keys' own lists, one after the other, would not give it. */
export function snapshotAliasOrder(account: Account): Record<string, string[]> {
  const orders: Record<string, string[]> = {}
  const rank = new Map([...account.keys.keys()].map((id, index) => [id, index]))
  // Regions in the order of their names: the one in which they came into use is nobody's.
  for (const region of [...account.aliases.keys()].sort()) {
    const aliases = account.aliases.get(region) ?? new Map<string, string>()
    const ranks = [...aliases.values()].map(id => rank.get(id) ?? 0)
    if (ranks.some((each, index) => each < (ranks[index - 1] ?? 0))) orders[region] = [...aliases.keys()]
  }
  return orders
}
