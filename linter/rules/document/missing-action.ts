import { faultsOf } from '../../faults.ts'
import { defineRule } from '../../rule.ts'
import { changed, secretRead } from './example-document.ts'

/** A statement without Action or NotAction. */
export const missingAction = defineRule({
  id: 'missing-action',
  family: 'document',
  level: 'error',
  summary: 'a statement without Action or NotAction',
  why: 'RAM refuses the document: a statement must say what it is about.',
  help: 'RAM answers `Add an Action or NotAction element to the policy statement.`',
  source: 'RAM documentation, policy structure and syntax (2025); policy check (2025); the answer was seen',
  ramCheck: 'Missing action',
  examples: {
    wrong: changed(secretRead, '      "Action": "kms:GetSecretValue",\n', ''),
    right: secretRead,
  },
  check: subject => faultsOf(subject, 'missing-action'),
})
