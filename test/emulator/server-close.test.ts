import { once } from 'node:events'
import { Agent, type IncomingMessage, type ServerResponse } from 'node:http'
import { expect, test } from 'vitest'
import type { Server } from '../../emulator/server.ts'
import { open, request, secure, sharedAuthority, startEcho, untilClosed } from './echo-server.ts'

/** So long that a close which waits for it fails its test. */
const grace = 60_000
const shared = 'kms.cn-hangzhou.aliyuncs.com'

interface Held {
  readonly server: Server
  /** Resolves with each request that reached the handler; the test answers it. */
  readonly next: () => Promise<{ request: IncomingMessage; response: ServerResponse }>
}

/** A server whose handler answers nothing by itself. */
async function startHeld(timeouts = { grace }): Promise<Held> {
  const arrived: { request: IncomingMessage; response: ServerResponse }[] = []
  let wake = () => {}
  const server = await startEcho({
    timeouts,
    handler: (request, response) => {
      arrived.push({ request, response })
      wake()
    },
  })
  return {
    server,
    next: async () => {
      if (arrived.length === 0) await new Promise<void>(resolve => (wake = resolve))
      return arrived.shift() as { request: IncomingMessage; response: ServerResponse }
    },
  }
}

test('close waits for nothing where nothing is under way', async () => {
  const server = await startEcho({ timeouts: { grace } })
  const { certificatePem: ca } = await sharedAuthority()
  const agent = new Agent({ keepAlive: true })
  await request({ port: server.port, agent })

  const silent = await open(server.port)
  const handshaking = await open(server.port)
  handshaking.write(Buffer.from('16030100', 'hex'))
  const secured = await secure(await open(server.port), { ca, servername: 'localhost' })
  const tunnelled = await open(server.port)
  tunnelled.write(`CONNECT ${shared}:443 HTTP/1.1\r\nHost: ${shared}\r\n\r\n`)
  await once(tunnelled, 'data')
  const inTunnel = await open(server.port)
  inTunnel.write(`CONNECT ${shared}:443 HTTP/1.1\r\nHost: ${shared}\r\n\r\n`)
  await once(inTunnel, 'data')
  const tls = await secure(inTunnel, { ca, servername: shared })
  tls.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
  await once(tls, 'data')

  const closed = [silent, handshaking, secured, tunnelled, tls].map(untilClosed)
  await server.close()
  await Promise.all(closed)
  await expect(request({ port: server.port })).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  agent.destroy()
})

test('a TLS connection that waits for its certificate does not hold it up', async () => {
  let start = () => {}
  const started = new Promise<void>(resolve => (start = resolve))
  const server = await startEcho({
    timeouts: { grace },
    certificate: () => {
      start()
      return new Promise(() => {})
    },
  })
  const socket = await open(server.port)
  socket.write(Buffer.from('16030100', 'hex'))
  await started
  await server.close()
  expect(await untilClosed(socket)).toBe('')
})

test('a request under way is answered, and its connection closed', async () => {
  const { server, next } = await startHeld()
  const { certificatePem: ca } = await sharedAuthority()
  const agent = new Agent({ keepAlive: true })
  const plain = request({ port: server.port, agent })
  const first = await next()
  const secured = request({ port: server.port, ca })
  const second = await next()
  const closing = server.close()
  first.response.end('first')
  second.response.end('second')
  const answers = await Promise.all([plain, secured])
  expect(answers.map(({ body, headers }) => [body, headers.connection])).toEqual([
    ['first', 'close'],
    ['second', 'close'],
  ])
  await closing
  agent.destroy()
})

test('a request whose body is still coming is answered', async () => {
  const { server, next } = await startHeld()
  const socket = await open(server.port)
  socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nha')
  const { request, response } = await next()
  const closing = server.close()
  request.on('data', () => {})
  request.on('end', () => response.end('done'))
  socket.write('lf')
  expect(await untilClosed(socket)).toMatch(/\r\n\r\ndone$/)
  await closing
})

test('a long answer that is already written is sent to its end', async () => {
  const { server, next } = await startHeld()
  const size = 32 * 1024 * 1024
  const socket = await open(server.port)
  socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
  const { response } = await next()
  response.end(Buffer.alloc(size, 'x'))
  const closing = server.close()
  const raw = await untilClosed(socket)
  expect(raw.length - raw.indexOf('\r\n\r\n') - 4).toBe(size)
  await closing
})

test('what was sent before the close is still answered', async () => {
  const { server, next } = await startHeld()
  const socket = await open(server.port)
  socket.write('GET /1 HTTP/1.1\r\nHost: a\r\n\r\n')
  const first = await next()
  first.response.end()
  await once(socket, 'data')
  await new Promise(resolve => socket.write('GET /2 HTTP/1.1\r\nHost: a\r\n\r\n', resolve))
  const closing = server.close()
  const { response } = await next()
  response.end('second')
  expect(await untilClosed(socket)).toMatch(/Connection: close[\s\S]*second$/)
  await closing
})

test('after the grace period what is left is cut off', async () => {
  const { server, next } = await startHeld({ grace: 1 })
  const { certificatePem: ca } = await sharedAuthority()
  const requests = [request({ port: server.port }), request({ port: server.port, ca })]
  const outcomes = Promise.allSettled(requests)
  await next()
  await next()
  await server.close()
  expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
})

test('closing twice is closing once', async () => {
  const server = await startEcho()
  expect(server.close()).toBe(server.close())
  await server.close()
})
