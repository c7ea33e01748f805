import { defineRule } from '../../rule.ts'
import { decryptStatement, examplePolicy } from '../example-policy.ts'
import { decryptFix, named, obstaclesOf, todayOf } from './half-read.ts'

const secret = 'acs:kms:cn-hangzhou:1234567890123456:secret/db'

/** Decrypt where it can never apply. */
export const decryptOnSecret = defineRule({
  id: 'decrypt-on-secret',
  family: 'secret-read',
  level: 'error',
  summary: 'a secret read with Decrypt granted only where it can never apply, such as on the secret',
  why: 'KMS asks for Decrypt on the key that the secret is encrypted with; on the ARN of a secret it grants nothing.',
  help: 'grant `kms:Decrypt` on the ARN of the key; its id is in `EncryptionKeyId` of DescribeSecret',
  source:
    'KMS documentation, GetSecretValue page (2025); assumed of the ARN of a secret: no page says that it counts',
  examples: {
    wrong: examplePolicy({ Action: ['kms:GetSecretValue', 'kms:Decrypt'], Resource: secret }),
    right: examplePolicy({ Action: 'kms:GetSecretValue', Resource: secret }, decryptStatement),
  },
  hides: [
    {
      rules: ['action-never-matches-resource', 'resource-never-matches-action', 'shadowed-allow'],
      within: 'statement',
    },
  ],
  *check(subject) {
    const { level, today } = todayOf(subject)
    for (const obstacle of obstaclesOf(subject)) {
      if (obstacle.kind !== 'decrypt-on-secret') continue
      const { grant, part } = obstacle
      const fix = decryptFix(subject, grant, part)
      yield {
        place: part.action,
        message: `\`kms:Decrypt\` on ${named(part)} can never apply: it is asked for on the key of ${named(grant)}, and granted on no key${today}`,
        related: [{ place: part.resource, message: 'this is no key' }],
        ...(level === undefined ? {} : { level }),
        ...(fix === undefined ? {} : { fix }),
      }
    }
  },
})
