import type { Source } from '../machine.ts'
import { type Account, aliasesIn } from './account.ts'

/** Source: API metadata; `Unavailable` is never stored, it follows from the key's instance. */
export type KeyState = 'Enabled' | 'Disabled' | 'PendingDeletion' | 'PendingImport'

export interface KeyVersion {
  readonly id: string
  readonly createdAt: number
  /** Raw bytes of a symmetric key, or a PKCS#8 DER private key; null until asymmetric material is first asked for. */
  material: Buffer | null
}

/** A key of KMS (CMK). Times are milliseconds since 1970, intervals milliseconds. */
export interface Key {
  readonly id: string
  readonly region: string
  /** The KMS instance that holds it; absent for default and service keys. */
  readonly instance?: string
  readonly spec: string
  readonly usage: string
  readonly origin: 'Aliyun_KMS' | 'EXTERNAL'
  readonly protectionLevel: 'SOFTWARE' | 'HSM'
  readonly creator: string
  /** Hardware instances only; absent: inside the HSM, where nothing rotates. Source: CreateKey. */
  readonly storageMechanism?: 'HsmEncryptedDatabase'
  /** A key that a cloud service made for itself (`CreatorType` Service): users cannot use or delete it. */
  readonly service: boolean
  readonly createdAt: number
  state: KeyState
  description: string
  deleteDate?: number
  deletionProtection: { enabled: boolean; description: string }
  /** Oldest first; the last of a symmetric key is its primary version. */
  versions: KeyVersion[]
  rotation: { enabled: boolean; interval: number; last: number }
  tags: Map<string, string>
  /** The key policy's JSON text as it was set; keys outside an instance have none. */
  policy?: string
}

/** `acs:kms:<region>:<account>:key/<id>`. Source: API metadata samples. */
export function keyArn(region: string, accountId: string, id: string): string {
  return `acs:kms:${region}:${accountId}:key/${id}`
}

/** What `CreateKey` accepts and node:crypto can hold: the material's size in bytes, or the kind of key pair. */
export const keySpecs: ReadonlyMap<string, number | 'rsa' | 'ec'> = new Map<string, number | 'rsa' | 'ec'>([
  ['Aliyun_AES_256', 32],
  ['Aliyun_AES_192', 24],
  ['Aliyun_AES_128', 16],
  ['RSA_2048', 'rsa'],
  ['RSA_3072', 'rsa'],
  ['RSA_4096', 'rsa'],
  ['EC_P256', 'ec'],
  ['EC_P256K', 'ec'],
])

export function isSymmetric(key: Key): boolean {
  return typeof keySpecs.get(key.spec) === 'number'
}

/** The version that encrypts, or undefined while material is still to be imported. */
export function primaryVersion(key: Key): KeyVersion | undefined {
  return key.versions.at(-1)
}

/** A version id: `<key id>-<10 characters>` in an instance, a UUID elsewhere. Source: CreateKeyVersion sample, wire of an official demo. */
function versionIdFor(key: Key, source: Source): string {
  return key.instance ? `${key.id}-${idCharacters(10, source)}` : source.uuid()
}

/**
 * A new key's id: a UUID outside an instance; inside one the zone's letters, the second of creation in hexadecimal and
 * 10 characters more. Source: read off `key-hzz62f1cb66fa42qo****` and `kst-hzz65f176a0ogplgq****` of the samples.
 */
export function newKeyId(instance: string | undefined, now: number, source: Source): string {
  if (instance === undefined) return source.uuid()
  const zone = /^kst-([a-z]{3})/.exec(instance)?.[1] ?? 'hzz'
  return `key-${zone}${Math.floor(now / 1000).toString(16)}${idCharacters(10, source)}`
}

/** Characters of the ends of ids: lower-case letters and digits. */
export function idCharacters(count: number, source: Source): string {
  let text = ''
  for (const byte of source.bytes(count)) text += (byte % 36).toString(36)
  return text
}

/** Adds a version with new material (none yet where the key is asymmetric) and makes it the primary one. */
export function addKeyVersion(account: Account, key: Key, now: number, source: Source): KeyVersion {
  const size = keySpecs.get(key.spec)
  const material = typeof size === 'number' ? source.bytes(size) : null
  const version: KeyVersion = { id: versionIdFor(key, source), createdAt: now, material }
  key.versions.push(version)
  account.keyVersions.set(version.id, key)
  return version
}

/** Puts a key into its account, its versions findable by id. */
export function addKey(account: Account, key: Key): void {
  account.keys.set(key.id, key)
  for (const version of key.versions) account.keyVersions.set(version.id, key)
}

/** Takes a key away with its versions and aliases. */
export function removeKey(account: Account, key: Key): void {
  account.keys.delete(key.id)
  for (const version of key.versions) account.keyVersions.delete(version.id)
  const aliases = account.aliases.get(key.region)
  if (aliases) for (const [alias, id] of aliases) if (id === key.id) aliases.delete(alias)
}

