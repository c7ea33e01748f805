import { defineRule } from '../../rule.ts'
import { decryptStatement, examplePolicy } from '../example-policy.ts'
import { decryptFix, named, obstaclesOf, todayOf } from './half-read.ts'

const secret = 'acs:kms:cn-hangzhou:1234567890123456:secret/db'

/** GetSecretValue without Decrypt. */
export const missingDecrypt = defineRule({
  id: 'missing-decrypt',
  family: 'secret-read',
  level: 'error',
  summary: 'GetSecretValue on a secret and Decrypt on no key',
  why: 'A secret of an instance is encrypted with a key of it, and KMS asks for Decrypt on that key; without it the read is refused with a message that names only the key.',
  help: "add `kms:Decrypt` on the ARN of the secret's key (`EncryptionKeyId` of DescribeSecret); for a secret under a service-managed key say `--key service-managed`",
  source: 'KMS documentation, GetSecretValue page and application FAQ (2025)',
  examples: {
    wrong: examplePolicy({ Action: 'kms:GetSecretValue', Resource: secret }),
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
      if (obstacle.kind !== 'missing-decrypt') continue
      const { grant } = obstacle
      const fix = decryptFix(subject, grant)
      yield {
        place: grant.action,
        message: `\`${grant.action.value}\` on ${named(grant)} reads nothing without \`kms:Decrypt\` on the key of the secret, which no statement grants${today}`,
        related: [{ place: grant.resource, message: 'the secret' }],
        ...(level === undefined ? {} : { level }),
        ...(fix === undefined ? {} : { fix }),
      }
    }
  },
})
