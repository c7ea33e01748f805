import { setKeyDescription } from '../../state/key.ts'
import { keyNeed } from '../key-access.ts'
import { defineOperation, type ResponseBody } from '../operation.ts'
import { text } from '../parameter.ts'
import { aliasUnsupported, keyIdOnly } from './key-id.ts'
import { requireUserKey } from './key-owner.ts'
import { unsupportedOperation } from './key-spec.ts'
import { invalidParameter, keyErrors } from './key-state.ts'

/** Replaces the description of a key. */
export const UpdateKeyDescription = defineOperation({
  name: 'UpdateKeyDescription',
  group: 'keys',
  source: 'KMS API reference, UpdateKeyDescription; the length is CreateKey’s (assumed)',
  parameters: {
    KeyId: keyIdOnly,
    Description: text({ required: true, minLength: 0, maxLength: 8192 }),
  },
  errors: { ...invalidParameter, ...aliasUnsupported, ...unsupportedOperation, ...keyErrors },
  access: (call, { KeyId }) => [keyNeed(call, 'kms:UpdateKeyDescription', KeyId)],
  run(call, { KeyId, Description }): ResponseBody {
    setKeyDescription(requireUserKey(call, KeyId, 'UpdateKeyDescription').key, Description)
    return {}
  },
})
