import {
  type ActionEntry,
  type Arn,
  type CompiledStatement,
  compilePattern,
  Memory,
  matches,
  type PolicyString,
} from '../../policy/index.ts'
import { entriesOf, templatesOfAll } from './action-entries.ts'
import { meetsTemplate } from './kms-resources.ts'
import { isReadable, readResource } from './resource-arn.ts'

/** What of a statement can apply to what, as far as the action table of KMS tells. */
export interface Applicability {
  /** Actions and patterns of actions that can apply to none of the resources. */
  readonly idleActions: readonly PolicyString[]
  /** Resources that none of the actions can apply to. */
  readonly idleResources: readonly PolicyString[]
  /** The actions of KMS that each entry of the Action stands for; null for entries that the table does not settle. */
  readonly entries: ReadonlyMap<PolicyString, readonly ActionEntry[] | null>
}

const nothingIdle: Applicability = { idleActions: [], idleResources: [], entries: new Map() }
/** Of longer lists nothing is said. */
const pairsAtMost = 10_000
const known = new Memory<CompiledStatement, Applicability>()

/**
 * Looks at a statement's actions and resources crosswise. Said to be idle is only what is so for certain: a statement
 * with NotAction, an entry that cannot be read, and actions that are not KMS's leave open what they are about. Where
 * nothing fits at all, the shorter of the two lists is named: one mistake, not one for each entry.
 */
export function applicabilityOf(statement: CompiledStatement): Applicability {
  const found = known.get(statement) ?? judge(statement)
  known.set(statement, found)
  return found
}

function judge({ statement, actions, actionsNegated, resources }: CompiledStatement): Applicability {
  if (resources === null || actionsNegated) return nothingIdle
  if (actions.length * resources.length > pairsAtMost) return nothingIdle
  const asked = actions.map(pattern => entriesOf(pattern))
  const lists = asked.filter(list => list !== null)
  // Most statements, those of other services' actions, end here.
  if (lists.length === 0) return nothingIdle
  const entries = new Map(statement.actions.map((action, index) => [action, asked[index] ?? null]))
  const forms = statement.resources.map(readResource)
  const arns = new Map<PolicyString, Arn>()
  forms.forEach((form, index) => {
    const resource = statement.resources[index]
    if (resource !== undefined && form.form === 'arn' && isReadable(form)) arns.set(resource, form.arn)
  })
  if (arns.size === 0) return nothingIdle
  const idleActions =
    arns.size < forms.length
      ? []
      : [...entries]
          .filter(([, list]) => list !== null && !appliesToSome(list, arns.values()))
          .map(([action]) => action)
  const settled = lists.length === entries.size
  const idleResources = settled
    ? [...arns]
        .filter(([, arn]) => !lists.some(list => appliesToSome(list, [arn]) || takesAlias(list, arn)))
        .map(([resource]) => resource)
    : []
  if (!settled || idleActions.length < entries.size) return { idleActions, idleResources, entries }
  const byResource = idleResources.length === forms.length && idleResources.length <= idleActions.length
  return byResource
    ? { idleActions: [], idleResources, entries }
    : { idleActions, idleResources: [], entries }
}

/** Whether some resource that one of the ARNs stands for is one that one of the actions is asked on. */
function appliesToSome(entries: readonly ActionEntry[], arns: Iterable<Arn>): boolean {
  const templates = templatesOfAll(entries)
  for (const arn of arns) if (templates.some(template => covers(arn, template))) return true
  return false
}

/**
 * Whether an ARN of aliases may stand beside those of the keys that the actions work on. An operation can be given an
 * alias for a key; whether it is then asked about the alias as well as the key is documented both ways (2021 and 2024).
 */
function takesAlias(entries: readonly ActionEntry[], arn: Arn): boolean {
  return (
    covers(arn, aliasTemplate) &&
    entries.some(({ resources }) => resources.some(each => each.arn === keyTemplate))
  )
}

const keyTemplate = 'acs:kms:{region}:{account}:key/{keyId}'
const aliasTemplate = 'acs:kms:{region}:{account}:alias/{aliasName}'

/** Whether an ARN, or a pattern of ARNs, stands for a resource of the form. */
export function covers(arn: Arn, template: string): boolean {
  return isKms(arn.service) && meetsTemplate(arn.relativeId, template)
}

/** Whether a service, or a pattern of services, is or takes in KMS. */
function isKms(service: string): boolean {
  return service === 'kms' || (/[*?]/.test(service) && matches(compilePattern(service), 'kms'))
}
