import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { AccountHandle, SeedDocument } from '../../emulator/index.ts'
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

const call = (action: string, parameters: Record<string, string>) =>
  it.call(account, undefined, action, parameters)

const ram = 'acs/ram/user/report'

/** A state without what was reported; what was away comes back behind the others. */
async function stateOf(): Promise<unknown> {
  const document: SeedDocument = await account.snapshot()
  const [{ events: _, users = [], authorizations = [], ...rest } = { id: '' }] = document.accounts
  return {
    ...rest,
    authorizations: [...authorizations].sort(),
    users: [...users].sort((a, b) => (a.name < b.name ? -1 : 1)),
  }
}

/** What each operation says of a secret: they must tell one story. */
async function storyOf(secret: string) {
  const name = { SecretName: secret }
  const [got, described, listed, versions, tags] = await Promise.all([
    call('GetSecretValue', name),
    call('DescribeSecret', { ...name, FetchTags: 'true' }),
    call('ListSecrets', {
      Filters: JSON.stringify([{ Key: 'SecretName', Values: [secret] }]),
      FetchTags: 'true',
    }),
    call('ListSecretVersionIds', name),
    call('ListTagResources', {
      RegionId: 'cn-hangzhou',
      ResourceType: 'secret',
      'ResourceId.1': secret,
    }),
  ])
  expect([got, described, listed, versions, tags].map(({ status }) => status)).toEqual([
    200, 200, 200, 200, 200,
  ])
  const [entry] = (listed.body.SecretList as { Secret: Record<string, unknown>[] }).Secret
  const { VersionId: ids } = versions.body.VersionIds as { VersionId: Record<string, unknown>[] }
  const current = ids.find(({ VersionStages }) =>
    (VersionStages as { VersionStage: string[] }).VersionStage.includes('ACSCurrent'),
  )
  const rows = tags.body.TagResources as { TagResource: { TagKey: string; TagValue: string }[] }
  expect(got.body.VersionId).toBe(current?.VersionId)
  expect(entry?.UpdateTime).toBe(described.body.UpdateTime)
  expect(entry?.CreateTime).toBe(described.body.CreateTime)
  expect(entry?.Tags).toEqual(described.body.Tags)
  expect(rows.TagResource.map(({ TagKey, TagValue }) => ({ TagKey, TagValue }))).toEqual(
    (described.body.Tags as { Tag: unknown[] }).Tag,
  )
  for (const member of [
    'SecretType',
    'AutomaticRotation',
    'RotationInterval',
    'NextRotationDate',
    'LastRotationDate',
  ])
    expect([member, got.body[member]]).toEqual([member, described.body[member]])
  return { value: got.body.SecretData, versions: ids.length, rotation: described.body.AutomaticRotation }
}

async function tag(secret: string): Promise<void> {
  await call('TagResource', { SecretName: secret, Tags: '[{"TagKey":"stage","TagValue":"test"}]' })
}

describe.each(managedCases)('rotation-stuck, $secret', ({ secret, kind, id, account: name, password }) => {
  const back = () => account.targets.restore(kind, id)
  const policy = { SecretName: secret, EnableAutomaticRotation: 'true', RotationInterval: '30d' }

  beforeEach(async () => {
    await call('UpdateSecretRotationPolicy', policy)
    await tag(secret)
  })

  test('changes are refused, reads served, the rotation Invalid, and every operation agrees', async () => {
    const before = await storyOf(secret)
    const scenario = await account.scenario('rotation-stuck', { secret })
    expect(scenario.changed).toHaveLength(2)
    for (const [action, parameters] of [
      ['RotateSecret', { SecretName: secret, VersionId: 'v9' }],
      ['UpdateSecretRotationPolicy', policy],
    ] as const)
      expect(await call(action, parameters)).toMatchObject({
        status: 409,
        body: { Code: 'Rejected.ResourceInUse', Message: expect.stringContaining('is being rotated') },
      })
    expect(account.requests().slice(-2)).toMatchObject([{ scenario: scenario.id }, { scenario: scenario.id }])
    expect(await storyOf(secret)).toEqual({ ...before, rotation: 'Invalid' })
    expect(eventsOf(account)).toEqual([['Failure', secret]])
    expect(account.targets.login(kind, id, name, password)).toBe(false)
    account.clock.advance('20d')
    expect(account.scenarios()).toMatchObject([{ id: scenario.id, holds: true }])
    expect(eventsOf(account).filter(([, each]) => each === secret)).toHaveLength(1)
  })

  test('it ends when what it manages is back', async () => {
    const before = await storyOf(secret)
    const scenario = await account.scenario('rotation-stuck', { secret })
    back()
    const after = await storyOf(secret)
    expect(after.rotation).toBe('Enabled')
    expect(after.value).not.toBe(before.value)
    expect(eventsOf(account)).toEqual([
      ['Failure', secret],
      ['Success', secret],
    ])
    const login = loginIn(await currentValue(it, account, secret))
    expect(account.targets.login(kind, id, login.account, login.password)).toBe(true)
    expect(account.scenarios()).toMatchObject([{ holds: false }])
    expect(await scenario.undo()).toEqual([])
    expect((await storyOf(secret)).value).toBe(after.value)
  })

  test('undo: as if it had not been; through a snapshot too', async () => {
    const before = await stateOf()
    const first = await account.scenario('rotation-stuck', { secret })
    expect(await first.undo()).toHaveLength(2)
    expect(await stateOf()).toEqual(before)
    const second = await account.scenario('rotation-stuck', { secret })
    await account.restore(await account.snapshot())
    await it.control('DELETE', `/scenarios/${second.id}`)
    expect(await stateOf()).toEqual(before)
    expect(account.targets.login(kind, id, name, password)).toBe(true)
  })
})

