import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { AccountHandle, ExpectedCalls, ExpectedOrder } from '../../emulator/index.ts'
import { type Running, running } from './running.ts'

let it: Running
let account: AccountHandle

beforeAll(async () => {
  it = await running()
})
afterAll(() => it.kms.close())
beforeEach(async () => {
  account = await it.kms.createAccount({ id: '2000000000000001' })
  account.clock.freeze()
  account.clock.set('2026-01-01T00:00:00Z')
  return () => account.delete()
})

const read = (name = 'example-secret', user = 'admin') =>
  it.call(account, user, 'GetSecretValue', { SecretName: name })
const describeSecret = () => it.call(account, 'admin', 'DescribeSecret', { SecretName: 'example-secret' })
const get = 'GetSecretValue'

/** The text with which an expectation fails. */
function failureOf(expected: ExpectedCalls | ExpectedOrder): string {
  try {
    return `${account.verify(expected).calls} calls`
  } catch (error) {
    return (error as Error).message
  }
}

describe('how many', () => {
  test.each<[Omit<ExpectedCalls, 'operation'>, outcome: string]>([
    [{}, '3 calls'],
    [{ times: 3 }, '3 calls'],
    [{ atLeast: 2 }, '3 calls'],
    [{ atMost: 3 }, '3 calls'],
    [{ atLeast: 1, atMost: 3 }, '3 calls'],
    [{ resource: 'example-secret', times: 2 }, '2 calls'],
    [{ resource: 'secret/other', times: 1 }, '1 calls'],
    [{ resource: 'acs:kms:cn-hangzhou:2000000000000001:secret/other' }, '1 calls'],
    [{ resource: 'nothing', times: 0 }, '0 calls'],
    [{ times: 2 }, 'expected 2 calls of GetSecretValue, not 3'],
    [{ times: 1 }, 'expected 1 call of GetSecretValue, not 3'],
    [{ atLeast: 4 }, 'expected at least 4 calls of GetSecretValue, not 3'],
    [{ atLeast: 4, atMost: 6 }, 'expected at least 4 calls of GetSecretValue, not 3'],
    [{ atMost: 2 }, 'expected at most 2 calls of GetSecretValue, not 3'],
    [{ resource: 'other', times: 2 }, 'expected 2 calls of GetSecretValue on `other`, not 1'],
  ])('%j: %s', async (expected, outcome) => {
    for (const name of ['example-secret', 'other', 'example-secret']) await read(name)
    expect(failureOf({ operation: get, ...expected }).split('\n')[0]).toBe(outcome)
  })

  test('says what was seen instead, and what is nearest', async () => {
    await read()
    account.clock.advance('2s')
    await read('other')
    await describeSecret()
    await it.call(account, 'admin', 'ListSecrets')
    expect(failureOf({ operation: get, resource: 'example-secret', times: 2 })).toBe(
      [
        'expected 2 calls of GetSecretValue on `example-secret`, not 1',
        '  2026-01-01T00:00:00Z GetSecretValue on acs:kms:cn-hangzhou:2000000000000001:secret/example-secret: 200 by admin',
        'nearest:',
        '  1 call of GetSecretValue on acs:kms:cn-hangzhou:2000000000000001:secret/other',
        '  1 call of DescribeSecret on acs:kms:cn-hangzhou:2000000000000001:secret/example-secret',
      ].join('\n'),
    )
  })
})

describe('how far apart', () => {
  beforeEach(async () => {
    for (const pause of ['3s', '1s', '5s']) {
      await read()
      account.clock.advance(pause)
    }
  })

  test.each([
    ['1s', '3 calls'],
    ['250ms', '3 calls'],
    ['2s', 'expected 2s between calls of GetSecretValue, not 1s before call 3'],
    ['1500ms', 'expected 1500ms between calls of GetSecretValue, not 1s before call 3'],
    ['4s', 'expected 4s between calls of GetSecretValue, not 3s before call 2'],
  ])('%s: %s', (minSpacing, outcome) => {
    expect(failureOf({ operation: get, minSpacing }).split('\n')[0]).toBe(outcome)
  })
})

describe('in order', () => {
  beforeEach(async () => {
    await describeSecret()
    await read()
    await it.call(account, 'admin', 'ListSecrets')
    await read()
    await describeSecret()
  })

  test.each<[string, ExpectedOrder['inOrder'], outcome: string]>([
    [
      'each step once or more; what no step is about does not count',
      [{ operation: 'DescribeSecret' }, { operation: get }, { operation: 'DescribeSecret' }],
      '4 calls',
    ],
    [
      'with counts',
      [
        { operation: 'DescribeSecret', times: 1 },
        { operation: get, times: 2 },
        { operation: 'DescribeSecret' },
      ],
      '4 calls',
    ],
    [
      'a step may have no call',
      [{ operation: 'DescribeSecret' }, { operation: get, atLeast: 0 }, { operation: 'DescribeSecret' }],
      '4 calls',
    ],
    [
      'a step takes as many as it may, and leaves the rest to the next',
      [
        { operation: get, times: 1 },
        { operation: get, times: 1 },
      ],
      '2 calls',
    ],
    [
      'the wrong way round',
      [{ operation: get }, { operation: 'DescribeSecret' }],
      'step 1 of 2: expected at least 1 call of GetSecretValue, not 0; then there is DescribeSecret on acs:kms:cn-hangzhou:2000000000000001:secret/example-secret',
    ],
    [
      'one after the last step',
      [{ operation: 'DescribeSecret' }, { operation: get }],
      'after the last step there is DescribeSecret on acs:kms:cn-hangzhou:2000000000000001:secret/example-secret too much',
    ],
    [
      'something in between',
      [{ operation: get, times: 2 }, { operation: 'ListSecrets' }],
      'step 1 of 2: expected 2 calls of GetSecretValue, not 1; then there is ListSecrets on acs:kms:cn-hangzhou:2000000000000001:secret',
    ],
  ])('%s', (_, inOrder, outcome) => {
    expect(failureOf({ inOrder }).split('\n')[0]).toBe(outcome)
  })
})

