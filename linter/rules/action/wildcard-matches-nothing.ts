import { defineRule } from '../../rule.ts'
import { decryptStatement, examplePolicy } from '../example-policy.ts'
import { enoughGuesses, readStrangeAction } from './action-names.ts'
import { actionPatternsOf } from './action-patterns.ts'

const db = 'acs:kms:cn-hangzhou:1234567890123456:secret/db'

/** A pattern of actions that no action of KMS, RAM or STS matches. */
export const wildcardMatchesNothing = defineRule({
  id: 'wildcard-matches-nothing',
  family: 'action',
  level: 'error',
  summary: 'a pattern of actions that no action of KMS, RAM or STS matches',
  why: 'The pattern stands for nothing, so the statement grants or denies less than it says.',
  help: 'write the start of real action names, e.g. `kms:Describe*`, or the actions themselves',
  source:
    'action table of KMS (RAM authorization page 2021 and 2025, API metadata 2026), operation names of RAM, of resource groups and of STS (API metadata 2026)',
  examples: {
    wrong: examplePolicy({ Action: ['kms:GetSecretValue', 'kms:Descibe*'], Resource: db }, decryptStatement),
    right: examplePolicy({ Action: ['kms:GetSecretValue', 'kms:Describe*'], Resource: db }, decryptStatement),
  },
  hides: [{ rules: ['redundant-action'], within: 'place' }],
  *check(subject) {
    const guesses = enoughGuesses()
    for (const { action, pattern } of actionPatternsOf(subject)) {
      const strange = readStrangeAction(action, pattern, guesses)
      if (strange === null) continue
      const nothing = `\`${action.value}\` matches no action of ${strange.service.toUpperCase()}`
      if (strange.meant === undefined) yield { place: action, message: nothing }
      else {
        const message = `${nothing}; did you mean \`${strange.meant}\`?`
        yield { place: action, message, help: `write \`${strange.meant}\`` }
      }
    }
  },
})
