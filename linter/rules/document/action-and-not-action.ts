import { faultsOf } from '../../faults.ts'
import { defineRule } from '../../rule.ts'
import { changed, secretRead } from './example-document.ts'

/** A statement with both Action and NotAction. */
export const actionAndNotAction = defineRule({
  id: 'action-and-not-action',
  family: 'document',
  level: 'error',
  summary: 'a statement with both Action and NotAction',
  why: 'RAM refuses the document: a statement has one of the two.',
  help: '`Action` is what the statement is about, `NotAction` is all but what it lists',
  source: 'RAM documentation, policy structure and syntax (2025)',
  examples: {
    wrong: changed(secretRead, '"Resource"', '"NotAction": "kms:DeleteSecret",\n      "Resource"'),
    right: secretRead,
  },
  check: subject => faultsOf(subject, 'action-and-not-action'),
})
