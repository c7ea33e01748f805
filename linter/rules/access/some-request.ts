import {
  actionNames,
  type CompiledStatement,
  type Constraint,
  divideActions,
  findResource,
  fitsAction,
  holdsPlainly,
  kmsActions,
  lowerCaseAction,
  Memory,
  matches,
  type Pattern,
  plainResource,
  resourcesOfAction,
} from '../../policy/index.ts'
import type { Grants } from '../grants.ts'

/** Of longer documents statements are not compared with each other. */
export const statementsAtMost = 60

/**
 * Whether some request is one that a statement applies to and that meets the constraints. The actions that the
 * statement names are tried first: they answer almost every question.
 */
export function someRequest(
  grants: Grants,
  statement: CompiledStatement,
  others: readonly Constraint[],
): boolean | 'undecided' {
  const tried = new Set<string>()
  const meets = (action: string): boolean | 'undecided' => {
    const name = lowerCaseAction(action)
    if (tried.has(name) || !fitsAction(statement, name)) return false
    tried.add(name)
    const about = others.filter(each => fitsAction(each.statement, name))
    const universes = resourcesOfAction(name)
    if (about.every(each => !each.applies)) {
      const rest = about.map(each => each.statement)
      const bare = { ...statement, conditions: [] }
      const universe = universes.find(each => plainResource(bare, rest, [each]) !== null)
      if (universe !== undefined && canHold(grants, statement, universe)) return true
    }
    const constraints = [{ statement, applies: true }, ...about]
    let certain = true
    for (const universe of universes) {
      const found = findResource([universe], [], constraints, grants.knowledge, grants.budget)
      if (typeof found === 'object') return true
      if (found === 'undecided') certain = false
    }
    return certain ? false : 'undecided'
  }
  for (const action of likelyActions(statement)) if (meets(action) === true) return true
  const patterns = [statement, ...others.map(each => each.statement)].flatMap(({ actions }) => actions)
  let certain = true
  for (const within of statement.actionsNegated ? [undefined] : statement.actions) {
    if (within?.shape === 'literal') {
      const answer = meets(within.text)
      if (answer === true) return true
      if (answer === 'undecided') certain = false
      continue
    }
    const space = divideActions(patterns, grants.budget, within)
    if (!space.complete) certain = false
    for (const { action } of space.regions) {
      const answer = meets(action)
      if (answer === true) return true
      if (answer === 'undecided') certain = false
    }
  }
  return certain ? false : 'undecided'
}

const holding = new Memory<CompiledStatement, boolean>()

/** Whether the conditions of a statement are known to hold in some context. */
function canHold(grants: Grants, statement: CompiledStatement, universe: Pattern): boolean {
  if (holdsPlainly(statement, grants.knowledge)) return true
  const known = holding.get(statement)
  if (known !== undefined) return known
  const constraints = [{ statement: { ...statement, resources: null }, applies: true }]
  const found = typeof findResource([universe], [], constraints, grants.knowledge, grants.budget) === 'object'
  holding.set(statement, found)
  return found
}

/** The actions of KMS by the types of resources that they are asked on. */
const kinds: readonly (readonly string[])[] = (() => {
  const byTypes = new Map<string, string[]>()
  for (const { action, resources } of kmsActions) {
    const types = resources.map(({ arn }) => arn).join(' ')
    const list = byTypes.get(types)
    if (list === undefined) byTypes.set(types, [action])
    else list.push(action)
  }
  return [...byTypes.values()]
})()

/** Actions that a statement is surely about, one for each of its first entries. */
function* likelyActions({ statement, actions, actionsNegated }: CompiledStatement): Generator<string> {
  if (actionsNegated) {
    yield* ['kms:GetSecretValue', 'ecs:DescribeInstances']
    return
  }
  for (const [index, pattern] of actions.slice(0, 10).entries()) {
    const text = statement.actions[index]?.value ?? ''
    if (pattern.shape === 'literal') {
      yield text
      continue
    }
    for (const type of kinds) {
      const name = type.find(action => matches(pattern, lowerCaseAction(action)))
      if (name !== undefined) yield name
    }
    const named = actionNames.ram.find(name => matches(pattern, lowerCaseAction(name)))
    yield named ?? text.replaceAll('?', 'a').replaceAll(/\*+/g, 'Example')
  }
}
