import type { IncomingMessage, ServerResponse } from 'node:http'
import { answer, answerBug, answerTooLarge } from './answer.ts'
import type { Control } from './control/control.ts'
import type { Emulator } from './emulator.ts'
import { loseAnswer } from './lost-answer.ts'
import { hasBody, readBody } from './request-body.ts'
import type { HeaderFields, WireRequest, WireResponse } from './wire/message.ts'

/** Answers one request of node:http, now or later; never throws for what a client sent. */
export type RequestHandler = (incoming: IncomingMessage, outgoing: ServerResponse) => void

/** No request of the API is longer: the largest value is 30,720 bytes, a policy 32,768, both percent-encoded. */
const bodyLimit = 1024 * 1024

/**
 * The control interface under `/_emulator`, the API everywhere else. The API is spoken with node:http itself: a router
 * and objects of the Fetch API would double what a call costs. The control interface is loaded with its first request.
 */
export function createHandler(emulator: Emulator, control: Control): RequestHandler {
  let listening: Promise<RequestHandler> | undefined
  return (incoming, outgoing) => {
    if (isControl(incoming.url ?? '')) {
      listening ??= import('./control/listener.ts').then(({ controlListener }) => controlListener(control))
      listening.then(listener => listener(incoming, outgoing)).catch(failed(emulator, incoming, outgoing))
    } else if (hasBody(incoming)) {
      readBody(incoming, bodyLimit)
        .then(
          body => send(emulator, incoming, outgoing, body),
          // Whoever sent half a body has gone: there is nobody to answer.
          () => outgoing.destroy(),
        )
        .catch(failed(emulator, incoming, outgoing))
    } else send(emulator, incoming, outgoing, empty)
  }
}

function isControl(url: string): boolean {
  return url.startsWith('/_emulator') && /^(?:$|[/?])/.test(url.slice('/_emulator'.length))
}

function send(
  emulator: Emulator,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  body: Uint8Array | undefined,
): void {
  try {
    const wire = wireOf(incoming, body ?? empty)
    const answered = body ? answer(emulator, wire) : answerTooLarge(emulator, wire)
    if (answered instanceof Promise)
      answered.then(whole => write(outgoing, whole)).catch(failed(emulator, incoming, outgoing))
    else write(outgoing, answered)
  } catch (error) {
    failed(emulator, incoming, outgoing)(error)
  }
}

/** What is done about a fault of the emulator's own that came so late, or so early, that no answer tells of it. */
function failed(emulator: Emulator, incoming: IncomingMessage, outgoing: ServerResponse) {
  return (error: unknown): void => {
    const answered = answerBug(emulator, error, incoming.headers.host ?? '')
    if (outgoing.headersSent) outgoing.destroy()
    else write(outgoing, answered)
  }
}

function write(outgoing: ServerResponse, answered: WireResponse): void {
  const { status, headers, body, drop } = answered
  if (drop !== undefined) {
    loseAnswer(outgoing, answered, drop)
    return
  }
  const fields = ['content-length', String(Buffer.byteLength(body))]
  for (const name in headers) fields.push(name, headers[name] as string)
  if (departing.push({ outgoing, status, fields, body }) === 1) setImmediate(depart)
}

/** An answer that goes out with the others of this turn of the event loop. */
interface Departing {
  readonly outgoing: ServerResponse
  readonly status: number
  readonly fields: string[]
  readonly body: string
}

let departing: Departing[] = []

/**
 * Sends the answers of one turn of the event loop one right after the other. Waking a client that waits costs as much as
 * sending: sent so, most answers find their client awake with one before.
 */
function depart(): void {
  const all = departing
  departing = []
  for (const { outgoing, status, fields, body } of all) {
    outgoing.writeHead(status, fields)
    outgoing.end(body)
  }
}

function wireOf(incoming: IncomingMessage, body: Uint8Array): WireRequest {
  const url = incoming.url ?? '/'
  const mark = url.indexOf('?')
  return {
    method: incoming.method ?? 'GET',
    path: mark < 0 ? url : url.slice(0, mark),
    query: mark < 0 ? '' : url.slice(mark + 1),
    headers: new ReceivedFields(incoming),
    body,
    secure: 'encrypted' in incoming.socket,
    sourceIp: incoming.socket.remoteAddress ?? '',
  }
}

const empty = new Uint8Array()

/** The header fields as node:http has them: few of them are ever asked for. */
class ReceivedFields implements HeaderFields {
  readonly #fields: IncomingMessage['headers']

  constructor({ headers }: IncomingMessage) {
    this.#fields = headers
  }

  get(name: string): string | undefined {
    if (!Object.hasOwn(this.#fields, name)) return undefined
    const value = this.#fields[name]
    return typeof value === 'object' ? value.join(', ') : value
  }
}
