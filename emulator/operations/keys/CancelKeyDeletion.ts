import { cancelKeyDeletion } from '../../state/key.ts'
import { keyNeed } from '../key-access.ts'
import { defineOperation, type ResponseBody } from '../operation.ts'
import { aliasUnsupported, keyIdOnly } from './key-id.ts'
import { requireUserKey } from './key-owner.ts'
import { unsupportedOperation } from './key-spec.ts'
import { invalidParameter, keyErrors } from './key-state.ts'

/** Takes the planned deletion of a key back: it is Enabled, whatever it was before. */
export const CancelKeyDeletion = defineOperation({
  name: 'CancelKeyDeletion',
  group: 'keys',
  source: 'KMS API reference, CancelKeyDeletion; API metadata 2024-06; KMS page on key states',
  parameters: { KeyId: keyIdOnly },
  errors: { ...invalidParameter, ...aliasUnsupported, ...unsupportedOperation, ...keyErrors },
  access: (call, { KeyId }) => [keyNeed(call, 'kms:CancelKeyDeletion', KeyId)],
  run(call, { KeyId }): ResponseBody {
    const { account, key } = requireUserKey(call, KeyId, 'CancelKeyDeletion')
    cancelKeyDeletion(account, key, call.clockOf(account))
    return {}
  },
})
