import { expect, test } from 'vitest'
import { managedAccount, running } from './running.ts'
import { signedRequest } from './signed-request.ts'

test('a rotated RAM secret’s new AccessKey signs at once, the old one until the window ends and not after', async () => {
  const { kms, machine, call } = await running()
  const account = await kms.createAccount(managedAccount())
  let nonces = 0
  const value = async () => {
    const { body } = await call(account, 'admin', 'GetSecretValue', { SecretName: 'acs/ram/user/app' })
    const { AccessKeyId, AccessKeySecret } = JSON.parse(String(body.SecretData))
    return { accessKeyId: AccessKeyId, accessKeySecret: AccessKeySecret }
  }
  const signsWith = async (key: { accessKeyId: string; accessKeySecret: string }) => {
    const nonce = `key-${++nonces}`
    const { query } = signedRequest({ action: 'DescribeRegions', ...key, now: machine.now(), nonce })
    return (await fetch(`${kms.url}/?${query}`)).status
  }
  const before = await value()
  await call(account, 'admin', 'RotateSecret', { SecretName: 'acs/ram/user/app', VersionId: 'rotated' })
  const after = await value()
  expect(after.accessKeyId).not.toBe(before.accessKeyId)
  expect([await signsWith(before), await signsWith(after)]).toEqual([200, 200])

  account.clock.freeze()
  await account.clock.advance('48h')
  // The first request after the end is the old key's own: nothing else has moved the state on.
  expect([await signsWith(before), await signsWith(after)]).toEqual([404, 200])
  await kms.close()
})
