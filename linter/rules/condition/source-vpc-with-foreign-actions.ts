import { defineRule, type Problem } from '../../rule.ts'
import { type ClauseInStatement, clausesOf } from './clauses.ts'
import { readOn } from './condition-example.ts'
import { actionsBesideKms, isAboutKms } from './kms-statements.ts'

const vpc = { StringEquals: { 'acs:SourceVpc': 'vpc-bp1aevy8sofi8mh1q' } }

/** The documentation speaks of custom policies of RAM and of key and secret policies. */
const kinds = new Set(['identity', 'session', 'key', 'secret'])

/** `acs:SourceVpc` in a statement that is about KMS and about more. */
export const sourceVpcWithForeignActions = defineRule({
  id: 'source-vpc-with-foreign-actions',
  family: 'condition',
  level: 'warning',
  summary: '`acs:SourceVpc` in a statement about KMS and other services',
  why: 'For KMS the key is documented to work only if every action of the statement starts with `kms:`.',
  help: 'give the actions that start with `kms:` a statement of their own',
  source: 'KMS documentation, policy condition keys (2026), restrictions of `acs:SourceVpc`',
  examples: {
    wrong: readOn(vpc, {
      Action: ['kms:GetSecretValue', 'kms:Decrypt', 'log:GetLogStore'],
      Resource: [
        'acs:kms:cn-hangzhou:1234567890123456:secret/db',
        'acs:kms:cn-hangzhou:1234567890123456:key/key-hzz65f1a2b3c4d5e6f7a',
        'acs:log:cn-hangzhou:1234567890123456:project/audit/logstore/kms',
      ],
    }),
    right: readOn(vpc),
  },
  *check(subject) {
    if (!kinds.has(subject.kind)) return
    let last: ClauseInStatement['statement'] | null = null
    for (const each of clausesOf(subject)) {
      if (each.condition.key !== 'acs:sourcevpc' || each.statement === last) continue
      last = each.statement
      const problem = problemOf(each)
      if (problem !== null) yield problem
    }
  },
})

function problemOf({ statement, clause }: ClauseInStatement): Problem | null {
  const { actions, actionElement } = statement.statement
  const foreign = statement.actionsNegated ? [0] : actionsBesideKms(statement)
  const place = actions[foreign[0] ?? -1]
  if (place === undefined || !isAboutKms(statement)) return null
  const key = clause.key.value
  const message = statement.actionsNegated
    ? `\`${actionElement}\` leaves in actions that do not start with \`kms:\`; KMS takes \`${key}\` only without such`
    : `\`${place.value}\` does not start with \`kms:\`, as all actions beside \`${key}\` have to for KMS`
  return { place, message, related: [{ place: clause.key, message: 'the condition' }] }
}
