import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { checkedSeed } from '../../emulator/emulator.ts'
import {
  ControlError,
  OptionError,
  SeedError,
  type StartOptions,
  startEmulator,
} from '../../emulator/index.ts'
import { defaultWorld } from '../../emulator/state/default-world.ts'
import { type Running, running } from './running.ts'

let it: Running

beforeEach(async () => {
  it = await running()
})
afterEach(() => it.kms.close())

const read = (at: Running, account = at.kms.account(), user?: string) =>
  at.call(account, user, 'GetSecretValue', { SecretName: 'example-secret' })

test('the default world answers a signed call', async () => {
  expect(await read(it)).toMatchObject({
    status: 200,
    body: { SecretName: 'example-secret', SecretData: 'example-value', VersionId: 'v1' },
  })
  expect(it.kms.endpoint).toBe(new URL(it.kms.url).host)
})

test('two emulators in one process share nothing', async () => {
  const other = await running()
  await it.kms.account().scenario('instance-expired')
  it.kms.account().clock.advance('1d')
  expect(await read(it)).toMatchObject({ status: 409, body: { Code: 'Rejected.Unavailable' } })
  expect(await read(other)).toMatchObject({ status: 200 })
  expect(other.kms.account().clock.now()).toEqual(new Date('2026-01-01T00:00:00Z'))
  expect(other.kms.account().requests()).toHaveLength(1)
  await other.kms.close()
})

test('accounts share neither state nor clock nor journal nor scenarios', async () => {
  const [one, two] = await Promise.all([it.kms.createAccount(), it.kms.createAccount()])
  expect(one.id).not.toBe(two.id)
  expect(one.credentials('app')).not.toEqual(two.credentials('app'))
  await one.scenario('not-authorized', { user: 'app' })
  one.clock.advance('2d')
  expect(await read(it, one, 'app')).toMatchObject({ status: 403 })
  expect(await read(it, two, 'app')).toMatchObject({ status: 200 })
  expect(two.scenarios()).toEqual([])
  expect(two.clock.now()).toEqual(new Date('2026-01-01T00:00:00Z'))
  expect(two.requests().map(({ caller }) => caller.name)).toEqual(['app'])
  await one.delete()
  expect(() => one.credentials()).toThrow(`there is no account \`${one.id}\``)
  expect(it.kms.accounts().map(({ id }) => id)).toEqual(['1000000000000001', two.id])
})

test('what a body names replaces that member', async () => {
  const account = await it.kms.createAccount({
    secrets: [
      { name: 'mine', instance: 'kst-hzz0example0000000000', versions: [{ id: 'a', value: 'my-value' }] },
    ],
  })
  expect(await it.call(account, undefined, 'GetSecretValue', { SecretName: 'mine' })).toMatchObject({
    body: { SecretData: 'my-value' },
  })
  expect(await it.call(account, undefined, 'GetSecretValue', { SecretName: 'example-secret' })).toMatchObject(
    {
      status: 404,
    },
  )
})

test('the clock: advance, set, freeze, run', () => {
  const { clock } = it.kms.account()
  expect(clock.advance('15d')).toEqual(new Date('2026-01-16T00:00:00Z'))
  expect(clock.freeze()).toEqual(new Date('2026-01-16T00:00:00Z'))
  it.machine.tick(60_000)
  expect(clock.now()).toEqual(new Date('2026-01-16T00:00:00Z'))
  expect(clock.running()).toBe(false)
  expect(clock.advance('1h')).toEqual(new Date('2026-01-16T01:00:00Z'))
  clock.run()
  it.machine.tick(60_000)
  expect(clock.now()).toEqual(new Date('2026-01-16T01:01:00Z'))
  expect(clock.set(new Date('2030-01-01T00:00:00Z'))).toEqual(new Date('2030-01-01T00:00:00Z'))
  expect(clock.set('-1d')).toEqual(new Date('2029-12-31T00:00:00Z'))
  expect(() => clock.advance('9999999d')).toThrow(ControlError)
  expect(clock.now()).toEqual(new Date('2029-12-31T00:00:00Z'))
})

test('signatures are judged by the machine’s time, whatever the account’s clock shows', async () => {
  for (const time of ['2026-06-01T00:00:00Z', '2020-01-01T00:00:00Z']) {
    it.kms.account().clock.set(time)
    expect(await read(it)).toMatchObject({ status: 200 })
  }
})

test('what falls due has happened when the clock has moved', async () => {
  const account = it.kms.account()
  await it.call(account, undefined, 'DeleteSecret', {
    SecretName: 'example-secret',
    RecoveryWindowInDays: '7',
  })
  account.clock.advance('8d')
  expect((await account.snapshot()).accounts[0]?.secrets ?? []).toEqual([])
})

