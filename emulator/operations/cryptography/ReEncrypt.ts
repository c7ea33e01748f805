import { keyNeed } from '../key-access.ts'
import { defineOperation, type ResponseBody } from '../operation.ts'
import { choice, flag, text } from '../parameter.ts'
import { encryptionContext, underContext } from './encryption-context.ts'
import {
  ciphertextBlob,
  ciphertextNeeds,
  decrypt,
  encryptionErrors,
  encryptionFields,
  requireEncryptionKey,
} from './encryption-key.ts'

/** Opens a blob and seals its plaintext under another key, without showing it. */
export const ReEncrypt = defineOperation({
  name: 'ReEncrypt',
  group: 'cryptography',
  source: 'KMS API reference, ReEncrypt; API metadata 2024-06',
  parameters: {
    CiphertextBlob: ciphertextBlob,
    SourceKeyId: text({ note: 'for asymmetric ciphertext only' }),
    SourceKeyVersionId: text({ note: 'for asymmetric ciphertext only' }),
    SourceEncryptionAlgorithm: choice(['RSAES_OAEP_SHA_256', 'RSAES_OAEP_SHA_1', 'SM2PKE']),
    SourceEncryptionContext: encryptionContext,
    DestinationKeyId: text({ required: true, maxLength: 512 }),
    DestinationEncryptionContext: encryptionContext,
    DryRun: flag({ default: 'false' }),
  },
  errors: encryptionErrors,
  differences: ['ciphertext of asymmetric keys is refused as an invalid parameter'],
  access: (
    call,
    { CiphertextBlob, SourceEncryptionContext, DestinationKeyId, DestinationEncryptionContext },
  ) => [
    ...underContext(ciphertextNeeds(call, 'kms:ReEncryptFrom', CiphertextBlob), SourceEncryptionContext),
    ...underContext([keyNeed(call, 'kms:ReEncryptTo', DestinationKeyId)], DestinationEncryptionContext),
  ],
  run(call, input): ResponseBody {
    const { plaintext } = decrypt(call, input.CiphertextBlob, input.SourceEncryptionContext, 'ReEncrypt')
    const key = requireEncryptionKey(call, input.DestinationKeyId, 'ReEncrypt')
    return encryptionFields(call, key, plaintext, input.DestinationEncryptionContext)
  },
})
