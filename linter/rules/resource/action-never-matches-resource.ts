import { defineRule } from '../../rule.ts'
import { decryptStatement, examplePolicy } from '../example-policy.ts'
import { applicabilityOf } from './applicability.ts'
import { readResource } from './resource-arn.ts'
import { describeNeeds, describeResource } from './wanted-resources.ts'

/** A resource that no action of its statement can apply to. */
export const actionNeverMatchesResource = defineRule({
  id: 'action-never-matches-resource',
  family: 'resource',
  level: 'error',
  summary: 'a resource that no action of its statement can apply to',
  why: 'KMS asks about each action on resources of certain types only; on any other the statement grants or denies nothing.',
  help: 'name resources of the types that the actions work on, or actions that work on this resource',
  source: 'action table of KMS (RAM authorization page 2021 and 2025; newer actions in part assumed)',
  examples: {
    wrong: examplePolicy(
      {
        Action: 'kms:GetSecretValue',
        Resource: [
          'acs:kms:cn-hangzhou:1234567890123456:secret/db',
          'acs:kms:cn-hangzhou:1234567890123456:alias/db',
        ],
      },
      decryptStatement,
    ),
    right: examplePolicy(
      { Action: 'kms:GetSecretValue', Resource: 'acs:kms:cn-hangzhou:1234567890123456:secret/db' },
      decryptStatement,
    ),
  },
  hides: [{ rules: ['ineffective-deny', 'redundant-statement'], within: 'statement' }],
  *check({ statements }) {
    for (const statement of statements) {
      const { idleResources, entries } = applicabilityOf(statement)
      for (const resource of idleResources) {
        const read = readResource(resource)
        if (read.form !== 'arn') continue
        const needs = describeNeeds(entries, read.arn)
        const several = statement.actions.length > 1
        yield {
          place: resource,
          message: `${several ? 'no action of the statement' : `\`${statement.statement.actions[0]?.value}\` never`} works on ${describeResource(resource.value, read.arn)}`,
          help: needs,
        }
      }
    }
  },
})
