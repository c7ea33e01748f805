/** Requests to try on policies; it shares no code with the linter, only the data of its table of actions. */
import table from '../../linter/policy/actions.json' with { type: 'json' }
import {
  glob,
  type JsonContext,
  type JsonRequest,
  type JsonSet,
  type JsonStatement,
  list,
} from './json-evaluator.ts'

/** An action and a resource that it can be asked on. */
export type Pair = Omit<JsonRequest, 'context'>

/** The requests to try; `complete` if the contexts are all choices of values. */
export interface Tried {
  readonly pairs: readonly Pair[]
  readonly contexts: readonly JsonContext[]
  readonly complete: boolean
}

const templates = new Map(
  table.kms.map(({ action, resources }) => [action.toLowerCase(), resources.map(({ arn }) => arn)]),
)

/** The sort of an action: of the table, a name that KMS does not have, or another service's. */
export function sortOf(action: string): 'listed' | 'unlisted' | 'foreign' {
  if (templates.has(action.toLowerCase())) return 'listed'
  return /^kms:./i.test(action) ? 'unlisted' : 'foreign'
}

/** Whether an action can be asked on a resource. */
export function goTogether({ action, resource }: Pair): boolean {
  const sort = sortOf(action)
  if (sort === 'foreign') return resource === '*' || /^acs:[^:]+:[^:]*:[^:]*:[\s\S]+$/.test(resource)
  if (sort === 'unlisted') return resource === '*' || /^acs:kms:[^:]+:\d{16}:[\s\S]+$/.test(resource)
  return (templates.get(action.toLowerCase()) as string[]).some(template => {
    const named = template.replace('*', '\\*').replace(/\{(?!region|account)\w+\}/, '[\\s\\S]+')
    const source = named.replace('{region}', '[^:]+').replace('{account}', '\\d{16}')
    return new RegExp(`^${source}$`).test(resource)
  })
}

export const statementsOf = (set: JsonSet): readonly JsonStatement[] =>
  [
    ...set.policies,
    ...(set.controlPolicies ?? []),
    ...[set.sessionPolicy, set.keyPolicy, set.secretPolicy].filter(each => each !== undefined),
  ].flatMap(({ Statement }) => Statement)

const fill = (pattern: string, texts: readonly string[]): string[] =>
  /[*?]/.test(pattern)
    ? texts.map(text => pattern.replace(/\*+/g, text).replaceAll('?', text[0] ?? 'q'))
    : [pattern]

const digits = (pattern: string): string => {
  const rest = 16 - pattern.replace(/\*+/g, '').length
  return pattern
    .replace(/\*+/, '3'.repeat(Math.max(rest, 0)))
    .replaceAll('*', '')
    .replaceAll('?', '4')
}

/** ARNs that patterns seem made for, and some beside them. */
function resourcesFor(sets: readonly JsonSet[], needed: readonly Pair[]): string[] {
  const home = needed[0]?.resource.split(':') ?? []
  const found = new Set<string>(['*', ...needed.map(({ resource }) => resource)])
  const relativeIds = new Set(needed.map(({ resource }) => resource.split(':').slice(4).join(':')))
  const places = new Set([`${home[2]}:${home[3]}`, `cn-elsewhere:${home[3]}`, `${home[2]}:7777777777777777`])
  for (const pattern of sets.flatMap(statementsOf).flatMap(({ Resource }) => list(Resource))) {
    const [, , region = '*', account = '*', ...rest] = pattern.split(':')
    for (const each of fill(region, ['qq'])) places.add(`${each === '' ? 'qq' : each}:${digits(account)}`)
    for (const each of fill(rest.join(':'), ['qq', '', 'a', 'a/b:c'])) if (each !== '') relativeIds.add(each)
  }
  for (const arns of templates.values())
    for (const arn of arns)
      relativeIds.add(
        arn
          .split(':')
          .slice(4)
          .join(':')
          .replace(/\{\w+\}/, 'other'),
      )
  for (const place of places) for (const id of relativeIds) found.add(`acs:kms:${place}:${id}`)
  for (const id of relativeIds) found.add(`acs:ecs:cn-elsewhere:${home[3]}:${id}`).add(`acs:oss:::${id}`)
  return [...found]
}

const listed = table.kms.map(({ action }) => action)

/** Actions that patterns seem made for. */
function actionsFor(sets: readonly JsonSet[]): string[] {
  const written = sets
    .flatMap(statementsOf)
    .flatMap(({ Action, NotAction }) => [...list(Action), ...list(NotAction)])
  const filled = written.flatMap(each => fill(each, ['qq', 'kms:qq', '', 'e', 'GetQq']))
  return [...new Set([...filled, 'kms:Qq', 'ecs:GetQq'].filter(each => /^[^:]+:[^:]+$/.test(each)))]
}

