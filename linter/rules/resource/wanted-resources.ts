import type { ActionEntry, Arn, PolicyString } from '../../policy/index.ts'
import { covers } from './applicability.ts'
import { isContainer, kmsTemplates, noResource } from './kms-resources.ts'

/** What an ARN stands for, e.g. "`acs:kms:…:key/x`, a key". */
export function describeResource(text: string, arn: Arn): string {
  const names = [...new Set(kmsTemplates.filter(template => covers(arn, template)).map(nameOf))]
  if (names.length > 0 && names.length < 4) return `\`${text}\`, ${names.join(' or ')}`
  if (names.length === 0 && !/[*?]/.test(arn.service)) {
    const spelt =
      arn.service.toLowerCase() === 'kms'
        ? 'as written no resource of KMS (`kms`)'
        : `a resource of \`${arn.service}\``
    return `\`${text}\`, ${spelt}`
  }
  return `\`${text}\``
}

/** What each of some actions, or patterns of actions, works on, with one ARN for each type: "`kms:CreateSecret` works on …". */
export function describeNeeds(
  entries: Iterable<readonly [PolicyString, readonly ActionEntry[] | null]>,
  beside: Arn,
): string {
  const actionsByNeed = new Map<string, string[]>()
  for (const [action, list] of entries) {
    if (list === null) continue
    const need = needOf(list, beside)
    actionsByNeed.set(need, [...(actionsByNeed.get(need) ?? []), `\`${action.value}\``])
  }
  const sentences = [...actionsByNeed].map(([need, actions]) => {
    const shown = actions.length > actionsAtMost ? [...actions.slice(0, actionsAtMost - 1), '…'] : actions
    if (shown.length === 1) return `${shown[0]} ${need}`
    return `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)} ${need.replace(/^(\w+)s/, '$1')}`
  })
  const more = sentences.length > sentencesAtMost ? '; …' : ''
  return `${sentences.slice(0, sentencesAtMost).join('; ')}${more}`
}

const sentencesAtMost = 3
const actionsAtMost = 4
const templatesAtMost = 4

/** Starts with a verb in the singular. */
function needOf(list: readonly ActionEntry[], beside: Arn): string {
  const templates = [...new Set(list.flatMap(({ resources }) => resources.map(({ arn }) => arn)))]
  const typed = templates.filter(template => template !== noResource)
  if (typed.length === 0) return 'needs `"Resource": "*"`, as it is asked on no resource'
  const written = typed.slice(0, templatesAtMost).map(template => writtenType(template, beside))
  const more = typed.length > written.length ? ', …' : ''
  const without = typed.length < templates.length ? ', and in part only on `*`' : ''
  return `works on ${written.join(' and ')}${more}${without}`
}

function writtenType(template: string, { region, account, service }: Arn): string {
  const own = service === 'kms' && region !== '' && account !== ''
  const text = writtenOut(
    template,
    own ? { region, account } : { region: '<region>', account: '<account-id>' },
  )
  return `${nameOf(template)} (\`${text}\`)`
}

/** A form of ARN as a sentence names it: `a secret`, `the secret container`. */
function nameOf(template: string): string {
  const type = /:(\w+)[^:]*$/.exec(template)?.[1] ?? 'resource'
  const noun = nouns.get(type) ?? type
  if (isContainer(template)) return `the ${noun} container`
  return /^[aeiou]/.test(noun) ? `an ${noun}` : `a ${noun}`
}

const nouns: ReadonlyMap<string, string> = new Map([
  ['keystore', 'KMS instance'],
  ['network', 'network rule'],
  ['applicationaccesspoint', 'application access point'],
])

/** A form of ARN written out, with the region and account of an ARN that stands beside it. */
function writtenOut(template: string, beside: { readonly region: string; readonly account: string }): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    if (name === 'region') return beside.region
    if (name === 'account') return beside.account
    return `<${name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}>`
  })
}
