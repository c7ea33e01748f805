import { faultsOf } from '../../faults.ts'
import { defineRule } from '../../rule.ts'
import { changed, trustPolicy } from './example-document.ts'

/** A Resource in a trust policy. */
export const unexpectedResource = defineRule({
  id: 'unexpected-resource',
  family: 'document',
  level: 'error',
  summary: 'a Resource in a trust policy',
  why: 'A trust policy is about the role that it hangs on; RAM refuses a Resource in it.',
  help: 'a trust policy is about the role that it belongs to',
  source: 'RAM documentation, trust policies (2025)',
  examples: {
    wrong: changed(trustPolicy, '"Principal"', '"Resource": "*",\n      "Principal"'),
    right: trustPolicy,
  },
  check: subject => faultsOf(subject, 'unexpected-resource'),
})
