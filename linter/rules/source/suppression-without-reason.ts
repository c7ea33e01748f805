import { defineRule, nothingFound } from '../../rule.ts'

/** A suppression that does not say why. */
export const suppressionWithoutReason = defineRule({
  id: 'suppression-without-reason',
  family: 'source',
  level: 'error',
  summary: 'a suppression that does not say why',
  why: 'In a year nobody knows whether the risk was weighed or the noise was in the way.',
  help: 'write in `reason` why the finding is accepted, for whoever reviews it next',
  source: 'the configuration of ram-lint itself',
  foundBy: 'the configuration, when it is read',
  examples: null,
  check: () => nothingFound,
})
