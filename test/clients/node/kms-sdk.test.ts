import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AccountHandle, type RunningEmulator, startEmulator } from '../../../emulator/index.ts'

const application = fileURLToPath(new URL('kms-sdk.mjs', import.meta.url))
const caDir = mkdtempSync(join(tmpdir(), 'kms-emulator-ca-'))

let kms: RunningEmulator

beforeAll(async () => {
  kms = await startEmulator({ caDir })
})

afterAll(async () => {
  await kms.close()
  rmSync(caDir, { recursive: true })
})

/** Runs the application in a process of its own: the client takes a CA from the environment only. */
async function run(
  account: AccountHandle,
  {
    trusted = true,
    ...credentials
  }: { trusted?: boolean; accessKeyId?: string; accessKeySecret?: string } = {},
) {
  const { NODE_EXTRA_CA_CERTS = '' } = (await kms.env()) as Record<string, string>
  const own = { ...account.credentials(), ...credentials }
  const { stdout } = await promisify(execFile)(process.execPath, [application], {
    env: {
      PATH: process.env.PATH ?? '',
      ENDPOINT: kms.endpoint,
      ACCESS_KEY_ID: own.accessKeyId,
      ACCESS_KEY_SECRET: own.accessKeySecret,
      ...(trusted ? { NODE_EXTRA_CA_CERTS } : {}),
    },
  })
  return stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
}

test('works over https with the CA from the environment', async () => {
  const [encrypted, decrypted, missing] = await run(await kms.createAccount())
  expect(encrypted).toMatchObject({
    KeyId: 'key-hzz0example000000000000',
    CiphertextBlob: expect.stringMatching(/./),
  })
  expect(decrypted).toMatchObject({ KeyId: 'key-hzz0example000000000000', Plaintext: 'aGVsbG8=' })
  // It never looks at a 4xx: the error comes back as if it were the answer.
  expect(missing).toMatchObject({
    Code: 'Forbidden.AliasNotFound',
    Message: 'The specified Alias is not found.',
  })
})

test('does not connect without the CA', async () => {
  const [encrypted] = await run(await kms.createAccount(), { trusted: false })
  expect(encrypted.message).toMatch(/certificate/)
})

test('is refused with a wrong secret, an unknown key, an expired instance and no permission', async () => {
  const account = await kms.createAccount()
  expect((await run(account, { accessKeySecret: 'wrong' }))[0]).toMatchObject({
    Code: 'SignatureDoesNotMatch',
  })
  expect((await run(account, { accessKeyId: 'LTAInobody' }))[0]).toMatchObject({
    Code: 'InvalidAccessKeyId.NotFound',
  })
  expect((await run(account, account.credentials('nobody')))[0]).toMatchObject({
    Code: 'Forbidden.NoPermission',
  })
  await account.scenario('instance-expired')
  expect((await run(account))[0]).toMatchObject({ Code: 'Rejected.Unavailable' })
})
