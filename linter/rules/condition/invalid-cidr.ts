import { isConditionValue } from '../../policy/index.ts'
import { defineRule } from '../../rule.ts'
import { clausesOf, hasGap } from './clauses.ts'
import { readOn } from './condition-example.ts'
import { hidesReadConditions } from './read-conditions.ts'

/** A value under `IpAddress` or `NotIpAddress` that is neither an address nor a block of addresses. */
export const invalidCidr = defineRule({
  id: 'invalid-cidr',
  family: 'condition',
  level: 'error',
  summary: 'a value of an IP address operator that is no IP address and no CIDR block',
  why: 'It fits no request, so the statement does not apply where it was meant to, or does where it was not.',
  help: 'write an address as `203.0.113.5` or `2001:db8::5`, or a block as `203.0.113.0/24`',
  source: 'RAM documentation, policy elements (2025-12); KMS documentation, policy condition keys (2026)',
  examples: {
    wrong: readOn({ IpAddress: { 'acs:SourceIp': '203.0.113.0/33' } }),
    right: readOn({ IpAddress: { 'acs:SourceIp': '203.0.113.0/24' } }),
  },
  hides: [hidesReadConditions],
  *check(subject) {
    for (const { clause, condition } of clausesOf(subject)) {
      if (condition.operator.type !== 'IpAddress') continue
      for (const value of clause.values) {
        if (isConditionValue('IpAddress', value.value) || hasGap(value.value)) continue
        const { why, meant } = explain(value.value)
        const empty = value.value.trim() === ''
        const message = empty
          ? 'an empty text is no IP address or CIDR block'
          : `\`${value.value}\` is no IP address or CIDR block: ${why}`
        yield meant === undefined
          ? { place: value, message }
          : { place: value, message, help: `write \`${meant}\`, if that is what is meant` }
      }
    }
  },
})

interface Explanation {
  readonly why: string
  readonly meant?: string
}

function explain(text: string): Explanation {
  const bare = text.trim()
  if (bare !== text && isConditionValue('IpAddress', bare))
    return { why: 'there is white space around it', meant: bare }
  if (/^[\d.:a-f]*(x{1,3}|\*{4})\b/i.test(bare) && /x{2}|\*{4}/i.test(bare))
    return { why: 'parts of it are masked, as in samples of the documentation' }
  if (/[*?]/.test(bare)) return withBlock('it has wildcards, which addresses do not', bare)
  if (/^[^-]+-[^-]+$/.test(bare)) return { why: 'it is a range, which has to be written as blocks' }
  if (bare.includes(',')) return { why: 'it holds several, which belong into a list' }
  const [address, prefix] = bare.split('/')
  if (address !== undefined && prefix !== undefined && isConditionValue('IpAddress', address))
    return { why: `the length of its prefix, \`${prefix}\`, is none` }
  const plain = bare.replace(/(^|\.)0+(?=\d)/g, '$1')
  if (plain !== bare && isConditionValue('IpAddress', plain))
    return { why: 'a part of it starts with a zero', meant: plain }
  if (/[a-z]/i.test(bare) && !bare.includes(':')) return { why: 'names of hosts are not looked up' }
  return { why: 'it cannot be read' }
}

/** `10.1.*` and `10.1.*.*` stand for `10.1.0.0/16`. */
function withBlock(why: string, text: string): Explanation {
  const fixed = /^((?:\d{1,3}\.){1,3})\*(?:\.\*)*$/.exec(text)?.[1]
  if (fixed === undefined) return { why }
  const parts = fixed.slice(0, -1).split('.')
  const meant = `${[...parts, '0', '0', '0'].slice(0, 4).join('.')}/${parts.length * 8}`
  return isConditionValue('IpAddress', meant) ? { why, meant } : { why }
}