/** How much of an instance's key quota is used: every version counts. Source: key rotation, billing. */
export function countKeyVersions(account: Account, instance: string): number {
  let count = 0
  for (const key of account.keys.values()) if (key.instance === instance) count += key.versions.length || 1
  return count
}

/** Adds a version now and counts the next automatic rotation from it (assumed where the version was asked for by hand). */
export function rotateKey(account: Account, key: Key, now: number, source: Source): KeyVersion {
  const version = addKeyVersion(account, key, now, source)
  key.rotation.last = now
  planKeyRotation(account, key, now)
  return version
}

/** Enters the next rotation of a key; one that is overdue comes at once. Source: UpdateRotationPolicy. */
export function planKeyRotation(account: Account, key: Key, now: number): void {
  const next = nextKeyRotation(key)
  if (next !== undefined) account.agenda.add({ at: Math.max(next, now), kind: 'key-rotation', id: key.id })
}

/** Changes the rotation policy. `interval` absent: off, the last one is forgotten. */
export function setKeyRotation(account: Account, key: Key, now: number, interval: number | undefined): void {
  key.rotation.enabled = interval !== undefined
  key.rotation.interval = interval ?? 0
  planKeyRotation(account, key, now)
}

/** `Suspended` while the policy is on and the key cannot rotate for its state. Source: DescribeKey. */
export function rotationStatus(key: Key): 'Enabled' | 'Disabled' | 'Suspended' {
  if (!key.rotation.enabled) return 'Disabled'
  return key.state === 'Enabled' ? 'Enabled' : 'Suspended'
}

/** Makes a key usable again, its rotation included. */
export function enableKey(account: Account, key: Key, now: number): void {
  if (key.state === 'Enabled') return
  key.state = 'Enabled'
  planKeyRotation(account, key, now)
}

/** Stops a key's use; its rotation is suspended. */
export function disableKey(key: Key): void {
  key.state = 'Disabled'
}

export function setKeyDescription(key: Key, description: string): void {
  key.description = description
}

/** Replaces the key policy by a checked JSON text. */
export function setKeyPolicy(key: Key, policy: string): void {
  key.policy = policy
}

/** Protects a key or an instance from deletion, or stops to. */
export function protectFromDeletion(
  thing: Pick<Key, 'deletionProtection'>,
  protection: Key['deletionProtection'],
): void {
  thing.deletionProtection = protection
}

/** Plans a key's deletion: until `deleteDate` it can be taken back. */
export function scheduleKeyDeletion(account: Account, key: Key, deleteDate: number): void {
  key.state = 'PendingDeletion'
  key.deleteDate = deleteDate
  account.agenda.add({ at: deleteDate, kind: 'key-deletion', id: key.id })
}

/**
 * Takes a planned deletion back: the key is Enabled, whatever it was before. Source: CancelKeyDeletion. Without
 * material it waits for its import (assumed).
 */
export function cancelKeyDeletion(account: Account, key: Key, now: number): void {
  delete key.deleteDate
  if (key.origin === 'EXTERNAL' && !primaryVersion(key)?.material) key.state = 'PendingImport'
  else enableKey(account, key, now)
}

/** `acs:kms:<region>:<account>:alias/<name>`; `alias` has its `alias/`. Source: ListAliases sample. */
export function aliasArn(region: string, accountId: string, alias: string): string {
  return `acs:kms:${region}:${accountId}:${alias}`
}

/** Points an alias at a key, away from any other. */
export function bindAlias(account: Account, key: Key, alias: string): void {
  aliasesIn(account, key.region).set(alias, key.id)
}

/** Takes an alias away; its key stays as it is. */
export function removeAlias(account: Account, region: string, alias: string): void {
  aliasesIn(account, region).delete(alias)
}

/** When the key rotates next, or undefined where its policy is off. Source: next = last + interval, at once where that is past. */
export function nextKeyRotation(key: Key): number | undefined {
  return key.rotation.enabled ? key.rotation.last + key.rotation.interval : undefined
}

/** The key under which the shared KMS keeps secrets that name none; the alias's last part is assumed. Source: service keys. */
const serviceAlias = 'alias/acs/kms'

/** The account's service key for secrets without a key of their own, made on first use. Source: CreateSecret of 2021. */
export function serviceKey(account: Account, region: string, now: number, source: Source): Key {
  const known = account.keys.get(aliasesIn(account, region).get(serviceAlias) ?? '')
  if (known) return known
  const key: Key = {
    id: newKeyId(undefined, now, source),
    region,
    spec: 'Aliyun_AES_256',
    usage: 'ENCRYPT/DECRYPT',
    origin: 'Aliyun_KMS',
    protectionLevel: 'SOFTWARE',
    creator: account.id,
    service: true,
    createdAt: now,
    state: 'Enabled',
    description: '',
    deletionProtection: { enabled: false, description: '' },
    versions: [],
    rotation: { enabled: false, interval: 0, last: now },
    tags: new Map(),
  }
  addKey(account, key)
  addKeyVersion(account, key, now, source)
  bindAlias(account, key, serviceAlias)
  return key
}
