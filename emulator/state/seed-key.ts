import { type Account, aliasesIn } from './account.ts'
import { day } from './clock.ts'
import { connectingTime, endOfBeijingDay, type Instance } from './instance.ts'
import { addKey, addKeyVersion, bindAlias, type Key, keySpecs } from './key.ts'
import { durationOf, isExactTime, timeOf } from './relative-time.ts'
import type { SeedDeletionProtection, SeedInstance, SeedKey, StartOptions } from './seed-document.ts'
import { policyText } from './seed-policy.ts'

/** When a pay-as-you-go instance ends that was given no end: it has none, and shows none. */
const noEnd = Date.UTC(9999, 11, 31, 16)

/** Adds the instance that a checked document describes. */
export function addInstanceFrom(account: Account, seed: SeedInstance, { region, now }: StartOptions): void {
  const createdAt = timeOf(seed.created ?? '+0s', now)
  const instance: Instance = {
    id: seed.id,
    region: seed.region ?? region,
    type: seed.type ?? 'software',
    name: seed.name ?? seed.id,
    status: seed.status ?? 'Connected',
    createdAt,
    startDate: seed.starts === undefined ? createdAt : timeOf(seed.starts, now),
    endDate: endOf(seed, now),
    publicAccess: seed.publicAccess ?? true,
    keyQuota: seed.keyQuota ?? 1000,
    secretQuota: seed.secretQuota ?? 1000,
    chargeType: seed.chargeType ?? 'PREPAY',
    deletionProtection: protectionFrom(seed.deletionProtection),
  }
  if (seed.network) instance.network = structuredClone(seed.network) as NonNullable<Instance['network']>
  if (seed.connectedAt !== undefined) instance.connectedAt = timeOf(seed.connectedAt, now)
  else if (instance.status === 'Connecting') instance.connectedAt = now + connectingTime(instance)
  account.instances.set(instance.id, instance)
}

/** Subscriptions end with a day in Beijing; an end that is past does not move into the future. */
function endOf({ expires, chargeType }: SeedInstance, now: number): number {
  if (expires === undefined && chargeType === 'POSTPAY') return noEnd
  const text = expires ?? '+365d'
  const time = timeOf(text, now)
  if (isExactTime(text)) return time
  const end = endOfBeijingDay(time)
  return time <= now && end > now ? end - day : end
}

function protectionFrom(seed: SeedDeletionProtection | undefined): Key['deletionProtection'] {
  return { enabled: seed ? (seed.enabled ?? true) : false, description: seed?.description ?? '' }
}

/** Adds the key that a checked document describes, with its versions and aliases. Its instance is there already. */
export function addKeyFrom(account: Account, seed: SeedKey, { region, now, source }: StartOptions): void {
  const instance = seed.instance === undefined ? undefined : account.instances.get(seed.instance)
  const { spec = 'Aliyun_AES_256', origin = 'Aliyun_KMS', service = false } = seed
  const createdAt = timeOf(seed.created ?? '+0s', now)
  const versions = versionsOf(seed)
  const key: Key = {
    id: seed.id,
    region: instance?.region ?? seed.region ?? region,
    ...(instance ? { instance: instance.id } : {}),
    spec,
    usage: seed.usage ?? defaultUsage(spec),
    origin,
    protectionLevel: seed.protectionLevel ?? defaultProtectionLevel(instance, service),
    creator: seed.creator ?? account.id,
    ...(seed.storageMechanism === undefined ? {} : { storageMechanism: seed.storageMechanism }),
    service,
    createdAt,
    state: seed.state ?? defaultState(origin, versions.length),
    description: seed.description ?? '',
    deletionProtection: protectionFrom(seed.deletionProtection),
    versions: [],
    rotation: { enabled: false, interval: 0, last: createdAt },
    tags: new Map(Object.entries(seed.tags ?? {})),
    ...(seed.policy === undefined ? {} : { policy: policyText(seed.policy) }),
  }
  if (key.state === 'PendingDeletion') key.deleteDate = timeOf(seed.deleteDate ?? '+30d', now)
  for (const { id, created, material } of versions) {
    const at = created === undefined ? createdAt : timeOf(created, now)
    if (id !== undefined && (material !== undefined || typeof keySpecs.get(spec) !== 'number'))
      key.versions.push({ id, createdAt: at, material: bytesOf(material) })
    else {
      // `addKeyVersion` makes what the document leaves out: the id, the material, or both.
      const made = addKeyVersion(account, key, at, source)
      account.keyVersions.delete(made.id)
      const kept = {
        ...made,
        id: id ?? made.id,
        material: material === undefined ? made.material : bytesOf(material),
      }
      key.versions[key.versions.length - 1] = kept
    }
  }
  key.rotation = rotationFrom(seed, key.versions.at(-1)?.createdAt ?? createdAt, now)
  addKey(account, key)
  for (const alias of seed.aliases ?? []) bindAlias(account, key, alias)
}

/** None for an imported key without material, else one at least. */
function versionsOf({ versions, material, origin }: SeedKey): NonNullable<SeedKey['versions']> {
  if (versions) return versions
  if (material !== undefined) return [{ material }]
  return origin === 'EXTERNAL' ? [] : [{}]
}

function bytesOf(material: string | undefined): Buffer | null {
  return material === undefined ? null : Buffer.from(material, 'base64')
}

/** Source: CreateKey, KeyUsage: to sign where the spec can. */
export function defaultUsage(spec: string): string {
  return typeof keySpecs.get(spec) === 'number' ? 'ENCRYPT/DECRYPT' : 'SIGN/VERIFY'
}

/** Source: CreateKey, ProtectionLevel: the instance's type decides, HSM without one; service keys as `serviceKey` makes them. */
export function defaultProtectionLevel(
  instance: Pick<Instance, 'type'> | undefined,
  service: boolean,
): Key['protectionLevel'] {
  if (instance) return instance.type === 'hardware' ? 'HSM' : 'SOFTWARE'
  return service ? 'SOFTWARE' : 'HSM'
}

/** What a key is where nothing else is said. */
export function defaultState(origin: Key['origin'], versions: number): Key['state'] {
  return origin === 'EXTERNAL' && versions === 0 ? 'PendingImport' : 'Enabled'
}

function rotationFrom({ rotation }: SeedKey, newest: number, now: number): Key['rotation'] {
  return {
    enabled: rotation ? (rotation.enabled ?? true) : false,
    interval: rotation?.interval === undefined ? 0 : durationOf(rotation.interval),
    last: rotation?.last === undefined ? newest : timeOf(rotation.last, now),
  }
}

/** Brings the aliases of each region into the order of their creation. */
export function orderAliases(account: Account, order: Readonly<Record<string, readonly string[]>>): void {
  for (const [region, names] of Object.entries(order)) {
    const aliases = aliasesIn(account, region)
    for (const name of names) {
      const id = aliases.get(name) as string
      aliases.delete(name)
      aliases.set(name, id)
    }
  }
}
