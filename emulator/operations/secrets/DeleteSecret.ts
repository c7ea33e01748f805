import { documented } from '../../errors.ts'
import { day, formatTime } from '../../state/clock.ts'
import { planSecretDeletion, removeSecret } from '../../state/secret.ts'
import { defineOperation, type ResponseBody } from '../operation.ts'
import { flag, integer, ParameterFault, text } from '../parameter.ts'
import { inDeleteWindow, requireNotDeleted, requireSecret, secretNeed } from './secret-access.ts'

/** Plans the deletion of a secret, or deletes it at once. */
export const DeleteSecret = defineOperation({
  name: 'DeleteSecret',
  group: 'secrets',
  source:
    "KMS API reference, DeleteSecret; API metadata 2024-06; Terraform provider's tests, which send a window with every forced deletion",
  parameters: {
    SecretName: text({ required: true, maxLength: 512 }),
    ForceDeleteWithoutRecovery: flag({ default: 'false' }),
    RecoveryWindowInDays: integer({ default: '30', note: '7 to 30; not looked at with force' }),
  },
  errors: {
    InvalidParameter: documented(400, 'The specified parameter is not valid.'),
    'Forbidden.ResourceNotFound': documented(404, 'Resource not found'),
    ...inDeleteWindow,
  },
  access: (call, { SecretName }) => [secretNeed(call, 'kms:DeleteSecret', SecretName)],
  check({ ForceDeleteWithoutRecovery, RecoveryWindowInDays: days }) {
    if (!ForceDeleteWithoutRecovery && (days < 7 || days > 30))
      throw new ParameterFault('`RecoveryWindowInDays` must be 7 to 30')
  },
  run(call, { SecretName, ForceDeleteWithoutRecovery, RecoveryWindowInDays }, fail): ResponseBody {
    const { account, secret } = requireSecret(call, SecretName, fail)
    const now = call.clockOf(account)
    if (ForceDeleteWithoutRecovery) {
      removeSecret(account, secret)
      return { SecretName: secret.name, PlannedDeleteTime: formatTime(now) }
    }
    requireNotDeleted(secret)
    const at = now + RecoveryWindowInDays * day
    planSecretDeletion(account, secret, at, now)
    return { SecretName: secret.name, PlannedDeleteTime: formatTime(at) }
  },
})
