import { faultsOf } from '../../faults.ts'
import { defineRule } from '../../rule.ts'
import { changed, keyPolicy } from './example-document.ts'

/** A principal that is not written as its kind of policy wants it. */
export const invalidPrincipal = defineRule({
  id: 'invalid-principal',
  family: 'document',
  level: 'error',
  summary: 'a principal that is not written as its kind of policy wants it',
  why: 'It names nobody, so the statement grants nothing, or the policy is refused.',
  help: 'e.g. `{"RAM": ["acs:ram::<account-id>:user/<name>"]}`; trust policies also take `Service` and `Federated`',
  source:
    'RAM documentation, policy elements: Principal (2025-12); KMS documentation, key policies and secret policies (2025)',
  examples: {
    wrong: changed(keyPolicy, '"acs:ram::1234567890123456:user/app"', '"1234567890123456"'),
    right: keyPolicy,
  },
  check: subject => faultsOf(subject, 'invalid-principal'),
})
