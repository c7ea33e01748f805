import { faultsOf } from '../../faults.ts'
import { defineRule } from '../../rule.ts'
import { secretRead } from './example-document.ts'

/** A document that is nested deeper than any policy. */
export const tooDeep = defineRule({
  id: 'too-deep',
  family: 'document',
  level: 'error',
  summary: 'a document that is nested deeper than any policy',
  why: 'No policy needs it, and programs that read such a text may fail on it.',
  help: 'the deepest part of a policy is a list of condition values, seven levels down',
  source: 'assumed: RAM names no limit; this is 64 levels',
  examples: {
    wrong: { text: `{"Version": "1", "Statement": ${'['.repeat(64)}${']'.repeat(64)}}\n` },
    right: secretRead,
  },
  hides: [{ rules: ['policy-too-long'], within: 'document' }],
  check: subject => faultsOf(subject, 'too-deep'),
})
