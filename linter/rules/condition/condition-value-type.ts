import { replaceWithString } from '../../edits.ts'
import { faultsOf } from '../../faults.ts'
import { type ConditionType, isConditionValue, type PolicyString } from '../../policy/index.ts'
import { defineRule, type Problem, type RuleSubject } from '../../rule.ts'
import { type ClauseInStatement, clausesOf, hasGap } from './clauses.ts'
import { readOn } from './condition-example.ts'
import { findMismatch, nounOf } from './key-mismatch.ts'
import { hidesReadConditions } from './read-conditions.ts'

/** A value that is no string, or that the operator cannot read; an operator that is not of the key's type. */
export const conditionValueType = defineRule({
  id: 'condition-value-type',
  family: 'condition',
  level: 'error',
  summary: 'a condition value of the wrong type, or an operator that does not go with its key',
  why: 'RAM refuses values that are no strings; one that the operator cannot read never fits a request.',
  help: 'numbers, booleans and dates of a condition are written as strings, e.g. `"true"`',
  source: 'RAM documentation, policy elements (2025-12); KMS documentation, policy condition keys (2026)',
  ramCheck: 'Data type mismatch',
  examples: {
    wrong: readOn({ Bool: { 'acs:SecureTransport': 'yes' } }),
    right: readOn({ Bool: { 'acs:SecureTransport': 'true' } }),
  },
  hides: [hidesReadConditions],
  *check(subject) {
    for (const problem of faultsOf(subject, 'condition-value-type')) yield quoted(subject, problem)
    for (const each of clausesOf(subject)) {
      const mismatch = findMismatch(each)
      if (mismatch !== null) yield mismatch
      else yield* unreadableValues(each)
    }
  },
})

/** A number or boolean means what the same text in quotes does. */
function quoted({ text }: RuleSubject, problem: Problem): Problem {
  const { start, end } = problem.place
  const value = text.slice(start, end)
  if (!/^(true|false|-?\d+(\.\d+)?)$/.test(value)) return problem
  const fix = { safety: 'safe' as const, title: `write \`"${value}"\`` }
  return {
    ...problem,
    help: `write \`"${value}"\`, with quotes`,
    fix: { ...fix, edits: [{ start, end, text: `"${value}"` }] },
  }
}

const forms: Readonly<Record<ConditionType, string>> = {
  String: 'any text',
  Numeric: 'a number, e.g. `10`',
  Date: 'a date of ISO 8601, e.g. `2026-01-01T00:00:00Z`',
  Bool: '`true` or `false`',
  IpAddress: 'an IP address or a CIDR block',
}

/** What `IpAddress` cannot read is another rule's. */
function* unreadableValues({ clause, condition }: ClauseInStatement): Generator<Problem> {
  const { name, type } = condition.operator
  if (type === 'String' || type === 'IpAddress') return
  for (const value of clause.values) {
    if (isConditionValue(type, value.value) || hasGap(value.value)) continue
    const message = `\`${value.value}\` is not ${nounOf(type)}, so under \`${name}\` it fits no request`
    const meant = meaning(type, value)
    if (meant === undefined) yield { place: value, message, help: `write ${forms[type]}` }
    else {
      const fix = {
        safety: 'safe' as const,
        title: `write \`${meant}\``,
        edits: [replaceWithString(value, meant)],
      }
      yield { place: value, message, help: `write \`${meant}\``, fix }
    }
  }
}

/** The same value in the form that is read. */
function meaning(type: ConditionType, { value }: PolicyString): string | undefined {
  const trimmed = value.trim()
  const candidate = type === 'Bool' ? trimmed.toLowerCase() : trimmed.replace(/^(\d{4}-\d\d-\d\d) +/, '$1T')
  return isConditionValue(type, candidate) ? candidate : undefined
}
