import { documented } from '../../errors.ts'
import { keyNeed, keyNotFound, requireKey } from '../key-access.ts'
import { defaultKeyPolicy } from '../keys/default-key-policy.ts'
import { aliasUnsupported, keyIdOnly } from '../keys/key-id.ts'
import { defineOperation, type ResponseBody } from '../operation.ts'
import { policyErrors, policyName, requirePolicySupport } from './policy-access.ts'

/** Answers the policy of a key: the one that was set, else the default. */
export const GetKeyPolicy = defineOperation({
  name: 'GetKeyPolicy',
  group: 'policies',
  source: 'KMS API reference, GetKeyPolicy; API metadata 2024-06',
  parameters: { KeyId: keyIdOnly, PolicyName: policyName },
  errors: {
    'Forbidden.ResourceNotFound': documented(404, 'Policy not found.'),
    ...policyErrors,
    ...aliasUnsupported,
    ...keyNotFound,
  },
  access: (call, { KeyId }) => [keyNeed(call, 'kms:GetKeyPolicy', KeyId)],
  run(call, { KeyId, PolicyName }, fail): ResponseBody {
    const { account, key } = requireKey(call, KeyId)
    if (PolicyName !== 'default') fail('Forbidden.ResourceNotFound')
    requirePolicySupport(key.instance)
    return { Policy: key.policy ?? defaultKeyPolicy(account.id) }
  },
})
