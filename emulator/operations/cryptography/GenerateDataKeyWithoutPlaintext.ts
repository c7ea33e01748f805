import { keyNeed } from '../key-access.ts'
import { defineOperation, type ResponseBody } from '../operation.ts'
import { flag, text } from '../parameter.ts'
import { dataKeySize, generateDataKey } from './data-key.ts'
import { encryptionContext, underContext } from './encryption-context.ts'
import { encryptionErrors } from './encryption-key.ts'

/** Makes a data key and answers it sealed only. */
export const GenerateDataKeyWithoutPlaintext = defineOperation({
  name: 'GenerateDataKeyWithoutPlaintext',
  group: 'cryptography',
  source: 'KMS API reference, GenerateDataKeyWithoutPlaintext; API metadata 2024-06',
  onInstanceGateway: true,
  parameters: {
    KeyId: text({ required: true, note: 'key id, alias or ARN' }),
    ...dataKeySize,
    EncryptionContext: encryptionContext,
    DryRun: flag({ default: 'false' }),
  },
  errors: encryptionErrors,
  access: (call, { KeyId, EncryptionContext }) =>
    underContext([keyNeed(call, 'kms:GenerateDataKeyWithoutPlaintext', KeyId)], EncryptionContext),
  run(call, input): ResponseBody {
    return generateDataKey(call, input, 'GenerateDataKeyWithoutPlaintext').fields
  },
})
