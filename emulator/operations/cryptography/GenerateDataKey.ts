import { keyNeed } from '../key-access.ts'
import { defineOperation, type ResponseBody } from '../operation.ts'
import { flag, text } from '../parameter.ts'
import { dataKeySize, generateDataKey } from './data-key.ts'
import { encryptionContext, underContext } from './encryption-context.ts'
import { encryptionErrors } from './encryption-key.ts'

/** Makes a data key: as it is, and sealed under a key. */
export const GenerateDataKey = defineOperation({
  name: 'GenerateDataKey',
  group: 'cryptography',
  source: 'KMS API reference, GenerateDataKey; API metadata 2024-06',
  onInstanceGateway: true,
  parameters: {
    KeyId: text({ required: true, note: 'key id, alias or ARN' }),
    ...dataKeySize,
    EncryptionContext: encryptionContext,
    DryRun: flag({ default: 'false' }),
  },
  errors: encryptionErrors,
  differences: ['`Recipient` (attestation) is not emulated'],
  access: (call, { KeyId, EncryptionContext }) =>
    underContext([keyNeed(call, 'kms:GenerateDataKey', KeyId)], EncryptionContext),
  run(call, input): ResponseBody {
    const { plaintext, fields } = generateDataKey(call, input, 'GenerateDataKey')
    return { ...fields, Plaintext: plaintext }
  },
})