/** Every sampled pair that goes together, or `most` of them by chance. */
export function pairsFor(
  sets: readonly JsonSet[],
  needed: readonly Pair[],
  chance?: { readonly most: number; readonly random: () => number },
): Pair[] {
  const resources = resourcesFor(sets, needed)
  const likely = actionsFor(sets)
  if (chance === undefined) {
    const actions = [...new Set([...listed, ...likely])]
    return actions.flatMap(action => resources.map(resource => ({ action, resource })).filter(goTogether))
  }
  const { most, random } = chance
  const pick = (texts: readonly string[]) => texts[Math.floor(random() * texts.length)] as string
  return Array.from({ length: most }, () => ({
    action: pick(random() < 0.4 ? listed : likely),
    resource: pick(resources),
  })).filter(goTogether)
}

const second = 1000
function near(operator: string, value: string): string[] {
  if (operator.includes('Numeric'))
    return [value, ...[-1, -0.5, 0.5, 1].map(by => String(Number(value) + by))]
  if (operator.includes('Date'))
    return [value, ...[-second, second].map(by => new Date(Date.parse(value) + by).toISOString())]
  if (operator.includes('Bool')) return ['true', 'false']
  if (operator.includes('IpAddress')) return ['198.51.100.77', ...edges(value)]
  if (operator.includes('Like')) return ['other', ...fill(value, ['qq', '', 'a', 'ab'])]
  return ['other', value, value.toUpperCase(), value.toLowerCase()]
}

function edges(block: string): string[] {
  const [base = '', bits = '32'] = block.split('/')
  const size = 2 ** (32 - Number(bits))
  const first = Math.floor(base.split('.').reduce((sum, part) => sum * 256 + Number(part), 0) / size) * size
  const text = (at: number) => [24, 16, 8, 0].map(shift => Math.floor(at / 2 ** shift) % 256).join('.')
  return [first - 1, first, first + size - 1, first + size].filter(at => at >= 0 && at < 2 ** 32).map(text)
}

const always = /^acs:(currenttime|securetransport)$/
const network = /^acs:(sourceip|sourcevpc|vpcsourceip)$/

/**
 * Contexts of the condition keys that policies name: all choices of the values near to theirs, or `most` of them by
 * chance; `complete` says which.
 */
export function contextsFor(
  sets: readonly JsonSet[],
  {
    dedicated = false,
    given = {},
    most,
    random,
  }: { dedicated?: boolean; given?: JsonContext; most: number; random: () => number },
): { readonly contexts: readonly JsonContext[]; readonly complete: boolean } {
  const values = new Map<string, Set<string | undefined>>()
  const lists = new Set<string>()
  const likes = new Map<string, string[]>()
  for (const { Condition = {} } of sets.flatMap(statementsOf))
    for (const [operator, keys] of Object.entries(Condition))
      for (const [name, wanted] of Object.entries(keys)) {
        const key = name.toLowerCase()
        if (key in given || (dedicated && network.test(key))) continue
        const found = values.get(key) ?? new Set(always.test(key) ? [] : [undefined])
        values.set(key, found)
        if (operator.startsWith('For')) lists.add(key)
        for (const value of list(wanted)) for (const each of near(operator, value)) found.add(each)
        if (operator.endsWith('Like')) likes.set(key, [...(likes.get(key) ?? []), ...list(wanted)])
      }
  // What two patterns have in common.
  for (const [key, patterns] of likes)
    for (const a of patterns)
      for (const b of patterns) values.get(key)?.add(`${a}${b}`.replaceAll('*', '').replaceAll('?', 'a'))
  const choices = [...values].map(([key, found]): [string, (string | string[] | undefined)[]] => {
    const singles = [...found].filter(each => each !== undefined)
    const pairs = lists.has(key) ? singles.flatMap(a => singles.map(b => [a, b])) : []
    return [key, [...found, ...pairs]]
  })
  const size = choices.reduce((product, [, each]) => product * each.length, 1)
  const contextAt = (pick: (size: number) => number): JsonContext => {
    const chosen = choices.map(([key, each]) => [key, each[pick(each.length)]] as const)
    return {
      ...given,
      ...Object.fromEntries(chosen.filter(([, value]) => value !== undefined)),
    } as JsonContext
  }
  if (size > most) {
    const contexts = Array.from({ length: most }, () => contextAt(length => Math.floor(random() * length)))
    return { contexts, complete: false }
  }
  const contexts = Array.from({ length: size }, (_, index) => {
    let rest = index
    return contextAt(length => {
      const at = rest % length
      rest = Math.floor(rest / length)
      return at
    })
  })
  return { contexts, complete: true }
}

/** Whether an action or resource as a report prints it (a name or a pattern) covers one that was asked. */
export const covers = (printed: string, asked: string): boolean =>
  glob(printed.toLowerCase(), asked.toLowerCase())
