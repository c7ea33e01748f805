import { insertFirstMember } from '../../edits.ts'
import { faultsOf } from '../../faults.ts'
import { defineRule } from '../../rule.ts'
import { changed, secretRead } from './example-document.ts'

/** A policy without a Version. */
export const missingVersion = defineRule({
  id: 'missing-version',
  family: 'document',
  level: 'error',
  summary: 'a policy without a Version',
  why: 'RAM refuses the document.',
  help: 'without a Version the policy is refused; `"Version": "1"` is the only one there is',
  source:
    'RAM documentation, policy structure and syntax (2025); seen: CreatePolicy refuses a document without it',
  examples: {
    wrong: changed(secretRead, '  "Version": "1",\n', ''),
    right: secretRead,
  },
  check: subject =>
    faultsOf(subject, 'missing-version', ({ start }, { text }) => ({
      safety: 'safe',
      title: 'write `"Version": "1"`',
      edits: [insertFirstMember(text, start, 'Version', '"1"')],
    })),
})
