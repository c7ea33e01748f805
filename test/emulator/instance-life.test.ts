import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { AccountHandle } from '../../emulator/index.ts'
import { type Running, running } from './running.ts'

const example = 'kst-hzz0example0000000000'

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

const asRoot = (action: string, parameters: Record<string, string> = {}) =>
  it.call(account, undefined, action, parameters)

/** The code of a call's refusal, or its status. */
async function outcome(action: string, parameters: Record<string, string>): Promise<unknown> {
  const { status, body } = await asRoot(action, parameters)
  return body.Code ?? status
}

const read = () => outcome('GetSecretValue', { SecretName: 'example-secret' })
const describeSecret = () => outcome('DescribeSecret', { SecretName: 'example-secret' })

describe('a bought instance', () => {
  test('is Uninitialized, with an id of its own, for a year to the end of a day in Beijing', async () => {
    const { status, body } = await it.control('POST', '/instances', { secretQuota: 0 })
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        id: expect.stringMatching(/^kst-hzz6955b900[a-z0-9]{10}$/),
        region: 'cn-hangzhou',
        type: 'software',
        status: 'Uninitialized',
        expired: false,
        endDate: '2027-01-01T16:00:00.000Z',
        releaseDate: '2027-01-16T16:00:00.000Z',
        publicAccess: false,
        keyQuota: 1000,
        secretQuota: 0,
      },
    })
    const { id } = body as { id: string }
    expect(account.instances.list().map(each => each.id)).toEqual([example, id])
    expect((await asRoot('GetKmsInstance', { KmsInstanceId: id })).body).toMatchObject({
      KmsInstance: { Status: 'Uninitialized', KeyNum: 1000, SecretNum: '0', EndDate: '2027-01-01T16:00:00Z' },
    })
  })

  test.each([
    ['cn-beijing', 'kst-bjj'],
    ['cn-guangzhou', 'kst-gzz'],
  ])('in %s has that place in its id', (region, beginning) => {
    expect(account.instances.create({ region })).toMatchObject({
      region,
      id: expect.stringContaining(beginning),
    })
  })

  test.each([
    [0, 10],
    [5, 30],
  ])(
    'with a quota of %i secrets connects in %i minutes by ConnectKmsInstance',
    async (secretQuota, minutes) => {
      const { id } = account.instances.create({ id: 'kst-hzzbought', secretQuota })
      const network = { VpcId: 'vpc-a', ZoneIds: 'cn-hangzhou-j,cn-hangzhou-k', VSwitchIds: 'vsw-a' }
      const connect = { KmsInstanceId: id, KMProvider: 'Aliyun', ...network }
      const createKey = () => outcome('CreateKey', { DKMSInstanceId: id })
      expect(await createKey()).toBe('Forbidden.DKMSInstanceStateInvalid')
      expect(await outcome('ConnectKmsInstance', connect)).toBe(200)
      expect(account.instances.list()[1]).toMatchObject({
        status: 'Connecting',
        connectedAt: `2026-01-01T00:${minutes}:00.000Z`,
      })
      account.clock.advance(`${minutes * 60 - 1}s`)
      expect(await createKey()).toBe('Forbidden.DKMSInstanceStateInvalid')
      account.clock.advance('1s')
      expect(await createKey()).toBe(200)
      expect(await outcome('ConnectKmsInstance', connect)).toBe('Forbidden.DKMSInstanceStateInvalid')
    },
  )

  test.each(['software', 'hardware', 'external'] as const)('of type %s is connected by the console', type => {
    const { id } = account.instances.create({ type })
    expect(account.instances.connect(id, { vpcId: 'vpc-mine' }).status).toBe('Connecting')
    expect(() => account.instances.connect(id)).toThrow('is Connecting')
    expect(account.instances.connect(id, { now: true }).status).toBe('Connected')
    const stored = account.snapshot()
    return expect(stored).resolves.toMatchObject({
      accounts: [{ instances: [{}, { id, network: { vpcId: 'vpc-mine', vSwitchIds: ['vsw-emulator'] } }] }],
    })
  })

  test('holds what its quotas allow', async () => {
    const { id } = account.instances.create({ keyQuota: 1, secretQuota: 1 })
    account.instances.connect(id, { now: true })
    const { body } = await asRoot('CreateKey', { DKMSInstanceId: id })
    const { KeyId = '' } = (body as { KeyMetadata: { KeyId?: string } }).KeyMetadata
    expect(await outcome('CreateKey', { DKMSInstanceId: id })).toBe('Rejected.LimitExceeded')
    const secret = { EncryptionKeyId: KeyId, DKMSInstanceId: id, VersionId: '1', SecretData: 'x' }
    expect(await outcome('CreateSecret', { SecretName: 'a', ...secret })).toBe(200)
    expect(await outcome('CreateSecret', { SecretName: 'b', ...secret })).toBe('Rejected.LimitExceeded')
  })

  test('has no public access until it is switched on; its secrets need none', async () => {
    const { id } = account.instances.create()
    account.instances.connect(id, { now: true })
    const { body } = await asRoot('CreateKey', { DKMSInstanceId: id })
    const { KeyId = '' } = (body as { KeyMetadata: { KeyId?: string } }).KeyMetadata
    const encrypt = () => outcome('Encrypt', { KeyId, Plaintext: 'YQ==' })
    const secret = { EncryptionKeyId: KeyId, DKMSInstanceId: id, VersionId: '1', SecretData: 'x' }
    expect(await encrypt()).toBe('UnsupportedOperation')
    expect(await outcome('CreateSecret', { SecretName: 'a', ...secret })).toBe(200)
    expect(await outcome('GetSecretValue', { SecretName: 'a' })).toBe(200)
    expect(account.instances.publicAccess(id, { on: true }).publicAccess).toBe(true)
    expect(await encrypt()).toBe(200)
    await it.control('POST', `/instances/${id}/public-access`, { on: false })
    expect(await encrypt()).toBe('UnsupportedOperation')
  })
})

