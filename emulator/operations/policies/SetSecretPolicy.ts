import { documented } from '../../errors.ts'
import { setSecretPolicy } from '../../state/secret.ts'
import { defineOperation, type ResponseBody } from '../operation.ts'
import { text } from '../parameter.ts'
import { requireSecret, secretNeed } from '../secrets/secret-access.ts'
import {
  checkPolicyText,
  instanceStateInvalid,
  policyErrors,
  policyName,
  policyText,
  requireInstanceInOrder,
  requirePolicySupport,
} from './policy-access.ts'

/** Replaces the policy of a secret in a KMS instance. */
export const SetSecretPolicy = defineOperation({
  name: 'SetSecretPolicy',
  group: 'policies',
  source: 'KMS API reference, SetSecretPolicy; API metadata 2024-06',
  parameters: {
    SecretName: text({ required: true, maxLength: 512 }),
    PolicyName: policyName,
    Policy: policyText,
  },
  errors: {
    'Forbidden.ResourceNotFound': documented(404, 'Resource not found.'),
    ...policyErrors,
    ...instanceStateInvalid,
  },
  access: (call, { SecretName }) => [secretNeed(call, 'kms:SetSecretPolicy', SecretName)],
  check: ({ Policy }) => checkPolicyText('secret', Policy),
  run(call, { SecretName, PolicyName, Policy }, fail): ResponseBody {
    const { account, secret } = requireSecret(call, SecretName, fail)
    if (PolicyName !== 'default') fail('Forbidden.ResourceNotFound')
    requirePolicySupport(secret.instance)
    requireInstanceInOrder(call, account, secret.instance)
    setSecretPolicy(secret, Policy, call.clockOf(account))
    return {}
  },
})
