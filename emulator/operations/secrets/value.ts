import type { Call } from '../../call.ts'
import { refuse } from '../../errors.ts'
import type { Account } from '../../state/account.ts'
import type { Key } from '../../state/key.ts'
import type { Secret, SecretVersion } from '../../state/secret.ts'
import { openVersion, type PlainVersion, sealVersion } from '../../state/secret-value.ts'
import { encryptingVersion, keyNotFound, requireEnabled, requireInstance } from '../key-access.ts'

/** The value of a version, opened with the key version it was sealed under. */
export function readValue(call: Call, account: Account, secret: Secret, version: SecretVersion): string {
  const value = openVersion(requireValueKey(call, account, secret), secret, version)
  if (value === undefined) throw new Error(`version ${version.id} of secret ${secret.name} does not open`)
  return value
}

/** Seals a value as a version of a secret under the current version of its key. */
export function sealValue(
  call: Call,
  account: Account,
  secret: Pick<Secret, 'name' | 'key' | 'instance'>,
  version: PlainVersion,
): SecretVersion {
  const wrapping = encryptingVersion(requireValueKey(call, account, secret))
  return sealVersion(wrapping, secret.name, version, { now: call.clockOf(account), source: call.source })
}

/** The key of a secret; refuses where instance or key cannot be used now, the instance first. */
export function requireValueKey(call: Call, account: Account, secret: Pick<Secret, 'key' | 'instance'>): Key {
  requireInstance(call, account, secret.instance)
  const key = account.keys.get(secret.key)
  if (!key) refuse(keyNotFound, 'Forbidden.KeyNotFound')
  requireEnabled(key)
  return key
}
