import { pickCharacters } from '../cryptography/password.ts'
import type { Source } from '../machine.ts'
import type { AccessKey, Account, RamUser } from './account.ts'
import { formatTime } from './clock.ts'
import type { Rotator } from './rotation.ts'
import { currentStage, removeVersion, type Secret, storeVersion } from './secret.ts'
import { openVersion, sealVersion } from './secret-value.ts'
import { addUserAccessKey, removeUserAccessKey } from './world.ts'

/**
 * RAMCredentials: at the start of the window the RAM user gets a new AccessKey, which becomes `ACSCurrent`; at its end
 * the old one is deleted together with its version. Source: RAM page; the labels during the window assumed.
 */
export function ramRotator(window: number): Rotator {
  return {
    window,
    fault({ account }, secret) {
      if (!account.authorizations.has('ram-credentials'))
        return 'KMS may not manage the AccessKeys of RAM users'
      return userOf(account, secret) ? null : 'the RAM user is gone'
    },
    begin(step) {
      const { world, account, secret, versionId, now, source } = step
      const user = userOf(account, secret)
      if (!user) throw new Error(`the RAM user of secret ${secret.name} is gone`)
      const key = newAccessKey(source)
      const value = accessKeyValue(key.id, key.secret, now)
      const version = sealVersion(
        step.wrapping,
        secret.name,
        { id: versionId, dataType: 'text', value },
        step,
      )
      addUserAccessKey(world, account, user, key)
      storeVersion(secret, version, [currentStage], now)
    },
    end({ world, account, secret, versionId }) {
      const user = userOf(account, secret)
      for (const id of [...secret.versions.keys()]) {
        if (id === versionId) continue
        const old = accessKeyOf(account, secret, id)
        // An imported secret may name an AccessKey of somebody else: KMS manages this user's only.
        if (old !== undefined && user?.accessKeys.some(key => key.id === old))
          removeUserAccessKey(world, user, old)
        removeVersion(secret, id)
      }
    },
  }
}

/** The value of a RAM secret. Source: GetSecretValue of RAMCredentials secrets. */
export function accessKeyValue(id: string, secret: string, now: number): string {
  return JSON.stringify({ AccessKeyId: id, AccessKeySecret: secret, GenerateTimestamp: formatTime(now) })
}

function userOf(account: Account, secret: Secret): RamUser | undefined {
  const name = secret.extendedConfig?.UserName
  return typeof name === 'string' ? account.users.get(name) : undefined
}

function accessKeyOf(account: Account, secret: Secret, versionId: string): string | undefined {
  const version = secret.versions.get(versionId)
  const text = version && openVersion(account.keys.get(secret.key), secret, version)
  return text === undefined ? undefined : String(JSON.parse(text).AccessKeyId ?? '')
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** 24 characters that begin with `LTAI`, and 30. Source: the form of AccessKeys in samples and clients. */
export function newAccessKey(source: Source): AccessKey {
  return {
    id: `LTAI5t${pickCharacters(letters, 18, source)}`,
    secret: pickCharacters(letters, 30, source),
    status: 'Active',
  }
}
