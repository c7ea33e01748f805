import { assumedFor, documented } from '../../errors.ts'
import { secretsIn } from '../../state/account.ts'
import { planSecretRotation, type Secret, secretArn, secretLimits } from '../../state/secret.ts'
import { keyNeed, keyNotFound, keyStateErrors, locateKey } from '../key-access.ts'
import { unsupportedOperation } from '../keys/key-spec.ts'
import { keyTags } from '../keys/key-tags.ts'
import { defineOperation, type ResponseBody } from '../operation.ts'
import { choice, flag, text } from '../parameter.ts'
import { firstVersions, managedSecret } from './managed-secret.ts'
import { checkNewSecret, placeForSecret, serviceKeyPlace } from './new-secret.ts'
import { intervalOf } from './rotation-interval.ts'
import { sealValue } from './value.ts'
import { extendedConfigField, rotationFields } from './version.ts'

/** Makes a secret with its first version, which gets `ACSCurrent`. */
export const CreateSecret = defineOperation({
  name: 'CreateSecret',
  group: 'secrets',
  source: 'KMS API reference, CreateSecret; API metadata 2024-06 and, for RAM secrets, the page of 2021',
  parameters: {
    SecretName: text({ required: true, maxLength: 192 }),
    VersionId: text({ required: true, maxLength: 64 }),
    EncryptionKeyId: text({ maxLength: 512 }),
    SecretData: text({ required: true, maxBytes: secretLimits.valueBytes }),
    SecretDataType: choice(['text', 'binary'], { default: 'text' }),
    Description: text({ default: '' }),
    Tags: keyTags,
    SecretType: choice(['Generic', 'Rds', 'Redis', 'RAMCredentials', 'ECS', 'PolarDB'], {
      default: 'Generic',
    }),
    ExtendedConfig: text({ note: 'JSON; needed for every type but Generic, for which it is ignored' }),
    EnableAutomaticRotation: flag({ default: 'false', note: 'ignored for Generic (assumed)' }),
    RotationInterval: text({ note: 'needed where `EnableAutomaticRotation` is true' }),
    DKMSInstanceId: text({ maxLength: 512 }),
    Policy: text({ maxBytes: 32_768 }),
  },
  errors: {
    InvalidParameter: documented(400, 'The specified parameter is not valid.'),
    'Rejected.LimitExceeded': documented(
      400,
      'The request was rejected because user create resource limit was exceeded',
    ),
    'Forbidden.NoPermission': documented(
      403,
      'You are not authorized to perform the operation.',
      'CreateSecret, 2021; that it stands for the missing role is assumed',
    ),
    'Forbidden.ResourceNotFound': documented(404, 'The resource is not found.'),
    'Rejected.ResourceExist': documented(409, 'The resource already exists.'),
    'Rejected.ResourceInDeleteWindow': documented(409, 'The secret is planned to be deleted.'),
    ...unsupportedOperation,
    ...assumedFor(keyNotFound, 'listed for GetSecretValue'),
    ...assumedFor(keyStateErrors, 'follows from the encryption with the key; listed for GenerateDataKey'),
  },
  differences: [
    'permissions on the databases, ECS instances and RAM users that a secret manages are not asked for',
  ],
  access(call, { EncryptionKeyId: keyId }) {
    const container = `acs:kms:${call.region}:${call.account.id}:secret`
    const need = { action: 'kms:CreateSecret', resource: container }
    if (keyId === undefined) return [need]
    const { key, alias } = locateKey(call, keyId)
    const name = alias === undefined ? key?.id : undefined
    return [need, { ...keyNeed(call, 'kms:GenerateDataKey', keyId), ...(name === undefined ? {} : { name }) }]
  },
  check: checkNewSecret,
  run(call, input, fail): ResponseBody {
    const { account, region, now } = call
    const { SecretType: type, SecretDataType: dataType, VersionId: versionId } = input
    const interval =
      type === 'Generic' ? undefined : intervalOf(input.EnableAutomaticRotation, input.RotationInterval)
    const managed = type === 'Generic' ? undefined : managedSecret(call, type, input, fail)
    const name = managed?.name ?? input.SecretName
    const known = secretsIn(account, region).get(name)
    if (known)
      fail(known.plannedDeletion === undefined ? 'Rejected.ResourceExist' : 'Rejected.ResourceInDeleteWindow')
    const found = placeForSecret(call, input, fail)
    const secret: Secret = {
      name,
      region,
      ...(found === 'service-key' ? serviceKeyPlace(call) : found),
      type,
      creator: account.id,
      createdAt: now,
      updatedAt: now,
      description: input.Description,
      tags: input.Tags ?? new Map(),
      versions: new Map(),
      stages: new Map(),
      ...(input.Policy === undefined ? {} : { policy: input.Policy }),
      ...(managed ? { extendedConfig: managed.extendedConfig, rotation: rotationOf(interval, now) } : {}),
    }
    for (const { id, stage, value } of firstVersions(versionId, managed?.values ?? [input.SecretData])) {
      secret.versions.set(id, sealValue(call, account, secret, { id, dataType, value }))
      secret.stages.set(stage, id)
    }
    managed?.apply()
    secretsIn(account, region).add(secret)
    planSecretRotation(account, secret, now)
    return {
      Arn: secretArn(region, account.id, name),
      SecretName: name,
      VersionId: versionId,
      SecretType: type,
      ...rotationFields(secret),
      ...extendedConfigField(secret),
      ...(secret.instance === undefined ? {} : { DKMSInstanceId: secret.instance }),
    }
  },
})

function rotationOf(interval: number | undefined, now: number): NonNullable<Secret['rotation']> {
  return interval === undefined
    ? { status: 'Disabled', interval: 0 }
    : { status: 'Enabled', interval, next: now + interval }
}
