import { faultsOf } from '../../faults.ts'
import { defineRule } from '../../rule.ts'
import { changed, secretRead } from './example-document.ts'

/** A list without values. */
export const emptyList = defineRule({
  id: 'empty-list',
  family: 'document',
  level: 'error',
  summary: 'a list without values',
  why: 'It matches nothing: an Allow with it grants nothing and a Deny denies nothing; whether RAM accepts it is not documented.',
  help: 'a list without values matches nothing; leave the element out or fill it',
  source:
    'assumed: the grammar has at least one value in each list (RAM documentation, policy structure and syntax (2025))',
  examples: {
    wrong: changed(secretRead, '"kms:GetSecretValue"', '[]'),
    right: secretRead,
  },
  check: subject => faultsOf(subject, 'empty-list'),
})
