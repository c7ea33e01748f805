import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RunningEmulator } from '../../emulator/index.ts'
import { type Running, running } from './running.ts'
import { signedRequest } from './signed-request.ts'

let one: Running
let kms: RunningEmulator

beforeAll(async () => {
  one = await running()
  kms = one.kms
})
afterAll(() => kms.close())

test('a call whose signature is not believed is in the journal of the account whose access key it names', async () => {
  const account = await kms.createAccount()
  const { accessKeyId } = account.credentials('app')
  const { query } = signedRequest({
    action: 'GetSecretValue',
    parameters: { SecretName: 'example-secret' },
    accessKeyId,
    accessKeySecret: 'wrong',
    now: one.machine.now(),
    nonce: 'unbelieved',
  })
  expect((await fetch(`${kms.url}/?${query}`)).status).toBe(400)
  expect(account.requests({ operation: 'GetSecretValue' })).toMatchObject([
    {
      status: 400,
      code: 'SignatureDoesNotMatch',
      caller: { type: 'user', name: 'app', accessKeyId },
      authorization: [],
    },
  ])
  expect(JSON.stringify(account.requests())).not.toContain('Signature=')
})

test('a name longer than any can be is refused, and does not make the journal long', async () => {
  const account = await kms.createAccount()
  const { status } = await one.call(account, 'nobody', 'ListTagResources', {
    RegionId: 'cn-hangzhou',
    ResourceType: 'key',
    'ResourceId.1': 'x'.repeat(100_000),
  })
  expect(status).toBe(400)
  expect(JSON.stringify(account.requests()).length).toBeLessThan(20_000)
})
