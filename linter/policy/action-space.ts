import { type ActionEntry, kmsActions } from './actions.ts'
import { type Budget, charge, findWord, intersects } from './automaton.ts'
import { compileActionPattern, inSegments, lowerCaseAction, matches, type Pattern } from './pattern.ts'
import { arnsOf } from './universe.ts'

/** Actions that no pattern of some policies tells apart, as one of them, and what they can be asked on. */
export interface ActionRegion {
  /** E.g. `kms:GetSecretValue`; for actions of no table a name that stands for all of the region. */
  readonly action: string
  /** Null for actions of no table: names of KMS that it does not have, and other services'. */
  readonly entry: ActionEntry | null
  /** The resources that it is asked on: of each type all ARNs. */
  readonly resources: readonly Pattern[]
}

/** Every action that there is, in regions that the given action patterns do not divide. */
export interface ActionSpace {
  readonly regions: readonly ActionRegion[]
  /** False if the budget ran out before all regions were found. */
  readonly complete: boolean
}

/** Names have no colon: one stands between the service and the name. */
const kms = inSegments('kms:?*')
const anyService = inSegments('?*:?*')

const unlistedResources = [arnsOf('acs:kms:{region}:{account}:{name}'), arnsOf('*')]
/** Of other services only the form of an ARN is known; some have no region or no account. */
const foreignResources = [arnsOf('acs:{service}:{regionOrNone}:{accountOrNone}:{name}'), arnsOf('*')]

const listed: readonly ActionRegion[] = kmsActions.map(entry => ({
  action: entry.action,
  entry,
  resources: [...new Set(entry.resources.map(({ arn }) => arn))].map(arn => arnsOf(arn)),
}))
const listedNames = kmsActions.map(({ action }) => compileActionPattern(action))

/** What an action, whatever its case, can be asked on: by the table, for actions of no table by the form of an ARN. */
export function resourcesOfAction(action: string): readonly Pattern[] {
  const name = lowerCaseAction(action)
  const known = byName.get(name)
  if (known !== undefined) return known.resources
  return name.startsWith('kms:') ? unlistedResources : foreignResources
}

const byName: ReadonlyMap<string, ActionRegion> = new Map(
  listed.map(region => [lowerCaseAction(region.action), region]),
)

/** Names that stand for regions, if they are in them: plain ones are easier to read than a search's words. */
const plausibleKms = 'Get List Describe Create Update Delete Put Set'
  .split(' ')
  .map(verb => `kms:${verb}Example`)
const plausibleForeign =
  'ecs:DescribeInstances ecs:RunInstances oss:GetObject oss:PutObject ram:CreateUser ram:ListUsers sts:AssumeRole rds:DescribeDBInstances vpc:DescribeVpcs log:GetLogStoreLogs actiontrail:LookupEvents bss:DescribeBill'.split(
    ' ',
  )

/** Divides actions by the action patterns of policies: all there are, or those of one pattern. */
export function divideActions(patterns: readonly Pattern[], budget: Budget, within?: Pattern): ActionSpace {
  const isWithin = (name: string) => within === undefined || matches(within, lowerCaseAction(name))
  const names = new Map<string, Pattern>()
  const wild = new Map<string, Pattern>()
  for (const pattern of patterns) {
    const key = lowerCaseAction(pattern.text)
    if (pattern.shape !== 'literal') wild.set(key, pattern)
    else if (!byName.has(key) && matches(anyService, key)) names.set(key, pattern)
  }
  const dividing = [...wild.values()].filter(
    each => within === undefined || (each !== within && intersects(each, within, budget) !== false),
  )
  const regions: ActionRegion[] = listed.filter(({ action }) => isWithin(action))
  for (const { text } of names.values())
    if (isWithin(text)) regions.push({ action: text, entry: null, resources: resourcesOfAction(text) })
  const isKms = (pattern: Pattern) => pattern.literal.startsWith('kms:')
  const [kmsNames, foreignNames] = [
    [...names.values()].filter(isKms),
    [...names.values()].filter(each => !isKms(each)),
  ]
  const divide = (space: Pattern, outside: readonly Pattern[], plausible: readonly string[]) => {
    const inside = within === undefined ? [space] : [space, within]
    const { words, complete } = cells(inside, outside, dividing, plausible, budget)
    const resources = space === kms ? unlistedResources : foreignResources
    for (const action of words) regions.push({ action, entry: null, resources })
    return complete
  }
  const complete = [
    divide(kms, [...listedNames, ...kmsNames], plausibleKms),
    divide(anyService, [kms, ...foreignNames], plausibleForeign),
  ]
  return { regions, complete: complete.every(Boolean) }
}

/** A part of a space that patterns cut out, and a word of it. */
interface Cell {
  readonly inside: readonly Pattern[]
  readonly outside: readonly Pattern[]
  readonly word: string
}

/** A word of each cell that patterns cut a space into. */
function cells(
  inside: readonly Pattern[],
  outside: readonly Pattern[],
  patterns: readonly Pattern[],
  plausible: readonly string[],
  budget: Budget,
): { readonly words: readonly string[]; readonly complete: boolean } {
  const first = wordOf({ inside, outside }, plausible, budget)
  if (typeof first === 'string') return { words: [], complete: first === 'none' }
  let found: Cell[] = [{ inside, outside, word: first.word }]
  let complete = true
  for (const pattern of patterns) {
    const candidates = [...plausible, madeFor(pattern)]
    found = found.flatMap(cell => {
      const hit = matches(pattern, lowerCaseAction(cell.word))
      const within = { inside: [...cell.inside, pattern], outside: cell.outside }
      const without = { inside: cell.inside, outside: [...cell.outside, pattern] }
      const other = wordOf(hit ? without : within, candidates, budget)
      if (other === 'undecided') complete = false
      if (typeof other === 'string') return [cell]
      const word = { ...(hit ? without : within), word: other.word }
      return [{ ...(hit ? within : without), word: cell.word }, word]
    })
    if (!complete) break
  }
  return { words: found.map(({ word }) => word), complete }
}

/** A word that a pattern seems made for: easier to read than one of a search. */
function madeFor({ text }: Pattern): string {
  return text.replaceAll('?', 'a').replaceAll(/\*+/g, 'Example')
}

function wordOf(
  { inside, outside }: Pick<Cell, 'inside' | 'outside'>,
  plausible: readonly string[],
  budget: Budget,
) {
  if (!charge(budget, (inside.length + outside.length) << 2)) return 'undecided'
  for (const word of plausible) {
    const lowered = lowerCaseAction(word)
    if (inside.every(each => matches(each, lowered)) && !outside.some(each => matches(each, lowered)))
      return { word }
  }
  return findWord(inside, outside, budget)
}
