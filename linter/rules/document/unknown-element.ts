import { replaceWithString } from '../../edits.ts'
import { faultsOf } from '../../faults.ts'
import { defineRule } from '../../rule.ts'
import { changed, secretRead } from './example-document.ts'

/** An element that policies of its kind do not have, or a misspelt one. */
export const unknownElement = defineRule({
  id: 'unknown-element',
  family: 'document',
  level: 'error',
  summary: 'an element that policies of its kind do not have, or a misspelt one',
  why: 'RAM refuses the document. Element names are compared letter by letter, case included.',
  help: 'a policy has Version and Statement; a statement has Sid, Effect, Action or NotAction, Resource, Condition, and in trust, key and secret policies Principal; case counts',
  source: 'RAM documentation, policy elements (2025-12); policy check (2025)',
  ramCheck: 'Invalid policy element',
  examples: {
    wrong: changed(secretRead, '"Resource"', '"Resources"'),
    right: secretRead,
  },
  check: subject =>
    faultsOf(subject, 'unknown-element', (fault, _subject, meant) =>
      meant === undefined
        ? null
        : { safety: 'safe', title: `write \`${meant}\``, edits: [replaceWithString(fault, meant)] },
    ),
})
