import { describe, expect, test } from 'vitest'
import { Throttle } from '../../emulator/access/throttle.ts'
import { answer } from '../../emulator/answer.ts'
import { KmsError } from '../../emulator/errors.ts'
import { operations } from '../../emulator/operations/index.ts'
import { hour, second } from '../../emulator/state/clock.ts'
import { request, startWorld } from './gateway-world.ts'
import { start } from './machine.ts'

const region = 'cn-hangzhou'

/** Calls until one is refused; `most` where none is. */
function served(throttle: Throttle, operation: string, now: number, most = 2_000): number {
  for (let calls = 0; calls < most; calls++) {
    try {
      throttle.count(operation, region, now)
    } catch (error) {
      if (error instanceof KmsError) return calls
      throw error
    }
  }
  return most
}

function retryAfter(throttle: Throttle, operation: string, now: number): string | undefined {
  try {
    throttle.count(operation, region, now)
  } catch (error) {
    if (error instanceof KmsError) return error.headers['x-acs-retry-after']
    throw error
  }
  return undefined
}

/** Calls a second, except RotateSecret: an hour. Operations of a row share their quota. */
const quotas: readonly (readonly [calls: number, operations: readonly string[]])[] = [
  [50, ['RotateSecret']],
  [10, ['CreateSecret', 'DeleteSecret', 'CreateKey', 'ConnectKmsInstance']],
  [450, ['GetSecretValue', 'DescribeSecret', 'ListSecretVersionIds']],
  [1000, ['Encrypt', 'Decrypt', 'GenerateDataKey', 'GenerateDataKeyWithoutPlaintext', 'ReEncrypt']],
  [300, ['ListResourceTags']],
  [
    50,
    ['DescribeKey', 'ListKeys', 'ListAliases', 'ListAliasesByKeyId', 'ListKeyVersions', 'DescribeKeyVersion'],
  ],
  [
    30,
    [
      'EnableKey',
      'DisableKey',
      'ScheduleKeyDeletion',
      'CancelKeyDeletion',
      'SetDeletionProtection',
      'UpdateKeyDescription',
      'CreateKeyVersion',
      'UpdateRotationPolicy',
      'CreateAlias',
      'UpdateAlias',
      'DeleteAlias',
    ],
  ],
  [1, ['DescribeAccountKmsStatus']],
]
const named = quotas.flatMap(([, names]) => names)
const rest = operations.map(({ name }) => name).filter(name => !named.includes(name))
const all = [...quotas, [40, rest] as const]

describe('the quotas', () => {
  test('name operations that there are', () => {
    const known = operations.map(({ name }) => name)
    expect(named.filter(name => !known.includes(name))).toEqual([])
  })

  test.each(all.flatMap(([calls, names]) => names.map(name => ({ name, calls }))))(
    '$name: $calls',
    ({ name, calls }) => {
      expect(served(new Throttle(), name, start)).toBe(calls)
    },
  )

  test.each(all)('%i calls are shared by %j', (calls, names) => {
    const throttle = new Throttle()
    for (let call = 0; call < calls; call++)
      throttle.count(names[call % names.length] as string, region, start)
    for (const name of names) expect(served(throttle, name, start)).toBe(0)
    const outside = all.filter(([, others]) => others !== names)
    for (const [quota, [name]] of outside) expect(served(throttle, name as string, start)).toBe(quota)
  })
})

describe('a window', () => {
  test('begins anew with each second, refused calls or not', () => {
    const throttle = new Throttle()
    expect(served(throttle, 'DescribeKey', start + 990)).toBe(50)
    expect(served(throttle, 'DescribeKey', start + 999)).toBe(0)
    expect(served(throttle, 'DescribeKey', start + 1_000)).toBe(50)
  })

  test('of RotateSecret is an hour', () => {
    const throttle = new Throttle()
    expect(served(throttle, 'RotateSecret', start)).toBe(50)
    expect(served(throttle, 'RotateSecret', start + hour - 1)).toBe(0)
    expect(served(throttle, 'RotateSecret', start + hour)).toBe(50)
  })

  test('stays full while its clock stands, and is another one when the clock is set back', () => {
    const throttle = new Throttle()
    expect(served(throttle, 'ListKeys', start)).toBe(50)
    expect(served(throttle, 'ListKeys', start)).toBe(0)
    expect(served(throttle, 'ListKeys', start - 5 * second)).toBe(50)
  })

  test('is one region’s', () => {
    const throttle = new Throttle()
    expect(served(throttle, 'ListKeys', start)).toBe(50)
    throttle.count('ListKeys', 'cn-beijing', start)
    expect(served(throttle, 'ListKeys', start)).toBe(0)
  })

  test('says how long it lasts, in milliseconds', () => {
    const throttle = new Throttle()
    served(throttle, 'ListKeys', start + 250)
    served(throttle, 'RotateSecret', start + 250)
    expect(retryAfter(throttle, 'ListKeys', start + 250)).toBe('750')
    expect(retryAfter(throttle, 'ListKeys', start + 999)).toBe('1')
    expect(retryAfter(throttle, 'RotateSecret', start + 250)).toBe(String(hour - 250))
  })

  test('before 1970 is as long', () => {
    const throttle = new Throttle()
    expect(served(throttle, 'ListKeys', -250)).toBe(50)
    expect(retryAfter(throttle, 'ListKeys', -250)).toBe('250')
    expect(served(throttle, 'ListKeys', 0)).toBe(50)
  })
})

describe('an answer', () => {
  const call = (world: ReturnType<typeof startWorld>, n: number) =>
    answer(
      world.emulator,
      request('V1', { action: 'DescribeAccountKmsStatus', nonce: `${n}`, now: world.machine.now() }),
    )

  test('over the quota is 429, with the header that clients wait by', async () => {
    const world = startWorld({ throttling: 'documented' })
    world.machine.tick(400)
    expect((await call(world, 1)).status).toBe(200)
    const { status, headers, body } = await call(world, 2)
    expect({ status, retry: headers['x-acs-retry-after'] }).toEqual({ status: 429, retry: '600' })
    expect(JSON.parse(body)).toMatchObject({ Code: 'Rejected.Throttling', Message: 'QPS Limit Exceeded' })
    world.machine.tick(600)
    expect((await call(world, 3)).status).toBe(200)
  })

  test('goes by the account’s clock', async () => {
    const world = startWorld({ throttling: 'documented' })
    expect((await call(world, 1)).status).toBe(200)
    world.account.clock.offset += second
    expect((await call(world, 2)).status).toBe(200)
    world.account.clock.frozenAt = start + second
    world.machine.tick(5 * second)
    expect((await call(world, 3)).status).toBe(429)
  })

  test('is never refused where the quotas are off', async () => {
    const world = startWorld()
    for (let n = 0; n < 60; n++) expect((await call(world, n)).status).toBe(200)
  })

  test('is refused for a call that is not signed before it is counted', async () => {
    const world = startWorld({ throttling: 'documented' })
    const forged = request('V1', { action: 'DescribeAccountKmsStatus', accessKeySecret: 'wrong' })
    expect((await answer(world.emulator, forged)).status).toBe(400)
    expect((await call(world, 1)).status).toBe(200)
  })
})

test('regions that nobody has take no memory for good, and leave the others alone', () => {
  const throttle = new Throttle()
  for (let n = 0; n < 5_000; n++) throttle.count('ListKeys', `region-${n}`, start)
  expect(served(throttle, 'ListKeys', start)).toBe(50)
  for (let n = 0; n < 999; n++) throttle.count('ListKeys', `region-${n}`, start)
  expect(served(throttle, 'ListKeys', start)).toBe(0)
})
