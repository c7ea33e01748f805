import { replaceWithString } from '../../edits.ts'
import { faultsOf } from '../../faults.ts'
import type { PolicyFault } from '../../policy/index.ts'
import { defineRule, type Fix, type RuleSubject } from '../../rule.ts'
import { nearest } from '../../suggestion.ts'
import { changed, secretRead } from './example-document.ts'

/** An Effect that is neither `Allow` nor `Deny`, letter by letter. */
export const invalidEffect = defineRule({
  id: 'invalid-effect',
  family: 'document',
  level: 'error',
  summary: 'an Effect that is neither `Allow` nor `Deny`, letter by letter',
  why: 'RAM refuses the document, also for a lower-case letter or a space too many.',
  help: 'the word is compared letter by letter: `Allow` or `Deny`, without spaces',
  source:
    'RAM documentation, policy structure and syntax (2025); policy check (2025); seen: the API refuses a misspelt Effect',
  ramCheck: 'Invalid effect',
  examples: {
    wrong: changed(secretRead, '"Allow"', '"allow"'),
    right: secretRead,
  },
  check: subject => faultsOf(subject, 'invalid-effect', corrected),
})

/** The word that was meant, if it is near enough to one of the two. */
function corrected(fault: PolicyFault, { text }: RuleSubject): Fix | null {
  const written = text.slice(fault.start + 1, fault.end - 1).trim()
  const meant = nearest(written, ['Allow', 'Deny'])
  if (meant === undefined) return null
  return { safety: 'safe', title: `write \`${meant}\``, edits: [replaceWithString(fault, meant)] }
}
