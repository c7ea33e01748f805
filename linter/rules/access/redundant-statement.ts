import type { CompiledStatement } from '../../policy/index.ts'
import { defineRule, type RuleSubject } from '../../rule.ts'
import { decryptStatement, examplePolicy } from '../example-policy.ts'
import { type Grants, grantsOf } from '../grants.ts'
import { someRequest, statementsAtMost } from './some-request.ts'

const secret = 'acs:kms:cn-hangzhou:1234567890123456:secret/db'

/** A statement without which every request gets the same answer. */
export const redundantStatement = defineRule({
  id: 'redundant-statement',
  family: 'access',
  level: 'suggestion',
  summary: 'a statement without which every request gets the same answer',
  why: 'Another statement of the document already says all of it; whoever changes one will forget the other.',
  help: 'remove the statement',
  source: 'RAM documentation, policy evaluation process (2025)',
  examples: {
    wrong: examplePolicy(
      { Action: ['kms:GetSecretValue', 'kms:DescribeSecret'], Resource: secret },
      decryptStatement,
      { Action: 'kms:DescribeSecret', Resource: secret },
    ),
    right: examplePolicy(
      { Action: ['kms:GetSecretValue', 'kms:DescribeSecret'], Resource: secret },
      decryptStatement,
    ),
  },
  *check(subject) {
    const grants = grantsOf(subject)
    const { allows, denies } = subject.policy
    if (grants === null || allows.length + denies.length > statementsAtMost) return
    yield* redundantIn(grants, subject, allows, denies)
    yield* redundantIn(grants, subject, denies, [])
  },
})

/** Of statements that say the same the first stays; those that are equal letter by letter have a rule of their own. */
function* redundantIn(
  grants: Grants,
  subject: RuleSubject,
  statements: readonly CompiledStatement[],
  denies: readonly CompiledStatement[],
) {
  if (statements.length < 2) return
  const kept = new Set(statements)
  const isCopy = copiesIn(subject)
  const refused = denies.map(statement => ({ statement, applies: false }))
  for (const statement of [...statements].reverse()) {
    const others = [...kept].filter(each => each !== statement)
    if (others.some(each => isCopy(each, statement))) continue
    const elsewhere = others.map(each => ({ statement: each, applies: false }))
    if (someRequest(grants, statement, [...refused, ...elsewhere]) !== false) continue
    if (someRequest(grants, statement, refused) !== true) continue
    kept.delete(statement)
    const alone = others.find(
      each => someRequest(grants, statement, [...refused, { statement: each, applies: false }]) === false,
    )
    const verb = statement.statement.effect === 'Allow' ? 'allow' : 'deny'
    yield {
      place: statement.statement.effectPlace,
      message: `${alone === undefined ? `other statements together ${verb}` : `another statement ${verb === 'deny' ? 'denies' : 'allows'}`} all that this one does`,
      ...(alone === undefined
        ? {}
        : { related: [{ place: alone.statement.effectPlace, message: 'this one' }] }),
    }
  }
}

/** Whether two statements are equal letter by letter but for white space. */
function copiesIn({ text }: RuleSubject): (a: CompiledStatement, b: CompiledStatement) => boolean {
  const known = new Map<CompiledStatement, string>()
  const written = (each: CompiledStatement) => {
    const { start, end } = each.statement
    const found = known.get(each) ?? text.slice(start, end).replaceAll(/\s+/g, '')
    known.set(each, found)
    return found
  }
  return (a, b) =>
    a.actions.length === b.actions.length &&
    a.actions[0]?.text === b.actions[0]?.text &&
    a.resources?.[0]?.text === b.resources?.[0]?.text &&
    written(a) === written(b)
}
