import { documented } from '../../errors.ts'
import { restoreSecret } from '../../state/secret.ts'
import { defineOperation, type ResponseBody } from '../operation.ts'
import { text } from '../parameter.ts'
import { requireSecret, secretNeed } from './secret-access.ts'

/** Takes back the planned deletion of a secret. */
export const RestoreSecret = defineOperation({
  name: 'RestoreSecret',
  group: 'secrets',
  source: 'KMS API reference, RestoreSecret; API metadata 2024-06',
  parameters: { SecretName: text({ required: true, maxLength: 512 }) },
  errors: {
    InvalidParameter: documented(400, 'some of the specified parameters "\\" is not valid'),
    'Forbidden.ResourceNotFound': documented(404, 'Resource not found'),
    'Rejected.ResourceInUse': documented(409, 'restore normal secret'),
  },
  access: (call, { SecretName }) => [secretNeed(call, 'kms:RestoreSecret', SecretName)],
  run(call, { SecretName }, fail): ResponseBody {
    const { account, secret } = requireSecret(call, SecretName, fail)
    if (secret.plannedDeletion === undefined) fail('Rejected.ResourceInUse')
    restoreSecret(account, secret, call.clockOf(account))
    return { SecretName: secret.name }
  },
})
