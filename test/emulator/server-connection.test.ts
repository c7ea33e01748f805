import { once } from 'node:events'
import { Agent } from 'node:http'
import { connect } from 'node:tls'
import { afterEach, describe, expect, test } from 'vitest'
import { listen, type Server } from '../../emulator/server.ts'
import {
  echo,
  exchange,
  open,
  parsed,
  request,
  secure,
  sharedAuthority,
  startEcho,
  untilClosed,
} from './echo-server.ts'

let server: Server

afterEach(() => server?.close())

const requestId = expect.stringMatching(/^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/)

describe('one port', () => {
  test('answers http', async () => {
    server = await startEcho()
    const answer = await request({ port: server.port, path: '/?Action=ListSecrets' })
    expect(answer.headers['keep-alive']).toBe('timeout=25')
    expect(JSON.parse(answer.body)).toEqual({
      method: 'GET',
      url: '/?Action=ListSecrets',
      host: `127.0.0.1:${server.port}`,
      encrypted: false,
      remoteAddress: '127.0.0.1',
      body: '',
    })
  })

  test('answers https', async () => {
    server = await startEcho()
    const { certificatePem: ca } = await sharedAuthority()
    const answer = await request({ port: server.port, path: '/?Action=ListSecrets', ca })
    expect(JSON.parse(answer.body)).toEqual({
      method: 'GET',
      url: '/?Action=ListSecrets',
      host: `127.0.0.1:${server.port}`,
      encrypted: true,
      remoteAddress: '127.0.0.1',
      body: '',
    })
  })

  test('makes no certificate for http, and one for many TLS connections', async () => {
    let made = 0
    const certificate = () => {
      made++
      return sharedAuthority()
    }
    server = await startEcho({ certificate })
    await request({ port: server.port })
    expect(made).toBe(0)
    const { certificatePem: ca } = await sharedAuthority()
    await Promise.all([1, 2, 3].map(() => request({ port: server.port, ca })))
    expect(made).toBe(1)
  })

  test('reports a certificate that cannot be made, closes, and tries again', async () => {
    const reports: unknown[] = []
    const broken = new Error('no disk')
    let attempts = 0
    server = await startEcho({
      certificate: () => (attempts++ === 0 ? Promise.reject(broken) : sharedAuthority()),
      report: error => reports.push(error),
    })
    const { certificatePem: ca } = await sharedAuthority()
    await expect(request({ port: server.port, ca })).rejects.toThrow()
    expect(reports).toEqual([broken])
    expect((await request({ port: server.port, ca })).status).toBe(200)
  })

  test('answers 200 connections at once', async () => {
    server = await startEcho()
    const { certificatePem: ca } = await sharedAuthority()
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        request({ port: server.port, path: `/${index}`, ...(index % 4 === 0 ? { ca } : {}) }),
      ),
    )
    expect(answers.map(({ body }) => JSON.parse(body).url)).toEqual(answers.map((_, index) => `/${index}`))
  })

  test('keeps a connection for the next request', async () => {
    server = await startEcho()
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const ports = new Set<number | undefined>()
    agent.on('free', socket => ports.add(socket.localPort))
    for (const path of ['/1', '/2', '/3']) await request({ port: server.port, path, agent })
    agent.destroy()
    expect(ports.size).toBe(1)
  })

  test('takes a first byte that comes alone', async () => {
    server = await startEcho()
    const socket = await open(server.port)
    socket.setNoDelay(true)
    await new Promise(resolve => socket.write('G', resolve))
    socket.write('ET /alone HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
    expect(await untilClosed(socket)).toContain('"url":"/alone"')
  })

  test('refuses a second listener with the code of the system', async () => {
    server = await startEcho()
    const options = { port: server.port, host: '127.0.0.1', handler: echo, certificate: sharedAuthority }
    await expect(listen(options)).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })

  test('survives a handler that throws', async () => {
    const bug = new Error('bug')
    const reports: unknown[] = []
    server = await startEcho({
      handler: () => {
        throw bug
      },
      report: error => reports.push(error),
    })
    await expect(request({ port: server.port })).rejects.toMatchObject({ code: 'ECONNRESET' })
    expect(reports).toEqual([bug])
  })
})

