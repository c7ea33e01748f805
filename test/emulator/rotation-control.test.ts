import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { AccountHandle } from '../../emulator/index.ts'
import { currentValue, loginIn, managed, managedCases } from './managed.ts'
import type { Running } from './running.ts'

const ram = 'acs/ram/user/report'
const minute = 60_000

let it: Running
let account: AccountHandle

beforeAll(async () => {
  it = await managed()
})
afterAll(() => it.kms.close())
beforeEach(async () => {
  await it.kms.reset()
  account = it.kms.account()
})

describe('the immediate rotation of a RAM secret', () => {
  const signs = async (key: { account: string; password: string }) => {
    const credentials = { accessKeyId: key.account, accessKeySecret: key.password }
    const signer = { ...account, credentials: () => credentials }
    const { body } = await it.call(signer, undefined, 'GetSecretValue', { SecretName: 'example-secret' })
    // The user may do nothing: a refusal for want of a permission shows that the signature was right.
    return body.Code === 'Forbidden.NoPermission'
  }

  test.each([
    ['10m', '2026-01-01T00:10:00.000Z'],
    ['30m', '2026-01-01T00:30:00.000Z'],
    ['2d', '2026-01-03T00:00:00.000Z'],
    [undefined, '2026-01-03T00:00:00.000Z'],
  ])('window %s: the new AccessKey signs at once, the old one until %s', async (window, endsAt) => {
    const old = loginIn(await currentValue(it, account, ram))
    const rotation = account.secrets.rotate(ram, window === undefined ? {} : { window })
    expect(rotation).toEqual({
      secretName: ram,
      region: 'cn-hangzhou',
      versionId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      rotating: true,
      endsAt,
      automaticRotation: 'Disabled',
    })
    const fresh = loginIn(await currentValue(it, account, ram))
    expect([await signs(fresh), await signs(old)]).toEqual([true, true])
    const left = Date.parse(endsAt) - account.clock.now().getTime()
    account.clock.advance(`${left / 1000 - 1}s`)
    expect([await signs(fresh), await signs(old)]).toEqual([true, true])
    account.clock.advance('1s')
    expect([await signs(fresh), await signs(old)]).toEqual([true, false])
  })

  test('the old AccessKey is refused by the first request after the window, though nothing moved the clock', async () => {
    const other = await managed()
    const at = other.kms.account()
    const old = loginIn(await currentValue(other, at, ram))
    const credentials = { accessKeyId: old.account, accessKeySecret: old.password }
    at.secrets.rotate(ram, { window: '10m' })
    other.machine.tick(10 * minute)
    const { body } = await other.call({ ...at, credentials: () => credentials }, undefined, 'DescribeRegions')
    expect(body.Code).toBe('InvalidAccessKeyId.NotFound')
    await other.kms.close()
  })
})

test.each(managedCases.filter(({ kind }) => kind !== 'ram-user'))(
  '$secret has rotated when the answer is there',
  async ({ secret, kind, id }) => {
    const { versionId, ...rest } = account.secrets.rotate(secret)
    expect(rest).toEqual({
      secretName: secret,
      region: 'cn-hangzhou',
      rotating: false,
      automaticRotation: secret === 'rds/single' ? 'Enabled' : 'Disabled',
    })
    const { body } = await it.call(account, undefined, 'GetSecretValue', { SecretName: secret })
    expect(body.VersionId).toBe(versionId)
    const login = loginIn(await currentValue(it, account, secret))
    expect(account.targets.login(kind, id, login.account, login.password)).toBe(true)
  },
)

test.each([
  ['as it is', ram],
  ['percent-encoded', encodeURIComponent(ram)],
  ['an ARN', encodeURIComponent(`acs:kms:cn-hangzhou:1000000000000001:secret/${ram}`)],
  ['an ARN as it is', `acs:kms:cn-hangzhou:1000000000000001:secret/${ram}`],
])('a name with slashes: %s', async (_, name) => {
  expect(await it.control('POST', `/secrets/${name}/verify-account`)).toEqual({
    status: 200,
    body: { secretName: ram, verified: true },
  })
  expect(await it.control('POST', `/secrets/${name}/rotate`, { window: '30m' })).toMatchObject({
    status: 200,
    body: { secretName: ram, rotating: true, endsAt: '2026-01-01T00:30:00.000Z' },
  })
})

