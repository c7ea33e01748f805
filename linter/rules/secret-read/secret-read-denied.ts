import { defineRule } from '../../rule.ts'
import { decryptStatement, examplePolicy } from '../example-policy.ts'
import { named, obstaclesOf, todayOf } from './half-read.ts'

const secret = 'acs:kms:cn-hangzhou:1234567890123456:secret/db'

/** A secret read that is granted and taken back. */
export const secretReadDenied = defineRule({
  id: 'secret-read-denied',
  family: 'secret-read',
  level: 'error',
  summary: 'a secret read that is granted and taken back by a Deny of the same document',
  why: 'A Deny outweighs every Allow: the application is refused although a statement names its secret.',
  help: 'narrow the Deny so that it leaves out the secret and its key, or remove the Allow',
  source: 'RAM documentation, policy evaluation process (2025)',
  examples: {
    wrong: examplePolicy({ Action: 'kms:GetSecretValue', Resource: secret }, decryptStatement, {
      Effect: 'Deny',
      Action: 'kms:Decrypt',
      Resource: '*',
    }),
    right: examplePolicy({ Action: 'kms:GetSecretValue', Resource: secret }, decryptStatement, {
      Effect: 'Deny',
      Action: 'kms:Encrypt',
      Resource: '*',
    }),
  },
  hides: [
    { rules: ['action-never-matches-resource', 'resource-never-matches-action'], within: 'statement' },
    // The Deny that takes one half back often takes the other as well.
    { rules: ['shadowed-allow'], within: 'document' },
  ],
  *check(subject) {
    for (const { kind, grant, ...rest } of obstaclesOf(subject)) {
      if (kind !== 'denied' || !('part' in rest)) continue
      const { part } = rest
      const { level, today } = part === grant ? { level: undefined, today: '' } : todayOf(subject)
      const what = part === grant ? 'kms:GetSecretValue' : 'kms:Decrypt'
      const deny = subject.policy.denies.find(
        ({ actions, actionsNegated }) =>
          actionsNegated ||
          actions.some(each => each.shape === 'everything' || what.toLowerCase().startsWith(each.literal)),
      )
      yield {
        place: part.action,
        message: `\`${what}\` on ${named(part)} is granted here and taken back by a Deny${today === '' ? `: ${named(grant)} cannot be read` : `; ${named(grant)} is concerned${today}`}`,
        ...(level === undefined ? {} : { level }),
        ...(deny === undefined
          ? {}
          : { related: [{ place: deny.statement.effectPlace, message: 'a Deny takes it back' }] }),
      }
    }
  },
})
