import RPCClient from '@alicloud/pop-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startEmulator } from '../../emulator/index.ts'
import { prove } from '../../linter/secret-read/prove.ts'

let kms: Awaited<ReturnType<typeof startEmulator>>
beforeAll(async () => {
  kms = await startEmulator()
})
afterAll(() => kms.close())

type Account = Awaited<ReturnType<typeof kms.createAccount>>

const read = (account: Account, user: string) =>
  new RPCClient({ endpoint: kms.url, apiVersion: '2016-01-20', ...account.credentials(user) }).request(
    'GetSecretValue',
    { SecretName: 'example-secret' },
    {},
  )
const secretOf = (id: string) => `acs:kms:cn-hangzhou:${id}:secret/example-secret`
const keyOf = (id: string) => `acs:kms:cn-hangzhou:${id}:key/key-hzz0example000000000000`

describe('the least policy for what was seen', () => {
  test('allows the read of the application, and proves minimal', async () => {
    const account = await kms.createAccount()
    await read(account, 'app')
    await read(account, 'app')
    const policy = await account.minimalPolicy('app')
    expect(policy).toEqual({
      Version: '1',
      Statement: [
        { Effect: 'Allow', Action: ['kms:GetSecretValue'], Resource: [secretOf(account.id)] },
        { Effect: 'Allow', Action: ['kms:Decrypt'], Resource: [keyOf(account.id)] },
      ],
    })
    const text = JSON.stringify(policy)
    const proof = prove({
      policies: [{ path: 'least.json', text }],
      secret: secretOf(account.id),
      key: keyOf(account.id),
    })
    expect(proof).toMatchObject({ verdict: 'proved', minimal: true })
  })

  test('has what was refused, and what would have been asked for next', async () => {
    const account = await kms.createAccount()
    await expect(read(account, 'nobody')).rejects.toMatchObject({ code: 'Forbidden.NoPermission' })
    expect(account.requests().at(-1)).toMatchObject({
      authorization: [{ action: 'kms:GetSecretValue', outcome: 'implicit-deny' }],
      notAsked: [{ action: 'kms:Decrypt', resource: keyOf(account.id) }],
    })
    const { Statement } = await account.minimalPolicy('nobody')
    expect(Statement.map(({ Action }) => Action)).toEqual([['kms:GetSecretValue'], ['kms:Decrypt']])
  })

  test('is of the only one that called; a user is meant rather than a role of its name', async () => {
    const account = await kms.createAccount({
      roles: [
        {
          name: 'app',
          trust: {
            Version: '1',
            Statement: [
              { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: ['ecs.aliyuncs.com'] } },
            ],
          },
        },
      ],
    })
    await expect(account.minimalPolicy()).rejects.toMatchObject({ status: 400 })
    await read(account, 'app')
    expect(await account.minimalPolicy()).toEqual(await account.minimalPolicy('app'))
    await read(account, 'admin')
    await expect(account.minimalPolicy()).rejects.toMatchObject({
      message: 'name whose calls are meant: `user=NAME`; there is `app`, `admin`',
    })
  })

  test('is not there where nobody asks', async () => {
    const off = await startEmulator({ authorization: 'off' })
    await expect(off.account().minimalPolicy('app')).rejects.toMatchObject({
      message: expect.stringContaining('start the emulator with `report`'),
    })
    await off.close()
  })

  test('is answered over HTTP, of the first account unless another is named', async () => {
    const account = await kms.createAccount()
    await read(account, 'app')
    const url = `${kms.url}/_emulator/policies/minimal?user=app`
    const other = await fetch(url)
    expect({ status: other.status, body: await other.json() }).toMatchObject({ status: 404 })
    const own = await fetch(`${url}&account=${account.id}`)
    expect(await own.json()).toEqual(await account.minimalPolicy('app'))
  })

  test.each([
    ['nobody', '`nobody` was not seen to ask for a permission: let it do first what the policy is for'],
    ['ap', 'the account has no user or role `ap`; did you mean `app`?'],
  ])('of `%s`', async (user, message) => {
    const account = await kms.createAccount()
    await expect(account.minimalPolicy(user)).rejects.toMatchObject({ status: 404, message })
  })
})
