import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AccountHandle } from '../../emulator/index.ts'
import { start } from './machine.ts'
import { type Running, running } from './running.ts'
import { signedRequest } from './signed-request.ts'

const hour = 60 * 60 * 1000

let it: Running

beforeAll(async () => {
  it = await running({ throttling: 'documented' })
})
afterAll(() => it.kms.close())

/** What every account goes through at the same time; its number decides what it does to itself. */
async function live(account: AccountHandle, number: number) {
  const outcome = async (action: string, parameters: Record<string, string>) => {
    const { status, body } = await it.call(account, undefined, action, parameters)
    return body.Code ?? body.SecretData ?? status
  }
  const secret = { SecretName: 'example-secret' }
  account.clock.advance(`${number + 1}h`)
  account.clock.freeze()
  const written = await outcome('PutSecretValue', {
    ...secret,
    VersionId: 'v2',
    SecretData: `value-${number}`,
  })
  if (number % 2 === 1)
    account.faults.add({ operation: 'GetSecretValue', error: { code: 'InternalFailure' }, times: 1 })
  if (number % 3 === 0) await account.scenario('instance-expired')
  const reads = [await outcome('GetSecretValue', secret), await outcome('GetSecretValue', secret)]
  // The quota is 10 a second, and the account's clock stands.
  const created = await Promise.all(
    Array.from({ length: 12 }, (_, index) =>
      outcome('CreateSecret', { SecretName: `made-${index}`, VersionId: '1', SecretData: 'x' }),
    ),
  )
  return { written, reads, created: created.map(String).sort() }
}

/** What it must have met, whoever else there is. */
function expected(number: number) {
  const value = number % 3 === 0 ? 'Rejected.Unavailable' : `value-${number}`
  return {
    written: 200,
    reads: [number % 2 === 1 ? 'InternalFailure' : value, value],
    created: [...Array(10).fill('200'), 'Rejected.Throttling', 'Rejected.Throttling'],
  }
}

test('fifty accounts live side by side, and none sees another', async () => {
  const bystander = await it.kms.account().snapshot()
  const accounts = await Promise.all(Array.from({ length: 50 }, () => it.kms.createAccount()))
  expect(new Set(accounts.map(({ id }) => id)).size).toBe(50)
  expect(await Promise.all(accounts.map(live))).toEqual(accounts.map((_, number) => expected(number)))

  for (const [number, account] of accounts.entries()) {
    const { accessKeyId } = account.credentials()
    const calls = account.requests()
    expect(calls.map(({ caller }) => caller.accessKeyId)).toEqual(Array(15).fill(accessKeyId))
    expect(calls.filter(({ operation }) => operation === 'CreateSecret')).toHaveLength(12)
    expect(account.verify({ operation: 'GetSecretValue', times: 2 })).toEqual({ calls: 2 })
    expect(account.clock.now()).toEqual(new Date(start + (number + 1) * hour))
    expect(account.scenarios().map(({ name }) => name)).toEqual(number % 3 === 0 ? ['instance-expired'] : [])
    expect(account.faults.list().map(({ hits }) => hits)).toEqual(number % 2 === 1 ? [1] : [])
    const [{ secrets = [] } = {}] = (await account.snapshot()).accounts
    expect(secrets).toHaveLength(11)
  }
  expect(await it.kms.account().snapshot()).toEqual(bystander)
  expect(it.kms.account().requests()).toEqual([])
  expect(it.kms.account().faults.list()).toEqual([])
})

test('a nonce that one account used is free for another, and for no second time', async () => {
  const accounts = [await it.kms.createAccount(), await it.kms.createAccount()]
  const send = async (account: AccountHandle) => {
    const { query } = signedRequest({
      action: 'ListSecrets',
      ...account.credentials(),
      now: it.machine.now(),
      nonce: 'shared-nonce',
    })
    const { Code } = (await (await fetch(`${it.kms.url}/?${query}`)).json()) as { Code?: string }
    return Code
  }
  expect(await Promise.all(accounts.map(send))).toEqual([undefined, undefined])
  expect(await Promise.all(accounts.map(send))).toEqual(['SignatureNonceUsed', 'SignatureNonceUsed'])
})

test('resetting, restoring or deleting one account leaves the others alone', async () => {
  const [one, two] = [await it.kms.createAccount(), await it.kms.createAccount()]
  const stored = await one.snapshot()
  await it.call(two, undefined, 'GetSecretValue', { SecretName: 'example-secret' })
  const before = [await two.snapshot(), two.requests()]
  one.clock.advance('20d')
  await one.reset()
  await one.restore(stored)
  await one.delete()
  expect([await two.snapshot(), two.requests()]).toEqual(before)
  expect(() => one.requests()).toThrow('there is no account')
})

