import { defineRule } from '../../rule.ts'
import { decryptStatement, examplePolicy } from '../example-policy.ts'
import { splitString } from '../split-string.ts'
import { resourcesOf } from './sorted-resources.ts'

/** Two or more ARNs in one string. */
export const joinedArns = defineRule({
  id: 'joined-arns',
  family: 'resource',
  level: 'error',
  summary: 'two or more ARNs in one string',
  why: 'RAM takes the string for one ARN with an odd name, which no resource has.',
  help: 'write each ARN as a string of its own in a list',
  source: 'seen in real policies; RAM documentation, policy structure and syntax (2025): a list of strings',
  examples: {
    wrong: examplePolicy(
      {
        Action: 'kms:GetSecretValue',
        Resource:
          'acs:kms:cn-hangzhou:1234567890123456:secret/db,acs:kms:cn-hangzhou:1234567890123456:secret/cache',
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
    for (const { resource, read } of resourcesOf(subject, 'joined')) {
      const { parts } = read
      yield {
        place: resource,
        message: `\`${resource.value}\` is ${parts.length} ARNs in one string, which match nothing together`,
        help: `write ${parts.map(part => JSON.stringify(part)).join(', ')}`,
        ...(parts.includes('*') ? {} : { fix: splitString(subject.text, resource, parts, 'ARNs') }),
      }
    }
  },
})
