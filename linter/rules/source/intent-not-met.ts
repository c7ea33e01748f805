import { defineRule, nothingFound } from '../../rule.ts'

/** A policy that does not let its application read the secrets that it is meant for. */
export const intentNotMet = defineRule({
  id: 'intent-not-met',
  family: 'source',
  level: 'error',
  summary: 'a policy that does not let its application read the secrets that it is meant for',
  why: 'The proof asks every request that a read takes, under every condition; an application with this policy is refused, always or sometimes.',
  help: 'add what the proof misses; `ram-lint prove` shows each requirement, `ram-lint generate` prints the minimum',
  source:
    'KMS documentation, GetSecretValue and the KMS SDK (2025): which permissions a read takes on which gateway',
  foundBy: 'the proof of the `intents` of the configuration',
  examples: null,
  check: () => nothingFound,
})
