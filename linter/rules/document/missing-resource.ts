import { faultsOf } from '../../faults.ts'
import { defineRule } from '../../rule.ts'
import { changed, secretRead } from './example-document.ts'

/** A statement without a Resource. */
export const missingResource = defineRule({
  id: 'missing-resource',
  family: 'document',
  level: 'error',
  summary: 'a statement without a Resource',
  why: 'RAM refuses the document; only trust policies have no Resource.',
  help: 'name the ARNs that the statement is about, or `*` for an action without resources',
  source: 'RAM documentation, policy structure and syntax (2025)',
  examples: {
    wrong: changed(secretRead, ',\n      "Resource": "acs:kms:cn-hangzhou:1234567890123456:secret/db"', ''),
    right: secretRead,
  },
  check: subject => faultsOf(subject, 'missing-resource'),
})
