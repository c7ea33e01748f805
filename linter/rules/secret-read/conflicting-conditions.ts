import { defineRule } from '../../rule.ts'
import { named, todayOf } from './half-read.ts'
import { pairsAtMost, readsOf, type SecretGrant, together } from './reads.ts'

const statement = (action: string, resource: string, secure: string) =>
  `    {\n      "Effect": "Allow",\n      "Action": "${action}",\n      "Resource": "acs:kms:cn-hangzhou:1234567890123456:${resource}",\n      "Condition": { "Bool": { "acs:SecureTransport": "${secure}" } }\n    }`

const example = (ofKey: string) =>
  `{\n  "Version": "1",\n  "Statement": [\n${statement('kms:GetSecretValue', 'secret/db', 'true')},\n${statement('kms:Decrypt', 'key/key-hzz65f1a2b3c4d5e6f7a', ofKey)}\n  ]\n}\n`

/** Two halves of a read that never hold together. */
export const conflictingConditions = defineRule({
  id: 'conflicting-conditions',
  family: 'secret-read',
  level: 'error',
  summary: 'GetSecretValue and Decrypt under conditions that no request meets together',
  why: 'Both are asked for in one call: where one condition holds the other does not, so the secret can never be read.',
  help: 'put the same condition on both statements',
  source: 'RAM documentation, Condition element (2025); KMS documentation, GetSecretValue page (2025)',
  examples: { wrong: { text: example('false') }, right: { text: example('true') } },
  hides: [{ rules: ['secret-read-conditional'], within: 'statement' }],
  *check(subject) {
    const reads = readsOf(subject)
    if (reads === null || reads.withoutKey) return
    const { level, today } = todayOf(subject)
    const done = new Set<SecretGrant['statement']>()
    for (const grant of reads.secrets) {
      const { pair: first, statement } = grant
      if (first === null || statement.conditions.length === 0 || done.has(statement)) continue
      const pairs = grant.pairs()
      if (pairs.length >= pairsAtMost) continue
      if (!pairs.some(({ ofKey }) => ofKey.statement.conditions.length > 0)) continue
      if (pairs.some(pair => together(subject, reads.grants, pair, [true, true]) !== false)) continue
      done.add(statement)
      const [own, other] = [first.ofSecret.statement.statement, first.ofKey.statement.statement]
      yield {
        place: own.conditionPlace ?? grant.action,
        message: `this condition and that of \`kms:Decrypt\` never hold together${today === '' ? `: ${named(grant)} can never be read` : `; ${named(grant)} is concerned${today}`}`,
        ...(level === undefined ? {} : { level }),
        ...(other.conditionPlace === null
          ? {}
          : { related: [{ place: other.conditionPlace, message: 'the condition of `kms:Decrypt`' }] }),
      }
    }
  },
})
