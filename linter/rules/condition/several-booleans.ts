import { removeElements } from '../../edits.ts'
import { defineRule } from '../../rule.ts'
import { clausesOf } from './clauses.ts'
import { readOn } from './condition-example.ts'

/** More than one value under `Bool`. */
export const severalBooleans = defineRule({
  id: 'several-booleans',
  family: 'condition',
  level: 'error',
  summary: 'more than one value of a key under `Bool`',
  why: 'RAM allows one; `true` and `false` together would not restrict anything.',
  help: 'keep one of the values; a condition that is to hold for both can be left out',
  source: 'RAM documentation, policy check (2025): `Multiple Boolean values for a condition`',
  ramCheck: 'Invalid condition multiple Boolean',
  examples: {
    wrong: readOn({ Bool: { 'acs:SecureTransport': ['true', 'false'] } }),
    right: readOn({ Bool: { 'acs:SecureTransport': 'true' } }),
  },
  *check(subject) {
    for (const { clause, condition } of clausesOf(subject)) {
      const [first, second] = clause.values
      if (condition.operator.type !== 'Bool' || first === undefined || second === undefined) continue
      const message = `\`${clause.key.value}\` has ${clause.values.length} values under \`Bool\`, which takes one`
      const same = clause.values.every(({ value }) => value === first.value)
      const edits = same ? removeElements(subject.text, clause.values.slice(1)) : null
      const title = `keep one \`${first.value}\``
      yield edits === null
        ? { place: second, message }
        : { place: second, message, fix: { safety: 'safe', title, edits } }
    }
  },
})
