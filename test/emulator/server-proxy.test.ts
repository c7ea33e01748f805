import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { Socket } from 'node:net'
import { connect, type TLSSocket } from 'node:tls'
import { afterEach, describe, expect, test } from 'vitest'
import { isServedHost, servedHosts } from '../../emulator/proxy.ts'
import type { Server } from '../../emulator/server.ts'
import { exchange, open, request, secure, sharedAuthority, startEcho, untilClosed } from './echo-server.ts'

let server: Server

afterEach(() => server?.close())

const shared = 'kms.cn-hangzhou.aliyuncs.com'

/** A socket after `CONNECT`, or the whole refusal. */
async function tunnel(authority: string, through?: Socket): Promise<Socket | string> {
  const proxy = through ?? (await open(server.port))
  proxy.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`)
  const [chunk] = await once(proxy, 'data')
  const answer = String(chunk)
  if (answer === 'HTTP/1.1 200 Connection established\r\n\r\n') return proxy
  return answer + (await untilClosed(proxy))
}

async function opened(authority: string, through?: Socket): Promise<Socket> {
  const socket = await tunnel(authority, through)
  if (typeof socket === 'string') throw new Error(socket)
  return socket
}

async function ask(socket: Socket, host: string): Promise<Record<string, unknown>> {
  socket.write(`GET /?Action=ListSecrets HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
  const [, body = ''] = (await untilClosed(socket)).split('\r\n\r\n')
  return JSON.parse(body)
}

describe('the hosts', () => {
  test.each([
    shared,
    'KMS.CN-Hangzhou.AliyunCS.com',
    'kms-vpc.cn-hangzhou-finance.aliyuncs.com',
    'kst-hzz0example0000000000.cryptoservice.kms.aliyuncs.com',
    'sts.aliyuncs.com',
    'sts.cn-beijing.aliyuncs.com',
  ])('%s is served', host => expect(isServedHost(host)).toBe(true))

  test.each([
    '',
    'example.com',
    'aliyuncs.com',
    'kms.aliyuncs.com',
    'ecs.cn-hangzhou.aliyuncs.com',
    'kms..aliyuncs.com',
    'kms.a.b.aliyuncs.com',
    'kms.-a.aliyuncs.com',
    'kms.cn-hangzhou.aliyuncs.com.',
    'kms.cn-hangzhou.aliyuncs.com\n',
    'kms.cn-hangzhou.aliyuncs.com.evil.example',
    'evil.example/kms.cn-hangzhou.aliyuncs.com',
    'xkms.cn-hangzhou.aliyuncs.com',
    'kms.cn-hangzhou.aliyuncsxcom',
    'cryptoservice.kms.aliyuncs.com',
    'a.b.cryptoservice.kms.aliyuncs.com',
  ])('%j is not', host => expect(isServedHost(host)).toBe(false))
})

describe('CONNECT', () => {
  test.each([
    shared,
    'kms-vpc.ap-southeast-1.aliyuncs.com',
    'kst-hzz0example0000000000.cryptoservice.kms.aliyuncs.com',
    'sts.aliyuncs.com',
    'sts.cn-beijing.aliyuncs.com',
  ])('leads to a certificate of %s', async host => {
    server = await startEcho()
    const { certificatePem: ca } = await sharedAuthority()
    const tls = await secure(await opened(`${host}:443`), { ca, servername: host })
    expect(tls.authorized).toBe(true)
    expect(await ask(tls, host)).toMatchObject({
      url: '/?Action=ListSecrets',
      host,
      encrypted: true,
      remoteAddress: '127.0.0.1',
    })
  })

  test('leads to plain http too', async () => {
    server = await startEcho()
    const answer = await ask(await opened(`${shared}:80`), shared)
    expect(answer).toMatchObject({ url: '/?Action=ListSecrets', host: shared, encrypted: false })
  })

  test('leads to its own address', async () => {
    server = await startEcho()
    const { certificatePem: ca } = await sharedAuthority()
    const own = `127.0.0.1:${server.port}`
    const tls = await secure(await opened(own), { ca, host: '127.0.0.1' })
    expect(await ask(tls, own)).toMatchObject({ host: own, encrypted: true })
  })

  test('takes what was sent right behind it', async () => {
    server = await startEcho()
    const first = `CONNECT ${shared}:80 HTTP/1.1\r\nHost: ${shared}\r\n\r\n`
    const raw = await exchange(
      server.port,
      `${first}GET /early HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
    )
    expect(raw).toMatch(
      /^HTTP\/1.1 200 Connection established\r\n\r\nHTTP\/1.1 200 OK\r\n[\s\S]*"url":"\/early"/,
    )
  })

  test('works through a proxy spoken to over TLS, and again after a request', async () => {
    server = await startEcho()
    const { certificatePem: ca } = await sharedAuthority()
    const outer: TLSSocket = connect({ port: server.port, host: '127.0.0.1', ca })
    await once(outer, 'secureConnect')
    outer.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    await once(outer, 'data')
    const inner = await secure(await opened(`${shared}:443`, outer), { ca, servername: shared })
    expect(await ask(inner, shared)).toMatchObject({ host: shared, encrypted: true })
  })

  test('serves a client of node:https with a tunnel in its agent', async () => {
    server = await startEcho()
    const { certificatePem: ca } = await sharedAuthority()
    const connected = httpRequest({
      port: server.port,
      host: '127.0.0.1',
      method: 'CONNECT',
      path: `${shared}:443`,
    })
    const [{ statusCode }, socket] = await once(connected.end(), 'connect')
    expect(statusCode).toBe(200)
    const createConnection = () => connect({ socket, ca, servername: shared })
    const [answer] = await once(httpsRequest({ host: shared, path: '/', createConnection }).end(), 'response')
    expect(answer.statusCode).toBe(200)
    answer.resume()
    await once(answer, 'end')
    socket.destroy()
  })

  test('does not nest', async () => {
    server = await startEcho()
    const socket = await opened(`${shared}:80`)
    socket.write(`CONNECT ${shared}:80 HTTP/1.1\r\nHost: ${shared}\r\n\r\n`)
    expect(await untilClosed(socket)).toBe('')
  })

  test.each([
    'example.com:443',
    'kms.cn-hangzhou.aliyuncs.com.evil.example:443',
    'kms.cn-hangzhou.aliyuncs.com:22',
    'kms.cn-hangzhou.aliyuncs.com',
    '127.0.0.1:443',
    '[::1]:443',
  ])('is refused for %s', async authority => {
    server = await startEcho()
    const [head, body] = ((await tunnel(authority)) as string).split('\r\n\r\n')
    expect(head).toMatch(/^HTTP\/1.1 403 Forbidden\r\n/)
    expect(body).toBe(
      `the emulator does not answer for \`${authority}\`, only for ${servedHosts}, ports 80 and 443\n`,
    )
  })
})

