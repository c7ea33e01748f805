import { createPrivateKey } from 'node:crypto'
import { day } from './clock.ts'
import { keySpecs } from './key.ts'
import { durationOf } from './relative-time.ts'
import type { SeedAccount, SeedInstance, SeedKey, SeedKeyVersion } from './seed-document.ts'
import { refuseSeed } from './seed-error.ts'
import { checkPolicyDocument, checkUnique, refuseUnknown, type SeedChecks } from './seed-ram-check.ts'

/** A key of a document with what follows from the rest of it. */
export interface PlacedKey {
  readonly seed: SeedKey
  readonly region: string
  readonly symmetric: boolean
  /** Whether a value can be sealed with it: an imported key may have no material yet. */
  readonly hasMaterial: boolean
}

/** The instances and keys of an account, found by id. */
export interface Places {
  readonly region: string
  readonly instances: ReadonlyMap<string, SeedInstance>
  readonly keys: ReadonlyMap<string, PlacedKey>
}

/** Refuses instances and keys that contradict each other; `region` is the document's. */
export function checkKeys(account: SeedAccount, at: string, checks: SeedChecks, region: string): Places {
  checkUnique(account.instances, `${at}/instances`, 'id', 'instance')
  const instances = new Map(account.instances?.map(instance => [instance.id, instance]))
  checkUnique(account.keys, `${at}/keys`, 'id', 'key')
  const keys = new Map<string, PlacedKey>()
  const versionIds = new Set<string>()
  const aliases = new Set<string>()
  account.keys?.forEach((seed, index) => {
    const place = `${at}/keys/${index}`
    const key = placeKey(seed, place, { region, instances })
    checkKind(seed, place, instances)
    checkState(seed, place)
    checkVersions(seed, place, versionIds)
    checkRotation(seed, place, key.symmetric)
    checkAliases(seed, place, key.region, aliases)
    if (seed.policy !== undefined) checkKeyPolicy(seed, place, checks)
    keys.set(seed.id, key)
  })
  checkAliasOrder(account, at, aliases)
  return { region, instances, keys }
}

function placeKey(seed: SeedKey, at: string, { region, instances }: Omit<Places, 'keys'>): PlacedKey {
  const symmetric = typeof keySpecs.get(seed.spec ?? 'Aliyun_AES_256') === 'number'
  const hasMaterial = seed.origin !== 'EXTERNAL' || hasVersions(seed)
  if (seed.instance === undefined) return { seed, region: seed.region ?? region, symmetric, hasMaterial }
  const instance = instances.get(seed.instance)
  if (!instance) return refuseUnknown('instance', seed.instance, instances.keys(), `${at}/instance`)
  const home = instance.region ?? region
  if (seed.region !== undefined && seed.region !== home)
    refuseSeed(`${at}/region`, `the key's instance is in \`${home}\`; write that or leave the region out`)
  return { seed, region: home, symmetric, hasMaterial }
}

function hasVersions({ material, versions }: SeedKey): boolean {
  return material !== undefined || (versions !== undefined && versions.length > 0)
}

/** Spec, usage, origin and service keys. Source: KMS documentation, key management types. */
function checkKind(seed: SeedKey, at: string, instances: ReadonlyMap<string, SeedInstance>): void {
  const { spec = 'Aliyun_AES_256', usage } = seed
  const kind = keySpecs.get(spec)
  const usages =
    kind === 'rsa' ? ['ENCRYPT/DECRYPT', 'SIGN/VERIFY'] : [kind === 'ec' ? 'SIGN/VERIFY' : 'ENCRYPT/DECRYPT']
  if (usage !== undefined && !usages.includes(usage))
    refuseSeed(`${at}/usage`, `a key of spec \`${spec}\` cannot be used so; write \`${usages[0]}\``)
  if (seed.service && seed.instance !== undefined)
    refuseSeed(
      `${at}/service`,
      'a cloud service makes its keys outside instances; leave `instance` or `service` out',
    )
  const type = seed.instance === undefined ? undefined : (instances.get(seed.instance)?.type ?? 'software')
  if (seed.storageMechanism !== undefined && type !== 'hardware')
    refuseSeed(`${at}/storageMechanism`, 'only keys in hardware instances have one; leave it out')
}

function checkState(seed: SeedKey, at: string): void {
  const { state, origin } = seed
  if (seed.deleteDate !== undefined && state !== 'PendingDeletion')
    refuseSeed(
      `${at}/deleteDate`,
      'only a key that is PendingDeletion has one; write that `state` or leave this out',
    )
  if (state === 'PendingImport' && (origin !== 'EXTERNAL' || hasVersions(seed)))
    refuseSeed(
      `${at}/state`,
      'only a key of `origin` `EXTERNAL` without material waits for its import; write `Enabled`',
    )
  if (origin === 'EXTERNAL' && !hasVersions(seed) && (state === 'Enabled' || state === 'Disabled'))
    refuseSeed(
      `${at}/state`,
      `an \`EXTERNAL\` key without material cannot be ${state}; write \`material\` or \`PendingImport\``,
    )
  if (origin !== 'EXTERNAL' && seed.versions?.length === 0)
    refuseSeed(`${at}/versions`, 'a key has a version from the start; write one or leave the list out')
}

