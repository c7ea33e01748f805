import { createRequire } from 'node:module'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  type AccountHandle,
  type Credentials,
  type RunningEmulator,
  startEmulator,
} from '../../emulator/index.ts'
import { commandLine, embedded, type Hands } from './faq-hands.ts'
import { managedSeed } from './managed.ts'

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

type Call = (action: string, parameters?: Record<string, string>) => Promise<Record<string, unknown>>

/** What an application does: the official client, unmodified. */
function application(credentials: Credentials = account.credentials()): Call {
  const client = new Client({ endpoint: kms.url, apiVersion: '2016-01-20', ...credentials })
  return (action, parameters = {}) => client.request(action, parameters, {})
}

const read = (call: Call, secret: string) => call('GetSecretValue', { SecretName: secret })
const valueIn = async (call: Call, secret: string) =>
  JSON.parse(String((await read(call, secret)).SecretData))
const rotate = (call: Call, secret: string, version: string) =>
  call('RotateSecret', { SecretName: secret, VersionId: version })
const setPolicy = (call: Call, secret: string) =>
  call('UpdateSecretRotationPolicy', {
    SecretName: secret,
    EnableAutomaticRotation: 'true',
    RotationInterval: '7d',
  })
const refused = (text: string) => ({ data: { Message: text } })
const rotating = refused('Your secret is being rotated, please try again later')

/** How an AccessKey in a RAM secret signs. */
const keyIn = async (call: Call): Promise<Credentials> => {
  const { AccessKeyId, AccessKeySecret } = await valueIn(call, ramSecret)
  return { accessKeyId: AccessKeyId, accessKeySecret: AccessKeySecret }
}
const signs = (key: Credentials) => application(key)('DescribeRegions')
const ramSecret = 'acs/ram/user/report'

