import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { drawsFrom, namesResource } from '../../emulator/control/fault-rule.ts'
import type { AccountHandle, FaultInput } from '../../emulator/index.ts'
import { type Running, running } from './running.ts'
import { signedRequest } from './signed-request.ts'

let it: Running
let account: AccountHandle

beforeAll(async () => {
  it = await running()
})
afterAll(() => it.kms.close())
beforeEach(async () => {
  account = await it.kms.createAccount()
})

const read = (user?: string, name = 'example-secret') =>
  it.call(account, user, 'GetSecretValue', { SecretName: name })
const outcomeOf = async (answer: ReturnType<typeof read>) => {
  const { status, body } = await answer
  return body.Code === undefined ? status : `${status} ${body.Code}`
}
/** The outcomes of as many reads. */
const reads = async (count: number) => {
  const outcomes: unknown[] = []
  for (let call = 0; call < count; call++) outcomes.push(await outcomeOf(read()))
  return outcomes
}

const unavailable = { code: 'ServiceUnavailableTemporary' }
const refused = '503 ServiceUnavailableTemporary'

describe('which calls a rule meets', () => {
  test.each<[title: string, rule: Omit<FaultInput, 'error'>, expected: unknown[]]>([
    ['all of an operation', { operation: 'GetSecretValue' }, [refused, refused, refused]],
    ['every operation', { operation: '*' }, [refused, refused, refused]],
    ['another operation', { operation: 'DescribeSecret' }, [200, 200, 200]],
    ['the first ones', { operation: 'GetSecretValue', times: 2 }, [refused, refused, 200]],
    ['all but the first', { operation: 'GetSecretValue', skip: 2 }, [200, 200, refused]],
    ['the second alone', { operation: 'GetSecretValue', skip: 1, times: 1 }, [200, refused, 200]],
    ['by name', { operation: '*', resource: 'example-secret' }, [refused, refused, refused]],
    ['by kind and name', { operation: '*', resource: 'secret/example-secret' }, [refused, refused, refused]],
    ['another secret', { operation: '*', resource: 'secret' }, [200, 200, 200]],
    ['another key', { operation: '*', accessKeyId: 'LTAInobody' }, [200, 200, 200]],
    ['never', { operation: '*', probability: 0 }, [200, 200, 200]],
    ['always', { operation: '*', probability: 1 }, [refused, refused, refused]],
  ])('%s', async (_, rule, expected) => {
    const fault = account.faults.add({ ...rule, error: unavailable })
    expect(await reads(3)).toEqual(expected)
    expect(fault.hits).toBe(expected.filter(outcome => outcome === refused).length)
  })

  test('by the access key that signs', async () => {
    const { accessKeyId } = account.credentials('app')
    account.faults.add({ operation: '*', accessKeyId, error: unavailable })
    expect(await outcomeOf(read('app'))).toBe(refused)
    expect(await outcomeOf(read('admin'))).toBe(200)
  })

  test('those of one account alone', async () => {
    const other = await it.kms.createAccount()
    account.faults.add({ operation: '*', error: unavailable })
    expect(await outcomeOf(read())).toBe(refused)
    expect((await it.call(other, undefined, 'ListSecrets')).status).toBe(200)
  })

  test('a part of them, the same for the same seed', async () => {
    const rounds: unknown[][] = []
    for (const seed of [7, 7, 8]) {
      account.faults.clear()
      account.faults.add({ operation: '*', probability: 0.5, seed, error: unavailable })
      rounds.push(await reads(12))
    }
    expect(rounds[0]).toEqual(rounds[1])
    expect(rounds[0]).not.toEqual(rounds[2])
    const draw = drawsFrom(7)
    expect(rounds[0]).toEqual(Array.from({ length: 12 }, () => (draw() < 0.5 ? refused : 200)))
  })

  test('not those whose parameters are wrong, nor those that nobody signed', async () => {
    const fault = account.faults.add({ operation: '*', error: unavailable })
    expect(await outcomeOf(it.call(account, undefined, 'GetSecretValue'))).toBe('400 MissingSecretName')
    const response = await fetch(`${it.kms.url}/?Action=GetSecretValue&Version=2016-01-20`)
    expect(response.status).toBe(400)
    expect(fault.hits).toBe(0)
  })
})

