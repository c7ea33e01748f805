import { documented } from '../../errors.ts'
import { setKeyRotation } from '../../state/key.ts'
import { keyNeed, requireInstance, requireKey } from '../key-access.ts'
import { defineOperation, type ResponseBody } from '../operation.ts'
import { flag, text } from '../parameter.ts'
import { aliasUnsupported, keyIdOnly } from './key-id.ts'
import { readRotationInterval, rotationBounds } from './key-rotation.ts'
import { keyErrors, requireState } from './key-state.ts'

/** Turns the automatic rotation of a key on or off; one that is overdue by the new interval comes at once. */
export const UpdateRotationPolicy = defineOperation({
  name: 'UpdateRotationPolicy',
  group: 'keys',
  source: 'KMS API reference, UpdateRotationPolicy; API metadata 2024-06; KMS page on key rotation',
  parameters: {
    KeyId: keyIdOnly,
    EnableAutomaticRotation: flag({ required: true }),
    RotationInterval: text({ note: 'ignored unless `EnableAutomaticRotation` is true' }),
  },
  errors: {
    'Rejected.UnsupportedOperation': documented(400, 'Unsupported operation.'),
    InvalidParameter: documented(400, 'The specified parameter RotationInterval is not valid.'),
    ...aliasUnsupported,
    ...keyErrors,
  },
  access: (call, { KeyId }) => [keyNeed(call, 'kms:UpdateRotationPolicy', KeyId)],
  run(call, { KeyId, EnableAutomaticRotation, RotationInterval }, fail): ResponseBody {
    const { account, key } = requireKey(call, KeyId)
    requireInstance(call, account, key.instance)
    requireState(key, 'UpdateRotationPolicy')
    const bounds = rotationBounds(account, key)
    if (!bounds)
      return fail('Rejected.UnsupportedOperation', undefined, {
        because: 'such a key does not rotate by itself',
      })
    const interval = EnableAutomaticRotation ? readRotationInterval(RotationInterval, bounds) : undefined
    setKeyRotation(account, key, call.clockOf(account), interval)
    return {}
  },
})
