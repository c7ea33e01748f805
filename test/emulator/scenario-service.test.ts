import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { AccountHandle } from '../../emulator/index.ts'
import { type Running, running } from './running.ts'

let it: Running
let account: AccountHandle

beforeAll(async () => {
  it = await running()
})
afterAll(() => it.kms.close())
beforeEach(async () => {
  account = await it.kms.createAccount()
})

const call = (action: string, parameters: Record<string, string> = {}) =>
  it.call(account, undefined, action, parameters).then(
    ({ status, body }) => (body.Code === undefined ? status : `${status} ${body.Code}`),
    () => 'lost',
  )
const read = () => call('GetSecretValue', { SecretName: 'example-secret' })
/** The outcomes of as many reads. */
const reads = async (count: number) => {
  const outcomes: unknown[] = []
  for (let each = 0; each < count; each++) outcomes.push(await read())
  return outcomes
}

describe.each<[name: string, parameters: Record<string, unknown>, outcome: string]>([
  ['throttled', {}, '429 Rejected.Throttling'],
  ['service-unavailable', {}, '503 ServiceUnavailableTemporary'],
  ['internal-failure', {}, '500 InternalFailure'],
  ['network', {}, 'lost'],
  ['network', { kind: 'reset' }, 'lost'],
  ['network', { kind: 'truncated' }, 'lost'],
])('%s %j', (name, parameters, outcome) => {
  test('every operation meets it until it is undone', async () => {
    const before = await account.snapshot()
    const scenario = await account.scenario(name, parameters)
    expect([await read(), await call('ListSecrets'), await read()]).toEqual([outcome, outcome, outcome])
    expect(account.scenarios()).toMatchObject([{ id: scenario.id, holds: true }])
    expect(account.requests()).toMatchObject([
      { scenario: scenario.id, resource: expect.stringContaining('secret/example-secret') },
      { scenario: scenario.id },
      { scenario: scenario.id },
    ])
    expect(await scenario.undo()).toEqual(['the service is as usual'])
    expect(await read()).toBe(200)
    expect(account.requests().at(-1)).not.toHaveProperty('scenario')
    expect(await account.snapshot()).toEqual(before)
  })

  test('one operation alone', async () => {
    await account.scenario(name, { ...parameters, operation: 'GetSecretValue' })
    expect([await read(), await call('ListSecrets')]).toEqual([outcome, 200])
  })

  test('it goes on in a snapshot', async () => {
    await account.scenario(name, { ...parameters, operation: 'GetSecretValue' })
    await account.restore(await account.snapshot())
    expect([await read(), await call('ListSecrets')]).toEqual([outcome, 200])
    expect(account.scenarios()).toMatchObject([{ holds: true }])
  })
})

test.each([
  ['service-unavailable', '503 ServiceUnavailableTemporary'],
  ['internal-failure', '500 InternalFailure'],
  ['network', 'lost'],
])('%s ends after as many calls as it was given, over a snapshot too', async (name, outcome) => {
  const { undo } = await account.scenario(name, { operation: 'GetSecretValue', times: '3' })
  expect([await read(), await call('ListSecrets')]).toEqual([outcome, 200])
  await account.restore(await account.snapshot())
  expect(await reads(3)).toEqual([outcome, outcome, 200])
  expect(account.scenarios()).toMatchObject([{ parameters: { times: 3 }, holds: false }])
  expect(await undo()).toEqual([])
})

test('two of a kind are undone in any order', async () => {
  const first = await account.scenario('throttled', { operation: 'GetSecretValue' })
  const second = await account.scenario('throttled')
  await first.undo()
  expect(await read()).toBe('429 Rejected.Throttling')
  await second.undo()
  expect(await read()).toBe(200)
})

describe('throttled', () => {
  test('perSecond: as many in each second of the account', async () => {
    account.clock.set('2026-01-01T00:00:00.250Z')
    await account.scenario('throttled', { operation: 'GetSecretValue', perSecond: 2 })
    expect(await reads(3)).toEqual([200, 200, '429 Rejected.Throttling'])
    expect(account.scenarios()).toMatchObject([{ holds: true }])
    account.clock.advance('1s')
    expect(await reads(3)).toEqual([200, 200, '429 Rejected.Throttling'])
  })
})

