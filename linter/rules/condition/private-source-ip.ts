import { blockContains, type IpBlock, parseIpBlock } from '../../policy/index.ts'
import { defineRule } from '../../rule.ts'
import { type ClauseInStatement, clausesOf } from './clauses.ts'
import { readOn } from './condition-example.ts'
import { isAboutKms, isAboutKmsAlone, lacksNetworkKeys } from './kms-statements.ts'
import { hidesReadConditions } from './read-conditions.ts'

/** Private addresses under `acs:SourceIp` in a statement about KMS, which only sees public ones there. */
export const privateSourceIp = defineRule({
  id: 'private-source-ip',
  family: 'condition',
  level: 'warning',
  summary:
    'a private address under `acs:SourceIp`, where KMS only sees public ones; an error if nothing can be allowed so',
  why: 'A call from a VPC has its address under `acs:VpcSourceIp`, so a private one under `acs:SourceIp` fits no request.',
  help: 'write the public address, or `acs:SourceVpc` with the id of the VPC, and `acs:VpcSourceIp` for addresses in it',
  source:
    'KMS documentation, policy condition keys (2026): `acs:SourceIp` has only public addresses. Other services may differ',
  examples: {
    wrong: readOn({ IpAddress: { 'acs:SourceIp': ['10.0.0.0/8', '192.168.1.10'] } }),
    right: readOn({
      StringEquals: { 'acs:SourceVpc': 'vpc-bp1aevy8sofi8mh1q' },
      IpAddress: { 'acs:VpcSourceIp': ['10.0.0.0/8', '192.168.1.10'] },
    }),
  },
  *check(subject) {
    if (lacksNetworkKeys(subject)) return
    for (const each of clausesOf(subject)) {
      if (each.condition.key !== 'acs:sourceip') continue
      const { clause, statement } = each
      const hidden = clause.values.filter(({ value }) => isPrivate(value))
      const [first] = hidden
      if (first === undefined || !isAboutKms(statement)) continue
      const all = hidden.length === clause.values.length
      const message = `\`${first.value}\` is not a public address${all ? `, ${effectOf(each)}` : ', so it fits no call of KMS'}`
      const never = all && !each.condition.negated && statement.statement.effect === 'Allow'
      const level = never && isAboutKmsAlone(statement) ? 'error' : 'warning'
      yield { place: first, message, level, ...(level === 'error' ? { hides: [hidesReadConditions] } : {}) }
    }
  },
})

/** What becomes of a statement none of whose addresses is ever met. */
function effectOf({ statement, condition }: ClauseInStatement): string {
  const { effect } = statement.statement
  if (condition.negated) {
    return effect === 'Allow'
      ? 'so this condition restricts no call of KMS'
      : 'so this condition spares no call of KMS the Deny'
  }
  return `so this ${effect} applies to no call of KMS`
}

/** RFC 1918, RFC 6598, RFC 4193, link-local and loopback. */
const privateBlocks = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '169.254.0.0/16',
  '127.0.0.0/8',
]
  .concat(['fc00::/7', 'fe80::/10', '::1'])
  .map(parseIpBlock)
  .filter(block => block !== null)

function isPrivate(text: string): boolean {
  const block = parseIpBlock(text)
  return block !== null && privateBlocks.some(each => isWithin(block, each))
}

function isWithin(block: IpBlock, outer: IpBlock): boolean {
  return block.prefix >= outer.prefix && blockContains(outer, block)
}
