import { defineRule } from '../../rule.ts'
import { decryptStatement, examplePolicy } from '../example-policy.ts'
import { Grants } from '../grants.ts'
import { filledIn } from '../placeholder.ts'
import { someRequest, statementsAtMost } from './some-request.ts'

/** A Deny that no request can meet. */
export const ineffectiveDeny = defineRule({
  id: 'ineffective-deny',
  family: 'access',
  level: 'warning',
  summary: 'a Deny that no request can meet',
  why: 'It looks like a limit and is none.',
  help: 'deny the actions on resources that they work on, or on `*`',
  source: 'action table of KMS; RAM documentation, policy structure and syntax (2025)',
  examples: {
    wrong: {
      text: '{\n  "Version": "1",\n  "Statement": [\n    { "Effect": "Deny", "NotAction": "*", "Resource": "*" }\n  ]\n}\n',
    },
    right: examplePolicy(
      { Action: 'kms:GetSecretValue', Resource: 'acs:kms:cn-hangzhou:1234567890123456:secret/db' },
      decryptStatement,
      { Effect: 'Deny', Action: 'kms:PutSecretValue', Resource: '*' },
    ),
  },
  hides: [{ rules: ['redundant-statement'], within: 'statement' }],
  *check(subject) {
    const { denies } = subject.policy
    if (denies.length === 0 || denies.length > statementsAtMost || subject.kind === 'trust') return
    const grants = new Grants(subject)
    for (const statement of denies) {
      // What is still to be filled in may be met.
      if (statement.statement.resources.some(({ value }) => filledIn(value) !== null)) continue
      // Conditions that exclude each other have a rule of their own.
      const bare = { ...statement, conditions: [] }
      if (someRequest(grants, bare, []) !== false) continue
      yield {
        place: statement.statement.effectPlace,
        message: statement.actionsNegated
          ? 'this Deny denies nothing: its `NotAction` leaves no action'
          : 'this Deny denies nothing: no request has such an action on such a resource',
      }
    }
  },
})
