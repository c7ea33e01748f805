import { type CompiledStatement, fitsAction } from '../../policy/index.ts'
import { defineRule } from '../../rule.ts'
import { decryptStatement, examplePolicy } from '../example-policy.ts'
import { type Grants, grantsOf, namesAll } from '../grants.ts'
import { repeatedStatements } from '../statement-meaning.ts'
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
    const repeated = repeatedStatements(subject)
    const isFirst = ({ statement }: CompiledStatement) => !repeated.has(statement)
    yield* redundantIn(grants, allows.filter(isFirst), denies)
    yield* redundantIn(grants, denies.filter(isFirst), [])
  },
})

/** Of statements that cover each other the first stays. */
function* redundantIn(
  grants: Grants,
  statements: readonly CompiledStatement[],
  denies: readonly CompiledStatement[],
) {
  if (statements.length < 2) return
  const sharing = sharingAction(statements)
  const kept = new Set(statements)
  const refused = denies.map(statement => ({ statement, applies: false }))
  for (const statement of [...statements].reverse()) {
    if (!sharing.has(statement)) continue
    const others = [...kept].filter(each => each !== statement)
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

/** The statements that may have an action in common with another one: what all others leave out they never say. */
function sharingAction(statements: readonly CompiledStatement[]): ReadonlySet<CompiledStatement> {
  const owners = new Map<string, CompiledStatement>()
  const sharing = new Set<CompiledStatement>()
  const wild: CompiledStatement[] = []
  for (const statement of statements) {
    if (!namesAll(statement)) {
      wild.push(statement)
      continue
    }
    for (const { literal } of statement.actions) {
      const owner = owners.get(literal)
      if (owner === undefined) owners.set(literal, statement)
      else if (owner !== statement) sharing.add(owner).add(statement)
    }
  }
  for (const [name, owner] of owners) if (wild.some(each => fitsAction(each, name))) sharing.add(owner)
  for (const statement of wild) sharing.add(statement)
  return sharing
}
