import {
  alsoWritten,
  type ConditionKey,
  conditionKeys,
  foreignTwins,
  splitKey,
} from '../../condition-keys.ts'
import { nearest } from '../../suggestion.ts'

/** What a key is, the first that fits. */
export type KeyForm =
  | { readonly form: 'malformed' }
  | { readonly form: 'unknown' }
  | { readonly form: 'other-service' }
  /** `meant` is the key of RAM that has the same meaning. */
  | { readonly form: 'foreign'; readonly meant: string | undefined }
  /** `meant` is the documented spelling. */
  | { readonly form: 'case'; readonly meant: string; readonly key: ConditionKey }
  | { readonly form: 'known'; readonly key: ConditionKey }

const wellFormed = /^[A-Za-z][A-Za-z0-9-]*:[^\s:/][^\s/]*(\/.*\S)?$/

/** Tells what a key is. */
export function readKey(text: string): KeyForm {
  if (!wellFormed.test(text)) return { form: 'malformed' }
  const [base, tag] = splitKey(text)
  const found = conditionKeys.get(base.toLowerCase())
  if (found !== undefined) {
    const right = found.name + tag
    return right === text || alsoWritten.has(text)
      ? { form: 'known', key: found }
      : { form: 'case', meant: right, key: found }
  }
  const service = base.slice(0, base.indexOf(':')).toLowerCase()
  if (service === 'aws') {
    const twin = foreignTwins.get(base.toLowerCase())
    return { form: 'foreign', meant: twin === undefined ? undefined : twin + tag }
  }
  return service === 'acs' || service === 'kms' ? { form: 'unknown' } : { form: 'other-service' }
}

/** The key of a form, however it is spelt; undefined if RAM and KMS have none. */
export function keyOf(form: KeyForm): ConditionKey | undefined {
  return 'key' in form ? form.key : undefined
}

/** Whether each request has the key (assumed): the time, and whether HTTPS is used. */
export function isAlwaysPresent(key: string): boolean {
  return /^acs:(currenttime|securetransport)$/i.test(key)
}

/** The key that was probably meant by one that is unknown. */
export function nearestKey(text: string): string | undefined {
  const [base, tag] = splitKey(text)
  const name = tag === '' ? base : base.slice(0, -1)
  const found = nearest(name, tag === '' ? names.plain : names.ofTags)
  return found === undefined ? undefined : found + tag
}

const names = {
  plain: [...conditionKeys.values()].filter(({ tag }) => tag === '').map(({ name }) => name),
  ofTags: [...conditionKeys.values()].filter(({ tag }) => tag === '/').map(({ name }) => name),
}

/** What is left of a malformed key without the usual faults: white space, a wide colon, one colon too many, no `acs:`. */
export function repairKey(text: string): string | undefined {
  const bare = text
    .trim()
    .replace('：', ':')
    .replace(/\s*:[\s:]*/, ':')
  const named = bare.includes(':') ? bare : `acs:${bare}`
  const read = readKey(named)
  switch (read.form) {
    case 'malformed':
      return undefined
    case 'unknown':
      return nearestKey(named)
    case 'foreign':
    case 'case':
      return read.meant
    default:
      return named
  }
}
