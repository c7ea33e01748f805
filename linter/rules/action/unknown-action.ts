import { replaceWithString } from '../../edits.ts'
import type { PolicyString } from '../../policy/index.ts'
import { defineRule, type Problem } from '../../rule.ts'
import { decryptStatement, examplePolicy } from '../example-policy.ts'
import { enoughGuesses, readStrangeAction, type StrangeAction } from './action-names.ts'
import { actionsOfOperation } from './operation-actions.ts'

const db = 'acs:kms:cn-hangzhou:1234567890123456:secret/db'

/** An action that KMS, RAM or STS does not have. */
export const unknownAction = defineRule({
  id: 'unknown-action',
  family: 'action',
  level: 'error',
  summary: 'an action that KMS, RAM or STS does not have',
  why: 'No request ever asks for it, so the statement grants or denies less than it says.',
  help: 'write the name of an action of the service; most are named after the API operation',
  source:
    'action table of KMS (RAM authorization page 2021 and 2025, API metadata 2026), operation names of RAM, of resource groups and of STS (API metadata 2026)',
  examples: {
    wrong: examplePolicy(
      { Action: ['kms:GetSecretValue', 'kms:DescribeSecrets'], Resource: db },
      decryptStatement,
    ),
    right: examplePolicy(
      { Action: ['kms:GetSecretValue', 'kms:DescribeSecret'], Resource: db },
      decryptStatement,
    ),
  },
  hides: [{ rules: ['redundant-action'], within: 'place' }],
  *check({ statements }) {
    const guesses = enoughGuesses()
    for (const { statement, actions } of statements) {
      for (const [index, action] of statement.actions.entries()) {
        const pattern = actions[index]
        if (pattern?.shape !== 'literal') continue
        const strange = readStrangeAction(action, pattern, guesses)
        if (strange !== null) yield problemOf(action, strange)
      }
    }
  },
})

function problemOf(action: PolicyString, { service, meant, clear }: StrangeAction): Problem {
  const name = service.toUpperCase()
  const granted = service === 'kms' ? actionsOfOperation(action.value) : []
  if (granted.length > 0) {
    const list = granted.map(each => `\`${each}\``).join(' and ')
    const message = `\`${action.value}\` is an operation of ${name} and no action: it asks for ${list}`
    return { place: action, message, help: `write ${list}` }
  }
  if (meant === undefined) return { place: action, message: `${name} has no action \`${action.value}\`` }
  const message = `${name} has no action \`${action.value}\`; did you mean \`${meant}\`?`
  const problem = { place: action, message, help: `write \`${meant}\`` }
  if (!clear) return problem
  const fix = { safety: 'safe' as const, title: `write \`${meant}\`` }
  return { ...problem, fix: { ...fix, edits: [replaceWithString(action, meant)] } }
}
