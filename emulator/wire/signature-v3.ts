import { createHmac, getHashes, hash } from 'node:crypto'
import { refuse } from '../errors.ts'
import { canonicalParameters } from './canonical-parameters.ts'
import { sameText } from './constant-time.ts'
import { gatewayErrors } from './gateway-errors.ts'
import type { Message } from './request.ts'

/** What an `Authorization` header of signature V3 says. */
export interface AuthorizationV3 {
  readonly algorithm: string
  readonly hashName: 'sha256' | 'sm3'
  readonly accessKeyId: string
  readonly signedHeaders: readonly string[]
  /** Lower-case hex. */
  readonly signature: string
}

const hashes = new Map<string, AuthorizationV3['hashName']>([
  ['ACS3-HMAC-SHA256', 'sha256'],
  ['ACS3-HMAC-SM3', 'sm3'],
])

/** Reads `ACS3-… Credential=…,SignedHeaders=…,Signature=…`; blanks after the commas are tolerated. */
export function readAuthorization(header: string): AuthorizationV3 {
  const blank = header.indexOf(' ')
  const algorithm = blank < 0 ? header : header.slice(0, blank)
  const hashName = hashes.get(algorithm)
  // Not every OpenSSL that Node is built with has SM3.
  if (!hashName || (hashName === 'sm3' && !getHashes().includes(hashName)))
    return refuse(gatewayErrors, 'InvalidSignatureMethod')
  const parts = new Map<string, string>()
  for (const part of blank < 0 ? [] : header.slice(blank + 1).split(',')) {
    const mark = part.indexOf('=')
    if (mark > 0) parts.set(part.slice(0, mark).trim(), part.slice(mark + 1).trim())
  }
  const accessKeyId = parts.get('Credential')
  const signedHeaders = parts.get('SignedHeaders')
  const signature = parts.get('Signature')
  if (!accessKeyId || !signedHeaders || !signature) return refuse(gatewayErrors, 'IncompleteSignature')
  return {
    algorithm,
    hashName,
    accessKeyId,
    signedHeaders: signedHeaders.split(';'),
    signature: signature.toLowerCase(),
  }
}

/** The canonical request over decoded parameters and the headers that the client names. Source: V3 signature page; captured requests. */
export function canonicalRequestV3(message: Message, signedHeaders: readonly string[]): string {
  const { method, queryParameters, headers } = message
  let canonicalHeaders = ''
  for (const name of signedHeaders)
    canonicalHeaders += `${name.toLowerCase()}:${(headers.get(name.toLowerCase()) ?? '').trim()}\n`
  const bodyHash = headers.get('x-acs-content-sha256') ?? ''
  return `${method}\n/\n${canonicalParameters(queryParameters)}\n${canonicalHeaders}\n${signedHeaders.join(';')}\n${bodyHash}`
}

export function stringToSignV3(
  message: Message,
  { algorithm, hashName, signedHeaders }: AuthorizationV3,
): string {
  const canonical = canonicalRequestV3(message, signedHeaders)
  return `${algorithm}\n${hash(hashName, canonical, 'hex')}`
}

/** Whether signature and body hash are right, the signature compared in constant time. For another body hash: assumed. */
export function verifyV3(
  message: Message,
  authorization: AuthorizationV3,
  toSign: string,
  secret: string,
): boolean {
  const { hashName, signature } = authorization
  if (!sameText(createHmac(hashName, secret).update(toSign).digest('hex'), signature)) return false
  const { body, headers } = message
  return headers.get('x-acs-content-sha256')?.toLowerCase() === hash(hashName, body, 'hex')
}
