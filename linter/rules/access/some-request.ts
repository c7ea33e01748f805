import {
  type CompiledStatement,
  type Constraint,
  divideActions,
  findResource,
  fitsAction,
  holdsPlainly,
  intersects,
  type Knowledge,
  lowerCaseAction,
  Memory,
  type Pattern,
  plainResource,
  resourcesOfAction,
} from '../../policy/index.ts'
import type { Grants } from '../grants.ts'
import { likelyActions } from './likely-actions.ts'

/** Of longer lists of resources the first are tried before all are searched. */
const likelyAtMost = 8

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
  const about = new Map<Pattern, boolean>()
  const isAbout = (universe: Pattern): boolean => {
    const known = about.get(universe)
    if (known !== undefined) return known
    const found = statement.resources?.some(each => intersects(universe, each, 500) !== false) ?? true
    about.set(universe, found)
    return found
  }
  const meets = (action: string): boolean | 'undecided' => {
    const name = lowerCaseAction(action)
    if (tried.has(name) || !fitsAction(statement, name)) return false
    tried.add(name)
    const concerned = others.filter(each => fitsAction(each.statement, name))
    const universes = resourcesOfAction(name)
    const knowledge = grants.knowledgeOf(name)
    if (concerned.every(each => !each.applies)) {
      const rest = concerned.map(each => each.statement)
      const patterns = statement.resources?.slice(0, likelyAtMost) ?? []
      const universe = universes.find(each =>
        patterns.some(pattern => plainResource(pattern, rest, [each]) !== null),
      )
      if (universe !== undefined && canHold(grants, statement, universe, knowledge)) return true
    }
    const constraints = [{ statement, applies: true }, ...concerned]
    let certain = true
    for (const universe of universes.filter(isAbout)) {
      const found = findResource([universe], [], constraints, knowledge, grants.budget)
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

const holding = new Memory<CompiledStatement, Map<Knowledge, boolean>>()

/** Whether the conditions of a statement are known to hold in some context. */
function canHold(
  { budget }: Grants,
  statement: CompiledStatement,
  universe: Pattern,
  knowledge: Knowledge,
): boolean {
  if (holdsPlainly(statement, knowledge)) return true
  const answers = holding.get(statement) ?? new Map<Knowledge, boolean>()
  holding.set(statement, answers)
  const known = answers.get(knowledge)
  if (known !== undefined) return known
  const constraints = [{ statement: { ...statement, resources: null }, applies: true }]
  const found = typeof findResource([universe], [], constraints, knowledge, budget) === 'object'
  answers.set(knowledge, found)
  return found
}
