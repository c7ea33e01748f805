import type { ServerResponse } from 'node:http'
import type { Drop, WireResponse } from './wire/message.ts'

/** Answers that nobody will finish: a server that closes does not wait for them. */
const withheld = new WeakSet<ServerResponse>()

/** Whether an answer will never come. */
export function isWithheld(outgoing: ServerResponse): boolean {
  return withheld.has(outgoing)
}

/** Loses an answer on its way to the client. */
export function loseAnswer(outgoing: ServerResponse, answer: WireResponse, drop: Drop): void {
  ways[drop](outgoing, answer)
}

/** Neither JSON nor UTF-8, and harmless in a terminal. */
const garbage = Buffer.from('\xff\xfe<this is no JSON>', 'latin1')

const ways: Readonly<Record<Drop, (outgoing: ServerResponse, answer: WireResponse) => void>> = {
  reset(outgoing) {
    const { socket } = outgoing
    // Only a socket without TLS around it can send the RST of a connection that broke.
    if (socket && !('encrypted' in socket)) socket.resetAndDestroy()
    else outgoing.destroy()
  },
  truncate(outgoing, { status, headers, body }) {
    const bytes = Buffer.from(body)
    outgoing.writeHead(status, { ...headers, 'content-length': bytes.length })
    outgoing.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), () => outgoing.destroy())
  },
  garbage(outgoing, { headers }) {
    outgoing.writeHead(200, { ...headers, 'content-length': garbage.length })
    outgoing.end(garbage)
  },
  'never-answer'(outgoing) {
    withheld.add(outgoing)
  },
}
