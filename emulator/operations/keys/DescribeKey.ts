import { keyNeed, requireKey } from '../key-access.ts'
import { defineOperation, type ResponseBody } from '../operation.ts'
import { text } from '../parameter.ts'
import { describedKeyMetadata } from './key-metadata.ts'
import { invalidParameter, keyErrors } from './key-state.ts'

/** Answers what there is to know about a key. */
export const DescribeKey = defineOperation({
  name: 'DescribeKey',
  group: 'keys',
  source: 'KMS API reference, DescribeKey; API metadata 2024-06',
  parameters: { KeyId: text({ required: true, note: 'key id, alias or ARN' }) },
  errors: { ...invalidParameter, ...keyErrors },
  differences: ['`KeyState` stays as it was while the instance is expired'],
  access: (call, { KeyId }) => [keyNeed(call, 'kms:DescribeKey', KeyId)],
  run(call, { KeyId }): ResponseBody {
    const { account, key } = requireKey(call, KeyId)
    return { KeyMetadata: describedKeyMetadata(account, key) }
  },
})
