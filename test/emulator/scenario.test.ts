import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { AccountHandle } from '../../emulator/index.ts'
import { managedAccount, type Running, running } from './running.ts'

let it: Running
let account: AccountHandle

beforeAll(async () => {
  it = await running()
})
afterAll(() => it.kms.close())
beforeEach(async () => {
  account = await it.kms.createAccount()
})

const read = (user?: string) => it.call(account, user, 'GetSecretValue', { SecretName: 'example-secret' })
const codeOf = async (answer: Promise<{ status: number; body: Record<string, unknown> }>) => {
  const { status, body } = await answer
  return body.Code === undefined ? status : `${status} ${body.Code}`
}

describe('instance-expired', () => {
  test('keys and secrets are Unavailable; what only describes goes on', async () => {
    const { id, changed } = await account.scenario('instance-expired')
    expect(changed).toEqual([
      'instance `kst-hzz0example0000000000` ends 2026-01-01T00:00:00.000Z instead of 2027-01-01T16:00:00.000Z',
    ])
    expect(await codeOf(read())).toBe('409 Rejected.Unavailable')
    expect(
      await codeOf(it.call(account, undefined, 'DescribeSecret', { SecretName: 'example-secret' })),
    ).toBe(200)
    expect(account.requests()[0]).toMatchObject({ code: 'Rejected.Unavailable', scenario: id })
  })

  test('renewal within 15 days ends it', async () => {
    const scenario = await account.scenario('instance-expired')
    account.clock.advance('14d')
    account.instances.renew()
    expect(await codeOf(read())).toBe(200)
    expect(account.scenarios()).toMatchObject([{ id: scenario.id, holds: false }])
    expect(await scenario.undo()).toEqual([])
    expect(account.instances.list()).toMatchObject([{ endDate: '2027-01-15T16:00:00.000Z' }])
  })

  test('undo puts the end back', async () => {
    const scenario = await account.scenario('instance-expired')
    expect(await scenario.undo()).toHaveLength(1)
    expect(await codeOf(read())).toBe(200)
    expect(account.instances.list()).toMatchObject([{ endDate: '2027-01-01T16:00:00.000Z', expired: false }])
    expect(account.scenarios()).toEqual([])
    await expect(scenario.undo()).rejects.toThrow('no scenario')
  })

  test('on day 16 it is released with all that is in it', async () => {
    await account.scenario('instance-expired')
    account.clock.advance('15d')
    expect(account.instances.list()).toEqual([])
    expect(await codeOf(read())).toBe('404 Forbidden.ResourceNotFound')
    expect(account.scenarios()).toMatchObject([{ holds: false }])
  })

  test('an instance ends once', async () => {
    await account.scenario('instance-expired')
    await expect(account.scenario('instance-expired')).rejects.toMatchObject({
      status: 400,
      pointer: '/instance',
      message: expect.stringContaining('ended already'),
    })
  })
})