test('the journal tells the call, its authorization, and never a value', async () => {
  const account = it.kms.account()
  await read(it, account, 'app')
  await read(it, account, 'app-without-decrypt')
  await it.call(account, 'app', 'DescribeSecret', { SecretName: 'example-secret' })
  const all = account.requests()
  expect(all.map(({ operation, status, code }) => [operation, status, code])).toEqual([
    ['GetSecretValue', 200, undefined],
    ['GetSecretValue', 403, 'Forbidden.NoPermission'],
    ['DescribeSecret', 403, 'Forbidden.NoPermission'],
  ])
  expect(all[1]?.authorization).toMatchObject([
    { action: 'kms:GetSecretValue', outcome: 'allow', explanation: expect.stringContaining('/Statement/0') },
    { action: 'kms:Decrypt', outcome: 'implicit-deny', explanation: expect.stringMatching(/./) },
  ])
  expect(account.requests({ operation: 'GetSecretValue' })).toHaveLength(2)
  expect(JSON.stringify(all)).not.toMatch(/example-value|emulator-app-secret|Signature/)
  account.clearRequests()
  expect(account.requests()).toEqual([])
})

test('what a call was refused for never quotes a value', async () => {
  const account = it.kms.account()
  const value = 'hunter2'.repeat(5000)
  for (const parameters of [
    { SecretName: 'new', VersionId: 'v1', SecretData: value },
    { SecretName: 'new', VersionId: 'v1', SecretData: value, SecretType: 'Rds', ExtendedConfig: value },
    { SecretName: 'new', VersionId: 'v1', SecretData: 'hunter2', SecretDataType: 'txt' },
  ])
    expect(await it.call(account, undefined, 'CreateSecret', parameters)).toMatchObject({ status: 400 })
  expect(account.requests()).toHaveLength(3)
  expect(JSON.stringify(account.requests())).not.toContain('hunter2')
})

test('the default world passes the checks that starting with it leaves out', () => {
  expect(checkedSeed(defaultWorld)).toEqual(defaultWorld)
})

test('reset: the world, or an account to how it was made', async () => {
  const account = await it.kms.createAccount({ users: [{ name: 'only' }] })
  const key = account.credentials('only')
  account.clock.advance('3d')
  await account.reset()
  expect(account.clock.now()).toEqual(new Date('2026-01-01T00:00:00Z'))
  expect(account.credentials('only')).toEqual(key)
  const before = await it.kms.snapshot()
  await it.kms.restore(before)
  expect(await it.kms.snapshot()).toEqual(before)
  await it.kms.reset()
  expect(it.kms.accounts().map(({ id }) => id)).toEqual(['1000000000000001'])
  expect(it.kms.account().requests()).toEqual([])
})

test('instances: without an id the only one', async () => {
  const { instances } = it.kms.account()
  expect(instances.expire()).toMatchObject({ expired: true, endDate: '2026-01-01T00:00:00.000Z' })
  expect(await read(it)).toMatchObject({ status: 409 })
  expect(instances.renew(undefined, { expires: '+30d' })).toMatchObject({
    expired: false,
    endDate: '2026-01-31T00:00:00.000Z',
  })
  expect(await read(it)).toMatchObject({ status: 200 })
})

describe('what it will not start with', () => {
  test.each<[options: object, kind: typeof OptionError | typeof SeedError, message: string]>([
    [{ prot: 1 }, OptionError, 'there is no option `prot`; did you mean `port`?'],
    [{ port: -1 }, OptionError, '`port` is a number from 0 (any that is free) to 65535'],
    [{ host: '0.0.0.0' }, OptionError, '`0.0.0.0` can be reached by others, so an admin token must be set'],
    [{ adminToken: 'a b' }, OptionError, 'the admin token must be printable characters without blanks'],
    [
      { authorization: 'reprot' },
      OptionError,
      '`authorization` is `enforce` or `report` or `off`; did you mean `report`?',
    ],
    [
      { rotationError: { status: 200 } },
      OptionError,
      'the status of `rotationError` is a number from 400 to 599',
    ],
    [{ seed: { format: 1 } }, SeedError, expect.stringContaining('accounts') as unknown as string],
  ])('%j', async (options, kind, message) => {
    const error = await startEmulator(options as StartOptions).catch(each => each)
    expect(error).toBeInstanceOf(kind)
    expect(error.message).toEqual(message)
  })

  test('a port in use', async () => {
    const port = Number(new URL(it.kms.url).port)
    await expect(startEmulator({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })
})

test('the settings: `report` answers as if allowed and tells who would be refused', async () => {
  const lenient = await running({ authorization: 'report' })
  const account = lenient.kms.account()
  expect(await read(lenient, account, 'nobody')).toMatchObject({ status: 200 })
  expect(account.requests()).toMatchObject([{ status: 200, wouldBeRefused: true }])
  await lenient.kms.close()
})
