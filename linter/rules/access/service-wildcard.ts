import { defineRule } from '../../rule.ts'
import { decryptStatement, examplePolicy } from '../example-policy.ts'
import { grantsOf } from '../grants.ts'
import { wholeService } from './whole-service.ts'

/** An Allow of all actions of a service on all its resources. */
export const serviceWildcard = defineRule({
  id: 'service-wildcard',
  family: 'access',
  level: 'security',
  summary: 'an Allow of all actions of a service on all its resources',
  why: 'It grants what the service will have tomorrow as well. Of KMS it holds every secret value, every key, and the policies that protect them.',
  help: 'name the actions that are needed and the resources that they are needed on',
  source: 'RAM documentation, policy elements (2025): wildcards',
  examples: {
    wrong: examplePolicy({ Action: 'kms:*', Resource: '*' }),
    right: examplePolicy(
      { Action: 'kms:GetSecretValue', Resource: 'acs:kms:cn-hangzhou:1234567890123456:secret/db' },
      decryptStatement,
    ),
  },
  hides: [
    {
      rules: [
        'read-all-secrets',
        'decrypt-on-all-keys',
        'policy-change-granted',
        'hidden-secret-read',
        'resource-wildcard',
        'privilege-escalation',
      ],
      within: 'statement',
    },
  ],
  *check(subject) {
    if (grantsOf(subject) === null) return
    for (const statement of subject.policy.allows) {
      const found = wholeService(statement)
      if (found === null) continue
      const { service, action, resource } = found
      yield {
        place: action,
        message: `\`${action.value}\` on \`${resource.value}\` allows all of \`${service}\`: every action on every resource`,
        related: [{ place: resource, message: `on all resources of \`${service}\`` }],
      }
    }
  },
})
