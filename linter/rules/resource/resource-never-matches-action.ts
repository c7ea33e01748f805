import type { Arn, PolicyString } from '../../policy/index.ts'
import { defineRule } from '../../rule.ts'
import { decryptStatement, examplePolicy } from '../example-policy.ts'
import { applicabilityOf } from './applicability.ts'
import { readResource } from './resource-arn.ts'
import { describeNeeds, describeResource } from './wanted-resources.ts'

/** An action that can apply to no resource of its statement. */
export const resourceNeverMatchesAction = defineRule({
  id: 'resource-never-matches-action',
  family: 'resource',
  level: 'error',
  summary: 'an action that can apply to no resource of its statement',
  why: 'KMS asks about each action on resources of certain types only; without one of these the action is neither granted nor denied.',
  help: 'name a resource of the type that the action works on; an action without resources needs `*`',
  source: 'action table of KMS (RAM authorization page 2021 and 2025; newer actions in part assumed)',
  examples: {
    wrong: examplePolicy({
      Action: ['kms:DescribeKey', 'kms:ListKeys'],
      Resource: 'acs:kms:cn-hangzhou:1234567890123456:key/key-hzz65f1a2b3c4d5e6f7a',
    }),
    right: examplePolicy(
      {
        Action: 'kms:DescribeKey',
        Resource: 'acs:kms:cn-hangzhou:1234567890123456:key/key-hzz65f1a2b3c4d5e6f7a',
      },
      { Action: 'kms:ListKeys', Resource: 'acs:kms:cn-hangzhou:1234567890123456:key' },
      decryptStatement,
    ),
  },
  hides: [{ rules: ['ineffective-deny', 'redundant-statement'], within: 'statement' }],
  *check({ statements }) {
    for (const statement of statements) {
      const { idleActions, entries } = applicabilityOf(statement)
      if (idleActions.length === 0) continue
      const { resources } = statement.statement
      const [first, ...others] = resources
      const arn = first === undefined ? null : arnOf(first)
      if (first === undefined || arn === null) continue
      for (const action of idleActions) {
        const where =
          others.length === 0
            ? describeResource(first.value, arn)
            : `any of the ${resources.length} resources`
        yield {
          place: action,
          message: `\`${action.value}\` never works on ${where}`,
          help: describeNeeds([[action, entries.get(action) ?? null]], nearestArn(resources, arn)),
          related: [{ place: first, message: others.length === 0 ? 'it stands here' : 'they start here' }],
        }
      }
    }
  },
})

/** The first ARN of KMS, whose region and account are likely to be meant. */
function nearestArn(resources: readonly PolicyString[], otherwise: Arn): Arn {
  for (const resource of resources) {
    const arn = arnOf(resource)
    if (arn?.service === 'kms') return arn
  }
  return otherwise
}

function arnOf(resource: PolicyString): Arn | null {
  const read = readResource(resource)
  return read.form === 'arn' ? read.arn : null
}
