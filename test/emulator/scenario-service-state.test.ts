import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { AccountHandle, AppliedScenarioHandle } from '../../emulator/index.ts'
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

const key = 'key-hzz0example000000000000'
const instance = 'kst-hzz0example0000000000'
const call = async (action: string, parameters: Record<string, string> = {}) => {
  const { status, body } = await it.call(account, undefined, action, parameters)
  return body.Code === undefined ? status : `${status} ${body.Code}`
}
const read = () => call('GetSecretValue', { SecretName: 'example-secret' })
const stateOf = async () => {
  const { body } = await it.call(account, undefined, 'DescribeKey', { KeyId: key })
  return (body.KeyMetadata as { KeyState: string } | undefined)?.KeyState
}

describe.each([
  ['key-disabled', 'Disabled', '409 Rejected.Disabled', 'EnableKey'],
  ['key-pending-deletion', 'PendingDeletion', '409 Rejected.PendingDeletion', 'CancelKeyDeletion'],
])('%s', (name, state, outcome, remedy) => {
  test('cryptography and the values under it; what describes goes on', async () => {
    const before = await account.snapshot()
    const scenario = await account.scenario(name)
    expect(await stateOf()).toBe(state)
    expect([
      await read(),
      await call('Encrypt', { KeyId: key, Plaintext: 'aGVsbG8=' }),
      await call('DescribeSecret', { SecretName: 'example-secret' }),
    ]).toEqual([outcome, outcome, 200])
    expect(account.requests().map(entry => entry.scenario)).toEqual([
      undefined,
      scenario.id,
      scenario.id,
      undefined,
    ])
    expect(await scenario.undo()).toEqual([`key \`${key}\` is Enabled`])
    expect(await read()).toBe(200)
    expect(await account.snapshot()).toEqual(before)
  })

  test(`ends with ${remedy}`, async () => {
    const scenario = await account.scenario(name, { key })
    if (remedy === 'CancelKeyDeletion') await call(remedy, { KeyId: key })
    await call('EnableKey', { KeyId: key })
    expect(await read()).toBe(200)
    expect(account.scenarios()).toMatchObject([{ holds: false }])
    expect(await scenario.undo()).toEqual([])
    expect(await stateOf()).toBe('Enabled')
  })

  test('not twice', async () => {
    await account.scenario(name)
    await expect(account.scenario(name)).rejects.toMatchObject({
      status: 400,
      pointer: '/key',
      message: `key \`${key}\` is ${state} already`,
    })
  })
})

test('key-pending-deletion: after 7 days the key is gone, and values with it', async () => {
  const { undo } = await account.scenario('key-pending-deletion')
  account.clock.advance('7d')
  expect(await call('DescribeKey', { KeyId: key })).toMatch(/^404 /)
  expect(await read()).toMatch(/^4\d\d /)
  expect(account.scenarios()).toMatchObject([{ holds: false }])
  expect(await undo()).toEqual([])
})

test('key-pending-deletion: not a key that is protected', async () => {
  await call('SetDeletionProtection', {
    ProtectedResourceArn: `acs:kms:cn-hangzhou:${account.id}:key/${key}`,
    EnableDeletionProtection: 'true',
  })
  await expect(account.scenario('key-pending-deletion')).rejects.toThrow('is protected from deletion')
})

test('instance-released: all that is in it is gone, for good', async () => {
  const scenario = await account.scenario('instance-released')
  expect(scenario.changed).toEqual([`instance \`${instance}\` is gone, with 1 key and 1 secret`])
  expect(await read()).toBe('404 Forbidden.ResourceNotFound')
  expect(await call('DescribeKey', { KeyId: key })).toMatch(/^404 /)
  expect(await call('GetSecretValue', { SecretName: 'never-there' })).toMatch(/^404 /)
  expect(account.instances.list()).toEqual([])
  expect(account.requests().map(entry => entry.scenario)).toEqual([scenario.id, scenario.id, undefined])
  expect(account.scenarios()).toMatchObject([{ holds: true }])
  expect(await scenario.undo()).toEqual([])
  expect(await read()).toBe('404 Forbidden.ResourceNotFound')
})

describe('legacy-secret', () => {
  test('a secret in no instance, under a key of the service', async () => {
    const before = await account.snapshot()
    const scenario = await account.scenario('legacy-secret', { name: 'old/db' })
    const described = await it.call(account, undefined, 'DescribeSecret', { SecretName: 'old/db' })
    expect(described).toMatchObject({ status: 200, body: { SecretName: 'old/db' } })
    expect(described.body).not.toHaveProperty('DKMSInstanceId')
    const value = await it.call(account, undefined, 'GetSecretValue', { SecretName: 'old/db' })
    expect(value.body.SecretData).toBe('example-value')
    expect(account.requests().at(-1)?.authorization).toHaveLength(1)
    expect(await scenario.undo()).toEqual(['secret `old/db` is gone'])
    expect(await account.snapshot()).toEqual(before)
  })

  test.each([
    ['a', 'b'],
    ['b', 'a'],
  ])('two share the key of the service; it goes with the last: %s, %s', async (early, late) => {
    const before = await account.snapshot()
    const made = new Map<string, AppliedScenarioHandle>()
    for (const name of ['a', 'b']) made.set(name, await account.scenario('legacy-secret', { name }))
    await made.get(early)?.undo()
    expect(await call('GetSecretValue', { SecretName: late })).toBe(200)
    await made.get(late)?.undo()
    expect(await account.snapshot()).toEqual(before)
  })

  test('one that was deleted stays so', async () => {
    const scenario = await account.scenario('legacy-secret', { name: 'a' })
    await call('DeleteSecret', { SecretName: 'a', ForceDeleteWithoutRecovery: 'true' })
    expect(account.scenarios()).toMatchObject([{ holds: false }])
    expect(await scenario.undo()).toEqual([])
  })

  test.each([
    [{}, '/name', 'name the secret'],
    [{ name: 'acs/x' }, '/name', 'must not begin with `acs/`'],
    [{ name: 'a b' }, '/name', 'letters, digits'],
    [{ name: 'example-secret' }, '/name', 'already'],
  ])('%j is refused', async (parameters, pointer, message) => {
    await expect(account.scenario('legacy-secret', parameters)).rejects.toMatchObject({
      status: 400,
      pointer,
      message: expect.stringContaining(message),
    })
  })
})
