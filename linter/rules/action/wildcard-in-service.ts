import { includes } from '../../policy/index.ts'
import { defineRule } from '../../rule.ts'
import { examplePolicy } from '../example-policy.ts'
import { anyAction } from './action-names.ts'
import { actionPatternsOf } from './action-patterns.ts'

const key = 'acs:kms:cn-hangzhou:1234567890123456:key/key-hzz65f1a2b3c4d5e6f7a'

/**
 * An Allow whose action has a wildcard where the code of the service stands. `*` and `*:*` are not meant: they are every
 * action on purpose, and rules of access speak of them. Nor is a Deny or NotAction, which may well be wide.
 */
export const wildcardInService = defineRule({
  id: 'wildcard-in-service',
  family: 'action',
  level: 'suggestion',
  summary: 'an allowed action with a wildcard in the code of the service',
  why: 'The pattern also takes in services that nobody thought of, and those that come later.',
  help: 'name each service that is meant: `["kms:Describe*", "ecs:Describe*"]`',
  source:
    'seen in official policies (`*:Describe*`, `yundun-*:*`); RAM documentation, policy elements (2025)',
  examples: {
    wrong: examplePolicy({ Action: ['kms:Decrypt', 'k*:DescribeKey'], Resource: key }),
    right: examplePolicy({ Action: ['kms:Decrypt', 'kms:DescribeKey'], Resource: key }),
  },
  *check(subject) {
    for (const { statement, action, pattern } of actionPatternsOf(subject)) {
      if (statement.actionsNegated || statement.statement.effect === 'Deny') continue
      const service = action.value.slice(0, Math.max(action.value.indexOf(':'), 0))
      if (!/[*?]/.test(service) || includes(pattern, anyAction, 2000) !== false) continue
      const message = `\`${action.value}\` is about every service whose code matches \`${service}\``
      yield { place: action, message }
    }
  },
})