describe.each(managedCases)(
  'managed-account-missing, $secret',
  ({ secret, kind, id, account: name, password }) => {
    const login = () => account.targets.login(kind, id, name, password)
    const check = () => account.secrets.verifyAccount(secret).verified

    test('the check fails, nobody is let in, values are served, and it ends when it is back', async () => {
      await tag(secret)
      const before = await storyOf(secret)
      const state = await stateOf()
      const scenario = await account.scenario('managed-account-missing', { secret })
      expect([check(), login()]).toEqual([false, false])
      expect(await storyOf(secret)).toEqual(before)
      await account.restore(await account.snapshot())
      expect([check(), account.scenarios()[0]?.holds]).toEqual([false, true])
      if (kind === 'ram-user') account.targets.restore(kind, id)
      else account.targets.restore(kind, id, name)
      expect([check(), login(), account.scenarios()[0]?.holds]).toEqual([true, true, false])
      expect(await scenario.undo()).toEqual([])
      const again = await account.scenario('managed-account-missing', { secret })
      expect(await again.undo()).toHaveLength(1)
      expect([check(), await stateOf()]).toEqual([true, state])
    })
  },
)

describe('managed-account-missing by instance', () => {
  test.each<[parameters: object, changed: string]>([
    [{ instance: 'rm-example-single' }, 'RDS instance `rm-example-single` is gone'],
    [
      { instance: 'rm-example-single', account: 'shop' },
      'account `shop` of RDS instance `rm-example-single` is gone',
    ],
  ])('%j', async (parameters, changed) => {
    const scenario = await account.scenario('managed-account-missing', { ...parameters })
    expect(scenario.changed).toEqual([changed])
    expect(account.secrets.verifyAccount('rds/single').verified).toBe(false)
    const refused = await call('CreateSecret', {
      SecretName: 'another',
      VersionId: 'v1',
      SecretType: 'Rds',
      ExtendedConfig: '{"SecretSubType":"SingleUser","DBInstanceId":"rm-example-single"}',
      SecretData: '{"Accounts":[{"AccountName":"shop","AccountPassword":"shop-password"}]}',
      EncryptionKeyId: 'key-hzz0example000000000000',
      DKMSInstanceId: 'kst-hzz0example0000000000',
    })
    expect(refused).toMatchObject({ status: 404, body: { Code: 'Forbidden.ResourceNotFound' } })
    expect(account.requests().at(-1)).toMatchObject({ scenario: scenario.id })
    await scenario.undo()
    expect(account.secrets.verifyAccount('rds/single').verified).toBe(true)
  })

  test.each<[parameters: object, pointer: string, message: string]>([
    [{ account: 'shop' }, '/instance', 'name the instance of the account too'],
    [{ secret: ram, instance: 'r-example' }, '/instance', 'name the secret or the instance, not both'],
    [
      { instance: 'r-exampel' },
      '/instance',
      'the account has no instance `r-exampel`; did you mean `r-example`?',
    ],
    [
      { instance: 'r-example', account: 'x' },
      '/account',
      'account `x` of Redis instance `r-example` was never there',
    ],
    [{ instance: 'r-example', account: 1 }, '/account', 'the name of an account is a text'],
  ])('%j', async (parameters, pointer, message) => {
    const refused = account.scenario('managed-account-missing', { ...parameters })
    await expect(refused).rejects.toMatchObject({ status: 400, pointer, message })
  })
})

describe('ram-authorization-missing', () => {
  const create = () =>
    call('CreateSecret', {
      SecretName: '$Auto',
      VersionId: 'v1',
      SecretType: 'RAMCredentials',
      ExtendedConfig: '{"SecretSubType":"RamUserAccessKey","UserName":"billing"}',
      SecretData: '{"AccessKeys":[{"AccessKeyId":"LTAIx","AccessKeySecret":"x"}]}',
      EncryptionKeyId: 'key-hzz0example000000000000',
      DKMSInstanceId: 'kst-hzz0example0000000000',
    })

  test('creating a RAM secret is refused until it is granted; what is there goes on to be read', async () => {
    const before = await storyOf(ram)
    const scenario = await account.scenario('ram-authorization-missing')
    await account.restore(await account.snapshot())
    expect(await create()).toMatchObject({
      status: 403,
      body: { Message: 'You are not authorized to perform the operation.' },
    })
    expect(account.requests().at(-1)).toMatchObject({ scenario: scenario.id })
    expect(await storyOf(ram)).toEqual(before)
    account.authorizations.grant('ram-credentials')
    expect(await create()).toMatchObject({ status: 200 })
    expect(account.scenarios()).toMatchObject([{ holds: false }])
    expect(await scenario.undo()).toEqual([])
  })

  test('it is another refusal than a missing permission, and the journal says so', async () => {
    const scenario = await account.scenario('ram-authorization-missing')
    const asNobody = await it.call(account, 'nobody', 'CreateSecret', {
      SecretName: 'x',
      VersionId: 'v1',
      SecretData: 'x',
    })
    expect(asNobody).toMatchObject({ status: 403, body: { Code: 'Forbidden.NoPermission' } })
    expect(account.requests().at(-1)?.scenario).toBeUndefined()
    await scenario.undo()
    expect(await create()).toMatchObject({ status: 200 })
    await account.reset()
    account.authorizations.revoke('ram-credentials')
    await expect(account.scenario('ram-authorization-missing')).rejects.toThrow('has not granted')
  })
})

