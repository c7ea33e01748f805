import { defineRule } from '../../rule.ts'
import { decryptStatement, examplePolicy } from '../example-policy.ts'
import { faultyResources } from './sorted-resources.ts'

/** An ARN of KMS with an empty part. */
export const emptyArnSegment = defineRule({
  id: 'empty-arn-segment',
  family: 'resource',
  level: 'error',
  summary: 'an ARN of KMS whose region, account or resource is empty',
  why: 'Every key and secret has a region and an account, so the ARN matches none of them.',
  help: 'write the region and the account id, or `*` where any will do',
  source:
    'KMS documentation, RAM authorization (2025): ARNs of KMS; that an empty part matches nothing: assumed. ARNs of global services such as RAM may leave the region empty',
  examples: {
    wrong: examplePolicy(
      {
        Action: 'kms:GetSecretValue',
        Resource: [
          'acs:kms:cn-hangzhou:1234567890123456:secret/db',
          'acs:kms::1234567890123456:secret/cache',
        ],
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
    for (const { resource, read } of faultyResources(subject, 'empty-arn-segment')) {
      const { region, account, relativeId } = read.arn
      const empty = [
        ...(region === '' ? ['region'] : []),
        ...(account === '' ? ['account id'] : []),
        ...(relativeId === '' ? ['resource'] : []),
      ]
      const message = `\`${resource.value}\` has no ${empty.join(' and no ')}; nothing of KMS has such an ARN`
      const meant = `acs:kms:${region || '<region>'}:${account || '<account-id>'}:${relativeId || 'secret/<secret-name>'}`
      yield { place: resource, message, help: `write \`${meant}\`` }
    }
  },
})
