import type { CompiledStatement } from '../../policy/index.ts'
import { Memory } from '../../policy/index.ts'
import { defineRule } from '../../rule.ts'
import { type ClauseInStatement, clausesOf } from './clauses.ts'
import { denyDeletionOn } from './condition-example.ts'
import { keyOf } from './key-form.ts'

/** A negated operator on a key that not every request has. */
export const negatedOperatorOnAbsentKey = defineRule({
  id: 'negated-operator-on-absent-key',
  family: 'condition',
  level: 'warning',
  summary: 'a negated operator on a key that not every request has',
  why: 'No page says whether such a condition holds for a request without the key; what the statement does to those is a guess.',
  help: 'try what happens to a request without the key, or say with a positive operator what is meant',
  source:
    'assumed: no page says what holds where the key is absent; this linter and the emulator take it that the condition holds',
  examples: {
    wrong: denyDeletionOn({ StringNotEquals: { 'acs:SourceVpc': 'vpc-bp1aevy8sofi8mh1q' } }),
    right: denyDeletionOn({ StringEquals: { 'acs:SourceVpc': 'vpc-bp1aevy8sofi8mh1q' } }),
  },
  *check(subject) {
    for (const each of clausesOf(subject)) {
      const { clause, condition } = each
      if (!condition.negated || condition.quantifier !== null) continue
      const absent = keyOf(each.key)?.absent ?? null
      if (absent === null || isOtherwiseAsked(each)) continue
      const { effect } = each.statement.statement
      const verb = effect === 'Deny' ? 'denied' : 'allowed'
      const message = `requests ${absent} carry no \`${clause.key.value}\`; it is not documented whether \`${condition.operator.name}\` then holds and they are ${verb}`
      yield { place: clause.key, message }
    }
  },
})

const positiveKeys = new Memory<CompiledStatement, ReadonlySet<string>>()

/** A positive operator on the same key leaves out requests without it. */
function isOtherwiseAsked({ statement, condition }: ClauseInStatement): boolean {
  let keys = positiveKeys.get(statement)
  if (keys === undefined) {
    const positive = statement.conditions.filter(each => !each.negated && each.quantifier !== 'ForAllValues')
    keys = new Set(positive.map(({ key }) => key))
    positiveKeys.set(statement, keys)
  }
  return keys.has(condition.key)
}