describe('the end of a subscription', () => {
  test('comes at midnight in Beijing; until day 16 a renewal brings everything back', async () => {
    const before = await account.snapshot()
    account.clock.set('2027-01-01T15:59:59Z')
    expect([await read(), await describeSecret()]).toEqual([200, 200])
    account.clock.advance('1s')
    expect(account.instances.list()).toMatchObject([{ expired: true, status: 'Connected' }])
    expect([await read(), await describeSecret()]).toEqual(['Rejected.Unavailable', 200])
    account.clock.set('2027-01-16T15:59:59Z')
    expect([await read(), await describeSecret()]).toEqual(['Rejected.Unavailable', 200])
    account.instances.renew(undefined, { expires: '2027-01-20' })
    expect([await read(), await describeSecret()]).toEqual([200, 200])
    const [{ keys, secrets, aliasOrder } = {}] = (await account.snapshot()).accounts
    expect({ keys, secrets, aliasOrder }).toEqual({
      keys: before.accounts[0]?.keys,
      secrets: before.accounts[0]?.secrets,
      aliasOrder: before.accounts[0]?.aliasOrder,
    })
  })

  test('day 16 takes the instance away with all that is in it', async () => {
    account.instances.expire()
    account.clock.advance('15d')
    expect(account.instances.list()).toEqual([])
    expect([await read(), await describeSecret()]).toEqual([
      'Forbidden.ResourceNotFound',
      'Forbidden.ResourceNotFound',
    ])
    expect(await outcome('DescribeKey', { KeyId: 'alias/example' })).toBe('Forbidden.AliasNotFound')
    expect(await outcome('GetKmsInstance', { KmsInstanceId: example })).toBe('Forbidden.DKMSInstanceNotFound')
    expect(await it.control('POST', `/instances/${example}/renew`)).toMatchObject({ status: 404 })
  })

  test('holds for bought instances too, also where nobody ever connected them', () => {
    const { id } = account.instances.create({ expires: '+30d' })
    account.clock.advance('31d')
    expect(account.instances.list()[1]).toMatchObject({ id, expired: true, status: 'Uninitialized' })
    expect(() => account.instances.connect(id)).toThrow('ended; renew it first')
    account.clock.advance('15d')
    expect(account.instances.list().map(each => each.id)).toEqual([example])
  })
})

test('release takes an instance away at once, whatever it is', async () => {
  expect(await it.control('POST', `/instances/${example}/release`)).toEqual({
    status: 200,
    body: { id: example },
  })
  expect([account.instances.list(), await read()]).toEqual([[], 'Forbidden.ResourceNotFound'])
})

describe('an instance that was released', () => {
  const at = '2026-01-01T00:00:00.000Z'
  /** How it goes, and when. */
  const ways: readonly [string, string, () => Promise<unknown>][] = [
    ['by hand', at, async () => account.instances.release(example)],
    ['by a scenario', at, () => account.scenario('instance-released')],
    [
      'on day 16 after its end',
      '2026-01-16T00:00:00.000Z',
      async () => {
        account.instances.expire(example)
        account.clock.advance('20d')
      },
    ],
  ]

  test.each(ways)('%s is said to be so, and when, by whoever asks for it', async (_, when, release) => {
    await release()
    await account.restore(await account.snapshot())
    const both = ['instance-expired', 'instance-released']
    for (const scenario of both) {
      await expect(account.scenario(scenario)).rejects.toThrow(
        `the account has no instance: \`${example}\` was released at ${when}`,
      )
      await expect(account.scenario(scenario, { instance: example })).rejects.toThrow(
        `the account has no instance \`${example}\`: it was released at ${when}`,
      )
      await expect(account.scenario(scenario, { instance: 'kst-other' })).rejects.toThrow(
        /the account has no instance `kst-other`$/,
      )
    }
    expect(() => account.instances.renew(example)).toThrow(
      `has no instance \`${example}\`: it was released at ${when}`,
    )
    expect(() => account.instances.renew()).toThrow(`has no instance: \`${example}\` was released at ${when}`)
  })

  test('of very many the latest are spoken of', async () => {
    for (let n = 0; n < 110; n++) account.instances.release(account.instances.create({ secretQuota: 0 }).id)
    const { releasedInstances } = (await account.snapshot()).accounts[0] ?? {}
    expect(releasedInstances).toHaveLength(100)
  })
})

