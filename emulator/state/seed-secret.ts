import { type Account, secretsIn } from './account.ts'
import { isSymmetric, type Key, primaryVersion, serviceKey } from './key.ts'
import { durationOf, timeOf } from './relative-time.ts'
import { currentStage, type Secret, type SecretRotation, type SecretVersion } from './secret.ts'
import { sealVersion } from './secret-value.ts'
import type { SeedSecret, SeedSecretRotation, SeedSecretVersion, StartOptions } from './seed-document.ts'
import { policyText } from './seed-policy.ts'

/** Adds the secret that a checked document describes. Its instance and key are there already. */
export function addSecretFrom(account: Account, seed: SeedSecret, start: StartOptions): void {
  const { now } = start
  const { key, place } = placeOf(account, seed, start)
  const createdAt = timeOf(seed.created ?? '+0s', now)
  const { type = 'Generic' } = seed
  const secret: Secret = {
    name: seed.name,
    ...place,
    type,
    creator: seed.creator ?? account.id,
    createdAt,
    updatedAt: seed.updated === undefined ? createdAt : timeOf(seed.updated, now),
    description: seed.description ?? '',
    tags: new Map(Object.entries(seed.tags ?? {})),
    versions: new Map(),
    stages: new Map(),
    ...(seed.policy === undefined ? {} : { policy: policyText(seed.policy) }),
  }
  if (type !== 'Generic') {
    secret.extendedConfig = structuredClone(seed.extendedConfig ?? {})
    secret.rotation = rotationFrom(seed.rotation, createdAt, now)
  }
  if (seed.plannedDeletion !== undefined) secret.plannedDeletion = timeOf(seed.plannedDeletion, now)
  for (const version of seed.versions) {
    const at = version.created === undefined ? createdAt : timeOf(version.created, now)
    secret.versions.set(version.id, versionFrom(version, secret.name, key, { ...start, now: at }))
    for (const stage of version.stages ?? [currentStage]) secret.stages.set(stage, version.id)
  }
  if (seed.stageOrder)
    secret.stages = new Map(seed.stageOrder.map(stage => [stage, secret.stages.get(stage) as string]))
  secretsIn(account, secret.region).add(secret)
}

type Place = Pick<Secret, 'region' | 'instance' | 'key' | 'serviceManagedKey'>

/** Where the secret lives and the key that it is under: undefined where that is gone. */
function placeOf(
  account: Account,
  seed: SeedSecret,
  { region: home, now, source }: StartOptions,
): { readonly place: Place; readonly key: Key | undefined } {
  const named = seed.key === undefined ? undefined : account.keys.get(seed.key)
  const id = seed.instance ?? named?.instance
  const region = (id && account.instances.get(id)?.region) ?? named?.region ?? seed.region ?? home
  const place = { region, ...(id === undefined ? {} : { instance: id }) }
  if (seed.keyDeleted)
    return {
      place: { ...place, key: seed.key as string, serviceManagedKey: seed.serviceManagedKey ?? false },
      key: undefined,
    }
  const key =
    named ?? (id === undefined ? serviceKey(account, region, now, source) : symmetricKeyIn(account, id))
  return { place: { ...place, key: key.id, serviceManagedKey: key.service }, key }
}

/** The only one there: the document was checked. */
function symmetricKeyIn(account: Account, instance: string): Key {
  for (const key of account.keys.values()) if (key.instance === instance && isSymmetric(key)) return key
  throw new Error(`instance ${instance} has no symmetric key`)
}

function versionFrom(
  { id, value, ciphertext, dataType = 'text' }: SeedSecretVersion,
  name: string,
  key: Key | undefined,
  { now, source }: StartOptions,
): SecretVersion {
  if (ciphertext !== undefined)
    return { id, dataType, createdAt: now, sealed: Buffer.from(ciphertext, 'base64') }
  const wrapping = key && primaryVersion(key)
  if (!wrapping?.material) throw new Error(`secret ${name} has no key to be sealed under`)
  const { material } = wrapping
  return sealVersion(
    { id: wrapping.id, material },
    name,
    { id, dataType, value: value ?? '' },
    { now, source },
  )
}

function rotationFrom(seed: SeedSecretRotation | undefined, createdAt: number, now: number): SecretRotation {
  if (!seed) return { status: 'Disabled', interval: 0 }
  const { enabled = true, running } = seed
  const rotation: SecretRotation = {
    status: seed.invalid ? 'Invalid' : enabled ? 'Enabled' : 'Disabled',
    interval: seed.interval === undefined ? 0 : durationOf(seed.interval),
  }
  if (seed.last !== undefined) rotation.last = timeOf(seed.last, now)
  if (seed.next !== undefined) rotation.next = timeOf(seed.next, now)
  else if (rotation.status === 'Enabled') rotation.next = (rotation.last ?? createdAt) + rotation.interval
  if (running) {
    const { versionId, trigger = 'automatic', reads = 'served', stuck = false } = running
    const startedAt = timeOf(running.startedAt, now)
    const endsAt = timeOf(running.endsAt, now)
    rotation.running = { startedAt, endsAt, versionId, trigger, reads, ...(stuck ? { stuck } : {}) }
  }
  return rotation
}
