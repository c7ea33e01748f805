import { createHash, createHmac } from 'node:crypto'
import type { WireRequest } from '../../emulator/wire/message.ts'

/** Percent-encoding as both signature versions want it. */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, c => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
}

/** Members of a request by name; undefined leaves one out that would be there. */
export type Changes = Readonly<Record<string, string | undefined>>

export interface SignedRequestOptions {
  /** Absent: V1. */
  readonly style?: 'V1' | 'V3'
  readonly method?: 'GET' | 'POST'
  readonly action: string
  readonly parameters?: Readonly<Record<string, string>>
  /** Parameters that go into a form body. */
  readonly form?: Readonly<Record<string, string>>
  readonly version?: string
  readonly accessKeyId: string
  readonly accessKeySecret: string
  readonly securityToken?: string
  /** Milliseconds since 1970. */
  readonly now: number
  readonly nonce: string
  readonly host?: string
  /** Common parameters (V1) or headers (V3) to set or leave out before the request is signed. */
  readonly common?: Changes
  /** Headers to set or leave out once it is signed, by lower-case name. */
  readonly headers?: Changes
}

/** A request whose header fields can be looked through. */
export interface WrittenRequest extends WireRequest {
  readonly headers: ReadonlyMap<string, string>
}

/** A signed request, made apart from the emulator's own code so that the two check each other. */
export function signedRequest(options: SignedRequestOptions): WrittenRequest {
  const { style = 'V1', form } = options
  const body = Buffer.from(form ? listed(form) : '')
  const { query, headers } = style === 'V1' ? signedV1(options) : signedV3(options, body)
  return {
    method: methodOf(options),
    path: '/',
    query,
    headers: new Map(Object.entries(present({ ...headers, ...options.headers }))),
    body,
    secure: false,
    sourceIp: '127.0.0.1',
  }
}

interface Signed {
  readonly query: string
  readonly headers: Changes
}

const formType = 'application/x-www-form-urlencoded'

function signedV1(options: SignedRequestOptions): Signed {
  const { action, form, host, version = '2016-01-20' } = options
  const common = present({
    Action: action,
    Version: version,
    Format: 'JSON',
    AccessKeyId: options.accessKeyId,
    SignatureMethod: 'HMAC-SHA1',
    SignatureVersion: '1.0',
    SignatureNonce: options.nonce,
    Timestamp: wireTime(options.now),
    SecurityToken: options.securityToken,
    ...options.common,
  })
  const query = { ...options.parameters, ...common }
  const toSign = `${methodOf(options)}&%2F&${percentEncode(listed({ ...query, ...form }))}`
  const signature = createHmac('sha1', `${options.accessKeySecret}&`).update(toSign).digest('base64')
  return {
    query: listed('Signature' in (options.common ?? {}) ? query : { ...query, Signature: signature }),
    headers: { host: host ?? '127.0.0.1:5670', 'content-type': form && formType },
  }
}

function signedV3(options: SignedRequestOptions, body: Buffer): Signed {
  const { accessKeyId, form, host, version = '2016-01-20' } = options
  const bodyHash = createHash('sha256').update(body).digest('hex')
  const headers = present({
    host: host ?? '127.0.0.1:5670',
    'content-type': form && formType,
    'x-acs-action': options.action,
    'x-acs-version': version,
    'x-acs-date': wireTime(options.now),
    'x-acs-signature-nonce': options.nonce,
    'x-acs-content-sha256': bodyHash,
    'x-acs-security-token': options.securityToken,
    ...options.common,
  })
  const query = listed(options.parameters ?? {})
  const names = Object.keys(headers).sort()
  const lines = names.map(name => `${name}:${headers[name]?.trim()}\n`).join('')
  const canonical = [methodOf(options), '/', query, lines, names.join(';'), headers['x-acs-content-sha256']]
  const toSign = `ACS3-HMAC-SHA256\n${createHash('sha256').update(canonical.join('\n')).digest('hex')}`
  const signature = createHmac('sha256', options.accessKeySecret).update(toSign).digest('hex')
  const authorization = `ACS3-HMAC-SHA256 Credential=${accessKeyId},SignedHeaders=${names.join(';')},Signature=${signature}`
  return { query, headers: { authorization, ...headers } }
}

function methodOf({ method, form }: SignedRequestOptions): 'GET' | 'POST' {
  return method ?? (form ? 'POST' : 'GET')
}

function wireTime(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`
}

function present(members: Changes): Record<string, string> {
  return Object.fromEntries(
    Object.entries(members).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}

/** Names and values percent-encoded, sorted by the bytes of the names. */
function listed(parameters: Readonly<Record<string, string>>): string {
  return Object.entries(parameters)
    .sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`)
    .join('&')
}