describe('network', () => {
  const put = { SecretName: 'example-secret', VersionId: 'v2', SecretData: 'new' }

  test.each([
    ['reset', 'v1'],
    ['truncated', 'v2'],
  ])('%s: the version is %s', async (kind, version) => {
    await account.scenario('network', { kind, operation: 'PutSecretValue' })
    expect(await call('PutSecretValue', put)).toBe('lost')
    const answer = await it.call(account, undefined, 'GetSecretValue', { SecretName: 'example-secret' })
    expect(answer.body.VersionId).toBe(version)
  })

  test('timeout: no answer comes, and nothing has changed', async () => {
    const other = await running()
    account = other.kms.account()
    const { id } = await account.scenario('network', { kind: 'timeout', times: 1 })
    const lost = other.call(account, undefined, 'PutSecretValue', put).then(
      () => 'answered',
      () => 'lost',
    )
    await expect
      .poll(() => account.requests())
      .toMatchObject([{ status: 0, lost: 'never-answer', scenario: id }])
    const answer = await other.call(account, undefined, 'GetSecretValue', { SecretName: 'example-secret' })
    expect(answer.body.VersionId).toBe('v1')
    await other.kms.close()
    expect(await lost).toBe('lost')
  })
})

describe('clock-skew', () => {
  test.each([
    ['20m', '400 InvalidTimeStamp.Expired'],
    ['-20m', '400 InvalidTimeStamp.Expired'],
    ['10m', 200],
  ])('%s: %s', async (by, outcome) => {
    const scenario = await account.scenario('clock-skew', { by })
    expect(await read()).toBe(outcome)
    await account.restore(await account.snapshot())
    expect(await read()).toBe(outcome)
    await scenario.undo()
    expect(await read()).toBe(200)
  })

  test('two add up', async () => {
    const first = await account.scenario('clock-skew', { by: '10m' })
    await account.scenario('clock-skew', { by: '10m' })
    expect(await read()).toBe('400 InvalidTimeStamp.Expired')
    await first.undo()
    expect(await read()).toBe(200)
  })
})

test.each<[name: string, parameters: Record<string, unknown>, pointer: string, message: string]>([
  ['throttled', { operation: 'GetSecretValu' }, '/operation', 'did you mean `GetSecretValue`?'],
  ['throttled', { operation: 1 }, '/operation', 'is a text'],
  ['throttled', { perSecond: 0 }, '/perSecond', 'a whole number from 1 on'],
  ['throttled', { times: 1 }, '/times', 'is no member'],
  ['network', { kind: 'truncate' }, '/kind', 'did you mean `truncated`?'],
  ['network', { times: 'many' }, '/times', 'a whole number from 1 on'],
  ['clock-skew', {}, '/by', 'such as `20m` or `-20m`'],
  ['clock-skew', { by: '0s' }, '/by', 'such as `20m` or `-20m`'],
])('%s %j is refused', async (name, parameters, pointer, message) => {
  await expect(account.scenario(name, parameters)).rejects.toMatchObject({
    status: 400,
    pointer,
    message: expect.stringContaining(message),
  })
})

test('a seed may begin with a trouble', async () => {
  const troubled = await it.kms.createAccount({
    troubles: [{ id: 't', kind: 'internal-failure', operation: 'ListSecrets', times: 1 }],
  })
  const list = () => it.call(troubled, undefined, 'ListSecrets')
  expect([(await list()).status, (await list()).status]).toEqual([500, 200])
})

test.each<[troubles: unknown, pointer: string, message: string]>([
  [[{ id: 't', kind: 'throttle' }], '/troubles/0/kind', 'did you mean `throttled`?'],
  [[{ id: 't', kind: 'throttled', times: 0 }], '/troubles/0/times', 'write 1 or more'],
  [
    [
      { id: 't', kind: 'throttled' },
      { id: 't', kind: 'throttled' },
    ],
    '/troubles/1/id',
    'trouble',
  ],
])('a seed with the troubles %j is refused', async (troubles, pointer, message) => {
  const { status, body } = await it.control('POST', '/accounts', { troubles })
  expect({ status, body }).toEqual({
    status: 400,
    body: { error: { pointer, message: expect.stringContaining(message) } },
  })
})
