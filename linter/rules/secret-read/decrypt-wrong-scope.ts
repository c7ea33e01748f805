import { parseArn } from '../../policy/index.ts'
import { defineRule } from '../../rule.ts'
import { decryptStatement, examplePolicy } from '../example-policy.ts'
import { decryptFix, named, obstaclesOf, todayOf } from './half-read.ts'

const secret = 'acs:kms:cn-hangzhou:1234567890123456:secret/db'

/** Decrypt on something that is not the secret's key. */
export const decryptWrongScope = defineRule({
  id: 'decrypt-wrong-scope',
  family: 'secret-read',
  level: 'error',
  summary: 'a secret read with Decrypt only on an alias, or on keys of another region or account',
  why: 'The key of a secret is one of its own region and account, and KMS asks for Decrypt on the key itself.',
  help: 'grant `kms:Decrypt` on the ARN of the key, with the region and account of the secret',
  source: 'KMS documentation, GetSecretValue page (2025)',
  examples: {
    wrong: examplePolicy(
      { Action: 'kms:GetSecretValue', Resource: secret },
      { Action: 'kms:Decrypt', Resource: 'acs:kms:cn-beijing:1234567890123456:key/key-hzz65f1a2b3c4d5e6f7a' },
    ),
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
      if (obstacle.kind !== 'decrypt-wrong-scope') continue
      const { grant, part } = obstacle
      const isAlias = parseArn(part.resource.value)?.relativeId.startsWith('alias/') === true
      const fix = decryptFix(subject, grant, isAlias ? part : undefined)
      const why = isAlias
        ? 'an alias, and it is asked for on the key itself'
        : subject.target.key !== undefined
          ? `not the key \`${subject.target.key}\``
          : 'no key of the region and account of the secret'
      yield {
        place: part.resource,
        message: `\`kms:Decrypt\` is granted on ${named(part)}: ${why}, so ${named(grant)} cannot be read${today}`,
        related: [{ place: grant.resource, message: 'the secret' }],
        ...(level === undefined ? {} : { level }),
        ...(fix === undefined ? {} : { fix }),
      }
    }
  },
})
