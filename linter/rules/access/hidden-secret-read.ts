import { arnsOf } from '../../policy/index.ts'
import { defineRule } from '../../rule.ts'
import { decryptStatement, examplePolicy } from '../example-policy.ts'
import { grantsOf, instanceTemplates } from '../grants.ts'
import { hiddenRead } from '../hidden-read.ts'

const action = 'kms:GetSecretValue'

/** GetSecretValue that no reader of the policy sees. */
export const hiddenSecretRead = defineRule({
  id: 'hidden-secret-read',
  family: 'access',
  level: 'security',
  summary: 'GetSecretValue reached only by a pattern that does not look like it',
  why: 'A policy that is meant to let somebody look at things (`*:Get*`) lets them read secret values; with an STS token over the shared gateway that takes no Decrypt.',
  help: 'name the actions that are meant, or add a Deny of `kms:GetSecretValue`',
  source: 'KMS documentation, KMS SDK page (2025); seen in official read-only policies',
  examples: {
    wrong: examplePolicy({
      Action: 'kms:Get*',
      Resource: 'acs:kms:cn-hangzhou:1234567890123456:secret/db',
    }),
    right: examplePolicy(
      { Action: 'kms:GetSecret*', Resource: 'acs:kms:cn-hangzhou:1234567890123456:secret/db' },
      decryptStatement,
    ),
  },
  hides: [{ rules: ['resource-wildcard'], within: 'statement' }],
  *check(subject) {
    const grants = grantsOf(subject)
    if (grants === null) return
    for (const statement of grants.reachOf(action).allows) {
      const written = hiddenRead(statement)
      if (written === null) continue
      if (!instanceTemplates(action).some(each => grants.exampleOf(action, statement, arnsOf(each)) !== null))
        continue
      const [resource] = statement.statement.resources
      yield {
        place: written,
        message: `\`${written.value}\` also stands for \`${action}\`: it reads secret values`,
        ...(resource === undefined ? {} : { related: [{ place: resource, message: 'on these resources' }] }),
      }
    }
  },
})
