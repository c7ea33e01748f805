import { type ActionEntry, type Arn, findAction, parseArn } from '../policy/index.ts'
import { arnForm } from './arn-form.ts'
import type { Denial } from './denial.ts'

/** The permission that a denial is about: an action on a resource, and what of it is a guess. */
export interface MissingPermission {
  readonly action: string
  /** An ARN with `<region>`, `<account-id>` or a name in angle brackets where nothing tells, or `*`. */
  readonly resource: string
  /** Whether the error, or who asks, tells which resource it was. */
  readonly isNamed: boolean
  readonly guesses: readonly string[]
}

/** Where a key is. */
export type KeyPlace = Pick<Arn, 'region' | 'account'>

/**
 * What permission is missing, as far as an error tells; null if it tells neither action nor resource. A message that
 * names a key by its id alone is the refusal of Decrypt (documented: FAQ); one that names a secret's ARN is most often
 * that of GetSecretValue (seen). Throws nothing: `secret` is an ARN, or is taken as if it were not given. `likely` is
 * where a key is of which nothing else tells.
 */
export function missingPermission(
  denial: Denial,
  secret?: string,
  likely?: KeyPlace,
): MissingPermission | null {
  const { action, named } = denial
  const arn = named === null ? null : parseArn(named)
  if (arn !== null && named !== null) return onResource(action, arn, named)
  const home = secret === undefined ? null : parseArn(secret)
  const region = home?.region ?? denial.region ?? '<region>'
  const account = home?.account ?? denial.account ?? '<account-id>'
  if (named !== null) {
    const isOpen = region === '<region>' || account === '<account-id>'
    const place = { region, account, ...(isOpen ? likely : {}) }
    const resource = `acs:kms:${place.region}:${place.account}:key/${named}`
    const guesses = [
      ...(isOpen ? [likely === undefined ? fillIn : takenToBe(likely)] : []),
      ...(action === null
        ? ['the error does not name the action; of a key by its id it is `kms:Decrypt`']
        : []),
    ]
    return { action: action ?? 'kms:Decrypt', resource, isNamed: true, guesses }
  }
  return action === null ? null : ofAction(action, region, account, secret)
}

const fillIn =
  'the error names a key by its id alone: fill in the region and the account that own it (`--secret ARN` tells both)'

function takenToBe({ region, account }: KeyPlace): string {
  return `the error names a key by its id alone: its region \`${region}\` and its account \`${account}\` are the only ones that the policies name`
}

function onResource(action: string | null, { relativeId }: Arn, resource: string): MissingPermission | null {
  if (action !== null) return { action, resource, isNamed: true, guesses: [] }
  if (!relativeId.startsWith('secret/') && !relativeId.startsWith('key/')) return null
  const usual = relativeId.startsWith('key/') ? 'kms:Decrypt' : 'kms:GetSecretValue'
  const guess = `the error does not name the action; on such a resource it is most often \`${usual}\``
  return { action: usual, resource, isNamed: true, guesses: [guess] }
}

/** Where the error names the action alone: the form of its resource by the table, with what is known filled in. */
function ofAction(action: string, region: string, account: string, secret?: string): MissingPermission {
  const entry = findAction(action)
  const [template] = (entry?.resources ?? []).map(({ arn }) => arn)
  if (template === '*') return { action, resource: '*', isNamed: true, guesses: [] }
  const isOnSecret = template?.endsWith(':secret/{secretName}') === true
  if (secret !== undefined && isOnSecret) return { action, resource: secret, isNamed: true, guesses: [] }
  const service = action.slice(0, Math.max(action.indexOf(':'), 0))
  const resource = arnForm(template ?? `acs:${service}:{region}:{account}:{resource}`, { region, account })
  const gaps = [...resource.matchAll(/<[^<>]+>/g)].map(([gap]) => `\`${gap}\``)
  const guesses = [
    ...(gaps.length === 0 ? [] : [`the error does not name the resource: fill in ${gaps.join(', ')}`]),
    ...(resource.includes('<key-id>') ? [whichKey(action, secret)] : []),
    ...otherResources(entry, { region, account }),
  ]
  return { action, resource, isNamed: gaps.length === 0, guesses }
}

function whichKey(action: string, secret: string | undefined): string {
  if (action !== 'kms:Decrypt') return 'the key is the one that the call was about'
  const which = secret === undefined ? 'the secret that was read' : `\`${secret}\``
  return `reading a secret asks for \`kms:Decrypt\` on its key: DescribeSecret of ${which} tells it as \`EncryptionKeyId\``
}

function otherResources(entry: ActionEntry | undefined, known: Parameters<typeof arnForm>[1]): string[] {
  const [, ...others] = new Set((entry?.resources ?? []).map(({ arn }) => arn))
  return others.map(arn => `\`${entry?.action}\` is also asked on \`${arnForm(arn, known)}\``)
}
