import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { refuse } from '../errors.ts'
import { gatewayErrors } from './gateway-errors.ts'
import { percentEncode } from './percent.ts'
import type { Message } from './request.ts'
import { byBytes } from './signature-v1.ts'

/** What an `Authorization` header of signature V3 says. */
export interface AuthorizationV3 {
  readonly algorithm: string
  readonly hash: 'sha256' | 'sm3'
  readonly accessKeyId: string
  readonly signedHeaders: readonly string[]
  /** Lower-case hex. */
  readonly signature: string
}

const hashes = new Map<string, AuthorizationV3['hash']>([
  ['ACS3-HMAC-SHA256', 'sha256'],
  ['ACS3-HMAC-SM3', 'sm3'],
])

/** Reads `ACS3-… Credential=…,SignedHeaders=…,Signature=…`; blanks after the commas are tolerated. */
export function readAuthorization(header: string): AuthorizationV3 {
  const blank = header.indexOf(' ')
  const algorithm = blank < 0 ? header : header.slice(0, blank)
  const hash = hashes.get(algorithm) ?? refuse(gatewayErrors, 'InvalidSignatureMethod')
  const parts = new Map<string, string>()
  for (const part of blank < 0 ? [] : header.slice(blank + 1).split(',')) {
    const mark = part.indexOf('=')
    if (mark > 0) parts.set(part.slice(0, mark).trim(), part.slice(mark + 1).trim())
  }
  const accessKeyId = parts.get('Credential')
  const signedHeaders = parts.get('SignedHeaders')
  const signature = parts.get('Signature')
  if (!accessKeyId || !signedHeaders || !signature || !/^[0-9a-f]{64}$/i.test(signature))
    return refuse(gatewayErrors, 'IncompleteSignature')
  return {
    algorithm,
    hash,
    accessKeyId,
    signedHeaders: signedHeaders.split(';'),
    signature: signature.toLowerCase(),
  }
}

/** The canonical request over decoded parameters and the headers that the client names. Source: V3 signature page; captured requests. */
export function canonicalRequestV3(message: Message, signedHeaders: readonly string[]): string {
  const { queryParameters: query, headers } = message
  const canonicalQuery = [...query.keys()]
    .sort(byBytes)
    .map(name => `${percentEncode(name)}=${percentEncode(query.get(name) as string)}`)
    .join('&')
  let canonicalHeaders = ''
  for (const name of signedHeaders)
    canonicalHeaders += `${name.toLowerCase()}:${(headers.get(name.toLowerCase()) ?? '').trim()}\n`
  const bodyHash = headers.get('x-acs-content-sha256') ?? ''
  return `${message.method}\n/\n${canonicalQuery}\n${canonicalHeaders}\n${signedHeaders.join(';')}\n${bodyHash}`
}

export function stringToSignV3(
  message: Message,
  { algorithm, hash, signedHeaders }: AuthorizationV3,
): string {
  const canonical = canonicalRequestV3(message, signedHeaders)
  return `${algorithm}\n${createHash(hash).update(canonical).digest('hex')}`
}

/** Whether signature and body hash are right, the signature compared in constant time. */
export function verifyV3(
  message: Message,
  authorization: AuthorizationV3,
  toSign: string,
  secret: string,
): boolean {
  const { hash, signature } = authorization
  const digest = createHmac(hash, secret).update(toSign).digest()
  const given = Buffer.from(signature, 'hex')
  const signed = given.length === digest.length && timingSafeEqual(given, digest)
  const claimed = message.headers.get('x-acs-content-sha256')?.toLowerCase()
  const actual =
    message.body.length === 0 ? emptyHash(hash) : createHash(hash).update(message.body).digest('hex')
  return signed && (claimed === undefined || claimed === '' || claimed === actual)
}

const emptyHashes = new Map<string, string>()

function emptyHash(hash: AuthorizationV3['hash']): string {
  let found = emptyHashes.get(hash)
  if (found === undefined) {
    found = createHash(hash).digest('hex')
    emptyHashes.set(hash, found)
  }
  return found
}
