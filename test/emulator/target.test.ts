import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { AccountHandle } from '../../emulator/index.ts'
import { currentValue, eventsOf, loginIn, managed, managedCases } from './managed.ts'
import type { Running } from './running.ts'

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

const call = (action: string, parameters: Record<string, string>, user?: string) =>
  it.call(account, user, action, parameters)

test('everything that secrets manage is listed, with its accounts and its secrets, never a password', async () => {
  const targets = account.targets.list()
  expect(targets.filter(({ kind }) => kind !== 'ram-user')).toEqual([
    {
      kind: 'rds',
      id: 'rm-example-single',
      status: 'Running',
      accounts: [
        { name: 'shop', status: 'Running' },
        { name: 'audit', status: 'Running' },
      ],
      secrets: ['rds/single'],
    },
    {
      kind: 'rds',
      id: 'rm-example-double',
      status: 'Running',
      accounts: [
        { name: 'orders', status: 'Running' },
        { name: 'orders_clone', status: 'Running' },
      ],
      secrets: ['rds/double'],
    },
    {
      kind: 'redis',
      id: 'r-example',
      status: 'Running',
      accounts: [
        { name: 'cache', status: 'Running' },
        { name: 'cache_clone', status: 'Running' },
      ],
      secrets: ['redis/cache'],
    },
    {
      kind: 'polardb',
      id: 'pc-example',
      status: 'Running',
      accounts: [
        { name: 'ledger', status: 'Running' },
        { name: 'ledger_clone', status: 'Running' },
      ],
      secrets: ['polardb/ledger'],
    },
    {
      kind: 'ecs',
      id: 'i-example',
      status: 'Running',
      accounts: [
        { name: 'root', status: 'Running' },
        { name: 'deploy', status: 'Running' },
      ],
      secrets: ['acs/ecs/web', 'acs/ecs/deploy'],
    },
  ])
  expect(targets.find(({ id }) => id === 'report')).toEqual({
    kind: 'ram-user',
    id: 'report',
    status: 'Running',
    accounts: [{ name: 'LTAIemulatorreport000001', status: 'Running' }],
    secrets: ['acs/ram/user/report'],
  })
  expect(await it.control('GET', '/targets')).toEqual({ status: 200, body: { targets } })
  expect(JSON.stringify(targets)).not.toMatch(/password|emulator-report-secret|ssh-rsa/)
})

describe.each(managedCases)('$kind $id, account $account', ({ kind, id, account: name, password }) => {
  const login = (given = password) => account.targets.login(kind, id, name, given)
  const statusOf = () => account.targets.list().find(each => each.kind === kind && each.id === id)?.status

  test('it lets in who brings the password, and nobody else', () => {
    expect([login(), login(`${password}x`), login('')]).toEqual([true, false, false])
    expect(account.targets.login(kind, id, 'nobody-there', password)).toBe(false)
  })

  test.each([
    ['remove', 'restore', 'Deleted'],
    ['stop', 'start', 'Stopped'],
  ] as const)('%s: nobody is let in until %s; a snapshot holds it', async (away, back, status) => {
    expect(account.targets[away](kind, id).status).toBe(status)
    expect([statusOf(), login()]).toEqual([status, false])
    account.targets[away](kind, id)
    await account.restore(await account.snapshot())
    expect([statusOf(), login()]).toEqual([status, false])
    expect(account.targets[back](kind, id).status).toBe('Running')
    account.targets[back](kind, id)
    expect([statusOf(), login()]).toEqual(['Running', true])
  })

  test('one of its accounts alone', async () => {
    const pairs = [['stop', 'start', 'Stopped'] as const, ['remove', 'restore', 'Deleted'] as const]
    for (const [away, back, status] of kind === 'ram-user' ? pairs.slice(0, 1) : pairs) {
      const others = account.targets.list().find(each => each.id === id)?.accounts ?? []
      const after = account.targets[away](kind, id, name)
      expect(after.accounts).toEqual(others.map(each => (each.name === name ? { name, status } : each)))
      await account.restore(await account.snapshot())
      expect(login()).toBe(false)
      account.targets[back](kind, id, name)
      expect(login()).toBe(true)
    }
  })
})

