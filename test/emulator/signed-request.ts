import { createHmac } from 'node:crypto'
import type { WireRequest } from '../../emulator/wire/message.ts'

/** Percent-encoding as signature V1 wants it. */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, c => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
}

export interface SignedRequestOptions {
  readonly action: string
  readonly parameters?: Readonly<Record<string, string>>
  readonly version?: string
  readonly accessKeyId: string
  readonly accessKeySecret: string
  readonly securityToken?: string
  /** Milliseconds since 1970. */
  readonly now: number
  readonly nonce: string
  readonly host?: string
}

/** A GET request signed with V1, written apart from the emulator's own code so that the two check each other. */
export function signedRequest(options: SignedRequestOptions): WireRequest {
  const { action, version = '2016-01-20', accessKeyId, accessKeySecret, securityToken, now, nonce } = options
  const all: Record<string, string> = {
    ...options.parameters,
    Action: action,
    Version: version,
    Format: 'JSON',
    AccessKeyId: accessKeyId,
    SignatureMethod: 'HMAC-SHA1',
    SignatureVersion: '1.0',
    SignatureNonce: nonce,
    Timestamp: `${new Date(now).toISOString().slice(0, 19)}Z`,
    ...(securityToken === undefined ? {} : { SecurityToken: securityToken }),
  }
  const canonical = Object.keys(all)
    .sort()
    .map(name => `${percentEncode(name)}=${percentEncode(all[name] as string)}`)
    .join('&')
  const toSign = `GET&%2F&${percentEncode(canonical)}`
  const signature = createHmac('sha1', `${accessKeySecret}&`).update(toSign).digest('base64')
  return {
    method: 'GET',
    path: '/',
    query: `${canonical}&Signature=${percentEncode(signature)}`,
    headers: new Map([['host', options.host ?? '127.0.0.1:5670']]),
    body: new Uint8Array(),
    secure: false,
    sourceIp: '127.0.0.1',
  }
}
