import { defineRule } from '../../rule.ts'
import { clausesOf, renameKey } from './clauses.ts'
import { readOn } from './condition-example.ts'
import { hidesReadConditions } from './read-conditions.ts'

/** A condition key of another cloud. */
export const foreignConditionKey = defineRule({
  id: 'foreign-condition-key',
  family: 'condition',
  level: 'error',
  summary: 'a condition key of another cloud',
  why: 'No request to Alibaba Cloud carries it: the condition never holds, or always does where the operator is negated.',
  help: 'keys that each service of Alibaba Cloud has start with `acs:`',
  source:
    'RAM documentation, policy elements (2025); seen in Terraform modules made after ones for another cloud',
  examples: {
    wrong: readOn({ IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }),
    right: readOn({ IpAddress: { 'acs:SourceIp': '203.0.113.0/24' } }),
  },
  hides: [hidesReadConditions],
  *check(subject) {
    for (const each of clausesOf(subject)) {
      const { key } = each.clause
      const read = each.key
      if (read.form !== 'foreign') continue
      const message = `\`${key.value}\` is a condition key of another cloud`
      if (read.meant === undefined) yield { place: key, message }
      else {
        const fix = renameKey(each, read.meant)
        const problem = { place: key, message, help: `write \`${read.meant}\`` }
        yield fix === undefined ? problem : { ...problem, fix }
      }
    }
  },
})
