import { arnsOf } from '../../policy/index.ts'
import { defineRule } from '../../rule.ts'
import { decryptStatement, examplePolicy } from '../example-policy.ts'
import { grantsOf, instanceTemplates, writtenAction } from '../grants.ts'

const actions = ['kms:SetKeyPolicy', 'kms:SetSecretPolicy']

/** SetKeyPolicy or SetSecretPolicy. */
export const policyChangeGranted = defineRule({
  id: 'policy-change-granted',
  family: 'access',
  level: 'security',
  summary: 'the right to change the policy of a key or a secret',
  why: 'Whoever may change the policy of a key or a secret can let in themselves, or a user of another account.',
  help: 'leave these actions to those who administer keys and secrets',
  source: 'KMS documentation, key policies and secret policies (2025)',
  examples: {
    wrong: examplePolicy(
      {
        Action: ['kms:GetSecretValue', 'kms:SetSecretPolicy'],
        Resource: 'acs:kms:cn-hangzhou:1234567890123456:secret/db',
      },
      decryptStatement,
    ),
    right: examplePolicy(
      { Action: 'kms:GetSecretValue', Resource: 'acs:kms:cn-hangzhou:1234567890123456:secret/db' },
      decryptStatement,
    ),
  },
  *check(subject) {
    const grants = grantsOf(subject)
    if (grants === null) return
    for (const action of actions) {
      for (const statement of grants.reachOf(action).allows) {
        const templates = instanceTemplates(action)
        if (!templates.some(each => grants.exampleOf(action, statement, arnsOf(each)) !== null)) continue
        const written = writtenAction(statement, action)
        const by =
          written.value.toLowerCase() === action.toLowerCase() ? '' : ` comes by \`${written.value}\` and`
        const thing = action === 'kms:SetKeyPolicy' ? 'keys' : 'secrets'
        yield {
          place: written,
          message: `\`${action}\`${by} lets whoever holds it open ${thing} to others`,
        }
      }
    }
  },
})
