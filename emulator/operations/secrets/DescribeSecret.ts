import { documented } from '../../errors.ts'
import { secretArn } from '../../state/secret.ts'
import { defineOperation, type ResponseBody } from '../operation.ts'
import { flag, text } from '../parameter.ts'
import { requireSecret, secretNeed } from './secret-access.ts'
import { secretDates, tagsField } from './secret-fields.ts'
import { extendedConfigField, rotationFields } from './version.ts'

/** Answers what a secret is, without its values. */
export const DescribeSecret = defineOperation({
  name: 'DescribeSecret',
  group: 'secrets',
  source: 'KMS API reference, DescribeSecret; API metadata 2024-06',
  parameters: {
    SecretName: text({ required: true, maxLength: 512 }),
    FetchTags: flag({ default: 'false' }),
  },
  errors: {
    InvalidParameter: documented(400, 'The specified parameter is not valid.'),
    'Forbidden.ResourceNotFound': documented(404, 'Resource not found'),
  },
  access: (call, { SecretName }) => [secretNeed(call, 'kms:DescribeSecret', SecretName)],
  run(call, { SecretName, FetchTags }, fail): ResponseBody {
    const { account, secret } = requireSecret(call, SecretName, fail)
    return {
      Arn: secretArn(secret.region, account.id, secret.name),
      SecretName: secret.name,
      SecretType: secret.type,
      Description: secret.description,
      // Absent where the shared KMS chose the key. Source: samples, read so.
      ...(secret.serviceManagedKey ? {} : { EncryptionKeyId: secret.key }),
      ...(secret.instance === undefined ? {} : { DKMSInstanceId: secret.instance }),
      ...secretDates(secret),
      ...rotationFields(secret),
      ...extendedConfigField(secret),
      ...(FetchTags ? tagsField(secret) : {}),
    }
  },
})
