import { connect } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { AccountHandle } from '../../emulator/index.ts'
import { type Running, running } from './running.ts'
import { signedRequest } from './signed-request.ts'

let it: Running
let account: AccountHandle
let nonces = 0

beforeAll(async () => {
  it = await running()
})
afterAll(() => it.kms.close())
beforeEach(async () => {
  account = await it.kms.createAccount()
})

/** What came over a connection, and how it ended: undefined where the emulator closed it properly. */
interface Heard {
  readonly head: string
  readonly body: Buffer
  readonly error: string | undefined
}

/** Sends a signed call and hears until the connection ends; `enough` closes it from this side. */
function hear(action: string, parameters: Record<string, string>, enough?: AbortSignal): Promise<Heard> {
  const { query } = signedRequest({
    action,
    parameters,
    ...account.credentials(),
    now: it.machine.now(),
    nonce: `connection-${++nonces}`,
  })
  return new Promise(resolve => {
    const chunks: Buffer[] = []
    let error: string | undefined
    const socket = connect(Number(new URL(it.kms.url).port), '127.0.0.1')
    socket.on('data', chunk => chunks.push(chunk))
    socket.on('error', (fault: NodeJS.ErrnoException) => {
      error = fault.code
    })
    socket.on('end', () => socket.end())
    socket.on('close', () => {
      const all = Buffer.concat(chunks)
      const mark = all.indexOf('\r\n\r\n')
      resolve({ head: all.toString('latin1', 0, Math.max(mark, 0)), body: all.subarray(mark + 4), error })
    })
    enough?.addEventListener('abort', () => socket.destroy())
    socket.write(`GET /?${query} HTTP/1.1\r\nHost: 127.0.0.1:5670\r\nConnection: close\r\n\r\n`)
  })
}

const put = { SecretName: 'example-secret', VersionId: 'v2', SecretData: 'new' }
const versionNow = async () => {
  account.faults.clear()
  const { body } = await it.call(account, undefined, 'GetSecretValue', { SecretName: 'example-secret' })
  return body.VersionId
}

describe.each([
  ['before', 'v1'],
  ['after', 'v2'],
] as const)('%s', (when, version) => {
  test('reset: the connection breaks at once', async () => {
    const fault = account.faults.add({ operation: '*', when, drop: 'reset' })
    expect(await hear('PutSecretValue', put)).toEqual({
      head: '',
      body: expect.anything(),
      error: 'ECONNRESET',
    })
    expect(account.requests()).toMatchObject([{ status: 0, lost: 'reset', fault: fault.id }])
    expect(await versionNow()).toBe(version)
  })

  test('truncate: half the body that the length announces', async () => {
    account.faults.add({ operation: '*', when, drop: 'truncate' })
    const { head, body } = await hear('PutSecretValue', put)
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1])
    expect(head).toMatch(/^HTTP\/1\.1 200 OK/)
    expect(body).toHaveLength(Math.ceil(length / 2))
    expect(body.toString()).toMatch(/^\{"RequestId":"/)
    expect(account.requests()).toMatchObject([{ status: 200, lost: 'truncate' }])
    expect(await versionNow()).toBe(version)
  })

  test('garbage: 200 with bytes that are no JSON', async () => {
    account.faults.add({ operation: '*', when, drop: 'garbage' })
    const { head, body } = await hear('PutSecretValue', put)
    expect(head).toMatch(/^HTTP\/1\.1 200 OK/)
    expect(head).toMatch(/content-type: application\/json/)
    expect(head).toMatch(new RegExp(`content-length: ${body.length}`))
    expect(body.length).toBeGreaterThan(0)
    expect(() => JSON.parse(body.toString())).toThrow(SyntaxError)
    expect(await versionNow()).toBe(version)
  })

  test('never-answer: nothing comes until the client leaves', async () => {
    account.faults.add({ operation: '*', when, drop: 'never-answer' })
    const patience = new AbortController()
    const heard = hear('PutSecretValue', put, patience.signal)
    await expect.poll(() => account.requests()).toMatchObject([{ status: 0, lost: 'never-answer' }])
    patience.abort()
    expect(await heard).toMatchObject({ head: '', error: undefined })
    expect(await versionNow()).toBe(version)
  })
})

test('a server that closes does not wait for what it will never answer', async () => {
  const other = await running()
  const busy = other.kms.account()
  busy.faults.add({ operation: '*', drop: 'never-answer' })
  const lost = other.call(busy, undefined, 'ListSecrets').then(
    () => 'answered',
    () => 'lost',
  )
  await expect.poll(() => busy.requests()).toHaveLength(1)
  const began = performance.now()
  await other.kms.close()
  expect(performance.now() - began).toBeLessThan(1500)
  expect(await lost).toBe('lost')
})

test('a delay comes before the loss', async () => {
  account.faults.add({ operation: '*', delay: '1s' })
  account.faults.add({ operation: '*', drop: 'reset' })
  const heard = hear('ListSecrets', {})
  await expect.poll(() => it.machine.waiting()).toBe(1)
  expect(account.requests()).toEqual([])
  it.machine.tick(1000)
  expect(await heard).toMatchObject({ error: 'ECONNRESET' })
})

test('over TLS the connection breaks too', async () => {
  const { Agent, request } = await import('node:https')
  account.faults.add({ operation: '*', drop: 'reset' })
  const { query } = signedRequest({
    action: 'ListSecrets',
    ...account.credentials(),
    now: it.machine.now(),
    nonce: `connection-${++nonces}`,
  })
  const agent = new Agent({ ca: await it.kms.caCertificate() })
  const outcome = await new Promise(resolve => {
    request(`${it.kms.url.replace('http:', 'https:')}/?${query}`, { agent }, () => resolve('answered'))
      .on('error', (error: NodeJS.ErrnoException) => resolve(error.code))
      .end()
  })
  agent.destroy()
  expect(outcome).toBe('ECONNRESET')
})
