import { defineRule } from '../../rule.ts'

/** Its findings are made in `linter/intents.ts`. */
export const intentNotMet = defineRule({
  id: 'intent-not-met',
  family: 'source',
  level: 'error',
  summary: 'files that are meant to let an application read a secret do not',
  why: 'The configuration says what the files are for. The application would be refused, at the latest when it reads the secret.',
  help: 'grant `kms:GetSecretValue` on the secret and `kms:Decrypt` on its key; `ram-lint prove` shows what is missing',
  source: 'ram-lint itself: RAM knows nothing of it',
  examples: null,
  foundBy: 'the proof of each of the `intents` of the configuration',
  check: () => [],
})
