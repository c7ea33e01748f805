import { faultsOf } from '../../faults.ts'
import { defineRule } from '../../rule.ts'
import { changed, secretRead } from './example-document.ts'

/** A statement without an Effect. */
export const missingEffect = defineRule({
  id: 'missing-effect',
  family: 'document',
  level: 'error',
  summary: 'a statement without an Effect',
  why: 'RAM refuses the document: whether a statement allows or denies is never implied.',
  help: 'each statement says `"Effect": "Allow"` or `"Effect": "Deny"`; neither is implied',
  source: 'RAM documentation, policy structure and syntax (2025)',
  examples: {
    wrong: changed(secretRead, '      "Effect": "Allow",\n', ''),
    right: secretRead,
  },
  check: subject => faultsOf(subject, 'missing-effect'),
})
