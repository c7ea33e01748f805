import {
  type Arn,
  arnsOf,
  compilePattern,
  compileResourcePattern,
  intersects,
  Memory,
  matches,
  type PolicyString,
  parseArn,
} from '../../policy/index.ts'
import { kmsTemplates, meetsTemplate, namedTypeOf, namedTypes } from './kms-resources.ts'

/**
 * An entry of a Resource element, taken apart: `*`, an ARN, or what is wrong with it as a whole. Each rule looks at one
 * form, so that one mistake is one finding.
 */
export type ResourceForm =
  | { readonly form: 'everything' }
  | { readonly form: 'joined'; readonly parts: readonly string[] }
  | { readonly form: 'prefix' }
  | { readonly form: 'segments'; readonly segments: readonly string[] }
  | { readonly form: 'arn'; readonly arn: Arn; readonly faults: readonly ArnFault[] }

/** What is wrong with a part of an ARN. */
export type ArnFault = 'empty-arn-segment' | 'invalid-arn-account' | 'invalid-kms-resource'

const forms = new Memory<PolicyString, ResourceForm>()

/** Takes an entry apart. */
export function readResource(resource: PolicyString): ResourceForm {
  const known = forms.get(resource)
  if (known !== undefined) return known
  const form = formOf(resource.value)
  forms.set(resource, form)
  return form
}

function formOf(text: string): ResourceForm {
  if (text.startsWith('*') && /^\*+$/.test(text)) return { form: 'everything' }
  const parts = joinedParts(text)
  if (parts !== null) return { form: 'joined', parts }
  if (text !== 'acs' && !text.startsWith('acs:')) return { form: 'prefix' }
  const arn = parseArn(text)
  if (arn === null || arn.service.trim() === '') return { form: 'segments', segments: text.split(':') }
  return { form: 'arn', arn, faults: faultsOf(arn) }
}

/** Two or more ARNs (or `*`) with commas, semicolons or white space between, or nothing at all. */
function joinedParts(text: string): readonly string[] | null {
  if (text.indexOf('acs:', 1) < 0) return null
  const parts = text
    .split(/[\s,;，；、|]+/)
    .filter(part => part !== '')
    .flatMap(unglued)
  if (parts.length < 2 || !parts.every(part => part === '*' || part.startsWith('acs:'))) return null
  return parts
}

/** ARNs that follow each other without anything between them; a name that has `acs:` in it is none. */
function unglued(text: string): readonly string[] {
  if (text.indexOf('acs:', 1) < 0) return [text]
  const parts = text.split(/(?=acs:)/)
  const areArns = parts.every(part => (parseArn(part)?.relativeId ?? '') !== '')
  return areArns ? parts : [text]
}

function faultsOf(arn: Arn): readonly ArnFault[] {
  const faults: ArnFault[] = []
  const kms = arn.service === 'kms'
  if (kms && (arn.region === '' || arn.account === '' || arn.relativeId === ''))
    faults.push('empty-arn-segment')
  if (arn.account !== '' && !isAccount(arn.account, kms)) faults.push('invalid-arn-account')
  if (kms && arn.relativeId !== '' && !isKmsResource(arn.relativeId)) faults.push('invalid-kms-resource')
  return faults
}

/** KMS keeps nothing in the account `system`, which is that of the system policies of RAM. */
function isAccount(account: string, kms: boolean): boolean {
  if (/^\d{16}$/.test(account) || account === '*') return true
  if (!kms && matches(compilePattern(account), 'system')) return true
  if (!/[*?]/.test(account)) return false
  const pattern = compileResourcePattern(`acs:kms:*:${account}:*`)
  return intersects(pattern, arnsOf('acs:kms:{region}:{account}:{name}'), 2000) !== false
}

/** `key/alias/…` has the form of a key, but no key's id starts so. Names of KMS hold no white space. */
function isKmsResource(relativeId: string): boolean {
  if (/^key\/alias\/|\s/.test(relativeId)) return false
  const type = namedTypeOf(relativeId)
  return type !== null
    ? namedTypes.has(type)
    : kmsTemplates.some(template => meetsTemplate(relativeId, template))
}

/** Whether it can be told which resources the entry is about, whatever its region and account. */
export function isReadable(
  form: ResourceForm,
): form is Extract<ResourceForm, { form: 'everything' | 'arn' }> {
  if (form.form === 'everything') return true
  return form.form === 'arn' && form.arn.relativeId !== '' && !form.faults.includes('invalid-kms-resource')
}
