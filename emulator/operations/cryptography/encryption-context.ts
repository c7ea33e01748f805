import type { Need } from '../operation.ts'
import { json, ParameterFault } from '../parameter.ts'

/**
 * `EncryptionContext` in the one form that is authenticated: member order and spacing of the JSON do not matter. Empty
 * text stands for none, and `{}` for that (assumed). Source: EncryptionContext page of 2021: strings only, 8,192
 * characters in all.
 */
export const encryptionContext = json(canonicalContext, { maxLength: 8192, default: '{}' })

function canonicalContext(value: unknown, name: string): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ParameterFault(`\`${name}\` must be a JSON object`)
  const members = Object.entries(value)
  if (members.length === 0) return ''
  if (!members.every(([, text]) => typeof text === 'string'))
    throw new ParameterFault(`every member of \`${name}\` must be a string`)
  // Pairs, not an object: an object would put members named by digits first and lose one named `__proto__`.
  return JSON.stringify(members.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/**
 * Needs with the condition keys of a request that encrypts or decrypts: `kms:EncryptionAlgorithm` and, for each member
 * of its context, `kms:EncryptionContext:<name>`. Source: KMS documentation, condition keys (2024); that symmetric keys
 * count as `SYMMETRIC_DEFAULT` is assumed of its example, and that case does not count in names, as in other keys.
 */
export function underContext(needs: readonly Need[], context: string): Need[] {
  const members: readonly (readonly [string, string])[] = context === '' ? [] : JSON.parse(context)
  const keys = new Map([['kms:encryptionalgorithm', 'SYMMETRIC_DEFAULT']])
  for (const [name, value] of members) keys.set(`kms:encryptioncontext:${name.toLowerCase()}`, value)
  return needs.map(need => ({ ...need, context: keys }))
}
