import { documented } from '../../errors.ts'
import { keyNeed, keyNotFound, requireKey } from '../key-access.ts'
import { aliasUnsupported, keyIdOnly } from '../keys/key-id.ts'
import { defineOperation, type ResponseBody } from '../operation.ts'

/** Lists the tags of a key; secrets are not taken here. */
export const ListResourceTags = defineOperation({
  name: 'ListResourceTags',
  group: 'tags',
  source: 'KMS API reference, ListResourceTags; API metadata 2024-06',
  parameters: { KeyId: keyIdOnly },
  errors: {
    InvalidParameter: documented(400, 'The specified parameter is not valid.'),
    ...aliasUnsupported,
    ...keyNotFound,
  },
  access: (call, { KeyId }) => [keyNeed(call, 'kms:ListResourceTags', KeyId)],
  run(call, { KeyId }): ResponseBody {
    const { key } = requireKey(call, KeyId)
    const tags = [...key.tags].map(([TagKey, TagValue]) => ({ KeyId: key.id, TagKey, TagValue }))
    return { Tags: { Tag: tags } }
  },
})
