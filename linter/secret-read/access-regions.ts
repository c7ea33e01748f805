import {
  type AccessRequest,
  type ActionRegion,
  arnsOf,
  type Budget,
  type CompiledStatement,
  type Constraint,
  charge,
  compileActionPattern,
  compileResourcePattern,
  decide,
  divideActions,
  findAccess,
  includes,
  type Knowledge,
  lowerCaseAction,
  matches,
  type Pattern,
  type PolicySet,
  type Principal,
  parseArn,
  policiesIn,
  type Reach,
  reachOf,
  type Statement,
} from '../policy/index.ts'
import {
  type AccessRegion,
  type ExampleRequest,
  type Found,
  isKms,
  mergeActions,
  spelled,
  writtenFor,
} from './access-region.ts'
import { type Home, plausibleArns } from './plausible.ts'

export type { AccessRegion, ExampleRequest } from './access-region.ts'
export { isKms, spelled, writtenFor } from './access-region.ts'

/** What access to look for. */
export interface AccessQuestion {
  readonly policies: PolicySet
  /** Who asks on a resource of an account. */
  readonly principalIn: (account: string) => Principal
  /** The one account whose resources can be reached: others' need policies of their own. Without it any account. */
  readonly account?: string
  /** Policies whose action patterns tell actions apart, beside those of `policies`. */
  readonly beside?: PolicySet
  /** ARNs that are not counted for an action (in lower case). */
  readonly except?: (action: string) => readonly string[]
  /** The ways in which something else is so with the same request; access is counted if one of them is. */
  readonly alternatives?: (action: string) => readonly (readonly Constraint[])[]
  readonly knowledge: Knowledge
  readonly budget: Budget
  readonly home: Home
}

/** The accesses that the question is about, in few regions. `complete` is false if the budget ran out. */
export function findAccessRegions(question: AccessQuestion): {
  readonly regions: readonly AccessRegion[]
  readonly complete: boolean
} {
  const sets = [question.policies, ...(question.beside === undefined ? [] : [question.beside])]
  const patterns = sets.flatMap(set =>
    policiesIn(set).flatMap(({ allows, denies }) => [...allows, ...denies].flatMap(({ actions }) => actions)),
  )
  const space = divideActions(patterns, question.budget)
  const found = new Map<CompiledStatement, Map<string, Found>>()
  const { groups, complete: isGrouped } = groupActions(question, space.regions)
  let complete = space.complete && isGrouped
  for (const group of groups) if (!searchGroup(question, group, found)) complete = false
  const written = policiesIn(question.policies).flatMap(({ allows }) => allows)
  return { regions: written.flatMap(each => mergeActions(each, found.get(each))), complete }
}

/** Actions that no statement tells apart. */
interface Group {
  readonly actions: ActionRegion[]
  readonly reach: Reach
  readonly except: readonly Pattern[]
  readonly alternatives: readonly (readonly Constraint[])[]
}

const nothingElse: readonly (readonly Constraint[])[] = [[]]

function groupActions(
  question: AccessQuestion,
  regions: readonly ActionRegion[],
): { readonly groups: readonly Group[]; readonly complete: boolean } {
  const size = statementsIn(question.policies) + (question.beside ? statementsIn(question.beside) : 0)
  const numbers = new Map<CompiledStatement, number>()
  const numberOf = (statement: CompiledStatement): number => {
    const known = numbers.get(statement) ?? numbers.size
    numbers.set(statement, known)
    return known
  }
  const list = (statements: readonly CompiledStatement[]) => statements.map(numberOf).join()
  const groups = new Map<string, Group>()
  for (const region of regions) {
    // Every statement is asked whether it is about the action.
    if (!charge(question.budget, size << 1)) return { groups: [...groups.values()], complete: false }
    const reach = reachOf(question.policies, question.principalIn('0'), region.action)
    if (reach.allows.length === 0) continue
    const arns = question.except?.(lowerCaseAction(region.action)) ?? []
    const alternatives = question.alternatives?.(region.action) ?? nothingElse
    const key = [
      region.resources.map(({ text }) => text).join(' '),
      list(reach.allows),
      reach.bounds.map(list).join('/'),
      list(reach.denies),
      arns.join(' '),
      alternatives
        .map(each => each.map(({ statement, applies }) => `${applies}${numberOf(statement)}`).join())
        .join('/'),
    ].join('|')
    const group = groups.get(key)
    const except = arns.map(compileResourcePattern)
    if (group === undefined) groups.set(key, { actions: [region], reach, except, alternatives })
    else group.actions.push(region)
  }
  return { groups: [...groups.values()], complete: true }
}

