import {
  arnsOf,
  type CompiledStatement,
  compileActionPattern,
  findWord,
  kmsActions,
  matches,
  type Pattern,
  type PolicyString,
} from '../../policy/index.ts'
import { typicalWord } from '../typical-word.ts'

const anyAction = compileActionPattern('?*:?*')
const anyResource = arnsOf('acs:{service}:{regionOrNone}:{accountOrNone}:{name}')
const budget = 2000

/** The entries by which an Allow grants all actions on all resources; null if it does not. */
export function fullAccess(
  statement: CompiledStatement,
): { action: PolicyString; resource: PolicyString } | null {
  if (statement.actionsNegated || statement.resources === null) return null
  const action = indexOf(statement.actions, pattern => takesIn(pattern, anyAction))
  if (action < 0) return null
  const resource = indexOf(statement.resources, pattern => takesIn(pattern, anyResource))
  return entriesAt(statement, action, resource)
}

function takesIn(pattern: Pattern, all: Pattern): boolean {
  return all.head.startsWith(pattern.head) && findWord([all], [pattern], budget) === 'none'
}

/** The services of which an Allow grants all actions on all resources of some account, or of a region of it, and by which entries. */
export function* wholeServices(
  statement: CompiledStatement,
): Generator<{ service: string; action: PolicyString; resource: PolicyString }> {
  if (statement.actionsNegated || statement.resources === null) return
  const seen = new Set<string>()
  for (const [index, pattern] of statement.actions.entries()) {
    if (pattern.shape === 'literal') continue
    for (const service of servicesOf(statement.statement.actions[index]?.value ?? '')) {
      // Most patterns plainly leave something out.
      if (seen.has(service)) continue
      if (pattern.shape === 'prefix' && pattern.literal.length > service.length + 1) continue
      const every = compileActionPattern(`${service}:?*`)
      if (findWord([every], [pattern], budget) !== 'none') continue
      const resource = indexOf(statement.resources, each => coversService(each, service))
      const entries = entriesAt(statement, index, resource)
      if (entries === null) continue
      seen.add(service)
      yield { service, ...entries }
    }
  }
}

/** The service that a pattern names; of one with wildcards KMS is asked about. */
function servicesOf(action: string): string[] {
  const [service = ''] = action.split(':')
  return /[*?]/.test(service) || service === '' ? ['kms'] : [service.toLowerCase()]
}

type Resources = NonNullable<CompiledStatement['resources']>

/** Of KMS the types of resources are known; of other services only the form of an ARN. */
function coversService(pattern: Resources[number], service: string): boolean {
  if (pattern.shape === 'everything') return true
  const [, , region = '', account = ''] = pattern.text.split(':', 4)
  const fixed = {
    ...(/^\d{16}$/.test(account) ? { account } : {}),
    ...(/^[a-z][a-z0-9-]+$/.test(region) ? { region } : {}),
  }
  const templates =
    service === 'kms'
      ? kmsTemplates
      : [
          `acs:${service}:${fixed.region === undefined ? '{regionOrNone}' : '{region}'}:${fixed.account === undefined ? '{accountOrNone}' : '{account}'}:{name}`,
        ]
  return templates.every(template => {
    const arns = arnsOf(template, fixed)
    return matches(pattern, typicalWord(arns)) && findWord([arns], [pattern], budget) === 'none'
  })
}

const kmsTemplates = [
  ...new Set(kmsActions.flatMap(({ resources }) => resources.map(({ arn }) => arn))),
].filter(arn => arn !== '*')

function indexOf(patterns: Resources, fits: (pattern: Resources[number]) => boolean): number {
  return patterns.findIndex(pattern => pattern.shape !== 'literal' && fits(pattern))
}

function entriesAt({ statement }: CompiledStatement, action: number, resource: number) {
  const entries = { action: statement.actions[action], resource: statement.resources[resource] }
  return entries.action === undefined || entries.resource === undefined
    ? null
    : { action: entries.action, resource: entries.resource }
}