describe('not-authorized', () => {
  test.each([
    ['GetSecretValue', 'secret/example-secret'],
    ['Decrypt', 'key-hzz0example000000000000'],
    ['both', 'secret/example-secret'],
  ])('%s: an implicit deny that names what is missing', async (missing, named) => {
    const scenario = await account.scenario('not-authorized', { user: 'app', missing })
    const { status, body } = await read('app')
    expect(status).toBe(403)
    expect(body).toMatchObject({
      Code: 'Forbidden.NoPermission',
      Message: expect.stringContaining(named),
      AccessDeniedDetail: { NoPermissionType: 'ImplicitDeny' },
    })
    expect(account.requests()).toMatchObject([{ scenario: scenario.id }])
    expect(await codeOf(read('admin'))).toBe(200)
    await scenario.undo()
    expect(await codeOf(read('app'))).toBe(200)
  })

  test('a wildcard gives all but what is missing; the state is as before when undone', async () => {
    const before = await account.snapshot()
    const scenario = await account.scenario('not-authorized', { user: 'admin', missing: 'Decrypt' })
    const asAdmin = (action: string, parameters: Record<string, string>) =>
      codeOf(it.call(account, 'admin', action, parameters))
    expect(await codeOf(read('admin'))).toBe('403 Forbidden.NoPermission')
    expect(await asAdmin('DescribeSecret', { SecretName: 'example-secret' })).toBe(200)
    expect(await asAdmin('Encrypt', { KeyId: 'alias/example', Plaintext: 'aGVsbG8=' })).toBe(200)
    expect(await asAdmin('CreateAlias', { KeyId: 'key-hzz0example000000000000', AliasName: 'alias/b' })).toBe(
      200,
    )
    await asAdmin('DeleteAlias', { AliasName: 'alias/b' })
    await account.restore(await account.snapshot())
    expect(await codeOf(read('admin'))).toBe('403 Forbidden.NoPermission')
    await scenario.undo()
    expect(await account.snapshot()).toEqual(before)
  })

  test('two for one user are undone in any order', async () => {
    const first = await account.scenario('not-authorized', { user: 'app', missing: 'Decrypt' })
    const second = await account.scenario('not-authorized', { user: 'app', missing: 'GetSecretValue' })
    await first.undo()
    expect(await read('app')).toMatchObject({ body: { Message: expect.stringContaining('secret/') } })
    await second.undo()
    expect(await codeOf(read('app'))).toBe(200)
    expect((await account.snapshot()).accounts[0]?.policies).toHaveLength(2)
  })

  test('grants of groups and of the secret itself go too; others keep theirs', async () => {
    const statement = { Effect: 'Allow', Action: 'kms:*', Resource: '*' }
    account = await it.kms.createAccount({
      id: '1000000000000077',
      users: [
        { name: 'a', groups: ['readers'] },
        { name: 'b', groups: ['readers'] },
      ],
      groups: [{ name: 'readers', policies: ['all'] }],
      policies: [{ name: 'all', document: { Version: '1', Statement: [statement] } }],
      secrets: [
        {
          name: 'example-secret',
          instance: 'kst-hzz0example0000000000',
          policy: {
            Version: '1',
            Statement: [
              {
                Effect: 'Allow',
                Action: ['kms:Describe*', 'kms:GetSecretValue'],
                Principal: { RAM: ['acs:ram::1000000000000077:user/a', 'acs:ram::1000000000000077:user/b'] },
                Resource: ['*'],
              },
            ],
          },
          versions: [{ id: 'v1', value: 'example-value' }],
        },
      ],
    })
    const before = await account.snapshot()
    const scenario = await account.scenario('not-authorized', { user: 'a' })
    expect(scenario.changed).toHaveLength(3)
    expect(await codeOf(read('a'))).toBe('403 Forbidden.NoPermission')
    expect(await codeOf(read('b'))).toBe(200)
    await scenario.undo()
    expect(await account.snapshot()).toEqual(before)
    await account.delete()
  })

  test('a snapshot holds it, and it can be undone there', async () => {
    const { id } = await account.scenario('not-authorized', { user: 'app' })
    await account.restore(await account.snapshot())
    expect(await codeOf(read('app'))).toBe('403 Forbidden.NoPermission')
    await it.control('DELETE', `/scenarios/${id}?account=${account.id}`)
    expect(await codeOf(read('app'))).toBe(200)
  })

  test('a policy that would be too long once written out is refused, and nothing has changed', async () => {
    const Resource = `acs:kms:*:*:secret/${'n'.repeat(5950)}`
    account = await it.kms.createAccount({
      users: [{ name: 'only', policies: ['long'] }],
      policies: [
        {
          name: 'long',
          document: {
            Version: '1',
            Statement: [{ Effect: 'Allow', Action: 'kms:*', Resource }],
          },
        },
      ],
    })
    const before = await account.snapshot()
    await expect(account.scenario('not-authorized')).rejects.toMatchObject({ status: 400, pointer: '/user' })
    expect(await account.snapshot()).toEqual(before)
  })

  test('the user must be named where there are several', async () => {
    await expect(account.scenario('not-authorized')).rejects.toMatchObject({
      pointer: '/user',
      message: 'name the user: `admin`, `app`, `app-without-decrypt`, `nobody`',
    })
  })
})

