import { open, sealedUnder } from '../cryptography/envelope.ts'
import { hour } from './clock.ts'
import { currentStage, envelopeContext, secretLimits } from './secret.ts'
import type { SeedAccount, SeedSecret, SeedSecretVersion } from './seed-document.ts'
import { refuseSeed } from './seed-error.ts'
import { checkInterval, checkOrder, type PlacedKey, type Places } from './seed-key-check.ts'
import { checkManaged, checkSecretName } from './seed-managed-check.ts'
import { checkPolicyDocument, checkUnique, refuseUnknown, type SeedChecks } from './seed-ram-check.ts'

/** Refuses secrets that contradict themselves or the account's instances and keys. */
export function checkSecrets(account: SeedAccount, at: string, checks: SeedChecks, places: Places): void {
  const names = new Set<string>()
  const symmetricKeys = keysByInstance(places)
  account.secrets?.forEach((secret, index) => {
    const place = `${at}/secrets/${index}`
    const { key, region, instance } = placeSecret(secret, place, places, symmetricKeys)
    const id = `${region}\n${secret.name}`
    if (names.has(id))
      refuseSeed(`${place}/name`, `there are two secrets \`${secret.name}\` in \`${region}\`; leave one out`)
    names.add(id)
    checkSecretName(secret, place)
    checkManaged(secret, place)
    checkRotation(secret, place)
    if (secret.policy !== undefined) {
      if (instance === undefined)
        refuseSeed(
          `${place}/policy`,
          'a secret outside an instance has no policy; leave it out or name an `instance`',
        )
      checkPolicyDocument('secret', secret.policy, `${place}/policy`, checks)
    }
    checkUnique(secret.versions, `${place}/versions`, 'id', 'version')
    checkStages(secret, place)
    const openers = key === undefined ? undefined : materials(key)
    secret.versions.forEach((version, position) => {
      checkVersion(secret, version, `${place}/versions/${position}`, key, openers)
    })
  })
}

/** The symmetric keys that a secret may be under, by instance. */
function keysByInstance({ keys }: Places): Map<string, PlacedKey[]> {
  const found = new Map<string, PlacedKey[]>()
  for (const key of keys.values()) {
    const { instance } = key.seed
    if (instance === undefined || !key.symmetric) continue
    const list = found.get(instance)
    if (list) list.push(key)
    else found.set(instance, [key])
  }
  return found
}

interface Placed {
  readonly region: string
  readonly instance: string | undefined
  /** Undefined for a secret under the account's service key, or under one that is gone. */
  readonly key: PlacedKey | undefined
}

function placeSecret(
  secret: SeedSecret,
  at: string,
  places: Places,
  symmetricKeys: ReadonlyMap<string, PlacedKey[]>,
): Placed {
  const key = keyOf(secret, at, places, symmetricKeys)
  const instance = secret.instance ?? key?.seed.instance
  const known = instance === undefined ? undefined : places.instances.get(instance)
  if (instance !== undefined && !known)
    refuseUnknown('instance', instance, places.instances.keys(), `${at}/instance`)
  const home = known ? (known.region ?? places.region) : (key?.region ?? secret.region ?? places.region)
  if (secret.region !== undefined && secret.region !== home)
    refuseSeed(
      `${at}/region`,
      `the secret's ${known ? 'instance' : 'key'} is in \`${home}\`; write that or leave the region out`,
    )
  if (key && key.seed.instance !== instance)
    refuseSeed(
      `${at}/key`,
      `key \`${key.seed.id}\` is ${key.seed.instance === undefined ? 'in no instance' : `in instance \`${key.seed.instance}\``}; write a key of \`${instance}\`, where the secret is`,
    )
  return { region: home, instance, key }
}

function keyOf(
  secret: SeedSecret,
  at: string,
  { instances, keys }: Places,
  symmetricKeys: ReadonlyMap<string, PlacedKey[]>,
): PlacedKey | undefined {
  const { key: id, instance, keyDeleted } = secret
  if (secret.serviceManagedKey && (!keyDeleted || instance !== undefined))
    refuseSeed(`${at}/serviceManagedKey`, 'this follows from the key; leave it out')
  if (id === undefined) {
    if (keyDeleted) refuseSeed(`${at}/keyDeleted`, 'the key that is gone has a name; write it as `key`')
    if (instance === undefined) return undefined
    if (!instances.has(instance)) refuseUnknown('instance', instance, instances.keys(), `${at}/instance`)
    const [only, ...others] = symmetricKeys.get(instance) ?? []
    if (!only)
      refuseSeed(
        `${at}/key`,
        `instance \`${instance}\` has no symmetric key; add one to \`keys\` and name it here`,
      )
    if (others.length > 0)
      refuseSeed(
        `${at}/key`,
        `instance \`${instance}\` has ${others.length + 1} symmetric keys; name one of them`,
      )
    return only
  }
  const key = keys.get(id)
  if (keyDeleted) {
    if (key) refuseSeed(`${at}/keyDeleted`, `key \`${id}\` is in the account; leave this out`)
    return undefined
  }
  if (!key) refuseUnknown('key', id, keys.keys(), `${at}/key`)
  if (!key.symmetric)
    refuseSeed(`${at}/key`, `key \`${id}\` is asymmetric (\`${key.seed.spec}\`); write a symmetric one`)
  return key
}

