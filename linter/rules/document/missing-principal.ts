import { faultsOf } from '../../faults.ts'
import { defineRule } from '../../rule.ts'
import { changed, keyPolicy } from './example-document.ts'

/** A statement of a trust, key or secret policy without a Principal. */
export const missingPrincipal = defineRule({
  id: 'missing-principal',
  family: 'document',
  level: 'error',
  summary: 'a statement of a trust, key or secret policy without a Principal',
  why: 'Such a policy hangs on a role, a key or a secret, and says in each statement who it is about.',
  help: 'trust, key and secret policies say in each statement who it is about',
  source:
    'RAM documentation, trust policies (2025); KMS documentation, key policies and secret policies (2025)',
  examples: {
    wrong: changed(keyPolicy, '      "Principal": { "RAM": ["acs:ram::1234567890123456:user/app"] },\n', ''),
    right: keyPolicy,
  },
  check: subject => faultsOf(subject, 'missing-principal'),
})
