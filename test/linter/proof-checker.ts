/** Checks proofs and differences on sampled requests; it shares no code with the linter. */
import {
  globArn,
  isAbout,
  isAllowed,
  type JsonContext,
  type JsonRequest,
  type JsonSet,
} from './json-evaluator.ts'
import { covers, goTogether, type Pair, sortOf, statementsOf } from './proof-samples.ts'

/** What is read of a region of access. */
export interface PrintedRegion {
  readonly actions: readonly string[]
  readonly resources: readonly string[]
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
export interface PrintedDifference {
  readonly verdict: string
  readonly added: readonly PrintedRegion[]
  readonly removed: readonly PrintedRegion[]
}

/** The requests to try; `complete` if the contexts are all choices of values. */
export interface Tried {
  readonly pairs: readonly Pair[]
  readonly contexts: readonly JsonContext[]
  readonly complete: boolean
}

const show = ({ action, resource, context }: JsonRequest) =>
  `${action} on ${resource} ${JSON.stringify(context)}`

/** Keys that describe the resource: each request has its own. */
const ofResource = /^(acs:resourcetag\/|kms:tag(\/|$))/i
const sharedPart = (context: JsonContext): string =>
  JSON.stringify(Object.entries(context).filter(([key]) => !ofResource.test(key)))

/** What is wrong with a proof of `set`; `free` are pairs that are neither required nor excess. */
export function checkProof(
  proof: PrintedProof,
  set: JsonSet,
  tried: Tried,
  free: readonly Pair[] = [],
): string[] {
  return [
    ...checkVerdicts(proof, set, tried),
    ...checkRegions('excess', proof.excess, tried, request => isAllowed(set, request), set, {
      except: [...proof.requirements, ...free],
      none: proof.minimal === true,
      all: proof.minimal !== null,
    }),
    ...((proof.minimal === true) === (proof.excess.length === 0 && proof.minimal !== null)
      ? []
      : ['minimal']),
  ]
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
      const shared = sharedPart(context)
      if (answers[at]) together.set(shared, (together.get(shared) ?? new Set()).add(index))
      always.set(shared, (always.get(shared) ?? true) && answers[at] === true)
    })
    const said = own.endsWith('-deny') ? 'denied' : own
    const sound =
      said === 'undecided' ||
      (said === 'allowed' ? every : said === 'denied' ? !some : !complete || (some && !every))
    if (!sound) wrong.push(`${action} on ${resource} is ${own}: some ${some}, every ${every}`)
  })
  const possible = [...together.values()].some(each => each.size === requirements.length)
  const certain = ![...always.values()].includes(false)
  const verdictIsSound =
    verdict === 'undecided' ||
    (verdict === 'proved' ? certain : verdict === 'denied' ? !possible : !complete || (possible && !certain))
  if (!verdictIsSound) wrong.push(`the verdict is ${verdict}: possible ${possible}, certain ${certain}`)
  const conflict = verdict === 'denied' && requirements.every(each => !each.verdict.endsWith('-deny'))
  if (conflict !== (reason === 'conflicting-conditions')) wrong.push(`the reason is ${reason}`)
  return wrong
}

/** Examples show what is said of a region; every request of which it is true is in some region. */
function checkRegions(
  name: string,
  regions: readonly PrintedRegion[],
  { pairs, contexts }: Tried,
  isTrue: (request: JsonRequest) => boolean,
  set: JsonSet,
  { except, none, all }: { except: readonly Pair[]; none: boolean; all: boolean },
): string[] {
  const isExcepted = ({ action, resource }: Pair) =>
    except.some(each => each.resource === resource && each.action.toLowerCase() === action.toLowerCase())
  const wrong: string[] = []
  for (const region of regions) {
    const { example } = region
    if (!isTrue(example)) wrong.push(`${name}: the example is not so: ${show(example)}`)
    if (!goTogether(example)) wrong.push(`${name}: vacuous: ${show(example)}`)
    if (isExcepted(example)) wrong.push(`${name}: is needed: ${show(example)}`)
    if (!isIn(region, example, set)) wrong.push(`${name}: the example is not in its region: ${show(example)}`)
  }
  if (!all) return wrong
  for (const pair of pairs) {
    if (!isGranted(set, pair) || isExcepted(pair) || regions.some(each => isIn(each, pair, set))) continue
    const context = contexts.find(each => isTrue({ ...pair, context: each }))
    if (context !== undefined)
      wrong.push(`${name}: ${none ? 'there is some' : 'not covered'}: ${show({ ...pair, context })}`)
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
  const options = { except: [], all }
  const expected = { '00': 'same', '10': 'widened', '01': 'narrowed', '11': 'both' }[
    `${Math.min(added.length, 1)}${Math.min(removed.length, 1)}`
  ]
  return [
    ...checkRegions('added', added, tried, flips(before, after), after, {
      ...options,
      none: added.length === 0,
    }),
    ...checkRegions('removed', removed, tried, flips(after, before), before, {
      ...options,
      none: removed.length === 0,
    }),
    ...(all && verdict !== expected ? [`the verdict is ${verdict}, not ${expected}`] : []),
  ]
}
