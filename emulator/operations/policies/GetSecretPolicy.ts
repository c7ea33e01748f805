import { documented } from '../../errors.ts'
import { defineOperation, type ResponseBody } from '../operation.ts'
import { text } from '../parameter.ts'
import { requireSecret, secretNeed } from '../secrets/secret-access.ts'
import {
  instanceStateInvalid,
  policyErrors,
  policyName,
  requireInstanceInOrder,
  requirePolicySupport,
} from './policy-access.ts'

/** Answers the policy of a secret: the one that was set, else the default. */
export const GetSecretPolicy = defineOperation({
  name: 'GetSecretPolicy',
  group: 'policies',
  source: 'KMS API reference, GetSecretPolicy; SDK text of 2026 for other policy names',
  parameters: { SecretName: text({ required: true, maxLength: 512 }), PolicyName: policyName },
  errors: {
    'Forbidden.ResourceNotFound': documented(404, 'Resource not found.'),
    ...policyErrors,
    ...instanceStateInvalid,
  },
  access: (call, { SecretName }) => [secretNeed(call, 'kms:GetSecretPolicy', SecretName)],
  run(call, { SecretName, PolicyName }, fail): ResponseBody {
    const { account, secret } = requireSecret(call, SecretName, fail)
    if (PolicyName !== 'default') fail('Forbidden.ResourceNotFound')
    requirePolicySupport(secret.instance)
    requireInstanceInOrder(call, account, secret.instance)
    return { Policy: secret.policy ?? defaultSecretPolicy(account.id) }
  },
})

/** The policy of a secret that was given none: it leaves the decision to the account's RAM policies. Source: documented sample. */
function defaultSecretPolicy(accountId: string): string {
  return JSON.stringify({
    Version: '1',
    Statement: [
      {
        Sid: 'kms default secret policy',
        Effect: 'Allow',
        Principal: { RAM: [`acs:ram::${accountId}:*`] },
        Action: ['kms:*'],
        Resource: ['*'],
      },
    ],
  })
}