describe('names in TLS', () => {
  test.each([
    ['no name', undefined],
    ['a host that is not served', 'example.com'],
    ['a host that only looks served', 'kms.cn-hangzhou.aliyuncs.com.evil.example'],
  ])('%s gets the default certificate', async (_name, servername) => {
    server = await startEcho()
    const { certificatePem: ca } = await sharedAuthority()
    const options = { port: server.port, host: '127.0.0.1', ca, checkServerIdentity: () => undefined }
    const socket = connect({ ...options, ...(servername === undefined ? {} : { servername }) })
    await once(socket, 'secureConnect')
    expect(socket.getPeerCertificate().subjectaltname).toBe(
      'DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, DNS:sts.aliyuncs.com, DNS:*.cryptoservice.kms.aliyuncs.com',
    )
    socket.destroy()
  })

  test('a host has one certificate as long as it is in use', async () => {
    server = await startEcho()
    const { certificatePem: ca } = await sharedAuthority()
    const serialNumbers: string[] = []
    for (const servername of [shared, shared.toUpperCase()]) {
      const tls = await secure(await open(server.port), { ca, servername })
      serialNumbers.push(tls.getPeerCertificate().serialNumber)
      tls.destroy()
    }
    expect(new Set(serialNumbers).size).toBe(1)
  })
})

describe('absolute form', () => {
  test.each([
    [`http://${shared}/?Action=A&x=%2F`, '/?Action=A&x=%2F'],
    [`http://${shared}`, '/'],
    [`http://${shared}?Action=A`, '/?Action=A'],
    [`http://${shared}:80/a/../b?c#d`, '/a/../b?c'],
    [`HTTPS://${shared}:443/`, '/'],
    ['http://sts.aliyuncs.com/', '/'],
  ])('%s reaches the handler as %s', async (target, url) => {
    server = await startEcho()
    const answer = await request({ port: server.port, path: target, headers: { host: 'as-received:1' } })
    expect(JSON.parse(answer.body)).toMatchObject({ url, host: 'as-received:1', encrypted: false })
  })

  test.each(['1.0', '1.1'])('brings the host of HTTP/%s along where the header is missing', async version => {
    server = await startEcho()
    const raw = await exchange(
      server.port,
      `GET http://${shared}/ HTTP/${version}\r\nConnection: close\r\n\r\n`,
    )
    expect(raw).toContain(`"url":"/","host":"${shared}"`)
  })

  test('takes its own address, as a server has to', async () => {
    server = await startEcho()
    const path = `http://localhost:${server.port}/_emulator/health`
    expect(JSON.parse((await request({ port: server.port, path })).body).url).toBe('/_emulator/health')
  })

  test('leaves the asterisk alone', async () => {
    server = await startEcho()
    const raw = await exchange(server.port, 'OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
    expect(raw).toContain('"url":"*"')
  })

  test.each([
    ['http://example.com/', 403, 'example.com'],
    [`http://${shared}.evil.example/`, 403, `${shared}.evil.example`],
    [`http://${shared}:8080/`, 403, `${shared}:8080`],
    ['http://127.0.0.1:1/', 403, '127.0.0.1:1'],
    [`http://user@${shared}/`, 400, undefined],
    ['http:///', 400, undefined],
    [`ftp://${shared}/`, 400, undefined],
  ])('%s is refused with %i', async (path, status, authority) => {
    server = await startEcho()
    const answer = await request({ port: server.port, path })
    expect([answer.status, answer.headers.connection, answer.body]).toEqual([
      status,
      'close',
      authority === undefined
        ? `the request target \`${path}\` is neither a path nor a URL\n`
        : `the emulator does not answer for \`${authority}\`, only for ${servedHosts}, ports 80 and 443\n`,
    ])
  })
})
