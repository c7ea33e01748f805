import { request as httpRequest } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { laterParts } from '../../emulator/control/later.ts'
import { routes } from '../../emulator/control/routes.ts'
import { managedAccount, type Running, running } from './running.ts'

const first = '1000000000000001'
const instance = 'kst-hzz0example0000000000'

let it: Running

beforeAll(async () => {
  it = await running()
})
afterAll(() => it.kms.close())
beforeEach(() => it.kms.reset())

/** A request with headers that fetch does not let through. */
function raw(headers: Record<string, string>, path = '/_emulator/health', to = it): Promise<number> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port: new URL(to.kms.url).port, path, headers, setHost: false }
    httpRequest(options, response => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
      .on('error', reject)
      .end()
  })
}

describe('what it answers', () => {
  test.each<[method: string, path: string, body: unknown, expected: unknown]>([
    ['GET', '/health', undefined, { status: 'ok', version: '0.0.0-test' }],
    ['GET', '/clock', undefined, { now: '2026-01-01T00:00:00.000Z', running: true }],
    ['POST', '/clock', { advance: '48h' }, { now: '2026-01-03T00:00:00.000Z', running: true }],
    ['POST', '/clock', { set: '2027-01-01T00:00:00Z' }, { now: '2027-01-01T00:00:00.000Z', running: true }],
    ['POST', '/clock', { set: '+1d' }, { now: '2026-01-02T00:00:00.000Z', running: true }],
    ['POST', '/clock', { freeze: true }, { now: '2026-01-01T00:00:00.000Z', running: false }],
    ['POST', '/reset', undefined, { accounts: [first] }],
    ['GET', '/requests', undefined, { requests: [], dropped: 0 }],
    ['DELETE', '/requests', undefined, {}],
    [
      'GET',
      '/instances',
      undefined,
      {
        instances: [
          {
            id: instance,
            region: 'cn-hangzhou',
            type: 'software',
            status: 'Connected',
            expired: false,
            endDate: '2027-01-01T16:00:00.000Z',
            releaseDate: '2027-01-16T16:00:00.000Z',
            publicAccess: true,
            keyQuota: 1000,
            secretQuota: 1000,
          },
        ],
      },
    ],
  ])('%s %s', async (method, path, body, expected) => {
    expect(await it.control(method, path, body)).toEqual({ status: 200, body: expected })
  })

  test('the environment of a user, as the client wrote the host', async () => {
    const { body } = await it.control('GET', '/env?user=app')
    expect(body).toMatchObject({
      KMS_EMULATOR_URL: it.kms.url,
      ALIBABA_CLOUD_ACCESS_KEY_ID: 'LTAIemulatorapp000000001',
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'emulator-app-secret',
      ALIBABA_CLOUD_REGION_ID: 'cn-hangzhou',
      NODE_EXTRA_CA_CERTS: expect.stringMatching(/ca\.pem$/),
    })
    expect(body).toEqual(await it.kms.env('app'))
  })

  test('the certificate of the CA', async () => {
    const response = await fetch(`${it.kms.url}/_emulator/ca.pem`)
    expect(await response.text()).toBe(await it.kms.caCertificate())
    expect(await it.kms.caCertificate()).toMatch(/^-----BEGIN CERTIFICATE-----/)
  })

  test('the limits: every operation, every error with its source', async () => {
    const { body } = await it.control('GET', '/limits')
    expect(body).toEqual(it.kms.limits())
    const { operations, later } = it.kms.limits()
    expect(operations.find(({ name }) => name === 'GetSecretValue')?.errors[0]).toMatchObject({
      status: expect.any(Number),
      certainty: expect.stringMatching(/^(documented|seen|assumed)$/),
    })
    expect(later).toHaveLength(laterParts.length)
  })
})

