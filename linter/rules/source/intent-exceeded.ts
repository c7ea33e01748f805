import { defineRule } from '../../rule.ts'

/** Its findings are made in `linter/intents.ts`. */
export const intentExceeded = defineRule({
  id: 'intent-exceeded',
  family: 'source',
  level: 'security',
  summary: 'files grant more than the one secret that they are meant for',
  why: 'The configuration says what the files are for. Whoever gets hold of the credentials gets the rest, too.',
  help: 'name the one secret and its key; `ram-lint generate` prints the minimum',
  source: 'ram-lint itself: RAM knows nothing of it',
  examples: null,
  foundBy: 'the proof of each of the `intents` of the configuration',
  check: () => [],
})
