import { notEmulated } from '../../common-errors.ts'
import { documented, refuse } from '../../errors.ts'
import { addKey, addKeyVersion, type Key, newKeyId, setKeyRotation } from '../../state/key.ts'
import { keyStateErrors } from '../key-access.ts'
import { defineOperation, type ResponseBody } from '../operation.ts'
import { choice, flag, text } from '../parameter.ts'
import { createdKeyMetadata } from './key-metadata.ts'
import { readRotationInterval, rotationBounds } from './key-rotation.ts'
import { placeOf, specsNotEmulated, unsupportedOperation, usageFor } from './key-spec.ts'
import { keyTags } from './key-tags.ts'
import { checkKeyPolicy, isQuotaUsedUp, protectionLevel, usableInstance } from './new-key.ts'

/** Makes a key, in an instance or as a key of the account. */
export const CreateKey = defineOperation({
  name: 'CreateKey',
  group: 'keys',
  source: 'KMS API reference, CreateKey; API metadata 2024-06; SDK 4.1.0',
  parameters: {
    Description: text({ minLength: 0, maxLength: 8192, default: '' }),
    KeyUsage: choice(['ENCRYPT/DECRYPT', 'SIGN/VERIFY']),
    Origin: choice(['Aliyun_KMS', 'EXTERNAL'], { default: 'Aliyun_KMS' }),
    ProtectionLevel: choice(['SOFTWARE', 'HSM'], { note: 'ignored with `DKMSInstanceId`' }),
    EnableAutomaticRotation: flag({ default: 'false' }),
    RotationInterval: text({ note: 'ignored unless `EnableAutomaticRotation` is true' }),
    KeySpec: text({ default: 'Aliyun_AES_256' }),
    DKMSInstanceId: text({ maxLength: 512 }),
    Tags: keyTags,
    Policy: text({ maxBytes: 32_768 }),
    KeyStorageMechanism: choice(['HsmInternal', 'HsmEncryptedDatabase'], { note: 'hardware instances only' }),
  },
  errors: {
    'Rejected.LimitExceeded': documented(
      400,
      'The request was rejected because user create resource limit was exceeded',
    ),
    InvalidParameter: documented(400, 'The specified parameter is not valid.'),
    ...unsupportedOperation,
    ...keyStateErrors,
    ...notEmulated,
  },
  differences: [
    '200 keys outside an instance are allowed per region, as in KMS 1.0; KMS 3.0 has one default key',
    'default keys rotate without the paid add-on',
    'every region has managed HSMs: default keys are HSM unless `ProtectionLevel` says SOFTWARE',
    'EXTERNAL keys stay in PendingImport: importing material is not emulated',
    'Aliyun_SM4, EC_SM2 and the HMAC specs are not emulated',
  ],
  access: ({ region, account }) => [
    { action: 'kms:CreateKey', resource: `acs:kms:${region}:${account.id}:key` },
  ],
  run(call, input, fail): ResponseBody {
    const { account, now, source } = call
    const { DKMSInstanceId: id, KeySpec: spec, Origin: origin, Policy: policy } = input
    const unsupported = (because: string) => fail('UnsupportedOperation', undefined, { because })
    const instance = id === undefined ? undefined : usableInstance(call, id)
    if (specsNotEmulated.has(spec))
      refuse(notEmulated, 'Emulator.NotEmulated', `\`KeySpec\` ${spec} is not emulated.`)
    const usage = usageFor({ spec, usage: input.KeyUsage, origin }, placeOf(instance), unsupported)
    if (policy !== undefined) checkKeyPolicy(policy, instance, unsupported)
    const stored = instance?.type === 'hardware' && input.KeyStorageMechanism === 'HsmEncryptedDatabase'
    const key: Key = {
      id: newKeyId(id, now, source),
      region: call.region,
      ...(id === undefined ? {} : { instance: id }),
      spec,
      usage,
      origin,
      protectionLevel: protectionLevel(instance, input.ProtectionLevel),
      ...(stored ? { storageMechanism: 'HsmEncryptedDatabase' } : {}),
      creator: account.id,
      service: false,
      createdAt: now,
      state: origin === 'EXTERNAL' ? 'PendingImport' : 'Enabled',
      description: input.Description,
      deletionProtection: { enabled: false, description: '' },
      versions: [],
      rotation: { enabled: false, interval: 0, last: now },
      tags: input.Tags ?? new Map(),
      ...(policy === undefined ? {} : { policy }),
    }
    const bounds = rotationBounds(account, key) ?? null
    if (input.EnableAutomaticRotation && bounds === null) unsupported('such a key does not rotate by itself')
    const interval =
      bounds && input.EnableAutomaticRotation
        ? readRotationInterval(input.RotationInterval, bounds)
        : undefined
    if (isQuotaUsedUp(call, instance)) fail('Rejected.LimitExceeded')
    addKey(account, key)
    if (origin === 'Aliyun_KMS') addKeyVersion(account, key, now, source)
    if (interval !== undefined) setKeyRotation(account, key, now, interval)
    return { KeyMetadata: createdKeyMetadata(account, key) }
  },
})
