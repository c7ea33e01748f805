import { assumed, documented } from '../../errors.ts'
import type { Account } from '../../state/account.ts'
import { day } from '../../state/clock.ts'
import { countKeyVersions, isSymmetric, type Key, rotateKey } from '../../state/key.ts'
import { keyNeed, requireInstance, requireKey } from '../key-access.ts'
import { defineOperation, type ResponseBody } from '../operation.ts'
import { text } from '../parameter.ts'
import { invalidParameter, keyErrors, requireState } from './key-state.ts'
import { keyVersionFields } from './key-version.ts'

/** For asymmetric keys and keys outside an instance. Source: CreateKeyVersion, older text. */
const olderRule = { shortestGap: 7 * day, mostVersions: 50 } as const

/** Makes a new version of a key; a symmetric key encrypts with it from now on. */
export const CreateKeyVersion = defineOperation({
  name: 'CreateKeyVersion',
  group: 'keys',
  source: 'KMS API reference, CreateKeyVersion, texts of 2021 and 2024; API metadata 2024-06',
  parameters: { KeyId: text({ required: true, note: 'key id, alias or ARN' }) },
  errors: {
    ...invalidParameter,
    'Rejected.UnsupportedOperation': documented(400, 'Unsupported operation.'),
    'Rejected.LimitExceeded': assumed(
      400,
      'The request was rejected because user create resource limit was exceeded',
      'CreateKey’s row: every version counts against the quota of keys',
    ),
    ...keyErrors,
  },
  differences: ['the next automatic rotation is counted from the new version'],
  access: (call, { KeyId }) => [keyNeed(call, 'kms:CreateKeyVersion', KeyId)],
  run(call, { KeyId }, fail): ResponseBody {
    const { account, key } = requireKey(call, KeyId)
    const now = call.clockOf(account)
    const refused = refusalByKind(account, key)
    requireInstance(call, account, key.instance)
    requireState(key, 'CreateKeyVersion')
    if (refused) fail('Rejected.UnsupportedOperation', undefined, { because: refused })
    if (!isSymmetric(key) || key.instance === undefined) {
      if (key.versions.length >= olderRule.mostVersions) fail('Rejected.LimitExceeded')
      const newest = key.versions.at(-1)?.createdAt ?? Number.NEGATIVE_INFINITY
      if (now < newest + olderRule.shortestGap)
        fail('Rejected.UnsupportedOperation', undefined, { because: 'the last version is not 7 days old' })
    }
    const instance = key.instance === undefined ? undefined : account.instances.get(key.instance)
    if (instance && countKeyVersions(account, instance.id) >= instance.keyQuota)
      fail('Rejected.LimitExceeded')
    return { KeyVersion: keyVersionFields(key, rotateKey(account, key, now, call.source)) }
  },
})

/** Why keys of this kind have no second version. Source: CreateKeyVersion; key rotation for material that does not rotate. */
function refusalByKind(account: Account, key: Key): string | undefined {
  if (key.service) return `key \`${key.id}\` belongs to a cloud service`
  if (key.origin === 'EXTERNAL') return 'imported material has one version'
  const type = key.instance === undefined ? undefined : account.instances.get(key.instance)?.type
  if (type === 'external') return 'the material is in an external key store'
  if (type === 'hardware' && isSymmetric(key) && key.storageMechanism === undefined)
    return 'the material is inside an HSM'
  return undefined
}
