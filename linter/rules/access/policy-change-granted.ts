import { arnsOf, type CompiledStatement } from '../../policy/index.ts'
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
    const found = new Map<CompiledStatement, string[]>()
    for (const action of actions) {
      for (const statement of grants.reachOf(action).allows) {
        const templates = instanceTemplates(action)
        if (!templates.some(each => grants.exampleOf(action, statement, arnsOf(each)) !== null)) continue
        found.set(statement, [...(found.get(statement) ?? []), action])
      }
    }
    for (const [statement, granted] of found) {
      const written = writtenAction(statement, granted[0] as string)
      const plain = granted.some(action => written.value.toLowerCase() === action.toLowerCase())
      const names = granted.map(action => `\`${action}\``).join(' and ')
      const source = statement.actionsNegated ? 'NotAction' : written.value
      const by = plain ? '' : ` ${granted.length > 1 ? 'come' : 'comes'} by \`${source}\` and`
      const things = granted.map(action => (action === 'kms:SetKeyPolicy' ? 'keys' : 'secrets')).join(' and ')
      yield {
        place: written,
        message: `${names}${by} ${granted.length > 1 ? 'let' : 'lets'} whoever holds ${granted.length > 1 ? 'them' : 'it'} open ${things} to others`,
      }
    }
  },
})
