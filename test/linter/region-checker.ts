/** Checks regions of access on sampled requests; it shares no code with the linter. */
import { globArn, isAbout, type JsonContext, type JsonRequest, type JsonSet } from './json-evaluator.ts'
import { covers, goTogether, type Pair, sortOf, statementsOf } from './proof-samples.ts'

/** What is read of a region of access. */
export interface PrintedRegion {
  readonly actions: readonly string[]
  readonly resources: readonly string[]
  readonly unlisted: boolean
  readonly example: JsonRequest
}

/** The requests to try; `complete` if the contexts are all choices of values. */
export interface Tried {
  readonly pairs: readonly Pair[]
  readonly contexts: readonly JsonContext[]
  readonly complete: boolean
}

const show = ({ action, resource, context }: JsonRequest) =>
  `${action} on ${resource} ${JSON.stringify(context)}`

/** Examples show what is said of a region; every request of which it is true is in some region. */
export function checkRegions(
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
