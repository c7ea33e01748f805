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
