/** Checks proofs and differences on sampled requests; it shares no code with the linter. */
import { globArn, isAbout, isAllowed, type JsonRequest, type JsonSet } from './json-evaluator.ts'
import { covers, goTogether, type Pair, sortOf, statementsOf, type Tried } from './proof-samples.ts'

/** What is read of a region of access. */
interface PrintedRegion extends Record<'actions' | 'resources', readonly string[]> {
  readonly unlisted: boolean
  readonly example: JsonRequest
}

/** What is read of a proof. */
export interface PrintedProof {
  readonly verdict: string
  readonly minimal: boolean | null
  readonly reason: string | null
  readonly requirements: readonly (Pair & { readonly verdict: string })[]
  readonly excess: readonly PrintedRegion[]
}

/** What is read of a difference. */
export interface PrintedDifference extends Record<'added' | 'removed', readonly PrintedRegion[]> {
  readonly verdict: string
}

/** Keys that describe the resource: each request has its own. */
const ofResource = /^(acs:resourcetag\/|kms:tag(\/|$))/i

/** What is wrong with a proof of `set`; `free` are pairs that are neither required nor excess. */
export function checkProof(
  proof: PrintedProof,
  set: JsonSet,
  tried: Tried,
  free: readonly Pair[] = [],
): string[] {
  const { minimal, excess, requirements } = proof
  const except = [...requirements, ...free]
  const wrong = checkVerdicts(proof, set, tried)
  wrong.push(
    ...checkRegions('excess', excess, tried, each => isAllowed(set, each), set, except, minimal !== null),
  )
  if ((minimal === true) !== (excess.length === 0 && minimal !== null)) wrong.push('minimal')
  return wrong
}

/** Whether a verdict goes with what was seen in the contexts that were tried. */
function fits(verdict: string, some: boolean, every: boolean, complete: boolean): boolean {
  if (verdict === 'undecided') return true
  if (verdict === 'allowed' || verdict === 'proved') return every
  return verdict === 'conditional' ? !complete || (some && !every) : !some
}

function checkVerdicts(
  { requirements, verdict, reason }: PrintedProof,
  set: JsonSet,
  { contexts, complete }: Tried,
) {
  const wrong: string[] = []
  const together = new Map<string, Set<number>>()
  const always = new Map<string, boolean>()
  requirements.forEach(({ action, resource, verdict: own }, index) => {
    const answers = contexts.map(context => isAllowed(set, { action, resource, context }))
    const [some, every] = [answers.includes(true), !answers.includes(false)]
    contexts.forEach((context, at) => {
      const shared = JSON.stringify(Object.entries(context).filter(([key]) => !ofResource.test(key)))
      if (answers[at]) together.set(shared, (together.get(shared) ?? new Set()).add(index))
      always.set(shared, (always.get(shared) ?? true) && answers[at] === true)
    })
    const sound = fits(own.endsWith('-deny') ? 'denied' : own, some, every, complete)
    if (!sound) wrong.push(`${action} on ${resource} is ${own}: some ${some}, every ${every}`)
  })
  const possible = [...together.values()].some(each => each.size === requirements.length)
  const certain = ![...always.values()].includes(false)
  if (!fits(verdict, possible, certain, complete))
    wrong.push(`the verdict is ${verdict}: possible ${possible}, certain ${certain}`)
  const conflict = verdict === 'denied' && requirements.every(each => !each.verdict.endsWith('-deny'))
  if (conflict !== (reason === 'conflicting-conditions')) wrong.push(`the reason is ${reason}`)
  return wrong
}

/** What is wrong with a difference. */
export function checkDifference(
  { verdict, added, removed }: PrintedDifference,
  before: JsonSet,
  after: JsonSet,
  tried: Tried,
): string[] {
  const all = verdict !== 'undecided'
  const flips = (from: JsonSet, to: JsonSet) => (request: JsonRequest) =>
    !isAllowed(from, request) && isAllowed(to, request)
  const more = added.length > 0 ? 'widened' : 'same'
  const expected = removed.length === 0 ? more : more === 'widened' ? 'both' : 'narrowed'
  return [
    ...checkRegions('added', added, tried, flips(before, after), after, [], all),
    ...checkRegions('removed', removed, tried, flips(after, before), before, [], all),
    ...(all && verdict !== expected ? [`the verdict is ${verdict}, not ${expected}`] : []),
  ]
}

const show = ({ action, resource, context }: JsonRequest) =>
  `${action} on ${resource} ${JSON.stringify(context)}`

/** Examples show what is said of a region; every request of which it is true is in some region. */
function checkRegions(
  name: string,
  regions: readonly PrintedRegion[],
  { pairs, contexts }: Tried,
  isTrue: (request: JsonRequest) => boolean,
  set: JsonSet,
  except: readonly Pair[],
  all: boolean,
): string[] {
  const isExcepted = ({ action, resource }: Pair) =>
    except.some(each => each.resource === resource && each.action.toLowerCase() === action.toLowerCase())
  const wrong: string[] = []
  for (const region of regions) {
    const { example } = region
    const tell = (what: string) => wrong.push(`${name}: ${what}: ${show(example)}`)
    if (!isTrue(example)) tell('the example is not so')
    if (!goTogether(example)) tell('vacuous')
    if (isExcepted(example)) tell('is needed')
    if (!isIn(region, example, set)) tell('the example is not in its region')
  }
  if (!all) return wrong
  for (const pair of pairs) {
    if (!isGranted(set, pair) || isExcepted(pair) || regions.some(each => isIn(each, pair, set))) continue
    const context = contexts.find(each => isTrue({ ...pair, context: each }))
    if (context !== undefined) wrong.push(`${name}: not covered: ${show({ ...pair, context })}`)
  }
  return wrong
}

/** Whether some Allow is about a pair at all; principals aside. */
const isGranted = (set: JsonSet, { action, resource }: Pair): boolean =>
  statementsOf(set).some(each => each.Effect === 'Allow' && isAbout(each, action, resource))

/** A name of the table, or a pattern as written; under NotAction a name stands for all that no pattern tells from it. */
function isIn(
  { actions, resources, unlisted }: PrintedRegion,
  { action, resource }: Pair,
  set: JsonSet,
): boolean {
  if (!resources.some(each => globArn(each, resource))) return false
  const sort = sortOf(action)
  if (sort === 'listed') return !unlisted && actions.includes(action)
  if (unlisted !== (sort === 'unlisted')) return false
  if (actions.some(each => covers(each, action))) return true
  return statementsOf(set).some(each => each.NotAction !== undefined && isAbout(each, action, resource))
}
