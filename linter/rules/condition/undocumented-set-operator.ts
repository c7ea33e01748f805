import { defineRule } from '../../rule.ts'
import { clausesOf } from './clauses.ts'
import { readOn } from './condition-example.ts'

/** A prefix of an operator that is in no documentation. */
export const undocumentedSetOperator = defineRule({
  id: 'undocumented-set-operator',
  family: 'condition',
  level: 'warning',
  summary: '`ForAllValues:` or `ForAnyValue:` in front of an operator',
  why: 'No page has these prefixes. As they are known elsewhere, `ForAllValues:` also holds for a request without the key.',
  help: 'leave the prefix out: a condition holds if the value of the request fits any of the list',
  source:
    'seen in an official module (`ForAllValues:StringEquals` on `ram:TrustedPrincipalTypes`); in no page of the RAM documentation (2025)',
  examples: {
    wrong: readOn({ 'ForAnyValue:StringEquals': { 'acs:SourceVpc': ['vpc-bp1aevy8sofi8mh1q'] } }),
    right: readOn({ StringEquals: { 'acs:SourceVpc': ['vpc-bp1aevy8sofi8mh1q'] } }),
  },
  *check(subject) {
    let last = ''
    for (const { clause, condition } of clausesOf(subject)) {
      const { operator } = clause
      if (condition.quantifier === null || operator.pointer === last) continue
      last = operator.pointer
      const prefix = `${condition.quantifier}:`
      const extra =
        prefix === 'ForAllValues:' ? '; a request without the key then meets it, too (assumed)' : ''
      yield { place: operator, message: `\`${prefix}\` is not documented for RAM${extra}` }
    }
  },
})
