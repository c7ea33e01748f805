import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { AccountHandle, SeedDocument } from '../../emulator/index.ts'
import { type Running, running } from './running.ts'

const example = 'kst-hzz0example0000000000'
const key = 'key-hzz0example000000000000'

let it: Running
let account: AccountHandle

beforeAll(async () => {
  it = await running()
})
afterAll(() => it.kms.close())
beforeEach(async () => {
  await it.kms.reset()
  account = it.kms.account()
})

async function outcome(action: string, parameters: Record<string, string>): Promise<unknown> {
  const { status, body } = await it.call(account, undefined, action, parameters)
  return body.Code ?? status
}

const read = () => it.call(account, 'app', 'GetSecretValue', { SecretName: 'example-secret' })

/** Another instance, connected. */
function another(quotas: { keyQuota?: number; secretQuota?: number; region?: string } = {}): string {
  const { id } = account.instances.create(quotas)
  account.instances.connect(id, { now: true })
  return id
}

test('a backup outlives its instance and comes back into another, ids and all', async () => {
  const { body: before } = await read()
  const { body } = await it.control('POST', `/instances/${example}/backup`)
  expect(body).toEqual({
    id: expect.stringMatching(/^backup-[0-9a-f]{16}$/),
    instance: example,
    region: 'cn-hangzhou',
    created: '2026-01-01T00:00:00.000Z',
    keys: [key],
    secrets: ['example-secret'],
  })
  const { id: backup } = body as { id: string }
  account.instances.expire()
  account.clock.advance('16d')
  const into = another()
  expect((await read()).body.Code).toBe('Forbidden.ResourceNotFound')
  expect(await it.control('POST', `/instances/${into}/restore`, { backup })).toEqual({
    status: 200,
    body: { backup, instance: into, keys: [key], secrets: ['example-secret'] },
  })
  expect((await read()).body).toEqual(before)
  const { body: described } = await it.call(account, undefined, 'DescribeKey', { KeyId: 'alias/example' })
  expect(described).toMatchObject({
    KeyMetadata: { KeyId: key, DKMSInstanceId: into, CreationDate: '2026-01-01T00:00:00Z' },
  })
  expect(account.instances.secrets(into)).toMatchObject([{ secretName: 'example-secret' }])
  expect(account.instances.backups()).toEqual([body])
})

test('a backup is a copy: what happens later is not in it', async () => {
  const { id } = account.instances.backup()
  await it.call(account, undefined, 'PutSecretValue', {
    SecretName: 'example-secret',
    VersionId: 'v2',
    SecretData: 'later',
  })
  await it.call(account, undefined, 'CreateKeyVersion', { KeyId: key })
  account.instances.release()
  account.instances.restore(another(), { backup: id })
  expect((await read()).body).toMatchObject({ VersionId: 'v1', SecretData: 'example-value' })
})

test('what was to be deleted comes back for good', async () => {
  await it.call(account, undefined, 'DeleteSecret', { SecretName: 'example-secret' })
  await it.call(account, undefined, 'ScheduleKeyDeletion', { KeyId: key, PendingWindowInDays: '7' })
  const { id } = account.instances.backup()
  account.clock.advance('40d')
  account.instances.restore(example, { backup: id })
  account.clock.advance('40d')
  expect(await outcome('DescribeSecret', { SecretName: 'example-secret' })).toBe(200)
  expect((await read()).body).toMatchObject({ SecretData: 'example-value' })
})

test('a snapshot holds backups, and values in it only as they are sealed', async () => {
  const { id } = account.instances.backup()
  const stored = await it.kms.snapshot()
  expect(stored.accounts[0]).toMatchObject({
    backups: [
      {
        id,
        instance: example,
        created: '2026-01-01T00:00:00.000Z',
        keys: [{ id: key, versions: [{ material: expect.any(String) }] }],
        secrets: [{ name: 'example-secret', versions: [{ id: 'v1', ciphertext: expect.any(String) }] }],
      },
    ],
  })
  expect(JSON.stringify(stored)).not.toContain('example-value')
  await it.kms.reset()
  expect(account.instances.backups()).toEqual([])
  await it.kms.restore(stored)
  expect(await it.kms.snapshot()).toEqual(stored)
  account.instances.release()
  account.instances.restore(another(), { backup: id })
  expect((await read()).body).toMatchObject({ SecretData: 'example-value' })
})

describe('a seed with a backup', () => {
  const secret = { name: 'old', instance: 'kst-gone', versions: [{ id: '1', value: 'old-value' }] }
  const seed = (backup: object): SeedDocument =>
    ({
      format: 1,
      accounts: [
        {
          id: '1000000000000001',
          accessKeys: [{ id: 'LTAIroot', secret: 'root' }],
          instances: [{ id: example }],
          backups: [{ id: 'b', instance: 'kst-gone', ...backup }],
        },
      ],
    }) as SeedDocument

  test('is sealed and given material when it is read', async () => {
    await it.kms.restore(seed({ keys: [{ id: 'key-old', instance: 'kst-gone' }], secrets: [secret] }))
    expect(JSON.stringify(await it.kms.snapshot())).not.toContain('old-value')
    account.instances.restore(example, { backup: 'b' })
    const { body } = await it.call(account, undefined, 'GetSecretValue', { SecretName: 'old' })
    expect(body).toMatchObject({ SecretData: 'old-value' })
  })

  test.each<[why: string, backup: object, pointer: string]>([
    ['a key elsewhere', { keys: [{ id: 'key-old', instance: example }] }, '/keys/0/instance'],
    ['a key of no instance', { keys: [{ id: 'key-old' }] }, '/keys/0/instance'],
    ['a secret of no instance', { secrets: [{ ...secret, instance: undefined }] }, '/secrets/0/instance'],
    ['a secret without a key', { secrets: [secret] }, '/secrets/0/key'],
    ['a bad id', { id: 'B' }, '/id'],
    ['no instance', { instance: undefined }, '/instance'],
  ])('is refused for %s', async (_, backup, pointer) => {
    await expect(it.kms.restore(seed(backup))).rejects.toMatchObject({
      status: 400,
      pointer: `/accounts/0/backups/0${pointer}`,
    })
  })
})

