import { defineRule } from '../../rule.ts'
import { clausesOf, hasGap, renameKey } from './clauses.ts'
import { readOn } from './condition-example.ts'
import { repairKey } from './key-form.ts'
import { hidesReadConditions } from './read-conditions.ts'

/** A condition key that is not of the form of one. */
export const invalidConditionKey = defineRule({
  id: 'invalid-condition-key',
  family: 'condition',
  level: 'error',
  summary: 'a condition key that has not the form `<service>:<name>`',
  why: 'No request carries such a key: the condition never holds, or always does where the operator is negated.',
  help: 'write `acs:<name>`, or `<service>:<name>` for a key of one service',
  source:
    'RAM documentation, policy elements (2025); a key with a space at its end was seen in two official samples',
  ramCheck: 'Invalid condition key format',
  examples: {
    wrong: readOn({ Bool: { 'acs:SecureTransport ': 'true' } }),
    right: readOn({ Bool: { 'acs:SecureTransport': 'true' } }),
  },
  hides: [hidesReadConditions],
  *check(subject) {
    let repairs = repairsAtMost
    for (const each of clausesOf(subject)) {
      const { key } = each.clause
      if (each.key.form !== 'malformed' || hasGap(key.value)) continue
      const meant = repairs-- > 0 ? repairKey(key.value) : undefined
      const empty = key.value.trim() === ''
      const message = empty
        ? 'the condition key is empty'
        : `\`${key.value}\` is no condition key: ${describe(key.value)}`
      const fix = meant === undefined ? undefined : renameKey(each, meant)
      yield {
        place: key,
        message,
        ...(meant === undefined ? {} : { help: `write \`${meant}\`` }),
        ...(fix === undefined ? {} : { fix }),
      }
    }
  },
})

/** To look for what was meant takes time. */
const repairsAtMost = 100

function describe(key: string): string {
  if (key !== key.trim()) return `there is white space at its ${key.startsWith(key.trim()) ? 'end' : 'start'}`
  if (key.includes('：')) return 'its colon is a wide one'
  if (!key.includes(':')) return 'it has no colon'
  if (/^[^/]*\s/.test(key)) return 'there is white space in it'
  if (/^[^/]*\/$/.test(key)) return 'it names no tag'
  return 'its form is `<service>:<name>`'
}