describe('TLS versions', () => {
  test.each(['TLSv1.2', 'TLSv1.3'] as const)('takes %s', async version => {
    server = await startEcho()
    const { certificatePem: ca } = await sharedAuthority()
    const options = { port: server.port, host: '127.0.0.1', ca, minVersion: version, maxVersion: version }
    const socket = connect({ ...options, ALPNProtocols: ['h2', 'http/1.1'] })
    await once(socket, 'secureConnect')
    expect([socket.getProtocol(), socket.alpnProtocol]).toEqual([version, 'http/1.1'])
    socket.destroy()
  })

  test.each(['TLSv1', 'TLSv1.1'] as const)('refuses %s', async version => {
    server = await startEcho()
    const { certificatePem: ca } = await sharedAuthority()
    const socket = connect({
      port: server.port,
      host: '127.0.0.1',
      ca,
      minVersion: version,
      maxVersion: version,
      ciphers: 'DEFAULT@SECLEVEL=0',
    })
    const [error] = await once(socket, 'error').catch(error => [error])
    expect(error).toMatchObject({ code: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION' })
  })
})

describe('bytes that are no request', () => {
  const malformed = { Code: 'Emulator.MalformedRequest', RequestId: requestId, Message: expect.any(String) }
  test.each([
    ['garbage', '\x00\x01\x02garbage\r\n\r\n'],
    ['an HTTP/2 preface', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['a header without a colon', 'GET / HTTP/1.1\r\nHost 127.0.0.1\r\n\r\n'],
    ['two lengths', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n'],
    [
      'a length and chunks',
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
    ],
    ['a chunk without a size', 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'],
  ])('%s is answered 400 in JSON and closed', async (_name, bytes) => {
    server = await startEcho()
    expect(parsed(await exchange(server.port, bytes))).toEqual({
      status: 'HTTP/1.1 400 Bad Request',
      body: malformed,
    })
  })

  test('garbage after a TLS record byte is closed', async () => {
    server = await startEcho()
    await exchange(server.port, Buffer.from('160301ffff00', 'hex').fill(0x41, 5))
    await exchange(server.port, '\x16GET / HTTP/1.1\r\n\r\n')
    expect((await request({ port: server.port })).status).toBe(200)
  })

  test('garbage inside TLS is answered 400 too', async () => {
    server = await startEcho()
    const { certificatePem: ca } = await sharedAuthority()
    const tls = await secure(await open(server.port), { ca, servername: 'localhost' })
    tls.write('garbage\r\n\r\n')
    expect(parsed(await untilClosed(tls)).body).toEqual(malformed)
  })

  test('an HTTP/1.1 request without a host', async () => {
    server = await startEcho()
    const { status, body } = parsed(await exchange(server.port, 'GET / HTTP/1.1\r\n\r\n'))
    expect(status).toBe('HTTP/1.1 400 Bad Request')
    expect(body).toMatchObject({ Code: 'Emulator.MissingHost' })
  })

  test('headers that are too long are answered 431, also while the client still sends', async () => {
    server = await startEcho()
    const socket = await open(server.port)
    socket.write(`GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(2 * 1024 * 1024)}`)
    const { status, body } = parsed(await untilClosed(socket))
    expect(status).toBe('HTTP/1.1 431 Request Header Fields Too Large')
    expect(body).toMatchObject({ Code: 'Emulator.HeadersTooLarge', RequestId: requestId })
  })

  test('a query as long as the longest secret is no such thing', async () => {
    server = await startEcho()
    const path = `/?SecretData=${'%E5%AF%86'.repeat(10_240)}`
    expect(JSON.parse((await request({ port: server.port, path })).body).url).toBe(path)
  })

  test('a client that resets its connection disturbs nobody', async () => {
    server = await startEcho()
    for (const bytes of ['', 'G', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n1', '\x16\x03']) {
      const socket = await open(server.port)
      await new Promise(resolve => socket.write(bytes, resolve))
      socket.resetAndDestroy()
    }
    expect((await request({ port: server.port })).status).toBe(200)
  })
})

describe('slow clients', () => {
  const timeouts = { firstByte: 20, handshake: 20, headers: 20, request: 20, check: 5 }

  test('a connection that sends nothing is closed', async () => {
    server = await startEcho({ timeouts })
    expect(await untilClosed(await open(server.port))).toBe('')
  })

  test('a handshake that does not go on is closed', async () => {
    server = await startEcho({ timeouts })
    expect(await exchange(server.port, Buffer.from('16030100', 'hex'))).toBe('')
  })

  test.each([
    ['headers', 'GET / HTTP/1.1\r\nHost: a\r\n'],
    ['a body', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf'],
    ['chunks', 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n'],
  ])('%s that do not arrive are answered 408', async (_name, bytes) => {
    server = await startEcho({ timeouts })
    const { status, body } = parsed(await exchange(server.port, bytes))
    expect(status).toBe('HTTP/1.1 408 Request Timeout')
    expect(body).toMatchObject({ Code: 'Emulator.RequestTimeout', RequestId: requestId })
  })

  test('TLS without a request is closed', async () => {
    server = await startEcho({ timeouts: { ...timeouts, handshake: 10_000 } })
    const { certificatePem: ca } = await sharedAuthority()
    const tls = await secure(await open(server.port), { ca, servername: 'localhost' })
    expect(await untilClosed(tls)).toContain('408')
  })
})
