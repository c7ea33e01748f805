import { faultsOf } from '../../faults.ts'
import { conditionOperators, looseJsonValue } from '../../policy/index.ts'
import { defineRule, type Problem, type RuleSubject } from '../../rule.ts'
import { nearest } from '../../suggestion.ts'
import { readOn } from './condition-example.ts'

/** An operator that RAM does not have. */
export const unsupportedOperator = defineRule({
  id: 'unsupported-operator',
  family: 'condition',
  level: 'error',
  summary: 'a condition operator that RAM does not have',
  why: 'RAM refuses the whole document.',
  help: 'RAM has the operators of the types String, Numeric, Date, Bool and IpAddress, without `IfExists` and `Null`',
  source:
    'RAM documentation, policy elements (2025-12); seen: RAM answers `The condition operator … is not supported` to IfExists and Null',
  ramCheck: 'Invalid condition operator',
  examples: {
    wrong: readOn({ StringEqualsIfExists: { 'acs:SourceVpc': 'vpc-bp1aevy8sofi8mh1q' } }),
    right: readOn({ StringEquals: { 'acs:SourceVpc': 'vpc-bp1aevy8sofi8mh1q' } }),
  },
  *check(subject) {
    for (const problem of faultsOf(subject, 'unsupported-operator')) yield withMeaning(subject, problem)
  },
})

const arnOperators: ReadonlyMap<string, string> = new Map([
  ['arnlike', 'StringLike'],
  ['arnnotlike', 'StringNotLike'],
  ['arnequals', 'StringEquals'],
  ['arnnotequals', 'StringNotEquals'],
])

/** Another case of a name is that name; of what only looks like one, and of operators on ARNs, the help speaks. */
function withMeaning({ text }: RuleSubject, problem: Problem): Problem {
  const { place, message } = problem
  const written = namesOf(place.pointer).at(-1) ?? ''
  const [prefix, name] = /:/.test(written)
    ? [written.slice(0, written.indexOf(':') + 1), written.slice(written.indexOf(':') + 1)]
    : ['', written]
  const lowered = name.trim().toLowerCase()
  if (lowered.endsWith('ifexists') || lowered === 'null') {
    const help =
      'there is no such operator: a negated one holds for an absent key too (assumed); for the rest write two statements'
    return { ...problem, help }
  }
  const same = [...conditionOperators.keys()].find(each => each.toLowerCase() === lowered)
  const meant = same ?? arnOperators.get(lowered) ?? nearest(name, conditionOperators.keys())
  if (meant === undefined) return problem
  const whole = fixPrefix(prefix) + meant
  const hinted = { ...problem, help: `write \`${whole}\`` }
  if (!arnOperators.has(lowered)) Object.assign(hinted, { message: `${message}; did you mean \`${whole}\`?` })
  if (same === undefined || isTaken(text, place.pointer, whole)) return hinted
  const edits = [{ start: place.start, end: place.end, text: JSON.stringify(whole) }]
  return { ...hinted, fix: { safety: 'safe', title: `write \`${whole}\``, edits } }
}

function fixPrefix(prefix: string): string {
  const lowered = prefix.toLowerCase()
  return ['ForAllValues:', 'ForAnyValue:'].find(each => each.toLowerCase() === lowered) ?? prefix
}

/** The names of members, and numbers of items, that a pointer goes through. */
function namesOf(pointer: string): readonly string[] {
  const parts = pointer.split('/').slice(1)
  return parts.map(part => part.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** Whether the Condition has the operator already, also in a text that is not quite JSON. */
function isTaken(text: string, pointer: string, operator: string): boolean {
  let node = looseJsonValue(text)
  for (const name of namesOf(pointer).slice(0, -1)) {
    if (typeof node !== 'object' || node === null) return true
    node = Reflect.get(node, name)
  }
  return typeof node !== 'object' || node === null || Object.hasOwn(node, operator)
}
