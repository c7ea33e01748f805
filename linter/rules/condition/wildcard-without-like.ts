import { replaceWithString } from '../../edits.ts'
import { defineRule, type Fix } from '../../rule.ts'
import { type ClauseInStatement, clausesOf } from './clauses.ts'
import { readOn } from './condition-example.ts'

/** A wildcard in a value that is compared letter by letter. */
export const wildcardWithoutLike = defineRule({
  id: 'wildcard-without-like',
  family: 'condition',
  level: 'warning',
  summary: 'a wildcard in a value of an operator that knows none',
  why: 'Only `StringLike` and `StringNotLike` know `*` and `?`; under the others they stand for themselves.',
  help: 'use `StringLike`, or `StringNotLike` in the place of a negated operator',
  source:
    'RAM documentation, policy elements (2025-12); seen in a real policy and in an official guide to OSS',
  examples: {
    wrong: readOn({ StringEquals: { 'acs:PrincipalARN': 'acs:ram:*:1234567890123456:role/app-*' } }),
    right: readOn({ StringLike: { 'acs:PrincipalARN': 'acs:ram:*:1234567890123456:role/app-*' } }),
  },
  *check(subject) {
    for (const each of clausesOf(subject)) {
      const { clause, condition } = each
      const { name, type } = condition.operator
      if (type !== 'String' || name.endsWith('Like')) continue
      const value = clause.values.find(({ value }) => hasWildcard(value))
      if (value === undefined) continue
      const wildcard = value.value.includes('*') ? '*' : '?'
      const message = `\`${name}\` compares letter by letter: \`${wildcard}\` in \`${value.value}\` stands for itself`
      const fix = useLike(each)
      yield fix === undefined ? { place: value, message } : { place: value, message, fix }
    }
  },
})

/** A question mark in an address of the Web starts its query. */
function hasWildcard(value: string): boolean {
  return value.includes('*') || (value.includes('?') && !value.includes('://'))
}

/** Where the operator has one key and its twin is not there yet. Case would count then, so not without it. */
function useLike({ statement, clause, condition }: ClauseInStatement): Fix | undefined {
  if (condition.operator.name.endsWith('IgnoreCase')) return undefined
  const twin = clause.operator.value.replace('Equals', 'Like')
  const { conditions } = statement.statement
  const alone = conditions.filter(({ operator }) => operator.pointer === clause.operator.pointer).length === 1
  if (!alone || conditions.some(({ operator }) => operator.value === twin)) return undefined
  return { safety: 'unsafe', title: `write \`${twin}\``, edits: [replaceWithString(clause.operator, twin)] }
}
