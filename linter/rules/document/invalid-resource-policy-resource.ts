import { faultsOf } from '../../faults.ts'
import { defineRule } from '../../rule.ts'
import { changed, keyPolicy } from './example-document.ts'

/** A Resource other than `*` in a key or secret policy. */
export const invalidResourcePolicyResource = defineRule({
  id: 'invalid-resource-policy-resource',
  family: 'document',
  level: 'error',
  summary: 'a Resource other than `*` in a key or secret policy',
  why: 'Such a policy is about the one key or secret that it hangs on; KMS wants `*` there.',
  help: 'a key or secret policy is about the one key or secret that it belongs to: `"Resource": "*"`',
  source: 'KMS documentation, key policies and secret policies (2025)',
  examples: {
    wrong: changed(keyPolicy, '"*"', '"acs:kms:cn-hangzhou:1234567890123456:key/key-hzz65f1a2b3c4d5e6f7a"'),
    right: keyPolicy,
  },
  check: subject => faultsOf(subject, 'invalid-resource-policy-resource'),
})
