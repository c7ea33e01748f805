import { defineRule } from '../../rule.ts'
import { decryptStatement, examplePolicy } from '../example-policy.ts'
import { grantsOf, instanceTemplates, wholeGrants, writtenAction } from '../grants.ts'

const action = 'kms:Decrypt'

/** Decrypt on every key of a region and account. */
export const decryptOnAllKeys = defineRule({
  id: 'decrypt-on-all-keys',
  family: 'access',
  level: 'security',
  summary: 'Decrypt on every key of a region and account',
  why: 'A key then protects nothing from whoever holds it: what is encrypted under any key, secrets included, can be decrypted.',
  help: 'name the key of the secret that is read; its id is in `EncryptionKeyId` of DescribeSecret',
  source: 'KMS documentation, GetSecretValue page (2025)',
  examples: {
    wrong: examplePolicy(
      { Action: 'kms:GetSecretValue', Resource: 'acs:kms:cn-hangzhou:1234567890123456:secret/db' },
      { Action: action, Resource: 'acs:kms:cn-hangzhou:1234567890123456:key/*' },
    ),
    right: examplePolicy(
      { Action: 'kms:GetSecretValue', Resource: 'acs:kms:cn-hangzhou:1234567890123456:secret/db' },
      decryptStatement,
    ),
  },
  *check(subject) {
    const grants = grantsOf(subject)
    if (grants === null) return
    for (const template of instanceTemplates(action)) {
      for (const { statement, resource } of wholeGrants(grants, action, template)) {
        const written = writtenAction(statement, action)
        const by = statement.actionsNegated ? '`NotAction`' : `\`${written.value}\``
        yield {
          place: resource,
          message: `${by} on \`${resource.value}\` decrypts with every key there is in a region and account`,
          related: [{ place: written, message: `\`${action}\` comes by this` }],
        }
      }
    }
  },
})