describe('rotation-in-progress', () => {
  const name = 'acs/ram/user/app'
  const value = async () => (await it.call(account, undefined, 'GetSecretValue', { SecretName: name })).body
  const rotate = (versionId: string) =>
    it.call(account, undefined, 'RotateSecret', { SecretName: name, VersionId: versionId })

  beforeEach(async () => {
    const { users, ...rest } = managedAccount()
    await it.kms.reset()
    account = await it.kms.createAccount({ ...rest, users })
  })

  test('a new rotation is refused, reads are served, and it ends with its window', async () => {
    const scenario = await account.scenario('rotation-in-progress', { window: '1h' })
    expect(scenario.changed).toEqual([`secret \`${name}\` is being rotated until 2026-01-01T01:00:00.000Z`])
    expect(await rotate('v2')).toMatchObject({
      status: 409,
      body: {
        Code: 'Rejected.ResourceInUse',
        Message: 'Your secret is being rotated, please try again later',
      },
    })
    expect(account.requests()).toMatchObject([{ scenario: scenario.id }])
    expect(await value()).toMatchObject({ VersionStages: { VersionStage: ['ACSCurrent'] } })
    account.clock.advance('1h')
    expect(account.scenarios()).toMatchObject([{ holds: false }])
    expect(await codeOf(rotate('v2'))).toBe(200)
  })

  test('undo takes it back: value, labels and access keys as before', async () => {
    const before = await account.snapshot()
    const key = account.credentials('app')
    const scenario = await account.scenario('rotation-in-progress')
    expect((await it.kms.accounts().find(({ id }) => id === account.id))?.users[0]?.accessKeys).toHaveLength(
      2,
    )
    expect(await value()).not.toMatchObject({ VersionId: 'v1' })
    await scenario.undo()
    expect(await value()).toMatchObject({
      VersionId: 'v1',
      SecretData: expect.stringContaining(key.accessKeyId),
    })
    expect(await account.snapshot()).toEqual(before)
  })

  test('`refused` refuses reads too', async () => {
    const { changed } = await account.scenario('rotation-in-progress', { reads: 'refused' })
    expect(changed.at(-1)).toContain('no documented behaviour')
    expect(await value()).toMatchObject({ Code: 'Rejected.ResourceInUse' })
  })

  test('several scenarios at once, undone in any order', async () => {
    const rotation = await account.scenario('rotation-in-progress')
    const expired = await account.scenario('instance-expired')
    const refused = await account.scenario('not-authorized', { user: 'admin' })
    expect(account.scenarios().map(each => each.name)).toEqual([
      'rotation-in-progress',
      'instance-expired',
      'not-authorized',
    ])
    await rotation.undo()
    await refused.undo()
    expect(await value()).toMatchObject({ Code: 'Rejected.Unavailable' })
    await expired.undo()
    expect(await value()).toMatchObject({ VersionId: 'v1' })
  })

  test.each([
    [{ window: 'soon' }, '/window', 'this must be a length of time such as `30m` (units d, h, m, s)'],
    [
      { trigger: 'imediate' },
      '/trigger',
      'this must be `automatic` or `immediate`; did you mean `immediate`?',
    ],
    [{ secret: 'x' }, '/secret', `the account has no managed secret \`x\`; there is \`${name}\``],
  ])('%j', async (parameters, pointer, message) => {
    await expect(account.scenario('rotation-in-progress', parameters)).rejects.toMatchObject({
      pointer,
      message,
    })
    expect(account.scenarios()).toEqual([])
  })
})
