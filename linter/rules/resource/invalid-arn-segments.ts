import { defineRule } from '../../rule.ts'
import { decryptStatement, examplePolicy } from '../example-policy.ts'
import { resourcesOf } from './sorted-resources.ts'

/** An ARN that lacks one of its five parts. */
export const invalidArnSegments = defineRule({
  id: 'invalid-arn-segments',
  family: 'resource',
  level: 'error',
  summary: 'an ARN that lacks one of its five parts',
  why: 'A request is compared part by part, so an ARN with too few of them matches no resource.',
  help: 'an ARN is `acs:<service>:<region>:<account-id>:<resource>`; a part that does not matter is `*`',
  source:
    'RAM documentation, policy elements and policy check (2025); that such a pattern matches nothing: seen, and assumed where its wildcards could take in a colon',
  ramCheck: 'Missing ARN field',
  examples: {
    wrong: examplePolicy(
      {
        Action: 'kms:GetSecretValue',
        Resource: ['acs:kms:cn-hangzhou:1234567890123456:secret/db', 'acs:kms:cn-hangzhou:secret/cache'],
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
    for (const { resource, read } of resourcesOf(subject, 'segments')) {
      const { segments } = read
      if (segments.length >= 5) {
        const message = `\`${resource.value}\` names no service between its first two colons`
        yield { place: resource, message }
        continue
      }
      const message = `\`${resource.value}\` has ${segments.length} of the five parts of an ARN`
      const meant = completed(segments)
      yield {
        place: resource,
        message: meant === null ? message : `${message}: the ${meant.missing} is missing`,
        ...(meant === null ? {} : { help: `write \`${meant.text}\`` }),
      }
    }
  },
})

/** Which part a text of four parts lacks, told by the look of the third, and the text with it. */
function completed(segments: readonly string[]): { readonly missing: string; readonly text: string } | null {
  const [, service = '', third = '', rest = ''] = segments
  if (segments.length !== 4 || service === '' || rest === '') return null
  const [missing, region, account] = /^\d[\d*x]*$/i.test(third)
    ? ['region', service === 'kms' ? '<region>' : '*', third]
    : /^[a-z]{2}-[a-z*]/.test(third)
      ? ['account id', third, '<account-id>']
      : ['region or the account id', third === '*' || third === '' ? '<region>' : third, '<account-id>']
  return { missing, text: `acs:${service}:${region}:${account}:${rest}` }
}
