// Signs GetSecretValue as the official clients do, apart from the emulator's own code.
import { createHash, createHmac, randomUUID } from 'node:crypto'
import { get } from './load.mjs'

const encode = text =>
  encodeURIComponent(text).replace(/[!'()*]/g, c => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
const now = () => `${new Date().toISOString().slice(0, 19)}Z`

/** A GetSecretValue signed with V1, as the bytes of a request. */
export function signedV1({ accessKeyId, accessKeySecret }, secretName) {
  const parameters = {
    AccessKeyId: accessKeyId,
    Action: 'GetSecretValue',
    Format: 'JSON',
    SecretName: secretName,
    SignatureMethod: 'HMAC-SHA1',
    SignatureNonce: randomUUID(),
    SignatureVersion: '1.0',
    Timestamp: now(),
    Version: '2016-01-20',
  }
  const query = Object.entries(parameters)
    .map(([name, value]) => `${name}=${encode(value)}`)
    .join('&')
  const signature = createHmac('sha1', `${accessKeySecret}&`)
    .update(`GET&%2F&${encode(query)}`)
    .digest('base64')
  return get(`/?${query}&Signature=${encode(signature)}`)
}

const emptyHash = createHash('sha256').digest('hex')

/** The same with V3. */
export function signedV3({ accessKeyId, accessKeySecret }, secretName) {
  const headers = {
    host: '127.0.0.1',
    'x-acs-action': 'GetSecretValue',
    'x-acs-content-sha256': emptyHash,
    'x-acs-date': now(),
    'x-acs-signature-nonce': randomUUID(),
    'x-acs-version': '2016-01-20',
  }
  const names = Object.keys(headers).join(';')
  const query = `SecretName=${encode(secretName)}`
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`)
  const canonical = `GET\n/\n${query}\n${lines.join('')}\n${names}\n${emptyHash}`
  const hash = createHash('sha256').update(canonical).digest('hex')
  const signature = createHmac('sha256', accessKeySecret).update(`ACS3-HMAC-SHA256\n${hash}`).digest('hex')
  const authorization = `ACS3-HMAC-SHA256 Credential=${accessKeyId},SignedHeaders=${names},Signature=${signature}`
  return get(`/?${query}`, { ...headers, authorization })
}
