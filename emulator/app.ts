import type { HttpBindings } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import { answer, answerTooLarge } from './answer.ts'
import type { Emulator } from './emulator.ts'
import { hasBody, readBody } from './request-body.ts'
import type { WireRequest } from './wire/message.ts'

/** No request of the API is longer: the largest value is 30,720 bytes, a policy 32,768, both percent-encoded. */
const bodyLimit = 1024 * 1024

/** What the handlers of a request get from the server. */
export type Environment = { Bindings: HttpBindings }

/** The API at `/`, and whatever `control` puts under `/_emulator`. */
export function createApp(emulator: Emulator, control?: (app: Hono<Environment>) => void): Hono<Environment> {
  const app = new Hono<Environment>()
  const api = (context: Context<Environment>) => handle(emulator, context)
  app.all('/', api)
  control?.(app)
  app.all('*', api)
  return app
}

async function handle(emulator: Emulator, { env: { incoming } }: Context<Environment>): Promise<Response> {
  const body = hasBody(incoming) ? await readBody(incoming, bodyLimit) : empty
  const url = incoming.url ?? '/'
  const mark = url.indexOf('?')
  const wire: WireRequest = {
    method: incoming.method ?? 'GET',
    path: mark < 0 ? url : url.slice(0, mark),
    query: mark < 0 ? '' : url.slice(mark + 1),
    headers: headersOf(incoming.headers),
    body: body ?? empty,
    secure: 'encrypted' in incoming.socket,
    sourceIp: incoming.socket.remoteAddress ?? '',
  }
  const answered = body ? answer(emulator, wire) : answerTooLarge(emulator, wire)
  const { status, headers, body: text } = answered instanceof Promise ? await answered : answered
  return new Response(text, { status, headers: headers as Record<string, string> })
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
