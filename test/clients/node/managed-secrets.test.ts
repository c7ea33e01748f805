import { createRequire } from 'node:module'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  type AccountHandle,
  type Credentials,
  type RunningEmulator,
  startEmulator,
} from '../../../emulator/index.ts'
import { managedSeed } from '../../emulator/managed.ts'

const Client = createRequire(import.meta.url)('@alicloud/pop-core')

let kms: RunningEmulator
let account: AccountHandle

beforeAll(async () => {
  kms = await startEmulator({ seed: managedSeed })
})
afterAll(() => kms.close())
beforeEach(async () => {
  await kms.reset()
  account = kms.account()
})

type Answer = Record<string, unknown>

/** What an application does: the official client, unmodified. */
function application(credentials: Credentials = account.credentials()) {
  const client = new Client({ endpoint: kms.url, apiVersion: '2016-01-20', ...credentials })
  return (action: string, parameters: Record<string, string> = {}): Promise<Answer> =>
    client.request(action, parameters, {})
}

const valueIn = async (request: ReturnType<typeof application>, secret: string) =>
  JSON.parse(String((await request('GetSecretValue', { SecretName: secret })).SecretData))

const sentence = 'Your secret is being rotated, please try again later'

describe('your secret is being rotated', () => {
  test('a RAM secret: both AccessKeys sign through the window, then only the new one', async () => {
    const request = application()
    const secret = 'acs/ram/user/report'
    const keyOf = ({ AccessKeyId: accessKeyId, AccessKeySecret: accessKeySecret }: Record<string, string>) =>
      ({ accessKeyId, accessKeySecret }) as Credentials
    const old = keyOf(await valueIn(request, secret))
    account.secrets.rotate(secret, { window: '30m' })
    const fresh = keyOf(await valueIn(request, secret))

    await expect(request('RotateSecret', { SecretName: secret, VersionId: 'v2' })).rejects.toMatchObject({
      data: { Message: sentence },
    })
    for (const key of [old, fresh])
      await expect(application(key)('DescribeRegions')).resolves.toHaveProperty('Regions')

    account.clock.advance('30m')
    await expect(application(fresh)('DescribeRegions')).resolves.toHaveProperty('Regions')
    await expect(application(old)('DescribeRegions')).rejects.toMatchObject({
      code: 'InvalidAccessKeyId.NotFound',
    })
    await expect(request('RotateSecret', { SecretName: secret, VersionId: 'v2' })).resolves.toMatchObject({
      VersionId: 'v2',
    })
  })

  test('a RAM secret without a window: 48 hours', async () => {
    const request = application()
    const rotate = (VersionId: string) =>
      request('RotateSecret', { SecretName: 'acs/ram/user/report', VersionId })
    await rotate('v2')
    account.clock.advance('47h')
    await expect(rotate('v3')).rejects.toMatchObject({ data: { Message: sentence } })
    await expect(rotate('v2')).resolves.toMatchObject({ VersionId: 'v2' })
    account.clock.advance('1h')
    await expect(rotate('v3')).resolves.toMatchObject({ VersionId: 'v3' })
  })

  test.each([
    ['an RDS secret', 'rds/single', 'rds', 'rm-example-single'],
    ['an ECS secret', 'acs/ecs/web', 'ecs', 'i-example'],
  ] as const)(
    '%s rotates at once; longer than 2 minutes means what it manages is gone',
    async (_, secret, kind, id) => {
      const request = application()
      const rotate = (VersionId: string) => request('RotateSecret', { SecretName: secret, VersionId })
      const policy = { SecretName: secret, EnableAutomaticRotation: 'true', RotationInterval: '7d' }
      await request('UpdateSecretRotationPolicy', policy)
      const login = async () => {
        const value = await valueIn(request, secret)
        const [user, password] = [
          value.AccountName ?? value.UserName,
          value.AccountPassword ?? value.Password,
        ]
        return account.targets.login(kind, id, user, password)
      }
      await rotate('v2')
      expect([await login(), account.events().at(-1)?.status]).toEqual([true, 'Normal'])

      account.targets.remove(kind, id)
      await rotate('v3')
      account.clock.advance('2m')
      await expect(rotate('v4')).rejects.toMatchObject({ data: { Message: sentence } })
      await expect(request('UpdateSecretRotationPolicy', policy)).rejects.toMatchObject({
        data: { Message: sentence },
      })
      await expect(request('DescribeSecret', { SecretName: secret })).resolves.toMatchObject({
        AutomaticRotation: 'Invalid',
      })
      expect([await login(), account.events().at(-1)?.status]).toEqual([false, 'Failed'])

      account.targets.restore(kind, id)
      await expect(rotate('v4')).resolves.toMatchObject({ VersionId: 'v4' })
      await expect(request('DescribeSecret', { SecretName: secret })).resolves.toMatchObject({
        AutomaticRotation: 'Enabled',
      })
      expect(await login()).toBe(true)
    },
  )
})

test('the account check of an RDS secret fails once the account or the instance was deleted', async () => {
  const request = application()
  for (const what of [undefined, 'shop']) {
    expect(account.secrets.verifyAccount('rds/single')).toEqual({ secretName: 'rds/single', verified: true })
    account.targets.remove('rds', 'rm-example-single', what)
    expect(account.secrets.verifyAccount('rds/single')).toMatchObject({
      verified: false,
      reason: expect.stringMatching(/was deleted$/),
    })
    // The value is still served: only whoever tries to log in with it finds out.
    const { AccountName, AccountPassword } = await valueIn(request, 'rds/single')
    expect(account.targets.login('rds', 'rm-example-single', AccountName, AccountPassword)).toBe(false)
    account.targets.restore('rds', 'rm-example-single', what)
  }
})

test('you are not authorized to create a RAM secret: the link, a grant, and it works', async () => {
  const { undo } = await account.scenario('ram-authorization-missing')
  const create = () =>
    application(account.credentials('admin'))('CreateSecret', {
      SecretName: '$Auto',
      VersionId: 'v1',
      SecretType: 'RAMCredentials',
      ExtendedConfig: '{"SecretSubType":"RamUserAccessKey","UserName":"billing"}',
      SecretData: JSON.stringify({
        AccessKeys: [{ AccessKeyId: 'LTAIemulatorbilling00001', AccessKeySecret: 'emulator-billing-secret' }],
      }),
      EncryptionKeyId: 'key-hzz0example000000000000',
      DKMSInstanceId: 'kst-hzz0example0000000000',
    })
  await expect(create()).rejects.toMatchObject({
    code: 'Forbidden.NoPermission',
    data: { Message: 'You are not authorized to perform the operation.' },
  })
  const [, link] = /open (\S+)/.exec(account.requests().at(-1)?.because ?? '') ?? []
  const page = await (await fetch(`${kms.url}${link}`)).text()
  expect(page).toContain('<button>Allow it</button>')
  await fetch(`${kms.url}${link}`, { method: 'POST' })
  await expect(create()).resolves.toMatchObject({ SecretName: 'acs/ram/user/billing' })
  expect(await undo()).toEqual([])
})
