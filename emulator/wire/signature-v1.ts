import { createHmac } from 'node:crypto'
import { canonicalParameters } from './canonical-parameters.ts'
import { sameText } from './constant-time.ts'
import type { Parameters } from './message.ts'

/** What a V1 signature is made over, from decoded parameters. Source: RPC signature page; verified on captured requests. */
export function stringToSignV1(method: string, parameters: Parameters): string {
  // What is encoded already holds none of the letters that only `percentEncode` escapes.
  return `${method}&%2F&${encodeURIComponent(canonicalParameters(parameters, 'Signature'))}`
}

/** Base64 of HMAC over the string to sign; the key is the access key secret and `&`. */
export function signV1(toSign: string, secret: string): string {
  return createHmac('sha1', `${secret}&`).update(toSign).digest('base64')
}

/** Whether `claimed` is that signature, in constant time. */
export function verifyV1(toSign: string, secret: string, claimed: string): boolean {
  return sameText(signV1(toSign, secret), claimed)
}
