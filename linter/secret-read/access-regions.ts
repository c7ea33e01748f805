import {
  type AccessRequest,
  type ActionRegion,
  arnsOf,
  type Budget,
  type CompiledStatement,
  type Constraint,
  compileActionPattern,
  compileResourcePattern,
  decide,
  divideActions,
  findAccess,
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
import { type Home, plausibleArns } from './plausible.ts'

/** A request that shows an access, as reports print it. */
export interface ExampleRequest {
  readonly action: string
  readonly resource: string
  /** Values of condition keys; keys that are left out are absent. */
  readonly context: Readonly<Record<string, string | readonly string[]>>
}

/** Access that one statement grants: each of the actions on each of the resources, as far as the two go together. */
export interface AccessRegion {
  /** Names of the table; for actions of no table the patterns as written. */
  readonly actions: readonly string[]
  /** Patterns as written. */
  readonly resources: readonly string[]
  /** True for names of KMS that the table does not have. */
  readonly unlisted: boolean
  readonly example: ExampleRequest
  /** The statement. */
  readonly path: string
  readonly pointer: string
}

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
  const groups = groupActions(question, space.regions)
  let complete = space.complete
  for (const group of groups) if (!searchGroup(question, group, found)) complete = false
  return { regions: [...found].flatMap(([statement, actions]) => merge(statement, actions)), complete }
}

/** Actions that no statement tells apart. */
interface Group {
  readonly actions: ActionRegion[]
  readonly reach: Reach
  readonly except: readonly Pattern[]
  readonly alternatives: readonly (readonly Constraint[])[]
}

/** Which resource patterns of a statement grant an action, and one request that shows it. */
interface Found {
  /** The action as a region names it. */
  readonly name: string
  readonly sort: Sort
  readonly resources: Set<string>
  readonly example: ExampleRequest
}

/** Of the table, of KMS but not in it, or another service's. */
type Sort = 'listed' | 'unlisted' | 'foreign'

const nothingElse: readonly (readonly Constraint[])[] = [[]]

function groupActions(question: AccessQuestion, regions: readonly ActionRegion[]): Group[] {
  const numbers = new Map<CompiledStatement, number>()
  const numberOf = (statement: CompiledStatement): number => {
    const known = numbers.get(statement) ?? numbers.size
    numbers.set(statement, known)
    return known
  }
  const list = (statements: readonly CompiledStatement[]) => statements.map(numberOf).join()
  const groups = new Map<string, Group>()
  for (const region of regions) {
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
    if (group === undefined)
      groups.set(key, { actions: [region], reach, except: arns.map(compileResourcePattern), alternatives })
    else group.actions.push(region)
  }
  return [...groups.values()]
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
    const name = entry === null ? writtenFor(statement.statement, action) : action
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

/** Whether an action is one of KMS, listed or not. */
export function isKms(action: string): boolean {
  return lowerCaseAction(action).startsWith('kms:')
}

/** The action pattern of a statement that an action comes by; null under NotAction, where one stands for all. */
export function writtenFor({ actionElement, actions }: Statement, action: string): string | null {
  if (actionElement === 'NotAction') return null
  const name = lowerCaseAction(action)
  return actions.find(({ value }) => matches(compileActionPattern(value), name))?.value ?? null
}

/** The request that shows an access. It is decided once more: what is printed was checked. */
function exampleOf(
  { policies, beside, principalIn, home }: AccessQuestion,
  action: string,
  resource: string,
  context: AccessRequest['context'],
): ExampleRequest {
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

/** A context with its keys as the policies spell them. */
export function spelled(
  context: AccessRequest['context'],
  policies: readonly PolicySet[],
): ExampleRequest['context'] {
  const spelling = new Map<string, string>()
  if (context.size > 0)
    for (const { document } of policies.flatMap(policiesIn))
      for (const { conditions } of document.statements)
        for (const { key } of conditions) spelling.set(key.value.toLowerCase(), key.value)
  return Object.fromEntries([...context].map(([key, value]) => [spelling.get(key) ?? key, value]))
}

/** Actions of one sort with the same resources are one region. */
function merge({ reference }: CompiledStatement, actions: ReadonlyMap<string, Found>): AccessRegion[] {
  const regions = new Map<string, { actions: string[]; found: Found }>()
  for (const found of actions.values()) {
    const key = JSON.stringify([found.sort, ...found.resources])
    const region = regions.get(key)
    if (region === undefined) regions.set(key, { actions: [found.name], found })
    else region.actions.push(found.name)
  }
  return [...regions.values()].map(({ actions: names, found: { resources, sort, example } }) => ({
    actions: names,
    resources: [...resources],
    unlisted: sort === 'unlisted',
    example,
    path: reference.policy,
    pointer: reference.pointer,
  }))
}
