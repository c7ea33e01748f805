import { replaceWithString } from '../../edits.ts'
import { faultsOf } from '../../faults.ts'
import { defineRule } from '../../rule.ts'
import { changed, secretRead } from './example-document.ts'

/** A Version that is not the string `"1"`. */
export const invalidVersion = defineRule({
  id: 'invalid-version',
  family: 'document',
  level: 'error',
  summary: 'a Version that is not the string `"1"`',
  why: 'RAM refuses the document. A date stands in policies of another cloud, whose other elements RAM does not know either.',
  help: 'RAM has one version of its policy language, `"1"`; a date belongs to another cloud',
  source: 'RAM documentation, policy structure and syntax (2025); policy check (2025)',
  ramCheck: 'Invalid version',
  examples: {
    wrong: changed(secretRead, '"1"', '"2012-10-17"'),
    right: secretRead,
  },
  check: subject =>
    faultsOf(subject, 'invalid-version', fault => ({
      safety: 'safe',
      title: 'write `"1"`',
      edits: [replaceWithString(fault, '1')],
    })),
})