describe.each<[by: string, handsOf: () => Hands]>([
  ['the embedded interface', () => embedded(account)],
  ['the command line', () => commandLine(kms.url)],
])('by %s', (_, handsOf) => {
  let hands: Hands
  let call: Call
  beforeEach(() => {
    hands = handsOf()
    call = application()
  })

  describe('“Your secret is being rotated, please try again later” when a rotation policy is set or an immediate rotation begins', () => {
    test('a RAM secret that rotates automatically: for 48 hours; it is read meanwhile', async () => {
      await hands.scenario('rotation-in-progress', { secret: ramSecret })
      await hands.advance('47h')
      await expect(rotate(call, ramSecret, 'v2')).rejects.toMatchObject(rotating)
      await expect(setPolicy(call, ramSecret)).rejects.toMatchObject(rotating)
      await expect(read(call, ramSecret)).resolves.toHaveProperty('SecretData')
      await hands.advance('1h')
      await expect(setPolicy(call, ramSecret)).resolves.toMatchObject({ SecretName: ramSecret })
      await expect(rotate(call, ramSecret, 'v2')).resolves.toMatchObject({ VersionId: 'v2' })
    })

    test('a RAM secret that is rotated at once: for the window that was chosen; both AccessKeys sign in it, then the new one', async () => {
      const old = await keyIn(call)
      await hands.rotate(ramSecret, '30m')
      const fresh = await keyIn(call)
      await expect(rotate(call, ramSecret, 'v2')).rejects.toMatchObject(rotating)
      for (const key of [old, fresh]) await expect(signs(key)).resolves.toHaveProperty('Regions')
      await hands.advance('30m')
      await expect(signs(fresh)).resolves.toHaveProperty('Regions')
      await expect(signs(old)).rejects.toMatchObject({ code: 'InvalidAccessKeyId.NotFound' })
      await expect(rotate(call, ramSecret, 'v2')).resolves.toMatchObject({ VersionId: 'v2' })
    })

    test.each([
      ['a RAM secret for more than 48 hours: its RAM user', ramSecret, 'ram-user', 'report', '48h'],
      ['an RDS secret for more than 2 minutes: its instance', 'rds/single', 'rds', 'rm-example-single', '2m'],
      ['an ECS secret for more than 2 minutes: its instance', 'acs/ecs/web', 'ecs', 'i-example', '2m'],
    ] as const)('%s is gone; the rotation ends when it is back', async (_, secret, kind, id, time) => {
      await setPolicy(call, secret)
      await hands.target('remove', kind, id)
      await rotate(call, secret, 'v2')
      await hands.advance(time)
      await expect(rotate(call, secret, 'v3')).rejects.toMatchObject(rotating)
      await expect(setPolicy(call, secret)).rejects.toMatchObject(rotating)
      const described = () => call('DescribeSecret', { SecretName: secret })
      await expect(described()).resolves.toMatchObject({ AutomaticRotation: 'Invalid' })
      expect(await hands.reports()).toEqual(['Failure'])
      await hands.target('restore', kind, id)
      await expect(described()).resolves.toMatchObject({ AutomaticRotation: 'Enabled' })
      expect(await hands.reports()).toEqual(['Failure', 'Success'])
      await expect(rotate(call, secret, 'v3')).resolves.toMatchObject({ VersionId: 'v3' })
    })

    test.each([
      ['an RDS secret', 'rds/single', 'rds', 'rm-example-single'],
      ['an ECS secret', 'acs/ecs/web', 'ecs', 'i-example'],
    ] as const)(
      '%s whose instance is there: it rotates at once, and the new password logs in',
      async (_, secret, kind, id) => {
        const login = async () => {
          const value = await valueIn(call, secret)
          const [user, password] = [
            value.AccountName ?? value.UserName,
            value.AccountPassword ?? value.Password,
          ]
          return { password, in: account.targets.login(kind, id, user, password) }
        }
        const before = await login()
        await rotate(call, secret, 'v2')
        const after = await login()
        expect([before.in, after.in, before.password === after.password]).toEqual([true, true, false])
        await expect(rotate(call, secret, 'v3')).resolves.toMatchObject({ VersionId: 'v3' })
        expect(await hands.reports()).toEqual(['Success', 'Success'])
      },
    )
  })

  describe('a secret is unavailable: “Rejected.Unavailable”', () => {
    test('the subscription of its instance ended; a renewal within 15 days brings it back', async () => {
      await hands.scenario('instance-expired')
      await hands.advance('14d')
      await expect(read(call, 'example-secret')).rejects.toMatchObject({ code: 'Rejected.Unavailable' })
      await expect(call('DescribeSecret', { SecretName: 'example-secret' })).resolves.toBeDefined()
      expect(await hands.console()).toMatchObject({ 'example-secret': 'Unavailable' })
      await hands.renew()
      await expect(read(call, 'example-secret')).resolves.toMatchObject({ SecretData: 'example-value' })
      expect(await hands.console()).toMatchObject({ 'example-secret': 'Enabled' })
    })

    test('nobody renewed it: on day 16 it is released with its keys and secrets', async () => {
      await hands.scenario('instance-expired')
      await hands.advance('16d')
      await expect(read(call, 'example-secret')).rejects.toMatchObject({ code: 'Forbidden.ResourceNotFound' })
      await expect(call('ListKeys')).resolves.toMatchObject({ TotalCount: 0 })
      await expect(call('ListKmsInstances')).resolves.toMatchObject({ TotalCount: 0 })
    })
  })

  test('a secret is not in the new console: it was made without an instance; the API has it', async () => {
    const undo = await hands.scenario('legacy-secret', { name: 'made-in-2021' })
    expect(Object.keys(await hands.console())).not.toContain('made-in-2021')
    await expect(read(call, 'made-in-2021')).resolves.toHaveProperty('SecretData')
    const found = await call('ListSecrets', { Filters: '[{"Key":"SecretName","Values":["made-in-2021"]}]' })
    expect(found).toMatchObject({ TotalCount: 1 })
    await undo()
    await expect(read(call, 'made-in-2021')).rejects.toMatchObject({ code: 'Forbidden.ResourceNotFound' })
  })

  test.each([
    ['instance', undefined],
    ['account', 'shop'],
  ])('the account of an RDS secret is not verified: the %s was deleted', async (_, of) => {
    expect(await hands.verifyAccount('rds/single')).toBe('verified')
    await hands.target('remove', 'rds', 'rm-example-single', of)
    expect(await hands.verifyAccount('rds/single')).toMatch(/was deleted$/)
    // The value is still served: only whoever tries to log in with it finds out.
    const { AccountName, AccountPassword } = await valueIn(call, 'rds/single')
    expect(account.targets.login('rds', 'rm-example-single', AccountName, AccountPassword)).toBe(false)
    await hands.target('restore', 'rds', 'rm-example-single', of)
    expect(await hands.verifyAccount('rds/single')).toBe('verified')
  })

  test('“You are not authorized” when a RAM secret is created: an administrator authorizes KMS behind the link', async () => {
    const create = () =>
      application(account.credentials('admin'))('CreateSecret', {
        SecretName: '$Auto',
        VersionId: 'v1',
        SecretType: 'RAMCredentials',
        ExtendedConfig: '{"SecretSubType":"RamUserAccessKey","UserName":"billing"}',
        SecretData:
          '{"AccessKeys":[{"AccessKeyId":"LTAIemulatorbilling00001","AccessKeySecret":"emulator-billing-secret"}]}',
        EncryptionKeyId: 'key-hzz0example000000000000',
        DKMSInstanceId: 'kst-hzz0example0000000000',
      })
    const unauthorized = refused('You are not authorized to perform the operation.')
    await hands.scenario('ram-authorization-missing')
    await expect(create()).rejects.toMatchObject(unauthorized)
    const [, link] = /open (\S+)/.exec(await hands.explanation()) ?? []
    expect(await (await fetch(`${kms.url}${link}`, { headers: { accept: 'text/html' } })).text()).toContain(
      '<button>Allow it</button>',
    )
    await hands.authorize('ram-credentials')
    await expect(create()).resolves.toMatchObject({ SecretName: 'acs/ram/user/billing' })
  })

  describe('the least permissions that read a secret', () => {
    const secret = 'acs:kms:cn-hangzhou:1000000000000001:secret/example-secret'
    const key = 'acs:kms:cn-hangzhou:1000000000000001:key/key-hzz0example000000000000'

    test('GetSecretValue on the secret and Decrypt on its key, and nothing else', async () => {
      await expect(read(application(account.credentials('app')), 'example-secret')).resolves.toMatchObject({
        SecretData: 'example-value',
      })
      expect(await hands.leastPolicy('app')).toEqual({
        Version: '1',
        Statement: [
          { Effect: 'Allow', Action: ['kms:GetSecretValue'], Resource: [secret] },
          { Effect: 'Allow', Action: ['kms:Decrypt'], Resource: [key] },
        ],
      })
    })

    test.each([
      ['GetSecretValue', `This operation for ${secret} is forbidden by permission system.`],
      ['Decrypt', 'This operation for key-hzz0example000000000000 is forbidden by permission system'],
    ])('without %s the read is refused, and it is said which is missing', async (missing, message) => {
      const undo = await hands.scenario('not-authorized', { user: 'app', missing })
      const app = application(account.credentials('app'))
      await expect(read(app, 'example-secret')).rejects.toMatchObject({
        code: 'Forbidden.NoPermission',
        ...refused(message),
      })
      expect(await hands.explanation()).toMatch(
        new RegExp(`no statement of the identity policies allows \`kms:${missing}\``),
      )
      await undo()
      await expect(read(app, 'example-secret')).resolves.toMatchObject({ SecretData: 'example-value' })
    })
  })
})