describe('tries again', () => {
  const rule = { operation: get, error: { code: 'Rejected.Throttling' }, times: 2 } as const

  test('a call that asks for the same after a failure names the one before', async () => {
    account.faults.add(rule)
    for (let call = 0; call < 4; call++) await read()
    const [first, second, third, fourth] = account.requests()
    expect([first, second, third, fourth].map(entry => [entry?.status, entry?.retryOf])).toEqual([
      [429, undefined],
      [429, first?.requestId],
      [200, second?.requestId],
      [200, undefined],
    ])
    expect(failureOf({ operation: get, times: 2 }).split('\n')).toEqual([
      'expected 2 calls of GetSecretValue, not 4 (2 of them after a failure: tried again)',
      expect.stringMatching(/: 429 Rejected\.Throttling by admin \(fault-1\)$/),
      expect.stringMatching(/: 429 Rejected\.Throttling by admin \(fault-1\), tried again$/),
      expect.stringMatching(/: 200 by admin, tried again$/),
      expect.stringMatching(/: 200 by admin$/),
    ])
  })

  test('an answer that got lost is a failure too', async () => {
    account.faults.add({ operation: get, when: 'after', drop: 'truncate', times: 1 })
    await read().catch(() => {})
    await read()
    expect(account.requests()[1]?.retryOf).toBe(account.requests()[0]?.requestId)
  })

  test.each<[string, () => Promise<unknown>]>([
    ['another resource', () => read('other')],
    ['another caller', () => read('example-secret', 'app')],
    ['another operation', describeSecret],
  ])('%s is another call', async (_, next) => {
    account.faults.add(rule)
    await read()
    await next()
    expect(account.requests()[1]).not.toHaveProperty('retryOf')
  })

  test('the journal has nothing of what was asked for', async () => {
    const value = 'a-value-that-nobody-may-see'
    await it.call(account, 'admin', 'PutSecretValue', {
      SecretName: 'example-secret',
      VersionId: 'v2',
      SecretData: value,
    })
    const text = JSON.stringify(account.requests())
    expect(text).not.toContain(value)
    expect(text).not.toContain('digest')
  })
})

describe('the route', () => {
  const verify = (body: unknown) => it.control('POST', `/requests/verify?account=${account.id}`, body)

  test('200 with the count, 417 with what was seen', async () => {
    await read()
    expect(await verify({ operation: get, times: 1 })).toEqual({ status: 200, body: { calls: 1 } })
    await describeSecret()
    const { status, body } = await verify({ operation: get, resource: 'example-secret', times: 2 })
    expect(status).toBe(417)
    expect(body).toEqual({
      error: {
        message: failureOf({ operation: get, resource: 'example-secret', times: 2 }),
        reason: 'expected 2 calls of GetSecretValue on `example-secret`, not 1',
        seen: [account.requests()[0]],
        nearest: [
          {
            operation: 'DescribeSecret',
            resource: 'acs:kms:cn-hangzhou:2000000000000001:secret/example-secret',
            calls: 1,
          },
        ],
      },
    })
  })

  test.each<[body: unknown, pointer: string, message: string]>([
    [{}, '/operation', '`operation` must be given: which calls to count'],
    [{ operation: 'GetSecretValu' }, '/operation', 'did you mean `GetSecretValue`?'],
    [{ operation: get, times: 1, atMost: 2 }, '/times', '`times` stands alone'],
    [{ operation: get, atLeast: 3, atMost: 2 }, '/atMost', 'must not be less than `atLeast`'],
    [{ operation: get, times: -1 }, '/times', 'a whole number from 0 on'],
    [{ operation: get, minSpacing: 'soon' }, '/minSpacing', 'such as `2s` or `250ms`'],
    [{ operation: get, time: 1 }, '/time', 'did you mean `times`?'],
    [{ operation: get, inOrder: [] }, '', 'with `inOrder` there is nothing else'],
    [{ inOrder: [] }, '/inOrder', 'a list of 1 to 100 steps'],
    [{ inOrder: 'GetSecretValue' }, '/inOrder', 'a list of 1 to 100 steps'],
    [{ inOrder: [{ operation: get }, { operation: 'x' }] }, '/inOrder/1/operation', 'no operation `x`'],
    [{ inOrder: [{ inOrder: [] }] }, '/inOrder/0/inOrder', 'is no member'],
  ])('%j is refused', async (body, pointer, message) => {
    expect(await verify(body)).toEqual({
      status: 400,
      body: { error: { pointer, message: expect.stringContaining(message) } },
    })
  })
})
