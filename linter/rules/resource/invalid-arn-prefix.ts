import { replaceWithString } from '../../edits.ts'
import type { PolicyString } from '../../policy/index.ts'
import { defineRule, type Problem } from '../../rule.ts'
import { decryptStatement, examplePolicy } from '../example-policy.ts'
import { resourcesOf } from './sorted-resources.ts'

/** A resource that does not start with `acs:`. */
export const invalidArnPrefix = defineRule({
  id: 'invalid-arn-prefix',
  family: 'resource',
  level: 'error',
  summary: 'a resource that does not start with `acs:`',
  why: 'RAM refuses it, or it matches no resource.',
  help: 'write the whole ARN, `acs:<service>:<region>:<account-id>:<resource>`, e.g. `acs:kms:cn-hangzhou:1234567890123456:secret/db`, or `*` for every resource',
  source: 'RAM documentation, policy elements and policy check (2025)',
  ramCheck: 'Invalid ARN prefix',
  examples: {
    wrong: examplePolicy(
      {
        Action: 'kms:GetSecretValue',
        Resource: ['acs:kms:cn-hangzhou:1234567890123456:secret/db', 'secret/cache'],
      },
      decryptStatement,
    ),
    right: examplePolicy(
      {
        Action: 'kms:GetSecretValue',
        Resource: [
          'acs:kms:cn-hangzhou:1234567890123456:secret/db',
          'acs:kms:cn-hangzhou:1234567890123456:secret/cache',
        ],
      },
      decryptStatement,
    ),
  },
  // What is granted on a misspelt ARN is granted elsewhere for that reason alone.
  hides: [{ rules: ['decrypt-on-secret', 'decrypt-wrong-scope'], within: 'document' }],
  *check(subject) {
    for (const { resource } of resourcesOf(subject, 'prefix')) yield problemOf(resource)
  },
})

function problemOf(resource: PolicyString): Problem {
  const { value } = resource
  if (/^\s*arn:aws[\w-]*:/i.test(value)) {
    return {
      place: resource,
      message: `\`${value}\` is the ARN of another cloud; those of Alibaba Cloud start with \`acs:\``,
    }
  }
  const meant = value.trim().replace(/^(?:(?:arn:)?acs|\*+|\?{3}):(?=.*:.*:.*:)/i, 'acs:')
  if (meant !== value && meant.startsWith('acs:')) {
    return {
      place: resource,
      message: `\`${value}\` does not start with \`acs:\`, letter by letter`,
      help: `write \`${meant}\``,
      fix: { safety: 'safe', title: `write \`${meant}\``, edits: [replaceWithString(resource, meant)] },
    }
  }
  const message =
    value.trim() === '' ? 'the resource is an empty text' : `\`${value}\` does not start with \`acs:\``
  return { place: resource, message: `${message}, so it is no ARN` }
}
