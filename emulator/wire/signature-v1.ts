import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Parameters } from './message.ts'
import { percentEncode } from './percent.ts'

/** What a V1 signature is made over, from decoded parameters. Source: RPC signature page; verified on captured requests. */
export function stringToSignV1(method: string, parameters: Parameters): string {
  const names: string[] = []
  for (const name of parameters.keys()) if (name !== 'Signature') names.push(name)
  names.sort(byBytes)
  let canonical = ''
  for (const name of names) {
    if (canonical !== '') canonical += '&'
    canonical += `${percentEncode(name)}=${percentEncode(parameters.get(name) as string)}`
  }
  return `${method}&%2F&${percentEncode(canonical)}`
}

/** Base64 of HMAC over the string to sign; the key is the access key secret and `&`. */
export function signV1(toSign: string, secret: string): string {
  return createHmac('sha1', `${secret}&`).update(toSign).digest('base64')
}

/** Whether `claimed` is that signature, in constant time. */
export function verifyV1(toSign: string, secret: string, claimed: string): boolean {
  const digest = createHmac('sha1', `${secret}&`).update(toSign).digest()
  const given = Buffer.from(claimed, 'base64')
  return given.length === digest.length && timingSafeEqual(given, digest)
}

/** By UTF-8 bytes; for names without surrogates that is the order of their UTF-16 units. */
export function byBytes(a: string, b: string): number {
  if (/[\ud800-\udfff]/.test(a) || /[\ud800-\udfff]/.test(b))
    return Buffer.compare(Buffer.from(a), Buffer.from(b))
  return a < b ? -1 : a > b ? 1 : 0
}
