import { type CompiledStatement, fitPrincipal, fitsAction, type Principal } from './attached-policy.ts'
import type { Budget } from './automaton.ts'
import type { Knowledge } from './context-space.ts'
import type { PolicySet } from './decide.ts'
import { lowerCaseAction, type Pattern } from './pattern.ts'
import { type Constraint, findResource, type ResourceSearch } from './regions.ts'

/**
 * The statements of a set that are about an action, whatever the resource. Policies of keys, secrets and roles are left
 * out: they are about the one thing that they belong to.
 */
export interface Reach {
  /** Of the identity policies. */
  readonly allows: readonly CompiledStatement[]
  /** Of the session policy and the control policies: of each of these lists one must allow, too. */
  readonly bounds: readonly (readonly CompiledStatement[])[]
  readonly denies: readonly CompiledStatement[]
}

/** What of a set is about an action. */
export function reachOf(policies: PolicySet, principal: Principal, action: string): Reach {
  const name = lowerCaseAction(action)
  const about = (statement: CompiledStatement) =>
    fitsAction(statement, name) && fitPrincipal(statement.principals, principal) !== null
  const { identity, session, control = [] } = policies
  const others = [...(session === undefined ? [] : [session]), ...control]
  return {
    allows: identity.flatMap(({ allows }) => allows.filter(about)),
    bounds: [
      ...(session === undefined ? [] : [session.allows.filter(about)]),
      ...(control.length === 0 ? [] : [control.flatMap(({ allows }) => allows.filter(about))]),
    ],
    denies: [...identity, ...others].flatMap(({ denies }) => denies.filter(about)),
  }
}

/** Where access is looked for. */
export interface AccessSearch {
  /** Patterns that the resource is of, all of them, and patterns that it is not of. */
  readonly inside: readonly Pattern[]
  readonly outside: readonly Pattern[]
  /** What is to hold of other statements with the same request. */
  readonly also?: readonly Constraint[]
  /** Resources to name if they will do. */
  readonly plausible?: () => readonly string[]
}

/** A resource and a context in which the reach allows the action through one statement of it. */
export function findAccess(
  { bounds, denies }: Reach,
  through: CompiledStatement,
  { inside, outside, also = [], plausible }: AccessSearch,
  knowledge: Knowledge,
  budget: Budget,
): ResourceSearch {
  const refused = denies.map(statement => ({ statement, applies: false }))
  let certain = true
  for (const chosen of choices(bounds)) {
    const applying = [through, ...chosen].map(statement => ({ statement, applies: true }))
    const constraints = [...applying, ...refused, ...also]
    const found = findResource(inside, outside, constraints, knowledge, budget, plausible)
    if (typeof found === 'object') return found
    if (found === 'undecided') certain = false
    if (budget.steps <= 0) return 'undecided'
  }
  return certain ? 'none' : 'undecided'
}

/** One of each list, in every combination. */
function* choices<Item>(lists: readonly (readonly Item[])[]): Generator<readonly Item[]> {
  const [first, ...rest] = lists
  if (first === undefined) yield []
  else for (const item of first) for (const others of choices(rest)) yield [item, ...others]
}

/** The ways in which a reach does not allow a request that its action is about: each is a list of constraints. */
export function* refusals({ allows, bounds, denies }: Reach): Generator<readonly Constraint[]> {
  for (const list of [allows, ...bounds]) yield list.map(statement => ({ statement, applies: false }))
  for (const statement of denies) yield [{ statement, applies: true }]
}
