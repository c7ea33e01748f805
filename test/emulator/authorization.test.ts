import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { AccountHandle } from '../../emulator/index.ts'
import { eventsOf, managed } from './managed.ts'
import type { Running } from './running.ts'

const id = '1000000000000001'
const path = '/_emulator/authorizations/ram-credentials'
const link = `${path}?account=${id}`

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

const create = (user = 'billing') =>
  it.call(account, undefined, 'CreateSecret', {
    SecretName: '$Auto',
    VersionId: 'v1',
    SecretType: 'RAMCredentials',
    ExtendedConfig: JSON.stringify({ SecretSubType: 'RamUserAccessKey', UserName: user }),
    SecretData: JSON.stringify({
      AccessKeys: [{ AccessKeyId: 'LTAIemulatorbilling00001', AccessKeySecret: 'emulator-billing-secret' }],
    }),
    EncryptionKeyId: 'key-hzz0example000000000000',
    DKMSInstanceId: 'kst-hzz0example0000000000',
  })

const page = (init: RequestInit = {}, at = link) =>
  fetch(`${it.kms.url}${at}`, { headers: { accept: 'text/html,*/*;q=0.8' }, ...init })

test('refused, with the link in the journal and nowhere else', async () => {
  account.authorizations.revoke('ram-credentials')
  const { status, body } = await create()
  expect({ status, body }).toEqual({
    status: 403,
    body: {
      Code: 'Forbidden.NoPermission',
      Message: 'You are not authorized to perform the operation.',
    },
  })
  expect(account.requests().at(-1)?.because).toBe(
    `a RAM administrator has not yet allowed KMS to manage the AccessKeys of RAM users; open ${link} to allow it`,
  )
})

test('the page behind the link tells what it does; its button posts to itself and grants it', async () => {
  account.authorizations.revoke('ram-credentials')
  const asked = await page()
  expect(asked.headers.get('content-type')).toBe('text/html;charset=utf-8')
  expect(asked.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
  const text = await asked.text()
  expect(text).toContain(`<form method="post" action="${link}"><button>Allow it</button></form>`)
  expect(text).toContain('AliyunKMSManageRAMCredentialsRole')
  expect(text).not.toMatch(/<script|https?:\/\//)
  expect((await create()).status).toBe(403)

  const { origin } = new URL(it.kms.url)
  const accept = 'text/html,*/*;q=0.8'
  const granted = await page({ method: 'POST', headers: { accept, origin } })
  expect(await granted.text()).toContain('<strong>It is allowed.</strong>')
  expect((await create()).status).toBe(200)
  expect(await (await page()).text()).not.toContain('<form')
})

test.each(['https://attacker.example', 'null'])(
  'a page of origin %s cannot press the button',
  async origin => {
    account.authorizations.revoke('ram-credentials')
    expect((await page({ method: 'POST', headers: { origin } })).status).toBe(403)
    expect((await create()).status).toBe(403)
  },
)

test('the link is about the account that was refused', async () => {
  const other = await it.kms.createAccount({ authorizations: [] })
  const at = `${path}?account=${other.id}`
  const text = await (await page({}, at)).text()
  expect(text).toContain(`action="${at}"`)
  expect(await it.control('POST', `${at.slice('/_emulator'.length)}`)).toEqual({
    status: 200,
    body: { kind: 'ram-credentials', granted: true },
  })
  expect((await other.snapshot()).accounts[0]?.authorizations).toEqual(['ram-credentials'])
})

test.each(['ram-credentials', 'rds', 'ecs'] as const)(
  '%s: grant and revoke, over HTTP and embedded',
  async kind => {
    expect(await it.control('DELETE', `/authorizations/${kind}`)).toEqual({
      status: 200,
      body: { kind, granted: false },
    })
    expect(account.authorizations.grant(kind)).toEqual({ kind, granted: true })
    expect(account.authorizations.grant(kind)).toEqual({ kind, granted: true })
    expect(account.authorizations.revoke(kind)).toEqual({ kind, granted: false })
    expect(await it.control('POST', `/authorizations/${kind}`)).toEqual({
      status: 200,
      body: { kind, granted: true },
    })
    expect((await page({}, `/_emulator/authorizations/${kind}`)).status).toBe(200)
  },
)

describe('what it refuses', () => {
  test.each(['GET', 'POST', 'DELETE'])('%s of a kind that there is not', async method => {
    expect(await it.control(method, '/authorizations/ram-credential')).toEqual({
      status: 404,
      body: {
        error: { message: 'there is no authorization `ram-credential`; did you mean `ram-credentials`?' },
      },
    })
  })

  test('an account that there is not, and a name that would be markup', async () => {
    const asked = await page({}, `${path}?account=%3Cscript%3E`)
    expect([asked.status, asked.headers.get('content-type')]).toEqual([404, 'application/json;charset=utf-8'])
  })
})

test('a rotation of a RAM secret waits for the authorization', async () => {
  const secret = 'acs/ram/user/report'
  account.authorizations.revoke('ram-credentials')
  account.secrets.rotate(secret, { window: '10m' })
  account.clock.advance('10m')
  expect(eventsOf(account)).toEqual([['Failure', secret]])
  account.authorizations.grant('ram-credentials')
  expect(eventsOf(account)).toEqual([
    ['Failure', secret],
    ['Success', secret],
  ])
})
