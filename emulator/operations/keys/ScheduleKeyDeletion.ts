import { day } from '../../state/clock.ts'
import { scheduleKeyDeletion } from '../../state/key.ts'
import { keyNeed } from '../key-access.ts'
import { defineOperation, type ResponseBody } from '../operation.ts'
import { integer } from '../parameter.ts'
import { aliasUnsupported, keyIdOnly } from './key-id.ts'
import { requireUserKey } from './key-owner.ts'
import { unsupportedOperation } from './key-spec.ts'
import { invalidParameter, keyErrors } from './key-state.ts'

/** Plans the deletion of a key: it cannot be used any more, and is gone when the window is over. */
export const ScheduleKeyDeletion = defineOperation({
  name: 'ScheduleKeyDeletion',
  group: 'keys',
  source: 'KMS API reference, ScheduleKeyDeletion; API metadata 2024-06; KMS page on key states',
  parameters: {
    KeyId: keyIdOnly,
    PendingWindowInDays: integer({ required: true, min: 7, max: 366 }),
  },
  errors: { ...invalidParameter, ...aliasUnsupported, ...unsupportedOperation, ...keyErrors },
  differences: [
    'a key under deletion protection is refused with Rejected.StateModifiedFailed (code assumed)',
  ],
  access: (call, { KeyId }) => [keyNeed(call, 'kms:ScheduleKeyDeletion', KeyId)],
  run(call, { KeyId, PendingWindowInDays }, fail): ResponseBody {
    const { account, key } = requireUserKey(call, KeyId, 'ScheduleKeyDeletion')
    if (key.deletionProtection.enabled)
      fail('Rejected.StateModifiedFailed', undefined, {
        because: `key \`${key.id}\` is protected from deletion`,
      })
    scheduleKeyDeletion(account, key, call.clockOf(account) + PendingWindowInDays * day)
    return {}
  },
})
