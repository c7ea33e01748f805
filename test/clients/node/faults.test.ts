import { createRequire } from 'node:module'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type AccountHandle, type RunningEmulator, startEmulator } from '../../../emulator/index.ts'
import { type Failure, type OfficialClient, officialClients } from './official-clients.ts'

let kms: RunningEmulator
let account: AccountHandle

beforeAll(async () => {
  kms = await startEmulator()
})
afterAll(() => kms.close())
beforeEach(async () => {
  account = await kms.createAccount()
  // Ten milliseconds before the next second: clients that are throttled come back after as many.
  account.clock.freeze()
  account.clock.set('2026-01-01T00:00:00.990Z')
})

const secret = { SecretName: 'example-secret' }
const connection = () => ({ endpoint: kms.endpoint, ...account.credentials('app') })

// biome-ignore lint/suspicious/noExplicitAny: the packages are driven as an application in JavaScript would
const require: (name: string) => any = createRequire(import.meta.url)

describe('@alicloud/openapi-core, which tries again where it is told to', () => {
  const read = (retryCondition: object[]): Promise<{ body: Record<string, unknown> }> => {
    const core = require('@alicloud/openapi-core')
    const { RetryOptions, RuntimeOptions } = require('@darabonba/typescript')
    const { Config, Params, OpenApiRequest } = core.$OpenApiUtil
    const retryOptions = new RetryOptions({ retryable: true, retryCondition })
    const client = new core.default(new Config({ ...connection(), protocol: 'http', retryOptions }))
    const params = new Params({
      action: 'GetSecretValue',
      version: '2016-01-20',
      protocol: 'HTTPS',
      pathname: '/',
      method: 'POST',
      authType: 'AK',
      style: 'RPC',
      reqBodyType: 'formData',
      bodyType: 'json',
    })
    return client.callApi(params, new OpenApiRequest({ query: secret }), new RuntimeOptions({}))
  }
  const throttling = { maxAttempts: 4, exception: ['ThrottlingError'], errorCode: [] }

  test('is throttled twice, then served', async () => {
    const fault = account.faults.add({
      operation: 'GetSecretValue',
      error: { code: 'Rejected.Throttling' },
      times: 2,
    })
    const { body } = await read([throttling])
    expect(body.SecretData).toBe('example-value')
    expect(fault.hits).toBe(2)
    expect(account.verify({ operation: 'GetSecretValue', resource: 'example-secret', times: 3 })).toEqual({
      calls: 3,
    })
    const [first, second, third] = account.requests()
    expect([first, second, third].map(entry => [entry?.status, entry?.retryOf])).toEqual([
      [429, undefined],
      [429, first?.requestId],
      [200, second?.requestId],
    ])
  })

  test('gives up where the quota stays used up', async () => {
    await account.scenario('throttled')
    await expect(read([throttling])).rejects.toMatchObject({
      name: 'ThrottlingError',
      code: 'Rejected.Throttling',
      retryAfter: 10,
    })
    account.verify({ operation: 'GetSecretValue', times: 4 })
  })

  test('bears a service that is unavailable for one call', async () => {
    await account.scenario('service-unavailable', { times: 1 })
    const { body } = await read([{ maxAttempts: 2, exception: ['ServerError'], errorCode: [] }])
    expect(body.SecretData).toBe('example-value')
    account.verify({ operation: 'GetSecretValue', times: 2 })
  })
})

const [popCore] = officialClients as readonly [OfficialClient]

test.each(officialClients)('$name meets a connection that breaks, and tries once', async client => {
  account.faults.add({ operation: '*', drop: 'reset', times: 1 })
  const failure = await client.call(connection(), 'GetSecretValue', secret).catch((error: Failure) => error)
  expect(failure).toMatchObject({ code: 'ECONNRESET' })
  account.verify({ operation: 'GetSecretValue', times: 1 })
  expect((await client.call(connection(), 'GetSecretValue', secret)).SecretData).toBe('example-value')
})

test('@alicloud/pop-core meets an answer that is no JSON', async () => {
  account.faults.add({ operation: '*', drop: 'garbage' })
  await expect(popCore.call(connection(), 'GetSecretValue', secret)).rejects.toMatchObject({
    name: 'SyntaxError',
  })
})

test('a version that was put although the client learnt nothing of it', async () => {
  const admin = { endpoint: kms.endpoint, ...account.credentials('admin') }
  account.faults.add({
    operation: 'PutSecretValue',
    when: 'after',
    error: { code: 'InternalFailure' },
    times: 1,
  })
  const put = { ...secret, VersionId: 'v2', SecretData: 'new' }
  await expect(popCore.call(admin, 'PutSecretValue', put)).rejects.toMatchObject({ code: 'InternalFailure' })
  await expect(popCore.call(admin, 'PutSecretValue', put)).resolves.toMatchObject({ VersionId: 'v2' })
  account.verify({
    inOrder: [
      { operation: 'PutSecretValue', times: 2 },
      { operation: 'GetSecretValue', atLeast: 0 },
    ],
  })
})