describe('the certificate of an instance’s gateway', () => {
  const chain = async (id: string) => {
    const { body } = await asRoot('GetKmsInstance', { KmsInstanceId: id })
    return (body.KmsInstance as Record<string, unknown>).CaCertificateChainPem
  }

  test('is the emulator’s CA’s, once the instance is connected', async () => {
    expect(await chain(example)).toBe(await it.kms.caCertificate())
    expect(await chain(account.instances.create({ secretQuota: 0 }).id)).toBeUndefined()
  })

  test('is left out where the CA cannot be kept', async () => {
    const report = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const other = await running({ caDir: '/dev/null/ca' })
    const { status, body } = await other.call(other.kms.account(), undefined, 'GetKmsInstance', {
      KmsInstanceId: example,
    })
    await other.kms.close()
    expect(report.mock.calls).toEqual([
      [
        expect.stringMatching(
          /^kms-emulator: the certificate authority cannot be kept in `\/dev\/null\/ca`: ENOTDIR.*; name a folder for it with `--ca-dir`\n$/,
        ),
      ],
    ])
    report.mockRestore()
    expect(status).toBe(200)
    expect(body.KmsInstance).toMatchObject({ InstanceId: example, Status: 'Connected' })
    expect(body.KmsInstance).not.toHaveProperty('CaCertificateChainPem')
  })
})

describe('what the console lists', () => {
  const secret = (name: string) =>
    asRoot('CreateSecret', { SecretName: name, VersionId: '1', SecretData: 'x' })

  test('the secrets of an instance; legacy ones are in the API’s list only', async () => {
    await secret('legacy')
    expect(await it.control('GET', `/instances/${example}/secrets`)).toEqual({
      status: 200,
      body: {
        secrets: [
          {
            secretName: 'example-secret',
            secretType: 'Generic',
            encryptionKeyId: 'key-hzz0example000000000000',
            status: 'Enabled',
            createTime: '2026-01-01T00:00:00Z',
            updateTime: '2026-01-01T00:00:00Z',
          },
        ],
      },
    })
    const { body } = await asRoot('ListSecrets')
    expect(body.TotalCount).toBe(2)
  })

  test('planned deletions, and the end of the subscription before anything else', async () => {
    await asRoot('DeleteSecret', { SecretName: 'example-secret' })
    expect(account.instances.secrets()).toMatchObject([{ status: 'PendingDeletion' }])
    account.instances.expire()
    expect(account.instances.secrets(example)).toMatchObject([{ status: 'Unavailable' }])
    account.instances.renew()
    expect(account.instances.secrets(example)).toMatchObject([{ status: 'PendingDeletion' }])
  })
})

describe('what is refused, and changes nothing', () => {
  test.each<[path: string, body: unknown, status: number, error: unknown]>([
    ['', { id: example }, 400, { pointer: '/id', message: expect.stringContaining('already') }],
    ['', { id: 'x' }, 400, { pointer: '/id', message: expect.stringContaining('is not an instance id') }],
    ['', { typ: 'software' }, 400, { pointer: '/typ', message: expect.stringContaining('`type`') }],
    ['', { type: 'softwar' }, 400, { pointer: '/type', message: expect.stringContaining('`software`') }],
    ['', { status: 'Connected' }, 400, { pointer: '/status', message: expect.any(String) }],
    ['', { keyQuota: -1 }, 400, { pointer: '/keyQuota', message: expect.any(String) }],
    ['', { region: 7 }, 400, { pointer: '/region', message: expect.any(String) }],
    ['', { expires: '-1d' }, 400, { pointer: '/expires', message: 'a subscription must end in the future' }],
    ['', [], 400, { pointer: '', message: 'the body must be a JSON object' }],
    ['/kst-1/connect', {}, 404, { message: expect.stringContaining(example) }],
    [`/${example}/connect`, {}, 409, { message: expect.stringContaining('is Connected') }],
    [`/${example}/connect`, { now: 1 }, 400, { pointer: '/now', message: expect.any(String) }],
    [`/${example}/connect`, { zoneIds: ['a'] }, 400, { pointer: '/zoneIds', message: expect.any(String) }],
    [
      `/${example}/connect`,
      { vSwitchIds: [1] },
      400,
      { pointer: '/vSwitchIds', message: expect.any(String) },
    ],
    [`/${example}/public-access`, {}, 400, { pointer: '/on', message: 'this must be `true` or `false`' }],
    [`/${example}/public-access`, { on: 'yes' }, 400, { pointer: '/on', message: expect.any(String) }],
    ['/kst-1/release', undefined, 404, { message: expect.any(String) }],
  ])('POST /instances%s %j', async (path, body, status, error) => {
    const before = await it.kms.snapshot()
    expect(await it.control('POST', `/instances${path}`, body)).toEqual({ status, body: { error } })
    expect(await it.kms.snapshot()).toEqual(before)
  })
})