describe('what it answers', () => {
  test('an error of the table, in the envelope of the service', async () => {
    account.faults.add({ operation: 'GetSecretValue', error: { code: 'Rejected.PendingDeletion' } })
    expect(await read()).toEqual({
      status: 409,
      body: {
        Code: 'Rejected.PendingDeletion',
        Message: 'The request was rejected because the key state is PendingDeletion.',
      },
    })
  })

  test('with a status and a message of its own', async () => {
    account.faults.add({ operation: '*', error: { code: 'InternalFailure', status: 502, message: 'soon' } })
    expect(await read()).toEqual({ status: 502, body: { Code: 'InternalFailure', Message: 'soon' } })
  })

  test('a parameter that is missing, though it is not', async () => {
    account.faults.add({ operation: 'GetSecretValue', error: { code: 'MissingSecretName' } })
    expect(await read()).toEqual({
      status: 400,
      body: { Code: 'MissingSecretName', Message: 'SecretName is mandatory for this action.' },
    })
  })

  test('before: whoever may not read meets it all the same, and nothing has changed', async () => {
    account.faults.add({ operation: '*', error: unavailable })
    expect(await outcomeOf(read('nobody'))).toBe(refused)
    const put = { SecretName: 'example-secret', VersionId: 'v2', SecretData: 'new' }
    expect(await outcomeOf(it.call(account, undefined, 'PutSecretValue', put))).toBe(refused)
    account.faults.clear()
    expect((await read()).body.VersionId).toBe('v1')
  })

  test('after: the change stands, the answer is an error', async () => {
    const fault = account.faults.add({ operation: '*', when: 'after', error: unavailable })
    const put = { SecretName: 'example-secret', VersionId: 'v2', SecretData: 'new' }
    expect(await outcomeOf(it.call(account, undefined, 'PutSecretValue', put))).toBe(refused)
    expect(await outcomeOf(read('nobody'))).toBe('403 Forbidden.NoPermission')
    expect(fault.hits).toBe(1)
    fault.remove()
    expect((await read()).body.VersionId).toBe('v2')
  })

  test('a dry run does not hide it', async () => {
    account.faults.add({ operation: '*', error: unavailable, times: 1 })
    const dry = () =>
      outcomeOf(
        it.call(account, undefined, 'GetSecretValue', { SecretName: 'example-secret', DryRun: 'true' }),
      )
    expect([await dry(), await dry()]).toEqual([refused, '400 DryRunOperationError'])
  })

  test('the journal names it', async () => {
    const { id } = account.faults.add({ operation: '*', error: unavailable, times: 1 })
    await reads(2)
    expect(account.requests()).toMatchObject([
      { status: 503, code: 'ServiceUnavailableTemporary', fault: id, authorization: [] },
      { status: 200 },
    ])
    expect(account.requests()[0]?.resource).toBe(`acs:kms:cn-hangzhou:${account.id}:secret/example-secret`)
    expect(account.requests()[1]).not.toHaveProperty('fault')
  })

  test.each(['Rejected.Throttling', 'ServiceUnavailableTemporary'])(
    '%s: throttling says when to come back, in milliseconds',
    async code => {
      account.clock.set('2026-01-01T00:00:00.750Z')
      account.faults.add({ operation: '*', error: { code } })
      const { query } = signedRequest({
        action: 'ListSecrets',
        ...account.credentials(),
        now: it.machine.now(),
        nonce: code,
      })
      const { headers } = await fetch(`${it.kms.url}/?${query}`)
      expect(headers.get('x-acs-retry-after')).toBe(code === 'Rejected.Throttling' ? '250' : null)
    },
  )
})

describe('several rules', () => {
  test('the first error ends the search; hits count what acted', async () => {
    const first = account.faults.add({ operation: '*', error: unavailable, times: 1 })
    const second = account.faults.add({ operation: '*', error: { code: 'InternalFailure' } })
    expect(await reads(2)).toEqual([refused, '500 InternalFailure'])
    expect([first.hits, second.hits]).toEqual([1, 1])
  })

  test('they are listed, removed one by one and all at once', async () => {
    const fault = account.faults.add({ operation: '*', drop: 'reset', times: 3 })
    account.faults.add({ operation: 'ListSecrets', when: 'after', delay: '2s' })
    expect(account.faults.list()).toEqual([
      { id: 'fault-1', operation: '*', when: 'before', drop: 'reset', times: 3, hits: 0 },
      { id: 'fault-2', operation: 'ListSecrets', when: 'after', delay: '2s', hits: 0 },
    ])
    expect(fault.remove()).toMatchObject({ id: 'fault-1', hits: 0 })
    expect(() => fault.remove()).toThrow('there is no fault rule `fault-1`; did you mean `fault-2`?')
    expect(account.faults.clear()).toBe(1)
    expect(account.faults.add({ operation: '*', drop: 'reset' }).id).toBe('fault-3')
  })

  test('a reset takes them away; a snapshot has none', async () => {
    account.faults.add({ operation: '*', drop: 'reset' })
    expect(JSON.stringify(await account.snapshot())).not.toContain('fault')
    await account.reset()
    expect(account.faults.list()).toEqual([])
  })
})

