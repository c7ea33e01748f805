import type { Call } from '../../call.ts'
import type { ResponseBody } from '../operation.ts'
import { choice, integer } from '../parameter.ts'
import { encryptionFields, requireEncryptionKey } from './encryption-key.ts'

/** How long the data key is to be. Source: GenerateDataKey. */
export const dataKeySize = {
  KeySpec: choice(['AES_256', 'AES_128'], { default: 'AES_256', note: 'ignored with `NumberOfBytes`' }),
  NumberOfBytes: integer({ min: 1, max: 1024 }),
} as const

/** What a data key is made for. */
export interface DataKeyInput {
  readonly KeyId: string
  readonly KeySpec: 'AES_256' | 'AES_128'
  readonly NumberOfBytes: number | undefined
  readonly EncryptionContext: string
}

/** A new data key, Base64, and the answer's members about its ciphertext, which is that of the Base64 text. */
export function generateDataKey(
  call: Call,
  input: DataKeyInput,
  operation: 'GenerateDataKey' | 'GenerateDataKeyWithoutPlaintext',
): { readonly plaintext: string; readonly fields: ResponseBody } {
  const key = requireEncryptionKey(call, input.KeyId, operation)
  const size = input.NumberOfBytes ?? (input.KeySpec === 'AES_256' ? 32 : 16)
  const plaintext = call.source.bytes(size).toString('base64')
  return { plaintext, fields: encryptionFields(call, key, plaintext, input.EncryptionContext) }
}
