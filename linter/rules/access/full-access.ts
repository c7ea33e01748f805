import { defineRule } from '../../rule.ts'
import { decryptStatement, examplePolicy } from '../example-policy.ts'
import { grantsOf } from '../grants.ts'
import { fullAccess as fullAccessOf } from './whole-service.ts'

/** An Allow of all actions on all resources. */
export const fullAccess = defineRule({
  id: 'full-access',
  family: 'access',
  level: 'security',
  summary: 'an Allow of all actions on all resources, however it is written',
  why: 'Whoever holds it owns the account: every secret, every key, and all other permissions, which it can give away.',
  help: 'name the actions and resources that are needed; `ram-lint generate` prints them for reading a secret',
  source: 'RAM documentation, policy elements (2025): wildcards',
  examples: {
    wrong: examplePolicy({ Action: '*', Resource: '*' }),
    right: examplePolicy(
      { Action: 'kms:GetSecretValue', Resource: 'acs:kms:cn-hangzhou:1234567890123456:secret/db' },
      decryptStatement,
    ),
  },
  hides: [
    {
      rules: [
        'service-wildcard',
        'read-all-secrets',
        'decrypt-on-all-keys',
        'policy-change-granted',
        'hidden-secret-read',
        'resource-wildcard',
        'privilege-escalation',
        'region-or-account-wildcard',
        'shadowed-allow',
        'redundant-statement',
      ],
      within: 'statement',
    },
  ],
  *check(subject) {
    if (grantsOf(subject) === null) return
    for (const statement of subject.policy.allows) {
      const found = fullAccessOf(statement)
      if (found === null) continue
      const { action, resource } = found
      const condition = statement.conditions.length > 0 ? ', where its conditions hold' : ''
      yield {
        place: action,
        message: `\`${action.value}\` on \`${resource.value}\` allows everything${condition}: all actions on all resources`,
        related: [{ place: resource, message: 'on all resources' }],
      }
    }
  },
})
