import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type AccountHandle, type RunningEmulator, startEmulator } from '../../../emulator/index.ts'
import {
  assumeRole,
  type Connection,
  type Failure,
  type OfficialClient,
  officialClients,
} from './official-clients.ts'

const policy = (statements: readonly object[]) => ({ Version: '1', Statement: statements })

let kms: RunningEmulator
let throttled: RunningEmulator
let account: AccountHandle
let accounts = 0

beforeAll(async () => {
  kms = await startEmulator()
  throttled = await startEmulator({ throttling: 'documented' })
})

afterAll(async () => {
  await kms.close()
  await throttled.close()
})

beforeEach(async () => {
  account = await kms.createAccount()
})

function connection(user?: string, at: RunningEmulator = kms, of: AccountHandle = account): Connection {
  return { endpoint: at.endpoint, ...of.credentials(user) }
}

async function failure(
  client: OfficialClient,
  to: Connection,
  action: string,
  parameters = {},
): Promise<Failure> {
  try {
    const body = await client.call(to, action, parameters)
    throw new Error(`${client.name} was answered ${JSON.stringify(body)}`)
  } catch (error) {
    return error as Failure
  }
}

/** Some clients put `Error` behind the code that the service sent. */
const spelled = (client: OfficialClient, code: string) =>
  client.name === '@alicloud/kms20160120' ? `${code}Error` : code

describe.each(officialClients)('$name', client => {
  test('creates, reads and lists', async () => {
    const root = connection()
    const value = "p@ss !'()*~+=&%?é中"
    // The typed client of 2020 knows no instances: it makes secrets without one.
    const place =
      client.name === '@alicloud/kms20160120'
        ? {}
        : { DKMSInstanceId: 'kst-hzz0example0000000000', EncryptionKeyId: 'key-hzz0example000000000000' }
    const created = { SecretName: 'team/db', VersionId: 'v1', SecretData: value, ...place }
    await client.call(root, 'CreateSecret', created)
    expect(await client.call(root, 'GetSecretValue', { SecretName: 'team/db' })).toMatchObject({
      SecretName: 'team/db',
      SecretData: value,
      VersionId: 'v1',
      VersionStages: { VersionStage: ['ACSCurrent'] },
    })
    expect(await client.call(root, 'ListSecrets', {})).toMatchObject({
      TotalCount: 2,
      SecretList: { Secret: [{ SecretName: 'example-secret' }, { SecretName: 'team/db' }] },
    })
  })

  test('reads with the least permission', async () => {
    const read = await client.call(connection('app'), 'GetSecretValue', { SecretName: 'example-secret' })
    expect(read.SecretData).toBe('example-value')
  })

  const refusals: readonly [title: string, code: string, run: () => Promise<Failure>][] = [
    [
      'a wrong access key secret',
      'SignatureDoesNotMatch',
      () =>
        failure(client, { ...connection(), accessKeySecret: 'wrong' }, 'GetSecretValue', { SecretName: 'x' }),
    ],
    [
      'an unknown access key',
      'InvalidAccessKeyId.NotFound',
      () =>
        failure(client, { ...connection(), accessKeyId: 'LTAInobody' }, 'GetSecretValue', {
          SecretName: 'x',
        }),
    ],
    [
      'a secret that is not there',
      'Forbidden.ResourceNotFound',
      () => failure(client, connection(), 'GetSecretValue', { SecretName: 'no-such-secret' }),
    ],
    [
      'no permission',
      'Forbidden.NoPermission',
      () => failure(client, connection('nobody'), 'GetSecretValue', { SecretName: 'example-secret' }),
    ],
    [
      'no permission on the key',
      'Forbidden.NoPermission',
      () =>
        failure(client, connection('app-without-decrypt'), 'GetSecretValue', {
          SecretName: 'example-secret',
        }),
    ],
    [
      'an expired instance',
      'Rejected.Unavailable',
      async () => {
        await account.scenario('instance-expired')
        return failure(client, connection('app'), 'GetSecretValue', { SecretName: 'example-secret' })
      },
    ],
    [
      'a quota that is used up',
      'Rejected.Throttling',
      async () => {
        const busy = await throttled.createAccount()
        busy.clock.freeze()
        const to = connection(undefined, throttled, busy)
        const attempt = () => failure(client, to, 'DeleteSecret', { SecretName: 'no-such-secret' })
        for (let calls = 0; calls < 10; calls++)
          expect(client.codeOf(await attempt())).toBe(spelled(client, 'Forbidden.ResourceNotFound'))
        return attempt()
      },
    ],
  ]
  test.each(refusals)('meets %s', async (_, code, run) => {
    const error = await run()
    expect(client.codeOf(error)).toBe(spelled(client, code))
  })

  test('names what is missing in the text that it shows', async () => {
    const secret = await failure(client, connection('nobody'), 'GetSecretValue', {
      SecretName: 'example-secret',
    })
    expect(secret.message).toContain(`acs:kms:cn-hangzhou:${account.id}:secret/example-secret`)
    const key = await failure(client, connection('app-without-decrypt'), 'GetSecretValue', {
      SecretName: 'example-secret',
    })
    expect(key.message).toContain(
      'This operation for key-hzz0example000000000000 is forbidden by permission system',
    )
  })

  test('reads with the credentials of an assumed role, which needs no Decrypt over the shared gateway', async () => {
    const id = `2000000000000${String(++accounts).padStart(3, '0')}`
    await kms.createAccount({
      id,
      users: [{ name: 'worker', accessKeys: [{ id: `LTAIworker${id}`, secret: 's' }], policies: ['assume'] }],
      policies: [
        { name: 'assume', document: policy([{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' }]) },
      ],
      roles: [
        {
          name: 'reader',
          trust: policy([
            { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { RAM: [`acs:ram::${id}:root`] } },
          ]),
          policies: ['AliyunKMSSecretUserAccess'],
        },
      ],
    })
    const worker = { endpoint: kms.endpoint, accessKeyId: `LTAIworker${id}`, accessKeySecret: 's' }
    const assumed = await assumeRole(worker, `acs:ram::${id}:role/reader`)
    const read = await client.call(assumed, 'GetSecretValue', { SecretName: 'example-secret' })
    expect(read.SecretData).toBe('example-value')
    const { securityToken: _, ...withoutToken } = assumed
    const error = await failure(client, withoutToken, 'GetSecretValue', { SecretName: 'example-secret' })
    expect(client.codeOf(error)).toBe(spelled(client, 'MissingSecurityToken'))
  })
})
