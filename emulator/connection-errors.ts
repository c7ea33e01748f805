import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import { assumed, type ErrorTable } from './errors.ts'

const source = 'our own: the real gateway answers what it cannot parse with a page, which no client can read'

/** What the emulator says to bytes that never became a request; the service has no such codes. */
export const connectionErrors = {
  'Emulator.MalformedRequest': assumed(400, 'the bytes are not a well-formed HTTP/1.1 request', source),
  'Emulator.MissingHost': assumed(400, 'an HTTP/1.1 request needs a Host header', source),
  'Emulator.RequestTimeout': assumed(408, 'the request did not arrive completely in time', source),
  'Emulator.ChunkExtensionsTooLarge': assumed(413, 'the chunk extensions of the body are too long', source),
  'Emulator.HeadersTooLarge': assumed(431, 'the request line and headers are too long together', source),
} satisfies ErrorTable

/** A code of the table above. */
export type ConnectionError = keyof typeof connectionErrors

const codes: ReadonlyMap<string | undefined, ConnectionError> = new Map([
  ['ERR_HTTP_REQUEST_TIMEOUT', 'Emulator.RequestTimeout'],
  ['HPE_CHUNK_EXTENSIONS_OVERFLOW', 'Emulator.ChunkExtensionsTooLarge'],
  ['HPE_HEADER_OVERFLOW', 'Emulator.HeadersTooLarge'],
])

/** The row for an error that node:http gives with `clientError`. */
export function connectionErrorOf(error: NodeJS.ErrnoException): ConnectionError {
  return codes.get(error.code) ?? 'Emulator.MalformedRequest'
}

/** The answer's body: JSON in the gateway's form, because clients fail on anything else. */
export function connectionErrorBody(code: ConnectionError): string {
  const { message } = connectionErrors[code]
  return JSON.stringify({ RequestId: randomUUID().toUpperCase(), Code: code, Message: message })
}

/** A whole HTTP/1.1 answer as text, for sockets that no longer have a response object; it closes the connection. */
export function plainAnswer(status: number, type: string, body: string): string {
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    `Content-Type: ${type}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n')
}