describe('what a scenario is not about stays as it is, whichever type', () => {
  const all = ['example-secret', ...managedCases.map(({ secret }) => secret)]
  const stories = () => Promise.all(all.map(storyOf))

  test.each<[name: string, parameters: Record<string, string>, invalid: string[]]>([
    ['rotation-stuck', { secret: 'rds/single' }, ['rds/single']],
    ['managed-account-missing', { secret: 'rds/single' }, []],
    ['managed-account-missing', { instance: 'i-example' }, []],
    ['ram-authorization-missing', {}, []],
  ])('%s %j', async (name, parameters, invalid) => {
    for (const secret of all) await tag(secret)
    const before = await stories()
    const scenario = await account.scenario(name, parameters)
    const expected = before.map((story, index) =>
      invalid.includes(all[index] as string) ? { ...story, rotation: 'Invalid' } : story,
    )
    expect(await stories()).toEqual(expected)
    await account.restore(await account.snapshot())
    expect(await stories()).toEqual(expected)
    await it.control('DELETE', `/scenarios/${scenario.id}`)
    expect(await stories()).toEqual(before)
  })
})

describe('several at once', () => {
  test('two secrets of one ECS instance: it is back with the last undo, in any order', async () => {
    const before = await stateOf()
    for (const order of [
      [0, 1],
      [1, 0],
    ]) {
      const both = [
        await account.scenario('rotation-stuck', { secret: 'acs/ecs/web' }),
        await account.scenario('rotation-stuck', { secret: 'acs/ecs/deploy' }),
      ]
      await both[order[0] as number]?.undo()
      expect(account.targets.login('ecs', 'i-example', 'root', 'root-password')).toBe(false)
      await both[order[1] as number]?.undo()
      expect(await stateOf()).toEqual(before)
    }
  })

  test('all of them, undone backwards and forwards, through snapshots', async () => {
    const before = await stateOf()
    for (const backwards of [false, true]) {
      const applied = [
        await account.scenario('rotation-in-progress', { secret: ram }),
        await account.scenario('rotation-stuck', { secret: 'rds/single' }),
        await account.scenario('managed-account-missing', { instance: 'rm-example-single' }),
        await account.scenario('managed-account-missing', { secret: ram }),
        await account.scenario('ram-authorization-missing'),
        await account.scenario('not-authorized', { user: 'app' }),
        await account.scenario('instance-expired'),
      ]
      expect(account.scenarios().every(({ holds }) => holds)).toBe(true)
      for (const { id } of backwards ? applied.reverse() : applied) {
        await account.restore(await account.snapshot())
        expect((await it.control('DELETE', `/scenarios/${id}`)).status).toBe(200)
      }
      expect(account.scenarios()).toEqual([])
      expect(await stateOf()).toEqual(before)
    }
  })

  test('a user that is gone while it loses its grants gets them back when both are undone', async () => {
    const before = await stateOf()
    const narrowed = await account.scenario('not-authorized', { user: 'report' })
    const missing = await account.scenario('managed-account-missing', { secret: ram })
    await narrowed.undo()
    await missing.undo()
    expect(await stateOf()).toEqual(before)
  })
})

test('what was removed before a scenario stays removed after it', async () => {
  account.targets.remove('rds', 'rm-example-single')
  const scenario = await account.scenario('rotation-stuck', { secret: 'rds/single' })
  await scenario.undo()
  expect(account.targets.list()[0]?.accounts).toBeDefined()
  expect(account.targets.login('rds', 'rm-example-single', 'shop', 'shop-password')).toBe(false)
  await expect(
    account.scenario('managed-account-missing', { instance: 'rm-example-single' }),
  ).rejects.toThrow('is removed already')
})

test('the list tells each with its parameters', async () => {
  const { body } = await it.control('GET', '/scenarios')
  const names = (body as { scenarios: { name: string; parameters: { name: string }[] }[] }).scenarios.map(
    ({ name, parameters }) => [name, ...parameters.map(each => each.name)],
  )
  expect(names).toEqual(
    expect.arrayContaining([
      ['rotation-stuck', 'secret'],
      ['ram-authorization-missing'],
      ['managed-account-missing', 'secret', 'instance', 'account'],
    ]),
  )
})