describe('what it refuses', () => {
  test.each<[method: string, path: string, body: unknown, status: number, error: unknown]>([
    ['POST', '/clock', {}, 400, { pointer: '', message: expect.stringContaining('one of `advance`') }],
    [
      'POST',
      '/clock',
      { advance: '2x' },
      400,
      { pointer: '/advance', message: expect.stringContaining('`48h`') },
    ],
    ['POST', '/clock', { advance: '-2h' }, 400, { pointer: '/advance', message: expect.any(String) }],
    ['POST', '/clock', { set: 'noon' }, 400, { pointer: '/set', message: expect.any(String) }],
    ['POST', '/clock', { freeze: false }, 400, { pointer: '/freeze', message: '`freeze` takes `true` only' }],
    [
      'POST',
      '/clock',
      { advnce: '1h' },
      400,
      { pointer: '/advnce', message: '`advnce` is no member of this body; did you mean `advance`?' },
    ],
    ['POST', '/clock', '{"advance":', 400, { pointer: '', message: 'the body is no JSON text' }],
    ['POST', '/clock', '[]', 400, { pointer: '', message: 'the body must be a JSON object' }],
    [
      'GET',
      '/clock?acount=1',
      undefined,
      400,
      { pointer: '', message: 'this takes no query parameter `acount`; did you mean `account`?' },
    ],
    [
      'GET',
      '/clock?account=1&account=2',
      undefined,
      400,
      { pointer: '', message: 'the query parameter `account` is given twice' },
    ],
    [
      'GET',
      '/clock?account=1000000000000002',
      undefined,
      404,
      { message: `there is no account \`1000000000000002\`; did you mean \`${first}\`?` },
    ],
    ['GET', '/env?user=ap', undefined, 404, { message: expect.stringContaining('did you mean `app`?') }],
    [
      'GET',
      '/requests?operation=GetSecretValu',
      undefined,
      400,
      { pointer: '', message: expect.stringContaining('did you mean `GetSecretValue`?') },
    ],
    [
      'POST',
      '/scenarios/instance-expird',
      undefined,
      404,
      { message: 'there is no scenario `instance-expird`; did you mean `instance-expired`?' },
    ],
    [
      'POST',
      '/scenarios/instance-expired',
      { instance: 'kst-hzz0example0000000001' },
      400,
      { pointer: '/instance', message: expect.stringContaining(`did you mean \`${instance}\`?`) },
    ],
    ['DELETE', '/scenarios/x', undefined, 404, { message: 'no scenario `x` is applied' }],
    ['POST', '/instances/kst-1/renew', undefined, 404, { message: expect.stringContaining(instance) }],
    [
      'POST',
      `/instances/${instance}/renew`,
      { expires: '-1d' },
      400,
      { pointer: '/expires', message: 'a renewal must end in the future' },
    ],
    [
      'POST',
      '/accounts',
      { user: [] },
      400,
      { pointer: '/user', message: expect.stringContaining('did you mean `users`?') },
    ],
    [
      'POST',
      '/accounts',
      { id: first },
      400,
      { pointer: '/id', message: expect.stringContaining('already') },
    ],
    ['PUT', '/state', undefined, 400, { pointer: '', message: expect.any(String) }],
    ['PUT', '/state', { format: 2, accounts: [] }, 400, { pointer: '/format', message: expect.any(String) }],
    [
      'PUT',
      `/state?account=${first}`,
      { format: 1, accounts: [{ id: '1000000000000002' }] },
      400,
      { pointer: '/accounts', message: `the document must have account \`${first}\` and no other` },
    ],
    [
      'GET',
      '/helth',
      undefined,
      404,
      { message: 'there is no `/_emulator/helth`; did you mean `/_emulator/health`?' },
    ],
    ['DELETE', '/clock', undefined, 405, { message: '`/_emulator/clock` takes GET and POST, not DELETE' }],
    ['POST', '/scenarios/%ff', undefined, 400, { pointer: '', message: expect.any(String) }],
  ])('%s %s %j', async (method, path, body, status, error) => {
    const before = await it.kms.snapshot()
    expect(await it.control(method, path, body)).toEqual({ status, body: { error } })
    expect(await it.kms.snapshot()).toEqual(before)
  })

  test.each(laterParts.map(({ method, path }) => [method, path.replaceAll('*', 'x')] as const))(
    '%s %s says that it is not there yet',
    async (method, path) => {
      expect(await it.control(method, path)).toEqual({
        status: 404,
        body: {
          error: { message: `\`${method} /_emulator${path}\` is not there yet in version 0.0.0-test` },
        },
      })
    },
  )
})

