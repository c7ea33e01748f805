import type { HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { type Context, Hono } from 'hono'
import { answer, answerBug, answerTooLarge } from './answer.ts'
import type { Emulator } from './emulator.ts'
import { loseAnswer } from './lost-answer.ts'
import { hasBody, readBody } from './request-body.ts'
import type { WireRequest, WireResponse } from './wire/message.ts'

/** No request of the API is longer: the largest value is 30,720 bytes, a policy 32,768, both percent-encoded. */
const bodyLimit = 1024 * 1024

/** What the handlers of a request get from the server. */
export type Environment = { Bindings: HttpBindings }

/** The API at `/`, and whatever `control` puts under `/_emulator`. */
export function createApp(emulator: Emulator, control?: (app: Hono<Environment>) => void): Hono<Environment> {
  const app = new Hono<Environment>()
  const api = (context: Context<Environment>) => handle(emulator, context)
  control?.(app)
  app.all('*', api)
  app.onError((error, { env: { incoming, outgoing } }) => {
    const answered = answerBug(emulator, error, incoming.headers.host ?? '')
    return outgoing.headersSent ? RESPONSE_ALREADY_SENT : write(outgoing, answered)
  })
  return app
}

function handle(
  emulator: Emulator,
  { env: { incoming, outgoing } }: Context<Environment>,
): Response | Promise<Response> {
  const send = (body: Uint8Array | undefined): Response | Promise<Response> => {
    const wire = wireOf(incoming, body ?? empty)
    const answered = body ? answer(emulator, wire) : answerTooLarge(emulator, wire)
    return answered instanceof Promise
      ? answered.then(whole => write(outgoing, whole))
      : write(outgoing, answered)
  }
  return hasBody(incoming) ? readBody(incoming, bodyLimit).then(send, () => leave(outgoing)) : send(empty)
}

/** Whoever sent half a body has gone: there is nobody to answer. */
function leave(outgoing: HttpBindings['outgoing']): Response {
  outgoing.destroy()
  return RESPONSE_ALREADY_SENT
}

/** Straight to Node's response: half as much work as a Response object that is taken apart again. */
function write(outgoing: HttpBindings['outgoing'], answered: WireResponse): Response {
  const { status, headers, body, drop } = answered
  if (drop !== undefined) {
    loseAnswer(outgoing, answered, drop)
    return RESPONSE_ALREADY_SENT
  }
  outgoing.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) })
  outgoing.end(body)
  return RESPONSE_ALREADY_SENT
}

function wireOf(incoming: HttpBindings['incoming'], body: Uint8Array): WireRequest {
  const url = incoming.url ?? '/'
  const mark = url.indexOf('?')
  return {
    method: incoming.method ?? 'GET',
    path: mark < 0 ? url : url.slice(0, mark),
    query: mark < 0 ? '' : url.slice(mark + 1),
    headers: headersOf(incoming.headers),
    body,
    secure: 'encrypted' in incoming.socket,
    sourceIp: incoming.socket.remoteAddress ?? '',
  }
}

const empty = new Uint8Array()

function headersOf(headers: HttpBindings['incoming']['headers']): Map<string, string> {
  const map = new Map<string, string>()
  for (const name in headers) {
    const value = headers[name]
    if (value !== undefined) map.set(name, typeof value === 'string' ? value : value.join(', '))
  }
  return map
}
