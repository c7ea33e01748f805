import { defineRule } from '../../rule.ts'

/** Its findings are made in `linter/suppression.ts`. */
export const expiredSuppression = defineRule({
  id: 'expired-suppression',
  family: 'source',
  level: 'error',
  summary: 'the last day of an entry of `suppress` in the configuration is over',
  why: 'Somebody allowed this for a time. What it hid is shown again, and the entry says why.',
  help: 'mend what it hid, or agree on a later day',
  source: 'ram-lint itself: RAM knows nothing of it',
  examples: null,
  foundBy: 'the configuration and the date',
  check: () => [],
})
