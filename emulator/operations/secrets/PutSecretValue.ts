import { assumedFor, documented } from '../../errors.ts'
import { countStagesAfter, secretLimits, stagesOf, storeVersion } from '../../state/secret.ts'
import { keyNotFound, keyStateErrors } from '../key-access.ts'
import { defineOperation, type ResponseBody } from '../operation.ts'
import { choice, text } from '../parameter.ts'
import {
  inDeleteWindow,
  requireNotDeleted,
  requireSecret,
  valueNeeds,
  wrongSecretType,
} from './secret-access.ts'
import { readValue, sealValue } from './value.ts'
import { versionStages } from './version-stages.ts'

/** Stores a new version of a Generic secret and moves labels to it. The same version again changes nothing. */
export const PutSecretValue = defineOperation({
  name: 'PutSecretValue',
  group: 'secrets',
  source: 'KMS API reference, PutSecretValue; generic secrets; API metadata 2024-06',
  parameters: {
    VersionId: text({ required: true, maxLength: 64 }),
    SecretName: text({ required: true, maxLength: 512 }),
    SecretData: text({
      required: true,
      maxBytes: secretLimits.valueBytes,
      note: "the limit is CreateSecret's",
    }),
    SecretDataType: choice(['text', 'binary'], { default: 'text' }),
    VersionStages: versionStages,
  },
  errors: {
    InvalidParameter: documented(400, 'some of the specified parameters "\\" is not valid'),
    'Rejected.LimitExceeded': documented(400, 'exceed secret limits error'),
    'Forbidden.ResourceNotFound': documented(404, 'Resource not found'),
    'Rejected.ResourceExist': documented(409, 'The request was rejected becasue key already exsit'),
    ...wrongSecretType,
    ...assumedFor(inDeleteWindow, 'listed for other operations on secrets'),
    ...assumedFor(keyNotFound, 'listed for GetSecretValue'),
    ...assumedFor(keyStateErrors, 'follows from the encryption with the key; listed for GenerateDataKey'),
  },
  access: (call, { SecretName }) => valueNeeds(call, 'kms:PutSecretValue', 'kms:GenerateDataKey', SecretName),
  run(call, input, fail): ResponseBody {
    const { VersionId, SecretData: value, SecretDataType: dataType, VersionStages: stages } = input
    const { account, secret } = requireSecret(call, input.SecretName, fail)
    if (secret.type !== 'Generic')
      fail('Rejected.UnsupportedOperation', undefined, {
        because: `KMS writes ${secret.type} secrets itself`,
      })
    requireNotDeleted(secret)
    const known = secret.versions.get(VersionId)
    if (known) {
      // Same data: ignored, labels included, as the Terraform provider's tests rely on. The type counts too (assumed).
      if (known.dataType !== dataType || readValue(call, account, secret, known) !== value)
        fail('Rejected.ResourceExist', undefined, { because: `version \`${VersionId}\` has another value` })
    } else {
      const version = sealValue(call, account, secret, { id: VersionId, dataType, value })
      if (countStagesAfter(secret, stages, VersionId) > secretLimits.stages)
        fail('Rejected.LimitExceeded', undefined, { because: 'a secret has 8 labels at most' })
      storeVersion(secret, version, stages, call.clockOf(account))
    }
    return {
      SecretName: secret.name,
      VersionId,
      VersionStages: { VersionStage: stagesOf(secret, VersionId) },
    }
  },
})
