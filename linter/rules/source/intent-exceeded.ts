import { defineRule, nothingFound } from '../../rule.ts'

/** A policy that allows more than to read the secrets that it is meant for. */
export const intentExceeded = defineRule({
  id: 'intent-exceeded',
  family: 'source',
  level: 'security',
  summary: 'a policy that allows more than to read the secrets that it is meant for',
  why: 'Whoever gets hold of the application’s AccessKey may do all that the policy allows, not only what the application needs.',
  help: 'narrow the actions and resources to the requirements; `ram-lint generate` prints the minimum',
  source: 'KMS documentation, GetSecretValue (2025); the surplus is computed by the policy engine',
  foundBy: 'the proof of the `intents` of the configuration',
  examples: null,
  check: () => nothingFound,
})
