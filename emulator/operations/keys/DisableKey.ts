import { disableKey } from '../../state/key.ts'
import { keyNeed } from '../key-access.ts'
import { defineOperation, type ResponseBody } from '../operation.ts'
import { aliasUnsupported, keyIdOnly } from './key-id.ts'
import { requireUserKey } from './key-owner.ts'
import { unsupportedOperation } from './key-spec.ts'
import { invalidParameter, keyErrors } from './key-state.ts'

/** Stops the use of a key, and of what it protects, until it is enabled; a disabled one stays so. */
export const DisableKey = defineOperation({
  name: 'DisableKey',
  group: 'keys',
  source: 'KMS API reference, DisableKey; API metadata 2024-06; KMS page on key states',
  parameters: { KeyId: keyIdOnly },
  errors: { ...invalidParameter, ...aliasUnsupported, ...unsupportedOperation, ...keyErrors },
  access: (call, { KeyId }) => [keyNeed(call, 'kms:DisableKey', KeyId)],
  run(call, { KeyId }): ResponseBody {
    const { key } = requireUserKey(call, KeyId, 'DisableKey')
    disableKey(key)
    return {}
  },
})
