import { defineRule, nothingFound } from '../../rule.ts'

/** A suppression that suppresses nothing. */
export const unusedSuppression = defineRule({
  id: 'unused-suppression',
  family: 'source',
  level: 'error',
  summary: 'a suppression that suppresses nothing',
  why: 'The mistake that it was written for is gone, or it never fitted; left in place it would hide the next mistake there.',
  help: 'take the entry out of `suppress`, or correct its path, pointer, sid or rule',
  source: 'the configuration of ram-lint itself',
  foundBy: 'the configuration, when all files are checked',
  examples: null,
  check: () => nothingFound,
})
