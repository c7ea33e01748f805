import { keyNeed, requireKey } from '../key-access.ts'
import { defineOperation, type ResponseBody } from '../operation.ts'
import { pageNumber, pageOf, pageSize } from '../page.ts'
import { text } from '../parameter.ts'
import { invalidParameter, keyErrors } from './key-state.ts'
import { keyVersionFields } from './key-version.ts'

/** Lists the versions of a key, oldest first. */
export const ListKeyVersions = defineOperation({
  name: 'ListKeyVersions',
  group: 'keys',
  source: 'KMS API reference, ListKeyVersions; API metadata 2024-06; the order is assumed',
  parameters: {
    KeyId: text({ required: true, note: 'key id, alias or ARN' }),
    PageNumber: pageNumber,
    PageSize: pageSize,
  },
  errors: { ...invalidParameter, ...keyErrors },
  access: (call, { KeyId }) => [keyNeed(call, 'kms:ListKeyVersions', KeyId)],
  run(call, { KeyId, PageNumber, PageSize }): ResponseBody {
    const { key } = requireKey(call, KeyId)
    const page = pageOf(key.versions, PageNumber, PageSize)
    return {
      KeyVersions: { KeyVersion: page.map(version => keyVersionFields(key, version)) },
      TotalCount: key.versions.length,
      PageNumber,
      PageSize,
    }
  },
})
