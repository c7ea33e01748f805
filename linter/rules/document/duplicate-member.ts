import { faultsOf } from '../../faults.ts'
import { defineRule } from '../../rule.ts'
import { changed, secretRead } from './example-document.ts'

/** A name that stands twice in one object. */
export const duplicateMember = defineRule({
  id: 'duplicate-member',
  family: 'document',
  level: 'error',
  summary: 'a name that stands twice in one object',
  why: 'What RAM does with the two is not documented; most programs read the last one alone, so what stands before it is lost without a word.',
  help: 'most programs read only the last of two members of one name; put the values into one list',
  source: 'RFC 8259, section 4 (names should be unique); assumed: RAM refuses it',
  examples: {
    wrong: changed(secretRead, '"Resource"', '"Action": "kms:DescribeSecret",\n      "Resource"'),
    right: changed(secretRead, '"kms:GetSecretValue"', '["kms:GetSecretValue", "kms:DescribeSecret"]'),
  },
  check: subject => faultsOf(subject, 'duplicate-member'),
})