describe('a part of a backup', () => {
  test('a secret needs its key there first', () => {
    const { id: backup } = account.instances.backup()
    account.instances.release()
    const into = another()
    const secrets = ['example-secret']
    expect(() => account.instances.restore(into, { backup, secrets })).toThrow(
      `secret \`example-secret\` needs its key \`${key}\`, which is not in instance \`${into}\``,
    )
    expect(account.instances.restore(into, { backup, keys: [key] })).toMatchObject({ secrets: [] })
    expect(account.instances.restore(into, { backup, secrets })).toMatchObject({ keys: [], secrets })
  })

  test('an alias that was given away stays where it is', async () => {
    const { id: backup } = account.instances.backup()
    account.instances.release()
    const into = another()
    const { body } = await it.call(account, undefined, 'CreateKey', { DKMSInstanceId: into })
    const { KeyId = '' } = (body as { KeyMetadata: { KeyId?: string } }).KeyMetadata
    await it.call(account, undefined, 'CreateAlias', { KeyId, AliasName: 'alias/example' })
    account.instances.restore(into, { backup })
    const { body: described } = await it.call(account, undefined, 'DescribeKey', { KeyId: 'alias/example' })
    expect(described).toMatchObject({ KeyMetadata: { KeyId } })
  })
})

describe('what is refused, and changes nothing', () => {
  test.each<[why: string, prepare: () => string, status: number, message: string]>([
    ['the key is there', () => example, 409, `key \`${key}\` exists already`],
    ['another region', () => another({ region: 'cn-beijing' }), 409, 'is of region `cn-hangzhou`'],
    ['no room for the key', () => releasedInto({ keyQuota: 0 }), 409, 'the key quota of instance'],
    ['no room for the secret', () => releasedInto({ secretQuota: 0 }), 409, 'the secret quota of instance'],
    ['not connected', () => account.instances.create().id, 409, 'is Uninitialized'],
    ['hardware', () => account.instances.create({ type: 'hardware' }).id, 409, 'only software instances'],
    [
      'expired',
      () => {
        account.instances.expire()
        return example
      },
      409,
      'the subscription of instance',
    ],
    ['unknown', () => 'kst-1', 404, 'has no instance `kst-1`'],
  ])('restore: %s', async (_, prepare, status, message) => {
    const { id: backup } = account.instances.backup()
    const into = prepare()
    const before = await it.kms.snapshot()
    expect(await it.control('POST', `/instances/${into}/restore`, { backup })).toEqual({
      status,
      body: { error: { message: expect.stringContaining(message) } },
    })
    expect(await it.kms.snapshot()).toEqual(before)
  })

  function releasedInto(quotas: { keyQuota?: number; secretQuota?: number }): string {
    account.instances.release()
    return another(quotas)
  }

  test.each<[body: object, pointer: string]>([
    [{}, '/backup'],
    [{ backup: 'b' }, '/backup'],
    [{ backup: 1 }, '/backup'],
    [{ keys: 'all' }, '/keys'],
    [{ keys: [key, 'key-x'] }, '/keys/1'],
    [{ secrets: ['x'] }, '/secrets/0'],
    [{ into: example }, '/into'],
  ])('restore: %j', async (body, pointer) => {
    const { id: backup } = account.instances.backup()
    const given = 'backup' in body || pointer === '/backup' ? body : { backup, ...body }
    expect(await it.control('POST', `/instances/${example}/restore`, given)).toMatchObject({
      status: 400,
      body: { error: { pointer } },
    })
  })

  test.each<[why: string, prepare: () => string, message: string]>([
    ['hardware', () => account.instances.create({ type: 'hardware' }).id, 'only software instances can be'],
    ['not connected', () => account.instances.create().id, 'is Uninitialized'],
  ])('backup: %s', (_, prepare, message) => {
    expect(() => account.instances.backup(prepare())).toThrow(message)
    expect(account.instances.backups()).toEqual([])
  })
})

test('ReleaseKmsInstance needs no force once the instance has a backup', async () => {
  const { id } = account.instances.create({ chargeType: 'POSTPAY' })
  account.instances.connect(id, { now: true })
  const release = () => outcome('ReleaseKmsInstance', { KmsInstanceId: id })
  expect(await release()).toBe('Forbidden.NoBackup')
  account.instances.backup(example)
  expect(await release()).toBe('Forbidden.NoBackup')
  account.instances.backup(id)
  expect(await release()).toBe(200)
  expect(await release()).toBe('Forbidden.DKMSInstanceNotFound')
})
