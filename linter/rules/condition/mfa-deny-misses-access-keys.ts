import { defineRule } from '../../rule.ts'
import { clausesOf } from './clauses.ts'
import { denyDeletionOn, readOn } from './condition-example.ts'

/** A Deny for calls without a second factor, which leaves out those made with an AccessKey. */
export const mfaDenyMissesAccessKeys = defineRule({
  id: 'mfa-deny-misses-access-keys',
  family: 'condition',
  level: 'warning',
  summary: 'a Deny on `acs:MFAPresent` being `false`, which calls with an AccessKey do not meet',
  why: 'Only sessions of the console carry the key; where it is absent the condition does not hold and nothing is denied.',
  help: 'leave the Deny out and put `"Bool": {"acs:MFAPresent": "true"}` into the Allow: what has no second factor is then not allowed',
  source:
    'RAM documentation, policy elements (2025); seen in a field test, and in an official module with this Deny',
  examples: {
    wrong: denyDeletionOn({ Bool: { 'acs:MFAPresent': 'false' } }),
    right: readOn({ Bool: { 'acs:MFAPresent': 'true' } }),
  },
  *check(subject) {
    for (const { statement, clause, condition } of clausesOf(subject)) {
      if (condition.key !== 'acs:mfapresent' || statement.statement.effect !== 'Deny') continue
      if (condition.negated || condition.quantifier !== null) continue
      const [value] = clause.values
      if (value === undefined || clause.values.length > 1 || value.value.toLowerCase() !== 'false') continue
      const message = `calls made with an AccessKey carry no \`${clause.key.value}\`, so this Deny lets them pass`
      yield { place: clause.key, message }
    }
  },
})
