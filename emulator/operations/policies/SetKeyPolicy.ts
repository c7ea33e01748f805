import { documented } from '../../errors.ts'
import { setKeyPolicy } from '../../state/key.ts'
import { keyNeed, keyNotFound, requireKey } from '../key-access.ts'
import { aliasUnsupported, keyIdOnly } from '../keys/key-id.ts'
import { defineOperation, type ResponseBody } from '../operation.ts'
import {
  checkPolicyText,
  instanceStateInvalid,
  policyErrors,
  policyName,
  policyText,
  requireInstanceInOrder,
  requirePolicySupport,
} from './policy-access.ts'

/** Replaces the policy of a key in a KMS instance. */
export const SetKeyPolicy = defineOperation({
  name: 'SetKeyPolicy',
  group: 'policies',
  source: 'KMS API reference, SetKeyPolicy; API metadata 2024-06',
  parameters: { KeyId: keyIdOnly, PolicyName: policyName, Policy: policyText },
  errors: {
    'Forbidden.ResourceNotFound': documented(404, 'Policy not found.'),
    ...policyErrors,
    ...aliasUnsupported,
    ...keyNotFound,
    ...instanceStateInvalid,
  },
  access: (call, { KeyId }) => [keyNeed(call, 'kms:SetKeyPolicy', KeyId)],
  check: ({ Policy }) => checkPolicyText('key', Policy),
  run(call, { KeyId, PolicyName, Policy }, fail): ResponseBody {
    const { account, key } = requireKey(call, KeyId)
    if (PolicyName !== 'default') fail('Forbidden.ResourceNotFound')
    requirePolicySupport(key.instance)
    requireInstanceInOrder(call, account, key.instance)
    setKeyPolicy(key, Policy)
    return {}
  },
})
