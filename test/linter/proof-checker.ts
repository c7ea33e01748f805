/** Checks proofs and differences on sampled requests; it shares no code with the linter. */
import { isAllowed, type JsonContext, type JsonRequest, type JsonSet } from './json-evaluator.ts'
import type { Pair } from './proof-samples.ts'
import { checkRegions, type PrintedRegion, type Tried } from './region-checker.ts'

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
  const [more, less] = [added.length > 0, removed.length > 0]
  const expected = more ? (less ? 'both' : 'widened') : less ? 'narrowed' : 'same'
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
