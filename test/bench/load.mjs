// A load generator: keep-alive connections that each send one prepared request after another. Of a server that ends the
// connection with its answer, the next request goes over a new one, as its clients' do.
import { connect } from 'node:net'

/** Requests per second of `connections` sockets over `seconds`, each request taken from `next()` (bytes). */
export function load({ port, connections = 10, seconds = 4, next }) {
  return new Promise((resolve, reject) => {
    const began = process.hrtime.bigint()
    const deadline = Date.now() + seconds * 1000
    let answered = 0
    let refused = 0
    let open = connections
    const dial = () => {
      const socket = connect(port, '127.0.0.1')
      let held = ''
      let redial = false
      const send = () => {
        const request = Date.now() < deadline ? next() : undefined
        // Not ended but dropped: some servers keep an ended connection open, and the clock runs until the last is closed.
        if (request === undefined) socket.destroy()
        else socket.write(request)
      }
      socket.setNoDelay(true)
      socket.on('connect', send)
      socket.on('error', reject)
      socket.on('close', () => {
        if (redial && Date.now() < deadline) return dial()
        if (--open > 0) return
        const elapsed = Number(process.hrtime.bigint() - began) / 1e9
        resolve({ perSecond: answered / elapsed, answered, refused })
      })
      socket.on('data', chunk => {
        held += chunk.toString('latin1')
        const head = held.indexOf('\r\n\r\n')
        if (head < 0) return
        const length = Number(/content-length: (\d+)/i.exec(held)?.[1] ?? 0)
        if (held.length < head + 4 + length) return
        if (!held.startsWith('HTTP/1.1 200')) refused++
        answered++
        redial = /\r\nconnection: close\r\n/i.test(held.slice(0, head + 2))
        held = ''
        if (redial) socket.destroy()
        else send()
      })
    }
    for (let index = 0; index < connections; index++) dial()
  })
}

/** A plain GET as bytes. */
export function get(path, headers = {}) {
  const lines = Object.entries({ host: '127.0.0.1', ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  )
  return Buffer.from(`GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`)
}

/** A POST with a body as bytes. */
export function post(path, headers, body) {
  const lines = Object.entries({ host: '127.0.0.1', 'content-length': Buffer.byteLength(body), ...headers })
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`,
  )
}
