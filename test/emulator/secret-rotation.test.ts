import { createPrivateKey, createPublicKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Account } from '../../emulator/state/account.ts'
import { day, formatTime, hour, minute } from '../../emulator/state/clock.ts'
import { renewInstance } from '../../emulator/state/instance.ts'
import { disableKey } from '../../emulator/state/key.ts'
import { beginRotation, resumeRotations } from '../../emulator/state/rotation.ts'
import {
  planSecretDeletion,
  restoreSecret,
  type Secret,
  setSecretRotation,
} from '../../emulator/state/secret.ts'
import { openVersion } from '../../emulator/state/secret-value.ts'
import { settle } from '../../emulator/state/settle.ts'
import { databaseLogin, ecsLogin } from '../../emulator/state/target.ts'
import { standingMachine, start } from './machine.ts'
import { loadWorld, onlyAccount } from './seed-world.ts'

const seed = readFileSync(new URL('../../fixtures/worlds/managed.json', import.meta.url), 'utf8')
const instanceId = 'kst-hzz0example0000000000'
const keyId = 'key-hzz0example000000000000'

/** The managed world at its start, with what a rotation needs at hand. */
function managed(name: string) {
  const source = standingMachine()
  const world = loadWorld(JSON.parse(seed), source)
  const account = onlyAccount(world)
  const secret = account.secrets.get('cn-hangzhou')?.get(name) as Secret
  return {
    world,
    account,
    secret,
    /** Begins a rotation at the start of the world. */
    rotate: (versionId: string, window?: number) =>
      beginRotation(account, secret, {
        world,
        versionId,
        trigger: 'immediate',
        window,
        now: start,
        source,
      }),
    until: (time: number) => settle(world, account, start + time, source),
    resume: (time: number) => resumeRotations(account, { world, now: start + time, source }),
  }
}

function valueAt(account: Account, secret: Secret, stage: string): Record<string, string> {
  const version = secret.versions.get(secret.stages.get(stage) ?? '')
  const key = account.keys.get(secret.key)
  return JSON.parse((version && openVersion(key, secret, version)) ?? '{}')
}

const names = (account: Account) => account.events.map(({ name, at }) => [name.slice(20), formatTime(at)])

