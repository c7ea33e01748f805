import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RunningEmulator, startEmulator } from '../../../emulator/index.ts'

const application = fileURLToPath(new URL('proxy.mjs', import.meta.url))
const caDir = mkdtempSync(join(tmpdir(), 'kms-emulator-ca-'))

let kms: RunningEmulator

beforeAll(async () => {
  kms = await startEmulator({ caDir })
})

afterAll(async () => {
  await kms.close()
  rmSync(caDir, { recursive: true })
})

/** Runs the application in a process of its own: proxy and CA come from the environment. */
async function run(hosts: readonly string[], { trusted = true } = {}): Promise<Record<string, unknown>[]> {
  const { NODE_EXTRA_CA_CERTS = '' } = (await kms.env()) as Record<string, string>
  const { accessKeyId, accessKeySecret } = kms.account().credentials()
  const { stdout } = await promisify(execFile)(process.execPath, [application, ...hosts], {
    env: {
      PATH: process.env.PATH ?? '',
      HTTPS_PROXY: kms.url,
      ACCESS_KEY_ID: accessKeyId,
      ACCESS_KEY_SECRET: accessKeySecret,
      ...(trusted ? { NODE_EXTRA_CA_CERTS } : {}),
    },
  })
  return stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
}

test('a client with the service’s own host arrives through HTTPS_PROXY, in the region of the host', async () => {
  const [home, vpc, elsewhere, outside] = await run([
    'kms.cn-hangzhou.aliyuncs.com',
    'kms-vpc.cn-hangzhou.aliyuncs.com',
    'kms.cn-beijing.aliyuncs.com',
    'kms.cn-hangzhou.aliyuncs.com.example',
  ])
  expect([home, vpc]).toMatchObject(Array(2).fill({ SecretData: 'example-value' }))
  expect(elsewhere).toMatchObject({ code: 'Forbidden.ResourceNotFound' })
  expect(outside).toMatchObject({ message: expect.any(String) })
  expect(outside).not.toHaveProperty('SecretData')
  const regions = kms
    .account()
    .requests()
    .map(({ resource }) => resource?.split(':')[2])
  expect(regions).toEqual(['cn-hangzhou', 'cn-hangzhou', 'cn-beijing'])
})

test('a client that does not know the CA is not served', async () => {
  kms.account().clearRequests()
  const [answer] = await run(['kms.cn-hangzhou.aliyuncs.com'], { trusted: false })
  expect(answer?.message).toMatch(/certificate/)
  expect(kms.account().requests()).toEqual([])
})
