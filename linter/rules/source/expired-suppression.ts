import { defineRule, nothingFound } from '../../rule.ts'

/** A suppression whose `expires` has passed. */
export const expiredSuppression = defineRule({
  id: 'expired-suppression',
  family: 'source',
  level: 'error',
  summary: 'a suppression whose `expires` has passed',
  why: 'Whoever wrote it wanted to be reminded; until then the finding was accepted, from then on it counts again.',
  help: 'correct the policy, or decide anew and write a later `expires`',
  source: 'the configuration of ram-lint itself',
  foundBy: 'the configuration, when all files are checked',
  examples: null,
  check: () => nothingFound,
})
