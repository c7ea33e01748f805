import { defineRule } from '../../rule.ts'
import { clausesOf, renameKey } from './clauses.ts'
import { readOn } from './condition-example.ts'

/** A condition key whose letters are not in the documented case. */
export const conditionKeyCase = defineRule({
  id: 'condition-key-case',
  family: 'condition',
  level: 'warning',
  summary: 'a condition key that is documented with other capitals',
  why: 'No page says that the case of keys does not count; OSS was seen to accept `acs:PrincipalArn` and not to enforce it.',
  help: 'write the key as the documentation does',
  source:
    'RAM documentation, policy elements (2025); KMS documentation, policy condition keys (2026); seen in a field test of OSS',
  examples: {
    wrong: readOn({ StringLike: { 'acs:PrincipalArn': 'acs:ram:*:1234567890123456:role/app-*' } }),
    right: readOn({ StringLike: { 'acs:PrincipalARN': 'acs:ram:*:1234567890123456:role/app-*' } }),
  },
  *check(subject) {
    for (const each of clausesOf(subject)) {
      const { key } = each.clause
      const read = each.key
      if (read.form !== 'case') continue
      const fix = renameKey(each, read.meant)
      const message = `\`${key.value}\` is documented as \`${read.meant}\``
      const problem = { place: key, message, help: `write \`${read.meant}\`` }
      yield fix === undefined ? problem : { ...problem, fix }
    }
  },
})
