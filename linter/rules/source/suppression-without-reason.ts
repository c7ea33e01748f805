import { defineRule } from '../../rule.ts'

/** Its findings are made in `linter/suppression.ts`. */
export const suppressionWithoutReason = defineRule({
  id: 'suppression-without-reason',
  family: 'source',
  level: 'error',
  summary: 'an entry of `suppress` in the configuration gives no reason',
  why: 'Whoever reviews the file or inherits it has to know why the finding is no mistake there.',
  help: 'say in `reason` why this is right in that place',
  source: 'ram-lint itself: RAM knows nothing of it',
  examples: null,
  foundBy: 'the configuration',
  check: () => [],
})