describe('a delay', () => {
  test('the call is as late by the clock of the machine, and sees what happened meanwhile', async () => {
    account.faults.add({ operation: 'GetSecretValue', delay: '2s' })
    account.faults.add({ operation: '*', delay: '500ms' })
    let answered = false
    const answer = read().finally(() => {
      answered = true
    })
    await expect.poll(() => it.machine.waiting()).toBe(1)
    const put = it.call(account, undefined, 'PutSecretValue', {
      SecretName: 'example-secret',
      VersionId: 'v2',
      SecretData: 'new',
    })
    await expect.poll(() => it.machine.waiting()).toBe(2)
    it.machine.tick(500)
    expect((await put).status).toBe(200)
    expect(answered).toBe(false)
    it.machine.tick(2000)
    expect((await answer).body.VersionId).toBe('v2')
    expect(account.requests()).toMatchObject([
      { operation: 'GetSecretValue', fault: 'fault-2', time: account.requests()[1]?.time },
      { operation: 'PutSecretValue', fault: 'fault-2' },
    ])
  })

  test.each<[how: string, go: () => unknown]>([
    ['somebody moves it', () => account.clock.advance('30s')],
    [
      'it runs again and time passes',
      () => {
        account.clock.run()
        it.machine.tick(30_000)
      },
    ],
    ['the account is as it began', () => account.reset()],
  ])('by the account’s clock, which stands until %s', async (_, go) => {
    account.clock.freeze()
    account.faults.add({ operation: 'GetSecretValue', delay: '30s', clock: 'account' })
    let answered = false
    const answer = read().finally(() => {
      answered = true
    })
    await expect.poll(() => account.faults.list()[0]?.hits).toBe(1)
    it.machine.tick(60_000)
    account.clock.advance('29s')
    await new Promise(setImmediate)
    expect(answered).toBe(false)
    await go()
    expect((await answer).status).toBe(200)
  })

  test('after: the change stands while the client waits', async () => {
    account.faults.add({ operation: 'PutSecretValue', when: 'after', delay: '1h' })
    const put = { SecretName: 'example-secret', VersionId: 'v2', SecretData: 'new' }
    const answer = it.call(account, undefined, 'PutSecretValue', put)
    await expect.poll(() => it.machine.waiting()).toBe(1)
    expect((await read()).body.VersionId).toBe('v2')
    account.clock.freeze()
    it.machine.tick(3600_000)
    expect((await answer).status).toBe(200)
  })

  test('after, and a connection that breaks in the middle of the answer', async () => {
    account.faults.add({ operation: '*', when: 'after', delay: '1s' })
    await account.scenario('network', { kind: 'truncated' })
    const answer = read().catch(() => 'lost')
    await expect.poll(() => it.machine.waiting()).toBe(1)
    it.machine.tick(1000)
    expect(await answer).toBe('lost')
  })

  test('an account that is gone by then gets no entry', async () => {
    account.faults.add({ operation: '*', delay: '1s' })
    const answer = read()
    await expect.poll(() => it.machine.waiting()).toBe(1)
    await account.reset()
    it.machine.tick(1000)
    expect((await answer).status).toBe(200)
    expect(account.requests()).toEqual([])
  })
})

test.each([
  ['acs:kms:cn-hangzhou:1:secret/team/db', 'team/db', true],
  ['acs:kms:cn-hangzhou:1:secret/team/db', 'secret/team/db', true],
  ['acs:kms:cn-hangzhou:1:secret/team/db', 'acs:kms:cn-hangzhou:1:secret/team/db', true],
  ['acs:kms:cn-hangzhou:1:secret/team/db', 'db', false],
  ['acs:kms:cn-hangzhou:1:secret/team/db', 'acs:kms:cn-hangzhou:2:secret/team/db', false],
  ['*', 'db', false],
])('%s is named by %s: %s', (arn, given, expected) => {
  expect(namesResource(given, arn)).toBe(expected)
})