describe('what it refuses', () => {
  const bounds = 'the window of a rotation is 10 minutes to 2 days long (`10m` to `2d`)'

  test.each<[secret: string, body: unknown, status: number, error: object]>([
    [ram, { window: '9m' }, 400, { pointer: '/window', message: bounds }],
    [ram, { window: '49h' }, 400, { pointer: '/window', message: bounds }],
    [ram, { window: 30 }, 400, { pointer: '/window', message: expect.stringContaining('`48h`') }],
    [ram, { windw: '30m' }, 400, { pointer: '/windw', message: expect.stringContaining('`window`?') }],
    [
      'rds/single',
      { window: '30m' },
      400,
      { pointer: '/window', message: 'only RAM secrets have a window; `rds/single` rotates at once' },
    ],
    ['example-secret', undefined, 409, { message: 'secret `example-secret` is Generic: it manages nothing' }],
    [
      'rds/singel',
      undefined,
      404,
      { message: 'account `1000000000000001` has no secret `rds/singel`; did you mean `rds/single`?' },
    ],
    [
      'acs:kms:cn-hangzhou:1000000000000002:secret/rds/single',
      undefined,
      404,
      { message: expect.stringContaining('has no secret') },
    ],
  ])('%s %j', async (secret, body, status, error) => {
    const before = await account.snapshot()
    expect(await it.control('POST', `/secrets/${secret}/rotate`, body)).toEqual({ status, body: { error } })
    expect(await account.snapshot()).toEqual(before)
  })

  test.each<[why: string, prepare: () => unknown, message: string]>([
    [
      'a rotation under way',
      () => account.secrets.rotate(ram),
      'Your secret is being rotated, please try again later',
    ],
    [
      'a planned deletion',
      () => it.call(account, undefined, 'DeleteSecret', { SecretName: ram }),
      `secret \`${ram}\` is planned to be deleted`,
    ],
    [
      'an expired instance',
      () => account.scenario('instance-expired'),
      `secret \`${ram}\` cannot rotate: the subscription of the KMS instance ended`,
    ],
    [
      'a disabled key',
      () => it.call(account, undefined, 'DisableKey', { KeyId: 'key-hzz0example000000000000' }),
      `secret \`${ram}\` cannot rotate: the key of the secret is Disabled`,
    ],
  ])('%s', async (_, prepare, message) => {
    await prepare()
    expect(await it.control('POST', `/secrets/${ram}/rotate`)).toEqual({
      status: 409,
      body: { error: { message } },
    })
  })
})

describe('the account check', () => {
  test.each(managedCases)('$secret: what it manages is there', ({ secret }) => {
    expect(account.secrets.verifyAccount(secret)).toEqual({ secretName: secret, verified: true })
  })

  test.each<[secret: string, change: () => unknown, reason: string]>([
    [
      'rds/single',
      () => account.targets.remove('rds', 'rm-example-single'),
      'RDS instance `rm-example-single` was deleted',
    ],
    [
      'rds/single',
      () => account.targets.remove('rds', 'rm-example-single', 'shop'),
      'account `shop` of RDS instance `rm-example-single` was deleted',
    ],
    [
      'rds/double',
      () => account.targets.remove('rds', 'rm-example-double', 'orders_clone'),
      'account `orders_clone` of RDS instance `rm-example-double` was deleted',
    ],
    [
      'rds/single',
      () => account.targets.stop('rds', 'rm-example-single'),
      'RDS instance `rm-example-single` is stopped',
    ],
    [
      'redis/cache',
      () => account.targets.remove('redis', 'r-example'),
      'Redis instance `r-example` was deleted',
    ],
    [
      'polardb/ledger',
      () => account.targets.remove('polardb', 'pc-example'),
      'PolarDB cluster `pc-example` was deleted',
    ],
    [ram, () => account.targets.remove('ram-user', 'report'), 'RAM user `report` was deleted'],
    [
      'acs/ecs/web',
      () => account.targets.remove('ecs', 'i-example', 'root'),
      'account `root` of ECS instance `i-example` was deleted',
    ],
  ])('%s fails', async (secret, change, reason) => {
    change()
    const failed = { secretName: secret, verified: false, reason }
    expect(account.secrets.verifyAccount(secret)).toEqual(failed)
    expect(await it.control('POST', `/secrets/${secret}/verify-account`)).toEqual({
      status: 200,
      body: failed,
    })
  })
})
