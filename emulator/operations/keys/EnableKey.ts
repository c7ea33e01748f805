import { enableKey } from '../../state/key.ts'
import { keyNeed } from '../key-access.ts'
import { defineOperation, type ResponseBody } from '../operation.ts'
import { aliasUnsupported, keyIdOnly } from './key-id.ts'
import { requireUserKey } from './key-owner.ts'
import { unsupportedOperation } from './key-spec.ts'
import { invalidParameter, keyErrors } from './key-state.ts'

/** Makes a disabled key usable again; an enabled one stays so. */
export const EnableKey = defineOperation({
  name: 'EnableKey',
  group: 'keys',
  source: 'KMS API reference, EnableKey; API metadata 2024-06; KMS page on key states',
  parameters: { KeyId: keyIdOnly },
  errors: { ...invalidParameter, ...aliasUnsupported, ...unsupportedOperation, ...keyErrors },
  access: (call, { KeyId }) => [keyNeed(call, 'kms:EnableKey', KeyId)],
  run(call, { KeyId }): ResponseBody {
    const { account, key } = requireUserKey(call, KeyId, 'EnableKey')
    enableKey(account, key, call.clockOf(account))
    return {}
  },
})
