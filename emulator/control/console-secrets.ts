import type { Emulator } from '../emulator.ts'
import type { Account } from '../state/account.ts'
import { formatTime } from '../state/clock.ts'
import { isExpired } from '../state/instance.ts'
import type { Secret } from '../state/secret.ts'
import { requireInstance } from './instances.ts'
import { momentOf } from './moment.ts'

/** A secret as the new console lists it. */
export interface ConsoleSecret {
  readonly secretName: string
  readonly secretType: Secret['type']
  /** Id of the key that protects it. */
  readonly encryptionKeyId: string
  /** `Unavailable` once the subscription of the instance ended (documented); the other two words are assumed. */
  readonly status: 'Enabled' | 'PendingDeletion' | 'Unavailable'
  /** As DescribeSecret writes them. */
  readonly createTime: string
  readonly updateTime: string
}

/**
 * What the new console shows of an instance's secrets, planned deletions included. Secrets that were made without an
 * instance are in no such list: the old console has them. Source: KMS secrets FAQ.
 */
export function listConsoleSecrets(emulator: Emulator, account: Account, id?: string): ConsoleSecret[] {
  const instance = requireInstance(account, id)
  const expired = isExpired(instance, momentOf(emulator, account).now)
  const secrets = [...(account.secrets.get(instance.region) ?? [])]
  return secrets
    .filter(secret => secret.instance === instance.id)
    .map(({ name, type, key, plannedDeletion, createdAt, updatedAt }) => ({
      secretName: name,
      secretType: type,
      encryptionKeyId: key,
      status: expired ? 'Unavailable' : plannedDeletion === undefined ? 'Enabled' : 'PendingDeletion',
      createTime: formatTime(createdAt),
      updateTime: formatTime(updatedAt),
    }))
}
