import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { AccountHandle, SeedDocument } from '../../emulator/index.ts'
import { currentValue, loginIn, managed, managedCases } from './managed.ts'
import type { Running } from './running.ts'

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

const call = (action: string, parameters: Record<string, string>) =>
  it.call(account, undefined, action, parameters)

/** A key pair takes long to make. */
const rotations = (secret: string) => (secret === 'acs/ecs/deploy' ? 2 : 8)

test.each(managedCases)(
  '$secret: whoever reads while it rotates gets one whole version, and the current one logs in',
  async ({ secret, kind, id }) => {
    const written = new Map<unknown, Set<unknown>>()
    const read = async (VersionStage: string) => {
      const { status, body } = await call('GetSecretValue', { SecretName: secret, VersionStage })
      if (status !== 200) return
      expect(body.VersionStages).toEqual({ VersionStage: expect.arrayContaining([VersionStage]) })
      const { account: name, password } = loginIn(JSON.parse(String(body.SecretData)))
      expect([name, password]).not.toContain('')
      written.set(body.VersionId, (written.get(body.VersionId) ?? new Set()).add(body.SecretData))
    }
    for (let number = 1; number <= rotations(secret); number++) {
      const reads = () => ['ACSCurrent', 'ACSPrevious'].map(read)
      const rotated = call('RotateSecret', { SecretName: secret, VersionId: `r${number}` })
      await Promise.all([...reads(), rotated, ...reads(), ...reads()])
      expect((await rotated).status).toBe(200)
      if (kind === 'ram-user') account.clock.advance('48h')
      const { account: name, password } = loginIn(await currentValue(it, account, secret))
      expect(account.targets.login(kind, id, name, password)).toBe(true)
    }
    // A version that was stored never changes.
    expect([...written.values()].every(values => values.size === 1)).toBe(true)
    expect(written.size).toBeGreaterThan(1)
  },
)

test.each(managedCases)(
  '$secret: a value that nobody looked at yet is in a snapshot, once and for all, and logs in where that is restored',
  async ({ secret, kind, id }) => {
    await call('RotateSecret', { SecretName: secret, VersionId: 'r1' })
    const document: SeedDocument = await account.snapshot()
    const text = JSON.stringify(document)
    const value = await currentValue(it, account, secret)
    expect(JSON.stringify(await account.snapshot())).toBe(text)
    const elsewhere = await managed({ seed: document })
    const there = elsewhere.kms.account()
    expect(await currentValue(elsewhere, there, secret)).toEqual(value)
    const { account: name, password } = loginIn(value)
    expect(there.targets.login(kind, id, name, password)).toBe(true)
    await elsewhere.kms.close()
  },
)

test.each(['acs/ecs/web', 'rds/single'])(
  '%s: what a rotation set and nobody looked at outlives secret and key',
  async secret => {
    await call('RotateSecret', { SecretName: secret, VersionId: 'r1' })
    account.instances.release()
    const before = await account.snapshot()
    await account.restore(before)
    expect(await account.snapshot()).toEqual(before)
    expect(account.targets.login('ecs', 'i-example', 'root', 'root-password')).toBe(secret !== 'acs/ecs/web')
    expect(account.targets.login('rds', 'rm-example-single', 'shop', 'shop-password')).toBe(
      secret !== 'rds/single',
    )
  },
)
