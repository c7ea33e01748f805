import { assumed, assumedFor, documented } from '../../errors.ts'
import { beginRotation } from '../../state/rotation.ts'
import { secretArn } from '../../state/secret.ts'
import { keyNotFound, keyStateErrors } from '../key-access.ts'
import { defineOperation, type ResponseBody } from '../operation.ts'
import { text } from '../parameter.ts'
import {
  inDeleteWindow,
  requireManaged,
  requireNotDeleted,
  requireNotRotating,
  requireSecret,
  secretNeed,
  wrongSecretType,
} from './secret-access.ts'
import { requireValueKey } from './value.ts'

/** Rotates a managed secret now. A version that is there, or being made, is not made again. */
export const RotateSecret = defineOperation({
  name: 'RotateSecret',
  group: 'secrets',
  source: 'KMS API reference, RotateSecret; API metadata 2024-06; KMS FAQ for a rotation under way',
  parameters: {
    SecretName: text({ required: true, maxLength: 512 }),
    VersionId: text({ required: true, maxLength: 64 }),
  },
  errors: {
    InvalidParameter: documented(400, 'The specified parameter is not valid.'),
    'Forbidden.ResourceNotFound': assumed(404, 'Resource not found', 'other operations on secrets'),
    ...wrongSecretType,
    ...assumedFor(inDeleteWindow, 'listed for other operations on secrets'),
    ...assumedFor(keyNotFound, 'listed for GetSecretValue'),
    ...assumedFor(keyStateErrors, 'follows from the encryption with the key; listed for GenerateDataKey'),
  },
  access: (call, { SecretName }) => [secretNeed(call, 'kms:RotateSecret', SecretName)],
  run(call, { SecretName, VersionId: versionId }, fail): ResponseBody {
    const { world, source } = call
    const { account, secret } = requireSecret(call, SecretName, fail)
    requireManaged(secret)
    requireNotDeleted(secret)
    if (!secret.versions.has(versionId) && secret.rotation?.running?.versionId !== versionId) {
      requireValueKey(call, account, secret)
      requireNotRotating(call, secret)
      const now = call.clockOf(account)
      beginRotation(account, secret, { world, versionId, trigger: 'immediate', now, source })
    }
    return {
      Arn: secretArn(secret.region, account.id, secret.name),
      SecretName: secret.name,
      VersionId: versionId,
    }
  },
})
