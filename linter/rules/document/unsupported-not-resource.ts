import { faultsOf } from '../../faults.ts'
import { defineRule } from '../../rule.ts'
import { changed, secretRead } from './example-document.ts'

/** The element NotResource. */
export const unsupportedNotResource = defineRule({
  id: 'unsupported-not-resource',
  family: 'document',
  level: 'error',
  summary: 'the element NotResource',
  why: 'Older pages have it; since 2021 the policy language does not.',
  help: 'RAM has had no `NotResource` since 2021: list what is meant in `Resource`, or deny the rest',
  source:
    'RAM documentation, policy structure and syntax (2025): the grammar lists NotAction and no NotResource',
  examples: {
    wrong: changed(secretRead, '"Resource"', '"NotResource"'),
    right: secretRead,
  },
  check: subject => faultsOf(subject, 'unsupported-not-resource'),
})
