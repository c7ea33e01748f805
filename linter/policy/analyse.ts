import { type AttachedPolicy, type CompiledStatement, fitStatement } from './attached-policy.ts'
import { type Budget, charge } from './automaton.ts'
import type { CompiledCondition, RequestContext } from './condition.ts'
import {
  type ContextSearch,
  ContextSpace,
  conjunction,
  type Judgement,
  type Knowledge,
} from './context-space.ts'
import {
  type AccessRequest,
  decideQuestion,
  defaultSwitches,
  type PolicySet,
  questionOf,
  type Switches,
} from './decide.ts'

/** Whether a request is allowed: in every context, in some, in none, or not known within the budget. */
export type Verdict = 'allowed' | 'conditional' | 'denied' | 'undecided'

/** Steps that the analysis of one question may take; about a second. Past it the answer is `undecided`. */
export const analysisBudget = 200_000

/** A request and the policies that it meets; what its context leaves open is asked about. */
export interface OpenRequest {
  readonly policies: PolicySet
  readonly request: AccessRequest
}

/** Rules that no source settles, as an analysis takes them. */
export type AnalysisSwitches = Pick<Switches, 'accountPrincipalGrants'>

/** An open request and the answer that is looked for. */
export interface Wanted extends OpenRequest {
  readonly allowed: boolean
}

/**
 * The verdict over all contexts, and a context for each answer that it can get. Exact: `allowed` and `denied` hold in
 * every context that the knowledge leaves open.
 */
export function verdictOf(
  open: OpenRequest,
  knowledge: Knowledge,
  budget: Budget,
  switches?: AnalysisSwitches,
): {
  readonly verdict: Verdict
  readonly allowedIn: RequestContext | null
  readonly deniedIn: RequestContext | null
} {
  const yes = findContexts([{ ...open, allowed: true }], knowledge, budget, switches)
  const no = findContexts([{ ...open, allowed: false }], knowledge, budget, switches)
  return {
    verdict: combine(yes, no),
    allowedIn: typeof yes === 'object' ? (yes.contexts[0] ?? null) : null,
    deniedIn: typeof no === 'object' ? (no.contexts[0] ?? null) : null,
  }
}

function combine(yes: ContextSearch, no: ContextSearch): Verdict {
  if (yes === 'none') return 'denied'
  if (no === 'none') return 'allowed'
  return yes === 'undecided' || no === 'undecided' ? 'undecided' : 'conditional'
}

/**
 * One context in which each of several requests gets the answer that is wanted; keys that describe the resource are
 * each request's own. `none` only if there is no such context.
 */
export function findContexts(
  wanted: readonly Wanted[],
  knowledge: Knowledge,
  budget: Budget,
  switches: AnalysisSwitches = defaultSwitches,
): ContextSearch {
  const rules = { ...switches, negatedOnAbsentKey: knowledge.negatedOnAbsentKey }
  const size = wanted.flatMap(({ policies }) =>
    policiesIn(policies).map(each => each.document.statements.length),
  )
  charge(
    budget,
    size.reduce((sum, each) => sum + each, 0),
  )
  const cases = wanted.map(({ policies, request, allowed }, index) =>
    caseOf(narrow(policies, request, rules), request, allowed, index, rules),
  )
  const statements = cases.flatMap(each => each.statements)
  const space = new ContextSpace(statements, knowledge, budget)
  return space.find(wanted.length, truth => {
    let open: Exclude<Judgement, string> | undefined
    for (const { judge } of cases) {
      const judgement = judge(truth)
      if (judgement === 'no') return 'no'
      if (judgement !== 'yes') open ??= judgement
    }
    return open ?? 'yes'
  })
}

/** The policies with those statements alone that are about the request, whatever their conditions. */
export function narrow(policies: PolicySet, request: AccessRequest, rules: Switches): PolicySet {
  const question = { ...questionOf(request, rules), context: request.context, conditionsHold: () => true }
  const fits = (statement: CompiledStatement) => fitStatement(statement, question) !== null
  return mapPolicies(policies, policy => ({
    ...policy,
    denies: policy.denies.filter(fits),
    allows: policy.allows.filter(fits),
  }))
}

/** The set with each of its policies replaced. */
export function mapPolicies(
  policies: PolicySet,
  change: (policy: AttachedPolicy) => AttachedPolicy,
): PolicySet {
  const { identity, resource, session, control } = policies
  return {
    identity: identity.map(change),
    ...(resource === undefined ? {} : { resource: change(resource) }),
    ...(session === undefined ? {} : { session: change(session) }),
    ...(control === undefined ? {} : { control: control.map(change) }),
  }
}

/** Every policy of a set. */
export function policiesIn({
  identity,
  resource,
  session,
  control = [],
}: PolicySet): readonly AttachedPolicy[] {
  return [...control, session, ...identity, resource].filter(each => each !== undefined)
}

interface Case {
  readonly statements: readonly CompiledStatement[]
  readonly judge: (truth: (condition: CompiledCondition, request: number) => boolean | undefined) => Judgement
}

function caseOf(
  policies: PolicySet,
  request: AccessRequest,
  wanted: boolean,
  index: number,
  rules: Switches,
): Case {
  const statements = policiesIn(policies).flatMap(({ allows, denies }) => [...allows, ...denies])
  const conditional = statements.filter(({ conditions }) => conditions.length > 0)
  const question = { ...questionOf(request, rules), context: request.context }
  return {
    statements: conditional,
    judge: truth => {
      const values = new Map<CompiledStatement, boolean | undefined>()
      let open: CompiledCondition | undefined
      for (const statement of conditional) {
        const all = conjunction(statement.conditions, condition => truth(condition, index))
        values.set(statement, all.value)
        open ??= all.open
      }
      // The kindest and the harshest reading of what is open.
      const decided = (favoured: 'Allow' | 'Deny') =>
        decideQuestion(
          policies,
          request,
          {
            ...question,
            conditionsHold: each =>
              each.conditions.length === 0 || (values.get(each) ?? each.statement.effect === favoured),
          },
          rules,
        ).allowed
      if (decided('Allow') === decided('Deny')) return decided('Allow') === wanted ? 'yes' : 'no'
      if (open === undefined) throw new Error('a request without open conditions has two answers')
      return { condition: open, request: index }
    },
  }
}
