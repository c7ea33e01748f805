import { defineOperation, type ResponseBody } from '../operation.ts'
import { flag } from '../parameter.ts'
import { encryptionContext, underContext } from './encryption-context.ts'
import { ciphertextBlob, ciphertextNeeds, decrypt, encryptionErrors } from './encryption-key.ts'

/** Opens what Encrypt or a data key operation sealed; the blob itself names the key version. */
export const Decrypt = defineOperation({
  name: 'Decrypt',
  group: 'cryptography',
  source: 'KMS API reference, Decrypt; API metadata 2024-06; KMS FAQ',
  onInstanceGateway: true,
  parameters: {
    CiphertextBlob: ciphertextBlob,
    EncryptionContext: encryptionContext,
    DryRun: flag({ default: 'false' }),
  },
  errors: encryptionErrors,
  differences: ['`Recipient` (attestation) is not emulated'],
  access: (call, { CiphertextBlob, EncryptionContext }) =>
    underContext(ciphertextNeeds(call, 'kms:Decrypt', CiphertextBlob), EncryptionContext),
  run(call, { CiphertextBlob, EncryptionContext }): ResponseBody {
    const { key, version, plaintext } = decrypt(call, CiphertextBlob, EncryptionContext, 'Decrypt')
    return { KeyId: key.id, KeyVersionId: version.id, Plaintext: plaintext }
  },
})