/** Source: CreateSecret, RotationInterval. */
function checkRotation({ rotation }: SeedSecret, at: string): void {
  if (!rotation) return
  if (rotation.invalid && rotation.enabled !== false)
    refuseSeed(`${at}/rotation/invalid`, 'a rotation that is `invalid` is off; write `"enabled": false` too')
  if (rotation.enabled !== false)
    checkInterval(rotation.interval, `${at}/rotation/interval`, [6 * hour, '6 hours to 365 days'])
}

/** Source: generic secrets: a label marks one version, 8 in all; `ACSCurrent` is set from the start and never removed. */
function checkStages({ versions, stageOrder }: SeedSecret, at: string): void {
  const holders = new Map<string, string>()
  versions.forEach(({ id, stages = [currentStage] }, index) => {
    stages.forEach((stage, position) => {
      const place = `${at}/versions/${index}/stages/${position}`
      const holder = holders.get(stage)
      if (holder !== undefined)
        refuseSeed(
          place.replace(/\/\d+$/, ''),
          `the label \`${stage}\` is on version \`${holder}\` already; write \`stages\` so that it is on one`,
        )
      holders.set(stage, id)
      if (holders.size > secretLimits.stages)
        refuseSeed(place, `a secret has ${secretLimits.stages} labels at most; leave this one out`)
    })
  })
  if (!holders.has(currentStage))
    refuseSeed(`${at}/versions`, `no version has the label \`${currentStage}\`; give it to one`)
  if (!stageOrder) return
  checkOrder(stageOrder, `${at}/stageOrder`, stage => holders.has(stage))
  if (stageOrder.length !== holders.size)
    refuseSeed(`${at}/stageOrder`, `there are ${holders.size} labels; write each once or leave the list out`)
}

function checkVersion(
  secret: SeedSecret,
  version: SeedSecretVersion,
  at: string,
  key: PlacedKey | undefined,
  openers: ReadonlyMap<string, Buffer> | undefined,
): void {
  const { value, ciphertext } = version
  if (secret.type !== undefined && secret.type !== 'Generic' && version.dataType === 'binary')
    refuseSeed(`${at}/dataType`, `the values of ${secret.type} secrets are text; leave this out`)
  if ((value === undefined) === (ciphertext === undefined))
    refuseSeed(at, 'a version has either `value` or `ciphertext`; write one of them')
  if (ciphertext !== undefined) {
    if (!secret.keyDeleted) checkCiphertext(secret, version.id, ciphertext, `${at}/ciphertext`, openers)
    return
  }
  if (secret.keyDeleted)
    refuseSeed(`${at}/value`, 'no value can be sealed under a key that is gone; write a `ciphertext`')
  if (key && !key.hasMaterial)
    refuseSeed(`${at}/value`, `key \`${key.seed.id}\` has no material to seal this with; give it some`)
  const bytes = Buffer.byteLength(value ?? '')
  if (bytes > secretLimits.valueBytes)
    refuseSeed(`${at}/value`, `the value has ${bytes} bytes; write ${secretLimits.valueBytes} at most`)
}

/** The material of each key version that the document gives. */
function materials({ seed }: PlacedKey): Map<string, Buffer> {
  const found = new Map<string, Buffer>()
  for (const { id, material } of seed.versions ?? [])
    if (id !== undefined && material !== undefined) found.set(id, Buffer.from(material, 'base64'))
  return found
}

function checkCiphertext(
  { name }: SeedSecret,
  versionId: string,
  ciphertext: string,
  at: string,
  openers: ReadonlyMap<string, Buffer> | undefined,
): void {
  const sealed = Buffer.from(ciphertext, 'base64')
  const material = openers?.get(sealedUnder(sealed))
  if (!material)
    refuseSeed(
      at,
      'no version of the secret’s key has the material that this is sealed with; write a `value`, or the key’s `versions` out of the same snapshot',
    )
  if (open(sealed, material, envelopeContext(name, versionId)) === undefined)
    refuseSeed(
      at,
      'this does not open as this version of this secret; write a `value`, or take it from the same snapshot',
    )
}