describe('a RAM user', () => {
  const whoami = async (key: { accessKeyId: string; accessKeySecret: string }) => {
    const { status, body } = await it.call(
      { ...account, credentials: () => key },
      undefined,
      'DescribeRegions',
    )
    return status === 200 ? 200 : `${status} ${body.Code}`
  }

  test('removed: its AccessKeys are unknown; restored: they sign again', async () => {
    const key = account.credentials('admin')
    expect(await whoami(key)).toBe(200)
    account.targets.remove('ram-user', 'admin')
    expect(await whoami(key)).toBe('404 InvalidAccessKeyId.NotFound')
    expect(() => account.credentials('admin')).toThrow('has no user `admin`')
    await account.restore(await account.snapshot())
    expect(await whoami(key)).toBe('404 InvalidAccessKeyId.NotFound')
    account.targets.restore('ram-user', 'admin')
    expect(await whoami(key)).toBe(200)
  })

  test('stopped: its AccessKeys are Inactive', async () => {
    const key = account.credentials('admin')
    account.targets.stop('ram-user', 'admin', key.accessKeyId)
    expect(await whoami(key)).toMatch(/InvalidAccessKeyId.Inactive$/)
    account.targets.start('ram-user', 'admin')
    expect(await whoami(key)).toBe(200)
  })

  test('it does not come back where its AccessKey id belongs to somebody else by now', async () => {
    const { accessKeyId } = account.credentials('billing')
    account.targets.remove('ram-user', 'billing')
    await it.kms.createAccount({ accessKeys: [{ id: accessKeyId, secret: 'another' }] })
    expect(() => account.targets.restore('ram-user', 'billing')).toThrow('belongs to somebody else by now')
    expect(account.targets.list().find(({ id }) => id === 'billing')?.status).toBe('Deleted')
  })
})

describe.each(managedCases)('while what $secret manages is away', ({ secret, kind, id, account: name }) => {
  const isRam = kind === 'ram-user'
  const verbs = isRam ? (['remove'] as const) : (['remove', 'stop'] as const)

  test.each(verbs)('%s: a rotation waits, is stuck, and ends with its return', async verb => {
    await call('UpdateSecretRotationPolicy', {
      SecretName: secret,
      EnableAutomaticRotation: 'true',
      RotationInterval: '30d',
    })
    const before = await currentValue(it, account, secret)
    account.targets[verb](kind, id)
    expect(await call('RotateSecret', { SecretName: secret, VersionId: 'v2' })).toMatchObject({ status: 200 })
    account.clock.advance(isRam ? '47h' : '1m')
    expect(eventsOf(account)).toEqual([])
    account.clock.advance(isRam ? '1h' : '1m')
    expect(eventsOf(account)).toEqual([['Failure', secret]])
    await account.restore(await account.snapshot())
    const refused = await call('RotateSecret', { SecretName: secret, VersionId: 'v3' })
    expect(refused).toMatchObject({ status: 409, body: { Code: 'Rejected.ResourceInUse' } })
    const described = (await call('DescribeSecret', { SecretName: secret })).body
    expect(described).toMatchObject({ AutomaticRotation: 'Invalid' })
    expect(await currentValue(it, account, secret)).toEqual(before)

    account.targets[verb === 'stop' ? 'start' : 'restore'](kind, id)
    expect(eventsOf(account)).toEqual([
      ['Failure', secret],
      ['Success', secret],
    ])
    expect((await call('DescribeSecret', { SecretName: secret })).body).toMatchObject({
      AutomaticRotation: 'Enabled',
    })
    const { account: current, password } = loginIn(await currentValue(it, account, secret))
    expect(account.targets.login(kind, id, current, password)).toBe(true)
    expect(await currentValue(it, account, secret)).not.toEqual(before)
    // A single account or key has changed; of two, the one that was in use goes on.
    const old = loginIn(before)
    const isSame = current === old.account || isRam
    expect(account.targets.login(kind, id, old.account, old.password)).toBe(!isSame)
    expect(name).toBe(old.account)
  })
})

