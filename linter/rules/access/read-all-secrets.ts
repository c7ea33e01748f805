import { defineRule } from '../../rule.ts'
import { decryptStatement, examplePolicy } from '../example-policy.ts'
import { grantsOf, instanceTemplates, wholeGrants, writtenAction } from '../grants.ts'

const action = 'kms:GetSecretValue'

/** GetSecretValue on every secret of a region and account. */
export const readAllSecrets = defineRule({
  id: 'read-all-secrets',
  family: 'access',
  level: 'security',
  summary: 'GetSecretValue on every secret of a region and account',
  why: 'Whoever holds it reads every secret, also those made tomorrow; with an STS token over the shared gateway even without Decrypt.',
  help: 'name the secrets that are read, or a part of their names that other secrets do not share, e.g. `secret/team-a-*`',
  source: 'KMS documentation, GetSecretValue and KMS SDK pages (2025)',
  examples: {
    wrong: examplePolicy(
      { Action: action, Resource: 'acs:kms:cn-hangzhou:1234567890123456:secret/*' },
      decryptStatement,
    ),
    right: examplePolicy(
      { Action: action, Resource: 'acs:kms:cn-hangzhou:1234567890123456:secret/team-a-*' },
      decryptStatement,
    ),
  },
  hides: [{ rules: ['resource-wildcard'], within: 'statement' }],
  *check(subject) {
    const grants = grantsOf(subject)
    if (grants === null) return
    for (const template of instanceTemplates(action)) {
      for (const { statement, resource } of wholeGrants(grants, action, template)) {
        const written = writtenAction(statement, action)
        const by = statement.actionsNegated ? '`NotAction`' : `\`${written.value}\``
        yield {
          place: resource,
          message: `${by} on \`${resource.value}\` reads every secret there is in a region and account`,
          related: [{ place: written, message: `\`${action}\` comes by this` }],
        }
      }
    }
  },
})