describe('databases', () => {
  test('the only account gets a new password', () => {
    const { account, secret, rotate } = managed('rds/single')
    rotate('v2')
    const value = valueAt(account, secret, 'ACSCurrent')
    expect(value).toEqual({
      AccountName: 'shop',
      AccountPassword: expect.stringMatching(/^[A-Za-z0-9!@#$%^&*()_+\-=]{32}$/),
    })
    const database = account.targets.rds.get('rm-example-single')
    expect(databaseLogin(database, 'shop', value.AccountPassword ?? '')).toBe(true)
    expect(databaseLogin(database, 'shop', 'shop-password')).toBe(false)
    expect([...secret.stages]).toEqual([
      ['ACSCurrent', 'v2'],
      ['ACSPrevious', 'v1'],
    ])
    expect(names(account)).toEqual([['Success', '2026-01-01T00:00:00Z']])
  })

  test.each([
    ['rds/double', 'rds', 'rm-example-double', 'orders'],
    ['redis/cache', 'redis', 'r-example', 'cache'],
    ['polardb/ledger', 'polardb', 'pc-example', 'ledger'],
  ] as const)('two accounts of %s take turns, the one in use keeps its password', (name, kind, id, user) => {
    const { account, secret, rotate } = managed(name)
    const turns = ['v2', 'v3', 'v4'].map(versionId => {
      const before = valueAt(account, secret, 'ACSCurrent')
      rotate(versionId)
      expect(valueAt(account, secret, 'ACSPrevious')).toEqual(before)
      for (const stage of ['ACSCurrent', 'ACSPrevious']) {
        const { AccountName = '', AccountPassword = '' } = valueAt(account, secret, stage)
        expect(databaseLogin(account.targets[kind].get(id), AccountName, AccountPassword)).toBe(true)
      }
      return valueAt(account, secret, 'ACSCurrent').AccountName
    })
    expect(turns).toEqual([`${user}_clone`, user, `${user}_clone`])
  })

  test('the second account is made by the first rotation where a secret began with one', () => {
    const { account, secret, rotate } = managed('rds/single')
    secret.extendedConfig = { ...secret.extendedConfig, SecretSubType: 'DoubleUsers' }
    rotate('v2')
    rotate('v3')
    expect([...(account.targets.rds.get('rm-example-single')?.accounts.values() ?? [])]).toMatchObject([
      { name: 'shop', privilege: 'ReadWrite' },
      { name: 'audit', password: 'audit-password' },
      { name: 'shop_clone', privilege: 'ReadWrite' },
    ])
    expect(valueAt(account, secret, 'ACSCurrent').AccountName).toBe('shop')
  })

  test('held open for a window, nothing changes before its end', () => {
    const { account, secret, rotate, until } = managed('rds/single')
    rotate('v2', 30 * minute)
    until(29 * minute)
    expect(secret.rotation?.running?.versionId).toBe('v2')
    expect(valueAt(account, secret, 'ACSCurrent').AccountPassword).toBe('shop-password')
    until(30 * minute)
    expect(secret.rotation?.running).toBeUndefined()
    expect(secret.stages.get('ACSCurrent')).toBe('v2')
  })
})

describe('RAM', () => {
  test('both AccessKeys live through the window, then the old one dies with its version', () => {
    const { world, account, secret, rotate, until } = managed('acs/ram/user/report')
    rotate('v2')
    const { AccessKeyId: fresh = '', AccessKeySecret } = valueAt(account, secret, 'ACSCurrent')
    expect([fresh, AccessKeySecret]).toEqual([
      expect.stringMatching(/^LTAI5t\w{18}$/),
      expect.stringMatching(/^\w{30}$/),
    ])
    expect(world.accessKeys.get(fresh)).toMatchObject({ kind: 'user', user: { name: 'report' } })
    expect(world.accessKeys.has('LTAIemulatorreport000001')).toBe(true)
    until(48 * hour - 1)
    expect(secret.versions.size).toBe(2)
    until(48 * hour)
    expect([...secret.versions.keys()]).toEqual(['v2'])
    expect([...secret.stages]).toEqual([['ACSCurrent', 'v2']])
    expect(world.accessKeys.has('LTAIemulatorreport000001')).toBe(false)
    expect(account.users.get('report')?.accessKeys.map(({ id }) => id)).toEqual([fresh])
    expect(formatTime(secret.rotation?.last ?? 0)).toBe('2026-01-03T00:00:00Z')
  })

  test('an AccessKey of somebody else is left alone', () => {
    const { world, account, secret, rotate, until } = managed('acs/ram/user/report')
    const user = account.users.get('report')
    if (user) user.accessKeys = []
    rotate('v2')
    until(48 * hour)
    expect(secret.versions.size).toBe(1)
    expect(world.accessKeys.has('LTAIemulatorreport000001')).toBe(true)
  })
})

describe('ECS', () => {
  test('the user gets a new password', () => {
    const { account, secret, rotate } = managed('acs/ecs/web')
    rotate('v2')
    const { UserName, Password = '' } = valueAt(account, secret, 'ACSCurrent')
    expect([UserName, Password.length]).toEqual(['root', 32])
    expect(ecsLogin(account.targets.ecs.get('i-example'), 'root', Password)).toBe(true)
    expect(ecsLogin(account.targets.ecs.get('i-example'), 'root', 'root-password')).toBe(false)
  })

  test('a key pair whose halves belong together', () => {
    const { account, secret, rotate } = managed('acs/ecs/deploy')
    rotate('v2')
    const { PublicKey = '', PrivateKey = '' } = valueAt(account, secret, 'ACSCurrent')
    expect(ecsLogin(account.targets.ecs.get('i-example'), 'deploy', PublicKey)).toBe(true)
    const { n = '', e } = createPublicKey(createPrivateKey(PrivateKey)).export({ format: 'jwk' })
    const modulus = Buffer.from(n, 'base64url')
    expect([modulus.length, e]).toEqual([256, 'AQAB'])
    expect(Buffer.from(PublicKey.replace('ssh-rsa ', ''), 'base64').subarray(-256)).toEqual(modulus)
  })
})

describe('by the clock', () => {
  test('each rotation comes at its own time, however far the clock jumps', () => {
    const { account, secret, until } = managed('rds/single')
    until(22 * day)
    expect(names(account)).toEqual([
      ['Success', '2026-01-08T00:00:00Z'],
      ['Success', '2026-01-15T00:00:00Z'],
      ['Success', '2026-01-22T00:00:00Z'],
    ])
    expect(formatTime(secret.rotation?.next ?? 0)).toBe('2026-01-29T00:00:00Z')
  })

  test('a rotation that took 48 hours counts from its end', () => {
    const { account, secret, until } = managed('acs/ram/user/report')
    setSecretRotation(account, secret, 6 * hour, start)
    until(6 * hour + 48 * hour)
    expect(formatTime(secret.rotation?.next ?? 0)).toBe('2026-01-03T12:00:00Z')
  })

  test('none in an expired instance; renewal brings what fell due', () => {
    const { account, until } = managed('rds/single')
    const instance = account.instances.get(instanceId)
    if (!instance) throw new Error('no instance')
    instance.endDate = start + 2 * day
    until(8 * day)
    expect(account.events).toEqual([])
    renewInstance(account, instance, start + 400 * day, start + 8 * day)
    until(8 * day)
    expect(names(account)).toEqual([['Success', '2026-01-09T00:00:00Z']])
  })

  test('none while a deletion is planned; restoring brings what fell due', () => {
    const { account, secret, until } = managed('rds/single')
    planSecretDeletion(account, secret, start + 30 * day, start)
    until(10 * day)
    expect(account.events).toEqual([])
    restoreSecret(account, secret, start + 10 * day)
    until(10 * day)
    expect(names(account)).toEqual([['Success', '2026-01-11T00:00:00Z']])
  })
})

describe('what is out of order', () => {
  test.each([
    ['rds/single', (a: Account) => a.targets.rds.get('rm-example-single')],
    ['rds/double', (a: Account) => a.targets.rds.get('rm-example-double')],
    ['acs/ecs/web', (a: Account) => a.targets.ecs.get('i-example')],
  ] as const)('%s waits for its instance, fails once and ends when that is back', (name, targetOf) => {
    for (const status of ['Deleted', 'Stopped'] as const) {
      const { account, secret, rotate, until, resume } = managed(name)
      setSecretRotation(account, secret, 7 * day, start)
      const target = targetOf(account)
      if (!target) throw new Error('no target')
      target.status = status
      rotate('v2')
      until(2 * minute - 1)
      expect(secret.rotation).toMatchObject({ status: 'Enabled', running: { versionId: 'v2' } })
      until(1 * hour)
      resume(1 * hour)
      expect(secret.rotation).toMatchObject({ status: 'Invalid', running: { stuck: true } })
      expect(names(account)).toEqual([['Failure', '2026-01-01T00:02:00Z']])
      target.status = 'Running'
      resume(2 * hour)
      expect(secret.rotation).toEqual({
        status: 'Enabled',
        interval: 7 * day,
        last: start + 2 * hour,
        next: start + 2 * hour + 7 * day,
      })
      expect(secret.stages.get('ACSCurrent')).toBe('v2')
    }
  })

  test('a RAM user that is gone when the window ends', () => {
    const { account, secret, rotate, until, resume } = managed('acs/ram/user/report')
    const user = account.users.get('report')
    if (!user) throw new Error('no user')
    rotate('v2')
    account.users.delete('report')
    until(72 * hour)
    expect([secret.versions.size, secret.rotation?.running?.stuck]).toEqual([2, true])
    account.users.set('report', user)
    resume(73 * hour)
    expect([...secret.versions.keys()]).toEqual(['v2'])
  })

  test('a key that is disabled: KMS cannot write, the rotation fails at once and does not wait', () => {
    const { account, secret, until } = managed('rds/single')
    const key = account.keys.get(keyId)
    if (!key) throw new Error('no key')
    disableKey(key)
    until(30 * day)
    expect(secret.rotation).toEqual({ status: 'Invalid', interval: 7 * day })
    expect(account.events).toEqual([
      {
        at: start + 7 * day,
        region: 'cn-hangzhou',
        secretName: 'rds/single',
        secretType: 'Rds',
        secretSubType: 'SingleUser',
        entity: 'acs:rds:cn-hangzhou:1000000000000001:dbinstance/rm-example-single',
        versionId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        rotationStatus: 'Invalid',
        name: 'Secret:RotateSecret:Failure',
        failureInfo: {
          errorCode: 'Kms:ErrorCode',
          errorMessage: 'the key of the secret is Disabled',
        },
      },
    ])
  })
})
