import { defineRule } from '../../rule.ts'

/** Its findings are made in `linter/suppression.ts`. */
export const unusedSuppression = defineRule({
  id: 'unused-suppression',
  family: 'source',
  level: 'error',
  summary: 'an entry of `suppress` in the configuration hides nothing',
  why: 'What it was made for is mended, renamed or gone. Left behind, it will hide the next mistake in that place.',
  help: 'take the entry out of `suppress`',
  source: 'ram-lint itself: RAM knows nothing of it',
  examples: null,
  foundBy: 'the configuration, once the file it names was checked',
  check: () => [],
})