test.each<[secret: string, kind: 'rds' | 'redis' | 'ecs', id: string, name: string, why: string]>([
  ['rds/single', 'rds', 'rm-example-single', 'shop', 'the database account shop is'],
  ['rds/double', 'rds', 'rm-example-double', 'orders_clone', 'the database account orders_clone is'],
  ['redis/cache', 'redis', 'r-example', 'cache_clone', 'the database account cache_clone is'],
  ['acs/ecs/web', 'ecs', 'i-example', 'root', 'the user of the ECS instance is'],
])('%s waits for the account that its rotation changes', (secret, kind, id, name, why) => {
  const pairs = [
    ['remove', 'restore', 'gone'],
    ['stop', 'start', 'locked'],
  ] as const
  for (const [away, back, word] of pairs) {
    account.targets[away](kind, id, name)
    account.secrets.rotate(secret)
    account.clock.advance('2m')
    expect(account.events().at(-1)?.content.failureInfo?.errorMessage).toBe(`${why} ${word}`)
    account.targets[back](kind, id, name)
    expect(account.events().at(-1)?.status).toBe('Normal')
    // Of two accounts the other one is next.
    if (secret !== 'rds/single' && kind !== 'ecs') account.secrets.rotate(secret)
  }
})

test('in an expired instance a rotation goes on to wait when what it manages is back, until the renewal', async () => {
  account.targets.remove('rds', 'rm-example-single')
  account.secrets.rotate('rds/single')
  account.clock.advance('2m')
  account.instances.expire()
  account.targets.restore('rds', 'rm-example-single')
  expect(eventsOf(account)).toEqual([['Failure', 'rds/single']])
  account.instances.renew()
  account.clock.advance('1s')
  expect(eventsOf(account)).toEqual([
    ['Failure', 'rds/single'],
    ['Success', 'rds/single'],
  ])
})

test('a RAM user that comes back within the window gets its new AccessKey then', async () => {
  const secret = 'acs/ram/user/report'
  account.targets.remove('ram-user', 'report')
  account.secrets.rotate(secret, { window: '1h' })
  account.clock.advance('30m')
  account.targets.restore('ram-user', 'report')
  const { account: key, password } = loginIn(await currentValue(it, account, secret))
  expect(key).not.toBe('LTAIemulatorreport000001')
  expect(account.targets.login('ram-user', 'report', key, password)).toBe(true)
  const old = () =>
    account.targets.login('ram-user', 'report', 'LTAIemulatorreport000001', 'emulator-report-secret')
  expect(old()).toBe(true)
  account.clock.advance('30m')
  expect([old(), eventsOf(account)]).toEqual([false, [['Success', secret]]])
})

describe('what it refuses', () => {
  test.each<[path: string, body: unknown, status: number, error: object]>([
    [
      '/targets/rdss/rm-example-single/remove',
      undefined,
      404,
      { message: 'there is no kind `rdss`; did you mean `rds`?' },
    ],
    [
      '/targets/rds/rm-example-singel/remove',
      undefined,
      404,
      {
        message:
          'account `1000000000000001` has no RDS instance `rm-example-singel`; did you mean `rm-example-single`?',
      },
    ],
    [
      '/targets/rds/rm-example-single/remove',
      { account: 'shp' },
      400,
      {
        pointer: '/account',
        message: 'RDS instance `rm-example-single` has no account `shp`; did you mean `shop`?',
      },
    ],
    [
      '/targets/rds/rm-example-single/remove',
      { acount: 'shop' },
      400,
      { pointer: '/acount', message: '`acount` is no member of this body; did you mean `account`?' },
    ],
    [
      '/targets/rds/rm-example-single/login',
      { account: 'shop' },
      400,
      { pointer: '/password', message: '`password` must be given, as a text' },
    ],
    [
      '/targets/ram-user/report/remove',
      { account: 'LTAIemulatorreport000001' },
      409,
      { message: 'an AccessKey cannot come back; stop it, or remove its RAM user' },
    ],
    [
      '/targets/rds/__proto__/stop',
      undefined,
      404,
      { message: expect.stringContaining('has no RDS instance `__proto__`') },
    ],
  ])('POST %s %j', async (path, body, status, error) => {
    const before = await account.snapshot()
    expect(await it.control('POST', path, body)).toEqual({ status, body: { error } })
    expect(await account.snapshot()).toEqual(before)
  })

  test('what is removed cannot be stopped or started', () => {
    account.targets.remove('rds', 'rm-example-single')
    for (const verb of ['stop', 'start'] as const)
      expect(() => account.targets[verb]('rds', 'rm-example-single')).toThrow(
        '`rm-example-single` is removed; restore it first',
      )
  })
})
