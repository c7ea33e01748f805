import { keyNeed, requireKey } from '../key-access.ts'
import { defineOperation, type ResponseBody } from '../operation.ts'
import { text } from '../parameter.ts'
import { invalidParameter, keyErrors } from './key-state.ts'
import { keyVersionFields, keyVersionNotFound } from './key-version.ts'

/** Answers when a version of a key was made. */
export const DescribeKeyVersion = defineOperation({
  name: 'DescribeKeyVersion',
  group: 'keys',
  source: 'KMS API reference, DescribeKeyVersion; API metadata 2024-06',
  parameters: {
    KeyId: text({ required: true, note: 'key id, alias or ARN' }),
    KeyVersionId: text({ required: true }),
  },
  errors: { ...invalidParameter, ...keyVersionNotFound, ...keyErrors },
  access: (call, { KeyId }) => [keyNeed(call, 'kms:DescribeKeyVersion', KeyId)],
  run(call, { KeyId, KeyVersionId }, fail): ResponseBody {
    const { key } = requireKey(call, KeyId)
    const version = key.versions.find(({ id }) => id === KeyVersionId)
    return { KeyVersion: keyVersionFields(key, version ?? fail('Forbidden.KeyVersionNotFound')) }
  },
})
