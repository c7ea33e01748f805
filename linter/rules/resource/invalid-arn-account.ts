import { defineRule } from '../../rule.ts'
import { decryptStatement, examplePolicy } from '../example-policy.ts'
import { faultyResources } from './sorted-resources.ts'

/** An ARN whose account is no account id. */
export const invalidArnAccount = defineRule({
  id: 'invalid-arn-account',
  family: 'resource',
  level: 'error',
  summary: 'an ARN whose account is not 16 digits, `*` or a pattern of them',
  why: 'No account has such an id, so the ARN matches nothing.',
  help: 'write the 16 digits of the account that owns the resource (console, account centre), or `*`',
  source:
    'RAM documentation, policy elements (2025): the id of the account, 16 digits; `system` in the ARNs of system policies: sample of the same documentation. Other services may leave it empty',
  examples: {
    wrong: examplePolicy(
      {
        Action: 'kms:GetSecretValue',
        Resource: [
          'acs:kms:cn-hangzhou:1234567890123456:secret/db',
          'acs:kms:cn-hangzhou:123456789012:secret/cache',
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
    for (const { resource, read } of faultyResources(subject, 'invalid-arn-account')) {
      yield { place: resource, message: whatIsWrong(read.arn.account, `\`${resource.value}\``) }
    }
  },
})

function whatIsWrong(account: string, arn: string): string {
  if (/^\d+$/.test(account))
    return `the account \`${account}\` in ${arn} has ${account.length} digits, not 16`
  if (/[*?]/.test(account)) return `\`${account}\` in ${arn} matches no account id, which has 16 digits`
  if (/^\d[\dx]{9,}$/i.test(account))
    return `the account \`${account}\` in ${arn} is masked; it needs its 16 digits`
  return `\`${account}\` in ${arn} is no account id, which has 16 digits`
}
