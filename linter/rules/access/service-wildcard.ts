import { defineRule, type Hiding } from '../../rule.ts'
import { decryptStatement, examplePolicy } from '../example-policy.ts'
import { grantsOf } from '../grants.ts'
import { wholeServices } from './whole-service.ts'

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
  *check(subject) {
    if (grantsOf(subject) === null) return
    for (const statement of subject.policy.allows) {
      for (const { service, action, resource } of wholeServices(statement)) {
        yield {
          place: action,
          message: `\`${action.value}\` on \`${resource.value}\` allows all of \`${service}\`: every action on every resource${statement.conditions.length > 0 ? ', where its conditions hold' : ''}`,
          related: [{ place: resource, message: `on all resources of \`${service}\`` }],
          hides: service === 'kms' ? partsOfKms : [],
        }
      }
    }
  },
})

/** Whoever is told that all of KMS is allowed knows what that holds. */
const partsOfKms: readonly Hiding[] = [
  {
    rules: ['read-all-secrets', 'decrypt-on-all-keys', 'policy-change-granted', 'resource-wildcard'],
    within: 'statement',
  },
]
