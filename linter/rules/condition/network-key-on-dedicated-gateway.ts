import { defineRule } from '../../rule.ts'
import { type ClauseInStatement, clausesOf } from './clauses.ts'
import { readOn } from './condition-example.ts'
import { isAboutKms, lacksNetworkKeys } from './kms-statements.ts'

const networkKeys = new Set(['acs:sourceip', 'acs:sourcevpc', 'acs:vpcsourceip'])
const source = { 'acs:SourceIp': '203.0.113.0/24' }
const target = { gateway: 'dedicated' } as const

/**
 * A condition on the network, for calls over the gateway of an instance, which does not know it. Policies of keys and secrets do
 * not apply to such calls at all.
 */
export const networkKeyOnDedicatedGateway = defineRule({
  id: 'network-key-on-dedicated-gateway',
  family: 'condition',
  level: 'warning',
  summary: 'a condition on the network with `--gateway dedicated`, where its key is absent',
  why: '`acs:SourceIp`, `acs:SourceVpc` and `acs:VpcSourceIp` work on the shared gateway; on that of an instance they do not.',
  help: 'leave the condition out and restrict the network in a network rule of the instance',
  source: 'KMS documentation, policy condition keys (2025)',
  examples: {
    wrong: { ...readOn({ IpAddress: source }), target, note: 'with `--gateway dedicated`' },
    right: {
      ...readOn({ Bool: { 'acs:SecureTransport': 'true' } }),
      target,
      note: 'with `--gateway dedicated`',
    },
  },
  hides: [{ rules: ['negated-operator-on-absent-key'], within: 'place' }],
  *check(subject) {
    if (!lacksNetworkKeys(subject)) return
    for (const each of clausesOf(subject)) {
      if (!networkKeys.has(each.condition.key) || !isAboutKms(each.statement)) continue
      const { key } = each.clause
      const message = `calls over the dedicated gateway carry no \`${key.value}\`, so ${effectOf(each)}`
      yield { place: key, message }
    }
  },
})

function effectOf({ statement, condition }: ClauseInStatement): string {
  const { effect } = statement.statement
  if (condition.negated) return `this ${effect} applies to them whatever their network (assumed)`
  return effect === 'Allow' ? 'this Allow grants nothing there' : 'this Deny lets them pass'
}
