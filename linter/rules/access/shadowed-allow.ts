import { defineRule } from '../../rule.ts'
import { decryptStatement, examplePolicy } from '../example-policy.ts'
import { grantsOf } from '../grants.ts'
import { someRequest, statementsAtMost } from './some-request.ts'

/** An Allow that Denies of the same document take back whole. */
export const shadowedAllow = defineRule({
  id: 'shadowed-allow',
  family: 'access',
  level: 'warning',
  summary: 'an Allow that the Denies of the same document take back whole',
  why: 'A Deny outweighs every Allow, so the statement grants nothing; its author believed otherwise.',
  help: 'remove the statement, or narrow the Deny',
  source: 'RAM documentation, policy evaluation process (2025)',
  examples: {
    wrong: examplePolicy(
      { Action: 'kms:GetSecretValue', Resource: 'acs:kms:cn-hangzhou:1234567890123456:secret/db' },
      decryptStatement,
      { Action: 'kms:PutSecretValue', Resource: 'acs:kms:cn-hangzhou:1234567890123456:secret/other' },
      { Effect: 'Deny', Action: 'kms:Put*', Resource: '*' },
    ),
    right: examplePolicy(
      { Action: 'kms:GetSecretValue', Resource: 'acs:kms:cn-hangzhou:1234567890123456:secret/db' },
      decryptStatement,
      { Effect: 'Deny', Action: 'kms:Put*', Resource: '*' },
    ),
  },
  hides: [{ rules: ['redundant-statement', 'missing-generate-data-key'], within: 'statement' }],
  *check(subject) {
    const grants = grantsOf(subject)
    const { allows, denies } = subject.policy
    if (grants === null || denies.length === 0 || allows.length + denies.length > statementsAtMost) return
    const refused = denies.map(statement => ({ statement, applies: false }))
    for (const statement of allows) {
      if (someRequest(grants, statement, refused) !== false) continue
      if (someRequest(grants, statement, []) !== true) continue
      const alone = denies.find(
        each => someRequest(grants, statement, [{ statement: each, applies: false }]) === false,
      )
      const by =
        alone === undefined ? 'the Denies of this document together take' : 'a Deny of this document takes'
      yield {
        place: statement.statement.effectPlace,
        message: `this Allow grants nothing: ${by} back all of it`,
        ...(alone === undefined
          ? {}
          : { related: [{ place: alone.statement.effectPlace, message: 'this Deny covers it' }] }),
      }
    }
  },
})
