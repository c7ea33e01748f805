import { once } from 'node:events'
import { type Agent, get, type IncomingMessage, type RequestOptions } from 'node:http'
import { get as getSecurely } from 'node:https'
import { connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { type TLSSocket, connect as tlsConnect } from 'node:tls'
import { type ListenOptions, listen, type Server } from '../../emulator/server.ts'
import { type CertificateAuthority, certificateAuthority } from '../../emulator/tls.ts'

/** What the echo handler answers about a request. */
export interface Echo {
  readonly method: string
  readonly url: string
  readonly host: string | null
  readonly encrypted: boolean
  readonly remoteAddress: string
  readonly body: string
}

/** Answers each request with what it saw of it. */
export const echo: ListenOptions['handler'] = async (request, response) => {
  const body = await text(request).catch(() => undefined)
  if (body === undefined) return
  const { method = '', url = '', headers, socket } = request
  const { remoteAddress = '' } = socket
  const encrypted = (socket as TLSSocket).encrypted === true
  const seen: Echo = { method, url, host: headers.host ?? null, encrypted, remoteAddress, body }
  const answer = JSON.stringify(seen)
  const answerHeaders = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(answer) }
  response.writeHead(200, answerHeaders).end(answer)
}

let authority: Promise<CertificateAuthority> | undefined

/** One authority in memory for all tests of a file; clients check certificates against the machine's clock. */
export function sharedAuthority(): Promise<CertificateAuthority> {
  authority ??= certificateAuthority({ now: Date.now() })
  return authority
}

/** An echo server on a free port of 127.0.0.1. */
export function startEcho(options: Partial<ListenOptions> = {}): Promise<Server> {
  return listen({ port: 0, host: '127.0.0.1', handler: echo, certificate: sharedAuthority, ...options })
}

/** A whole answer. */
export interface Answer {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** One GET, over TLS if `ca` is given. */
export async function request(options: RequestOptions & { ca?: string; servername?: string; agent?: Agent }) {
  const send = options.ca === undefined ? get : getSecurely
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    send({ host: '127.0.0.1', ...options }, resolve).on('error', reject)
  })
  const answer: Answer = {
    status: response.statusCode ?? 0,
    headers: response.headers,
    body: await text(response),
  }
  return answer
}

/** A connected TCP socket whose errors (the server may reset it) are not the test's concern. */
export async function open(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  socket.on('error', () => {})
  await once(socket, 'connect')
  return socket
}

/** Everything that comes until the other side ends or resets. */
export async function untilClosed(socket: Socket): Promise<string> {
  const chunks: Buffer[] = []
  socket.on('data', chunk => chunks.push(chunk))
  await new Promise(resolve => {
    socket.once('end', resolve)
    socket.once('close', resolve)
  })
  socket.destroy()
  return Buffer.concat(chunks).toString('latin1')
}

/** Sends raw bytes and reads until the connection is closed. */
export async function exchange(port: number, bytes: string | Buffer): Promise<string> {
  const socket = await open(port)
  socket.write(bytes)
  return untilClosed(socket)
}

/** Status line and JSON body of a raw answer. */
export function parsed(raw: string): { readonly status: string; readonly body: unknown } {
  const [head = '', body = ''] = raw.split('\r\n\r\n')
  return { status: head.split('\r\n')[0] ?? '', body: JSON.parse(body) }
}

/** A TLS connection made over an open socket. */
export async function secure(
  socket: Socket,
  options: { ca: string; servername?: string; host?: string },
): Promise<TLSSocket> {
  const tls = tlsConnect({ socket, ...options })
  await once(tls, 'secureConnect')
  return tls
}
