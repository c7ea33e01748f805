import { open, seal, sealedUnder } from '../cryptography/envelope.ts'
import type { Source } from '../machine.ts'
import type { Account } from './account.ts'
import { deferMember } from './deferred.ts'
import { isExpired } from './instance.ts'
import { type Key, primaryVersion } from './key.ts'
import { envelopeContext, type Secret, type SecretVersion } from './secret.ts'

/** A value and what goes with it, before it is sealed. */
export interface PlainVersion {
  readonly id: string
  readonly dataType: 'text' | 'binary'
  readonly value: string
}

/** The value of a version, whatever the state of its key; undefined where the key version is not there. */
export function openVersion(
  key: Key | undefined,
  secret: Secret,
  version: SecretVersion,
): string | undefined {
  const id = sealedUnder(version.sealed)
  const material = key?.versions.find(candidate => candidate.id === id)?.material
  return material ? open(version.sealed, material, envelopeContext(secret.name, version.id)) : undefined
}

/** Seals a value as a version of a secret named `name`, under a key version that is at hand. */
export function sealVersion(
  wrapping: { readonly id: string; readonly material: Buffer },
  name: string,
  version: PlainVersion,
  { now, source }: { readonly now: number; readonly source: Source },
): SecretVersion {
  const sealed = seal(version.value, wrapping, envelopeContext(name, version.id), source)
  return { id: version.id, dataType: version.dataType, createdAt: now, sealed }
}

/** Likewise for a value that is made and sealed when somebody first looks at it; `account` is the one that it names. */
export function sealLater(
  wrapping: { readonly id: string; readonly material: Buffer },
  name: string,
  { id, account, value }: { readonly id: string; readonly account: string; value(): string },
  { now, source }: { readonly now: number; readonly source: Source },
): SecretVersion {
  const version: SecretVersion = { id, dataType: 'text', createdAt: now, sealed: notYet }
  deferMember(version, 'sealed', () => seal(value(), wrapping, envelopeContext(name, id), source))
  deferred.set(version, { account, under: wrapping.id })
  return version
}

const notYet = Buffer.alloc(0)

/** What is known of deferred values before they are made: the account in them, the key version that they are sealed under. */
const deferred = new WeakMap<SecretVersion, { readonly account: string; readonly under: string }>()

/** The account that the value of a managed secret's version names in `member`; undefined where the value does not open. */
export function accountNamedIn(
  key: Key | undefined,
  secret: Secret,
  version: SecretVersion | undefined,
  member: 'AccountName' | 'UserName',
): string | undefined {
  const known = version && deferred.get(version)
  if (known) return key?.versions.some(({ id }) => id === known.under) ? known.account : undefined
  const text = version && openVersion(key, secret, version)
  return text === undefined ? undefined : String(JSON.parse(text)[member] ?? '')
}

/** Why KMS itself cannot write a new value now, in our own words, or what it writes with. */
export function wrappingFor(
  account: Account,
  secret: Secret,
  now: number,
): string | { readonly id: string; readonly material: Buffer } {
  if (secret.instance !== undefined) {
    const instance = account.instances.get(secret.instance)
    if (!instance) return 'the KMS instance of the secret is gone'
    if (isExpired(instance, now)) return 'the subscription of the KMS instance ended'
    if (instance.status !== 'Connected') return `the KMS instance is ${instance.status}`
  }
  const key = account.keys.get(secret.key)
  if (!key) return 'the key of the secret is gone'
  if (key.state !== 'Enabled') return `the key of the secret is ${key.state}`
  const version = primaryVersion(key)
  return version?.material ? { id: version.id, material: version.material } : 'the key has no material'
}