describe('who may drive it', () => {
  test.each<[why: string, headers: Record<string, string>, status: number]>([
    ['localhost', { host: 'localhost:5670' }, 200],
    ['127.0.0.1', { host: '127.0.0.1' }, 200],
    ['::1', { host: '[::1]:5670' }, 200],
    ['another name', { host: 'attacker.example' }, 403],
    ['a name that begins like loopback', { host: '127.0.0.1.attacker.example' }, 403],
    ['a name of the service', { host: 'kms.cn-hangzhou.aliyuncs.com' }, 403],
    ['a page of this machine', { host: 'localhost', origin: 'http://localhost:3000' }, 200],
    ['a page of another', { host: 'localhost', origin: 'https://attacker.example' }, 403],
    ['a page of none', { host: 'localhost', origin: 'null' }, 403],
  ])('without a token: %s', async (_, headers, status) => {
    expect(await raw(headers)).toBe(status)
  })

  test('with a token: whoever has it, under any name', async () => {
    const guarded = await running({ adminToken: 'open-sesame' })
    const status = (headers: Record<string, string>) =>
      raw({ host: 'kms.test', ...headers }, undefined, guarded)
    expect(await status({})).toBe(401)
    expect(await status({ authorization: 'Bearer open-sesam' })).toBe(401)
    expect(await status({ authorization: 'Basic open-sesame' })).toBe(401)
    expect(await status({ authorization: 'Bearer open-sesame' })).toBe(200)
    await guarded.kms.close()
  })
})

test('a state goes out and comes in again, world or account alone', async () => {
  const { body: account } = await it.control('POST', '/accounts', managedAccount())
  const { id } = account as { id: string }
  await it.control('POST', `/scenarios/rotation-in-progress?account=${id}`)
  const { body: world } = await it.control('GET', '/state')
  const { body: alone } = await it.control('GET', `/state?account=${id}`)
  expect((alone as { accounts: { id: string }[] }).accounts.map(each => each.id)).toEqual([id])

  await it.control('POST', `/reset?account=${id}`)
  expect(await it.control('PUT', `/state?account=${id}`, alone)).toEqual({
    status: 200,
    body: { accounts: [first, id] },
  })
  expect((await it.control('GET', '/state')).body).toEqual(world)

  await it.control('POST', '/reset')
  expect((await it.control('GET', '/accounts')).body).toMatchObject({ accounts: [{ id: first }] })
  await it.control('PUT', '/state', world)
  expect((await it.control('GET', '/state')).body).toEqual(world)
  const { body } = await it.control('GET', `/scenarios?account=${id}`)
  expect(body).toMatchObject({ applied: [{ name: 'rotation-in-progress', holds: true }] })
})

test('an account may not take the access keys of another', async () => {
  const state = await it.kms.snapshot()
  const [taken] = state.accounts[0]?.accessKeys ?? []
  const { status, body } = await it.control('POST', '/accounts', { accessKeys: [taken] })
  expect({ status, body }).toMatchObject({ status: 400, body: { error: { pointer: '/accessKeys/0/id' } } })
  const { body: other } = await it.control('POST', '/accounts')
  const { id } = other as { id: string }
  const document = { format: 1, accounts: [{ id, accessKeys: [taken] }] }
  expect(await it.control('PUT', `/state?account=${id}`, document)).toMatchObject({
    status: 400,
    body: { error: { pointer: '/accounts/0/accessKeys/0/id' } },
  })
})

test('every route is a function of the embedded API, and the reverse', async () => {
  const account = await it.kms.createAccount()
  const scenario = await account.scenario('instance-expired')
  const fault = account.faults.add({ operation: '*', drop: 'reset' })
  const names = (prefix: string, handle: object): string[] =>
    Object.entries(handle).flatMap(([name, member]) => {
      if (typeof member === 'function') return [`${prefix}.${name}`]
      const isGroup = typeof member === 'object' && !Array.isArray(member)
      return isGroup ? names(`${prefix}.${name}`, member) : []
    })
  const handles = { kms: it.kms, account, scenario, fault }
  const functions = Object.entries(handles).flatMap(([name, handle]) => names(name, handle))
  const only = ['kms.account', 'kms.close']
  expect(routes.flatMap(({ calls }) => calls).sort()).toEqual(
    functions.filter(name => !only.includes(name)).sort(),
  )
})