test('two emulators in one process share nothing', async () => {
  const [one, two] = [await running(), await running()]
  const before = await two.kms.snapshot()
  expect(await one.kms.snapshot()).toEqual(before)
  const account = one.kms.account()
  await one.call(account, 'app', 'GetSecretValue', { SecretName: 'example-secret' })
  await account.scenario('not-authorized', { user: 'app' })
  account.faults.add({ operation: '*', drop: 'reset' })
  account.instances.backup()
  account.clock.advance('400d')
  await one.kms.createAccount()
  expect(await two.kms.snapshot()).toEqual(before)
  const other = two.kms.account()
  expect([other.requests(), other.faults.list(), other.scenarios()]).toEqual([[], [], []])
  expect(await two.call(other, 'app', 'GetSecretValue', { SecretName: 'example-secret' })).toMatchObject({
    status: 200,
    body: { SecretData: 'example-value' },
  })
  const read = signedRequest({
    action: 'ListSecrets',
    ...other.credentials(),
    now: two.machine.now(),
    nonce: 'once',
  })
  for (const { url } of [one.kms, two.kms]) expect((await fetch(`${url}/_emulator/health`)).status).toBe(200)
  expect((await fetch(`${two.kms.url}/?${read.query}`)).status).toBe(200)
  await one.kms.close()
  expect((await fetch(`${two.kms.url}/_emulator/health`)).status).toBe(200)
  await two.kms.close()
})

describe('whoever may not drive it changes nothing and reads nothing', () => {
  /** Sends headers that fetch does not let through; answers status, media type and text. */
  const send = (to: Running, method: string, path: string, headers: Record<string, string>) =>
    new Promise<{ status: number; type: string; text: string }>((resolve, reject) => {
      const options = {
        host: '127.0.0.1',
        port: new URL(to.kms.url).port,
        method,
        path,
        headers,
        setHost: false,
      }
      request(options, response => {
        let text = ''
        response.setEncoding('utf8').on('data', chunk => (text += chunk))
        response.on('end', () => {
          const { statusCode: status = 0, headers: got } = response
          resolve({ status, type: got['content-type'] ?? '', text })
        })
      })
        .on('error', reject)
        .end()
    })

  const requests: readonly (readonly [method: string, path: string])[] = [
    ['GET', '/state'],
    ['GET', '/env'],
    ['GET', '/accounts'],
    ['GET', '/ca.pem'],
    ['GET', '/openapi.json'],
    ['GET', '/nowhere'],
    ['POST', '/reset'],
    ['POST', '/accounts'],
    ['POST', '/instances/kst-hzz0example0000000000/release'],
    ['POST', '/authorizations/rds'],
    ['DELETE', '/accounts/1000000000000001'],
  ]

  test.each<[why: string, headers: Record<string, string>]>([
    ['a name of the service', { host: 'kms.cn-hangzhou.aliyuncs.com' }],
    ['a name that leads here by DNS', { host: 'rebound.example:5670' }],
    ['a page elsewhere', { host: 'localhost', origin: 'https://example.com' }],
    ['a page in a sandbox', { host: 'localhost', origin: 'null' }],
  ])('%s', async (_, headers) => {
    const before = await it.kms.snapshot()
    for (const [method, path] of requests) {
      const { status, type, text } = await send(it, method, `/_emulator${path}`, headers)
      expect([path, status, type]).toEqual([path, 403, 'application/json;charset=utf-8'])
      expect(JSON.parse(text)).toEqual({ error: { message: expect.any(String) } })
    }
    expect(await it.kms.snapshot()).toEqual(before)
  })

  test('through the proxy', async () => {
    const path = 'http://kms.cn-hangzhou.aliyuncs.com/_emulator/state'
    const { status } = await send(it, 'GET', path, { host: 'kms.cn-hangzhou.aliyuncs.com' })
    expect(status).toBe(403)
  })

  test('without the token that is set', async () => {
    const guarded = await running({ adminToken: 'open-sesame' })
    const before = await guarded.kms.snapshot()
    for (const authorization of ['', 'Bearer', 'Bearer open', 'Basic open-sesame', 'open-sesame'])
      for (const [method, path] of requests) {
        const headers = { host: 'localhost', ...(authorization === '' ? {} : { authorization }) }
        const { status, type, text } = await send(guarded, method, `/_emulator${path}`, headers)
        expect([path, status, type]).toEqual([path, 401, 'application/json;charset=utf-8'])
        expect(JSON.parse(text)).toEqual({ error: { message: expect.not.stringContaining('sesame') } })
      }
    expect(await guarded.kms.snapshot()).toEqual(before)
    await guarded.kms.close()
  })
})
