import { documented } from '../../errors.ts'
import { keyNeed } from '../key-access.ts'
import { defineOperation, type ResponseBody } from '../operation.ts'
import { flag, text } from '../parameter.ts'
import { encryptionContext, underContext } from './encryption-context.ts'
import { encryptionErrors, encryptionFields, requireEncryptionKey } from './encryption-key.ts'

/** The Base64 text of 6,144 bytes, the documented limit; what is longer is an invalid parameter (assumed). */
const longestPlaintext = 8192

/** Encrypts up to 6 KB with the primary version of a symmetric key. */
export const Encrypt = defineOperation({
  name: 'Encrypt',
  group: 'cryptography',
  source: 'KMS API reference, Encrypt; API metadata 2024-06',
  onInstanceGateway: true,
  parameters: {
    KeyId: text({ required: true, note: 'key id, alias or ARN' }),
    Plaintext: text({
      required: true,
      maxBytes: longestPlaintext,
      note: 'meant to be Base64, but any text is taken and given back as it is',
    }),
    EncryptionContext: encryptionContext,
    DryRun: flag({ default: 'false' }),
  },
  errors: {
    ...encryptionErrors,
    InvalidParameter: documented(400, 'The specified parameter is invalid.'),
  },
  access: (call, { KeyId, EncryptionContext }) =>
    underContext([keyNeed(call, 'kms:Encrypt', KeyId)], EncryptionContext),
  run(call, { KeyId, Plaintext, EncryptionContext }): ResponseBody {
    const key = requireEncryptionKey(call, KeyId, 'Encrypt')
    return encryptionFields(call, key, Plaintext, EncryptionContext)
  },
})
