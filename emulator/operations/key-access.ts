import type { Call } from '../call.ts'
import { documented, type ErrorTable, KmsError, refuse } from '../errors.ts'
import type { Account } from '../state/account.ts'
import { isExpired } from '../state/instance.ts'
import { isSymmetric, type Key, type KeyVersion, keyArn, primaryVersion } from '../state/key.ts'
import { settle } from '../state/settle.ts'
import type { Need } from './operation.ts'
import { ParameterFault } from './parameter.ts'

/** Why a key, or an instance with what is in it, cannot be used now. Source: key state page, KMS FAQ, API metadata 2024-06. */
export const keyStateErrors = {
  'Rejected.Unavailable': documented(409, 'The request was rejected because the key state is Unavailable.'),
  'Rejected.Disabled': documented(409, 'The request was rejected because the key state is Disabled.'),
  'Rejected.PendingDeletion': documented(
    409,
    'The request was rejected because the key state is PendingDeletion.',
  ),
  'Rejected.PendingImport': documented(
    409,
    'The request was rejected because the key state is PendingImport.',
  ),
  'Forbidden.DKMSInstanceStateInvalid': documented(403, 'The DKMS instance state is invalid.'),
  'Forbidden.DKMSInstanceNotFound': documented(403, 'The specified DKMS Instance is not found.'),
} satisfies ErrorTable

export const keyNotFound = {
  'Forbidden.KeyNotFound': documented(404, 'The specified Key is not found.'),
} satisfies ErrorTable

export const aliasNotFound = {
  'Forbidden.AliasNotFound': documented(404, 'The specified Alias is not found.'),
} satisfies ErrorTable

/** Where a `KeyId` parameter points: a key id, an alias (`alias/…`), or the ARN of either. */
export interface KeyAddress {
  readonly account: Account | undefined
  readonly owner: string
  readonly region: string
  readonly alias?: string
  readonly key: Key | undefined
}

/** The account with an id, everything done that is due by its own clock; the caller's is so already. */
export function accountNamed(call: Call, id: string): Account | undefined {
  const account = call.world.accounts.get(id)
  if (account && account !== call.account) settle(call.world, account, call.clockOf(account), call.source)
  return account
}

/** Finds what a `KeyId` parameter names, without judging whether the caller may know. */
export function locateKey(call: Call, keyId: string): KeyAddress {
  const arn = /^acs:kms:([^:]*):([^:]*):((?:key|alias)\/.+)$/.exec(keyId)
  if (!arn && keyId.startsWith('acs:'))
    throw new ParameterFault('`KeyId` is not the ARN of a key or an alias')
  const [region, owner] = arn ? [arn[1] as string, arn[2] as string] : [call.region, call.account.id]
  const rest = arn ? (arn[3] as string) : keyId
  const account = accountNamed(call, owner)
  const alias = rest.startsWith('alias/') ? rest : undefined
  const id = alias ? account?.aliases.get(region)?.get(alias) : rest.replace(/^key\//, '')
  const key = id === undefined || region !== call.region ? undefined : account?.keys.get(id)
  return {
    account,
    owner,
    region,
    ...(alias === undefined ? {} : { alias }),
    key: key?.region === region ? key : undefined,
  }
}

/** The permission for `action` on what a `KeyId` names; on the alias's ARN where it points nowhere (assumed). */
export function keyNeed(call: Call, action: string, keyId: string): Need {
  const { owner, region, alias, key } = locateKey(call, keyId)
  const called = alias === undefined ? undefined : `acs:kms:${region}:${owner}:${alias}`
  if (key) return needOn(action, owner, key, { called })
  const resource = alias
    ? `acs:kms:${region}:${owner}:${alias}`
    : keyArn(region, owner, keyId.replace(/^.*:key\//, ''))
  return { action, resource, owner }
}

/** The permission for `action` on a key that is there, and what a refusal calls the key. */
export function needOn(
  action: string,
  owner: string,
  key: Key,
  { called, name }: Pick<Need, 'called' | 'name'> = {},
): Need {
  return {
    action,
    resource: keyArn(key.region, owner, key.id),
    owner,
    tags: key.tags,
    policy: key.policy === undefined ? undefined : { kind: 'key', text: key.policy },
    called,
    name,
  }
}

/** The key that a `KeyId` names and its account; refuses one that is not there. */
export function requireKey(call: Call, keyId: string): { readonly account: Account; readonly key: Key } {
  const { account, alias, key } = locateKey(call, keyId)
  if (account && key) return { account, key }
  return alias
    ? refuse(aliasNotFound, 'Forbidden.AliasNotFound')
    : refuse(keyNotFound, 'Forbidden.KeyNotFound')
}

/** Refuses what is in an instance that is gone, expired or not connected. Source: KMS FAQ for expiry; the rest assumed from the codes' names. */
export function requireInstance(call: Call, account: Account, id: string | undefined): void {
  if (id === undefined) return
  const instance = account.instances.get(id)
  if (!instance) refuse(keyStateErrors, 'Forbidden.DKMSInstanceNotFound')
  if (isExpired(instance, call.clockOf(account))) {
    const because = `the subscription of instance \`${id}\` ended at ${new Date(instance.endDate).toISOString()}; renewing it within 15 days brings everything back`
    refuse(keyStateErrors, 'Rejected.Unavailable', undefined, { because })
  }
  if (instance.status !== 'Connected')
    refuse(keyStateErrors, 'Forbidden.DKMSInstanceStateInvalid', undefined, {
      because: `instance \`${id}\` is ${instance.status}`,
    })
}

/** Refuses a key whose instance or state does not allow its use. Source: key state page, row Encrypt, Decrypt, GenerateDataKey. */
export function requireUsable(call: Call, account: Account, key: Key): void {
  requireInstance(call, account, key.instance)
  requireEnabled(key)
}

/** Refuses a key that is not Enabled. */
export function requireEnabled(key: Key): void {
  if (key.state !== 'Enabled')
    refuse(keyStateErrors, `Rejected.${key.state}`, undefined, {
      because: `key \`${key.id}\` is ${key.state}`,
    })
}

/** The version of a symmetric key that encrypts today, its material at hand. */
export function encryptingVersion(key: Key): KeyVersion & { readonly material: Buffer } {
  const version = primaryVersion(key)
  if (!version?.material || !isSymmetric(key))
    throw new KmsError('UnsupportedOperation', 400, 'This action is not supported.')
  return version as KeyVersion & { readonly material: Buffer }
}
