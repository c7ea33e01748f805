import { assumed, assumedFor } from '../../errors.ts'
import { setSecretRotation } from '../../state/secret.ts'
import { defineOperation, type ResponseBody } from '../operation.ts'
import { flag, text } from '../parameter.ts'
import { intervalOf } from './rotation-interval.ts'
import {
  inDeleteWindow,
  requireManaged,
  requireNotDeleted,
  requireNotRotating,
  requireSecret,
  secretNeed,
  wrongSecretType,
} from './secret-access.ts'

/** Switches the automatic rotation of a managed secret on or off. */
export const UpdateSecretRotationPolicy = defineOperation({
  name: 'UpdateSecretRotationPolicy',
  group: 'secrets',
  source: 'KMS API reference, UpdateSecretRotationPolicy, which has no table of errors; KMS FAQ for rotation',
  parameters: {
    SecretName: text({ required: true, maxLength: 512 }),
    EnableAutomaticRotation: flag({ required: true }),
    RotationInterval: text({ note: 'needed where `EnableAutomaticRotation` is true, ignored otherwise' }),
  },
  errors: {
    InvalidParameter: assumed(400, 'The specified parameter is not valid.', "RotateSecret's table"),
    'Forbidden.ResourceNotFound': assumed(404, 'Resource not found', 'other operations on secrets'),
    ...wrongSecretType,
    ...assumedFor(inDeleteWindow, 'listed for other operations on secrets'),
  },
  access: (call, { SecretName }) => [secretNeed(call, 'kms:UpdateSecretRotationPolicy', SecretName)],
  check({ EnableAutomaticRotation, RotationInterval }) {
    intervalOf(EnableAutomaticRotation, RotationInterval)
  },
  run(call, { SecretName, EnableAutomaticRotation, RotationInterval }, fail): ResponseBody {
    const { account, secret } = requireSecret(call, SecretName, fail)
    requireManaged(secret)
    requireNotDeleted(secret)
    const interval = intervalOf(EnableAutomaticRotation, RotationInterval)
    requireNotRotating(call, secret)
    setSecretRotation(account, secret, interval, call.clockOf(account))
    return { SecretName: secret.name }
  },
})
