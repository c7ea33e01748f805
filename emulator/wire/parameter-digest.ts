import { hash } from 'node:crypto'
import type { Parameters } from './message.ts'

/** What differs from one try of a call to the next, or says nothing of what is asked for. */
const common = new Set([
  'AccessKeyId',
  'Action',
  'Format',
  'SecurityToken',
  'Signature',
  'SignatureMethod',
  'SignatureNonce',
  'SignatureType',
  'SignatureVersion',
  'Timestamp',
  'Version',
])

/** Tells whether two calls ask for the same, without keeping what they asked for: SHA-256 of the parameters, base64. */
export function parameterDigest(parameters: Parameters): string {
  const pairs: string[] = []
  for (const [name, value] of parameters)
    if (!common.has(name)) pairs.push(`${name.length} ${name} ${value.length} ${value}`)
  return hash('sha256', pairs.sort().join('\n'), 'base64')
}
