import { faultsOf } from '../../faults.ts'
import { defineRule } from '../../rule.ts'
import { secretRead } from './example-document.ts'

/** A policy without a Statement. */
export const missingStatement = defineRule({
  id: 'missing-statement',
  family: 'document',
  level: 'error',
  summary: 'a policy without a Statement',
  why: 'RAM refuses the document; without statements it would grant nothing.',
  help: 'a policy is `{"Version": "1", "Statement": [ … ]}`',
  source: 'RAM documentation, policy structure and syntax (2025)',
  examples: {
    wrong: { text: '{\n  "Version": "1"\n}\n' },
    right: secretRead,
  },
  check: subject => faultsOf(subject, 'missing-statement'),
})