function checkVersions(seed: SeedKey, at: string, used: Set<string>): void {
  if (seed.material !== undefined && seed.versions !== undefined)
    refuseSeed(`${at}/material`, 'the versions have the material; leave one of `material` and `versions` out')
  if (seed.material !== undefined) checkMaterial(seed, seed.material, `${at}/material`)
  seed.versions?.forEach((version: SeedKeyVersion, index) => {
    const place = `${at}/versions/${index}`
    if (version.material !== undefined) checkMaterial(seed, version.material, `${place}/material`)
    if (version.id === undefined) return
    if (used.has(version.id))
      refuseSeed(
        `${place}/id`,
        `there are two key versions \`${version.id}\`; write an id that is unique in the account`,
      )
    used.add(version.id)
  })
}

function checkMaterial({ spec = 'Aliyun_AES_256' }: SeedKey, material: string, at: string): void {
  const bytes = Buffer.from(material, 'base64')
  const size = keySpecs.get(spec)
  if (typeof size === 'number') {
    if (bytes.length !== size)
      refuseSeed(at, `the material has ${bytes.length} bytes; write the Base64 of ${size} for \`${spec}\``)
  } else if (describePrivateKey(bytes) !== spec)
    refuseSeed(at, `this is no private key of spec \`${spec}\`; write the Base64 of its PKCS#8 DER form`)
}

const curves: Readonly<Record<string, string>> = { prime256v1: 'EC_P256', secp256k1: 'EC_P256K' }

/** The spec of a PKCS#8 DER private key, or undefined where it is none. */
function describePrivateKey(bytes: Buffer): string | undefined {
  try {
    const key = createPrivateKey({ key: bytes, format: 'der', type: 'pkcs8' })
    const { modulusLength, namedCurve = '' } = key.asymmetricKeyDetails ?? {}
    if (key.asymmetricKeyType === 'rsa') return `RSA_${modulusLength}`
    return curves[namedCurve]
  } catch {
    return undefined
  }
}

/** Source: CreateKey, RotationInterval; KMS documentation, key rotation. */
function checkRotation({ rotation, origin, service }: SeedKey, at: string, symmetric: boolean): void {
  if (!rotation || rotation.enabled === false) return
  if (!symmetric || origin === 'EXTERNAL' || service)
    refuseSeed(
      `${at}/rotation`,
      'only symmetric keys with material of KMS rotate by themselves; leave it out',
    )
  checkInterval(rotation.interval, `${at}/rotation/interval`, [7 * day, '7 to 365 days'])
}

/** Refuses the interval of a rotation that is on where it is missing or out of bounds. */
export function checkInterval(
  interval: string | undefined,
  at: string,
  [shortest, bounds]: [number, string],
): void {
  if (interval === undefined)
    refuseSeed(at, 'a rotation that is on needs an interval; write one such as `30d`')
  const duration = durationOf(interval)
  if (duration < shortest || duration > 365 * day)
    refuseSeed(at, `\`${interval}\` is out of bounds; write ${bounds}`)
}

function checkAliases({ aliases, service }: SeedKey, at: string, region: string, used: Set<string>): void {
  aliases?.forEach((alias, index) => {
    const place = `${at}/aliases/${index}`
    if (alias.startsWith('alias/acs') && !service)
      refuseSeed(place, `\`${alias}\` begins with \`alias/acs\`, which services use; write another`)
    const id = `${region}\n${alias}`
    if (used.has(id))
      refuseSeed(place, `\`${alias}\` points at another key of the region already; write it once`)
    used.add(id)
  })
}

function checkAliasOrder({ aliasOrder = {} }: SeedAccount, at: string, aliases: ReadonlySet<string>): void {
  let count = 0
  for (const [region, order] of Object.entries(aliasOrder)) {
    const place = `${at}/aliasOrder/${region}`
    checkOrder(order, place, alias => aliases.has(`${region}\n${alias}`))
    count = 0
    for (const id of aliases) if (id.startsWith(`${region}\n`)) count++
    if (order.length !== count)
      refuseSeed(place, `there are ${count} aliases in this region; write each once or leave the list out`)
  }
}

/** Refuses a list of an order that names something twice or something that is not there. */
export function checkOrder(order: readonly string[], at: string, isThere: (name: string) => boolean): void {
  const seen = new Set<string>()
  order.forEach((name, index) => {
    if (!isThere(name)) refuseSeed(`${at}/${index}`, `there is no \`${name}\`; leave it out`)
    if (seen.has(name)) refuseSeed(`${at}/${index}`, `\`${name}\` is here twice; write it once`)
    seen.add(name)
  })
}

function checkKeyPolicy({ policy = '', instance }: SeedKey, at: string, checks: SeedChecks): void {
  if (instance === undefined)
    refuseSeed(
      `${at}/policy`,
      'a key outside an instance has no key policy; leave it out or name an `instance`',
    )
  checkPolicyDocument('key', policy, `${at}/policy`, checks)
}
