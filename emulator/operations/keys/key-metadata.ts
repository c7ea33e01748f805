import type { Account } from '../../state/account.ts'
import { formatTime } from '../../state/clock.ts'
import {
  isSymmetric,
  type Key,
  keyArn,
  nextKeyRotation,
  primaryVersion,
  rotationStatus,
} from '../../state/key.ts'
import type { ResponseBody } from '../operation.ts'

/**
 * `KeyMetadata` as CreateKey answers it: dates that do not apply are empty. Source: CreateKey samples of 2021 and 2024.
 */
export function createdKeyMetadata(account: Account, key: Key): ResponseBody {
  return { ...metadata(account, key), DeleteDate: '' }
}

/**
 * `KeyMetadata` as DescribeKey answers it: with the deletion protection, `DeleteDate` only while deletion is planned.
 * Source: DescribeKey.
 */
export function describedKeyMetadata(account: Account, key: Key): ResponseBody {
  const { enabled, description } = key.deletionProtection
  return {
    ...metadata(account, key),
    ...(key.deleteDate === undefined ? {} : { DeleteDate: formatTime(key.deleteDate) }),
    DeletionProtection: enabled ? 'Enabled' : 'Disabled',
    ...(enabled && description !== '' ? { DeletionProtectionDescription: description } : {}),
  }
}

function metadata(account: Account, key: Key): ResponseBody {
  return {
    KeyId: key.id,
    Arn: keyArn(key.region, account.id, key.id),
    KeyState: key.state,
    KeySpec: key.spec,
    KeyUsage: key.usage,
    Origin: key.origin,
    ProtectionLevel: key.protectionLevel,
    Description: key.description,
    Creator: key.creator,
    CreationDate: formatTime(key.createdAt),
    ...(key.instance === undefined ? {} : { DKMSInstanceId: key.instance }),
    ...versionFields(key),
    ...rotationFields(key),
    // Empty: never. Imported material, the only kind that expires, is not emulated.
    MaterialExpireTime: '',
  }
}

/** The primary version of symmetric keys only; none where material is still to be imported. */
function versionFields(key: Key): ResponseBody {
  const primary = isSymmetric(key) ? primaryVersion(key) : undefined
  return {
    ...(primary ? { PrimaryKeyVersion: primary.id } : {}),
    ...(key.versions.length > 0 ? { LastRotationDate: formatTime(key.rotation.last) } : {}),
  }
}

function rotationFields(key: Key): ResponseBody {
  if (!isSymmetric(key)) return {}
  const next = nextKeyRotation(key)
  return {
    AutomaticRotation: rotationStatus(key),
    ...(next === undefined
      ? {}
      : { RotationInterval: `${key.rotation.interval / 1000}s`, NextRotationDate: formatTime(next) }),
  }
}