function statementsIn(policies: PolicySet): number {
  return policiesIn(policies).reduce((sum, { document }) => sum + document.statements.length, 0)
}

/** Searches statement by statement; what an earlier one was found to grant is not looked for again. */
function searchGroup(
  question: AccessQuestion,
  { actions, reach, except, alternatives }: Group,
  found: Map<CompiledStatement, Map<string, Found>>,
): boolean {
  const { knowledge, budget, home } = question
  const [region] = actions as [ActionRegion]
  const service = region.action.slice(0, region.action.indexOf(':'))
  let complete = true
  for (const universe of region.resources.flatMap(each => universesOf(each, question.account))) {
    const covered: Pattern[] = []
    for (const through of reach.allows) {
      for (const pattern of through.resources ?? []) {
        if (!charge(budget, except.length + covered.length)) return false
        let words: readonly string[] | undefined
        const search = {
          inside: [universe],
          outside: [...except, ...covered],
          plausible: () => {
            words ??= [...plausibleArns(universe.text, pattern.text, service, home)].filter(
              word => matches(universe, word) && matches(pattern, word),
            )
            return words
          },
        }
        const statement = { ...through, resources: [pattern] }
        for (const also of alternatives) {
          if (!charge(budget, reach.denies.length)) return false
          const access = findAccess(reach, statement, { ...search, also }, knowledge, budget)
          if (access === 'undecided') complete = false
          if (typeof access !== 'object') continue
          note(question, found, through, pattern, actions, access)
          covered.push(pattern)
          break
        }
      }
    }
  }
  return complete
}

/** The ARNs of a template that can be reached: of other services also those of no account. */
function universesOf(template: Pattern, account: string | undefined): readonly Pattern[] {
  if (account === undefined) return [template]
  const { text } = template
  const own = arnsOf(text.replace('{accountOrNone}', '{account}'), { account })
  return text.includes('{accountOrNone}') ? [own, arnsOf(text.replace('{accountOrNone}', ''))] : [own]
}

function note(
  question: AccessQuestion,
  found: Map<CompiledStatement, Map<string, Found>>,
  statement: CompiledStatement,
  pattern: Pattern,
  actions: readonly ActionRegion[],
  { resource, context }: { readonly resource: string; readonly context: AccessRequest['context'] },
): void {
  const ofStatement = found.get(statement) ?? new Map<string, Found>()
  found.set(statement, ofStatement)
  for (const { action, entry } of actions) {
    const sort = entry !== null ? 'listed' : isKms(action) ? 'unlisted' : 'foreign'
    const name = entry === null ? nameFor(question, statement.statement, action) : action
    const key = `${sort} ${name}`
    const known = ofStatement.get(key)
    if (known !== undefined) known.resources.add(pattern.text)
    else {
      const example = exampleOf(question, action, resource, context)
      const resources = new Set([pattern.text])
      ofStatement.set(key, { name: name ?? action, sort, resources, example })
    }
  }
}

/**
 * The pattern of a statement that an action comes by or, where the set beside has a narrower one that the action is of,
 * that one: then the access may be a part of the statement's. Null under NotAction.
 */
function nameFor({ beside, budget }: AccessQuestion, statement: Statement, action: string): string | null {
  const own = writtenFor(statement, action)
  if (own === null || beside === undefined) return own
  const name = lowerCaseAction(action)
  let best = { text: own, pattern: compileActionPattern(own) }
  for (const { document } of policiesIn(beside))
    for (const { value: text } of document.statements.flatMap(({ actions }) => actions)) {
      const pattern = compileActionPattern(text)
      if (!matches(pattern, name) || includes(pattern, best.pattern, budget) !== false) continue
      if (includes(best.pattern, pattern, budget) === true) best = { text, pattern }
    }
  return best.text
}

/** The request that shows an access. It is decided once more: what is printed was checked. */
function exampleOf(
  { policies, beside, principalIn, home, budget }: AccessQuestion,
  action: string,
  resource: string,
  context: AccessRequest['context'],
): ExampleRequest {
  charge(budget, statementsIn(policies) << 1)
  const account = parseArn(resource)?.account || (home.account ?? '')
  const request = { principal: principalIn(account), action, resource, resourceAccount: account, context }
  if (!decide(policies, request).allowed)
    throw new Error(`the analysis found that ${action} on ${resource} is allowed, and it is not`)
  return {
    action,
    resource,
    context: spelled(context, beside === undefined ? [policies] : [policies, beside]),
  }
}
