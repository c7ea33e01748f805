import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Running, running } from './running.ts'

let it: Running

beforeAll(async () => {
  it = await running({ rotationError: { code: 'Rejected.Rotating', status: 409, message: 'wait' } })
})
afterAll(() => it.kms.close())
beforeEach(() => it.kms.reset())

const drop = { operation: '*', drop: 'reset' }
const error = (members: object) => ({ operation: 'GetSecretValue', error: members })

test.each<[title: string, body: unknown, pointer: string, message: string]>([
  ['no body', undefined, '/operation', '`operation` must be the name of an operation, or `*` for all'],
  ['no operation', { drop: 'reset' }, '/operation', '`operation` must be the name of an operation'],
  [
    'an unknown operation',
    { ...drop, operation: 'GetSecretValu' },
    '/operation',
    'there is no operation `GetSecretValu`; did you mean `GetSecretValue`?',
  ],
  ['one that is not emulated', { ...drop, operation: 'AsymmetricSign' }, '/operation', 'is not emulated'],
  ['nothing to do', { operation: '*' }, '', 'one of `error`, `delay` and `drop`'],
  ['two things to do', { ...drop, delay: '1s' }, '', 'one of `error`, `delay` and `drop`'],
  [
    'an unknown member',
    { ...drop, time: 1 },
    '/time',
    '`time` is no member of this body; did you mean `times`?',
  ],
  ['an error that is a text', { operation: '*', error: 'Throttling' }, '/error', 'must be a JSON object'],
  ['an error without a code', error({ status: 500 }), '/error/code', '`code` must be given'],
  [
    'an unknown code',
    error({ code: 'Rejected.Throtling' }),
    '/error/code',
    'the emulator knows no error code `Rejected.Throtling`; did you mean `Rejected.Throttling`?',
  ],
  ['the code of a table row alone', error({ code: 'MissingParameterName' }), '/error/code', 'no error code'],
  [
    'a status that is none',
    error({ code: 'InternalFailure', status: 200 }),
    '/error/status',
    'from 400 to 599',
  ],
  [
    'a message that is none',
    error({ code: 'InternalFailure', message: 1 }),
    '/error/message',
    'must be a text',
  ],
  ['an unknown member of the error', error({ cod: 'x' }), '/error/cod', 'did you mean `code`?'],
  ['a time that is no word', { ...drop, when: 'during' }, '/when', 'must be one of `before`, `after`'],
  ['an unknown drop', { ...drop, drop: 'truncated' }, '/drop', 'did you mean `truncate`?'],
  ['a delay without a unit', { operation: '*', delay: 5 }, '/delay', 'such as `2s` or `250ms`'],
  ['a delay of nothing', { operation: '*', delay: '0ms' }, '/delay', 'such as `2s` or `250ms`'],
  ['a clock without a delay', { ...drop, clock: 'account' }, '/clock', 'is for a `delay`'],
  ['an unknown clock', { operation: '*', delay: '1s', clock: 'real' }, '/clock', '`machine`, `account`'],
  ['a delay without end', { operation: '*', delay: '2h' }, '/delay', 'an hour'],
  ['no times', { ...drop, times: 0 }, '/times', 'a whole number from 1 on'],
  ['half a skip', { ...drop, skip: 0.5 }, '/skip', 'a whole number from 0 on'],
  ['more than certain', { ...drop, probability: 1.1 }, '/probability', 'a number from 0 to 1'],
  ['a seed that is a text', { ...drop, seed: 'x' }, '/seed', 'a whole number from 0 on'],
  ['no access key', { ...drop, accessKeyId: '' }, '/accessKeyId', 'must be a text'],
  ['no resource', { ...drop, resource: 7 }, '/resource', 'must be a text'],
])('%s', async (_, body, pointer, message) => {
  const answer = await it.control('POST', '/faults', body)
  expect(answer).toEqual({
    status: 400,
    body: { error: { pointer, message: expect.stringContaining(message) } },
  })
  expect((await it.control('GET', '/faults')).body).toEqual({ faults: [] })
})

test.each([
  ['an operation’s own', 'GetSecretValue', 'Forbidden.ResourceNotFound', 404],
  ['a common one', 'GetSecretValue', 'Forbidden.InDebt', 403],
  ['the gateway’s', 'GetSecretValue', 'SignatureDoesNotMatch', 400],
  ['another operation’s', 'GetSecretValue', 'Rejected.LimitExceeded', 400],
  ['a parameter that is missing', 'PutSecretValue', 'MissingVersionId', 400],
  ['the one of a rotation as it is set', '*', 'Rejected.Rotating', 409],
])('takes the code of %s', async (_, operation, code, status) => {
  const answer = await it.control('POST', '/faults', { operation, error: { code } })
  expect(answer).toMatchObject({
    status: 200,
    body: { id: 'fault-1', operation, when: 'before', error: { code, status }, hits: 0 },
  })
})

test('the routes list, add and remove', async () => {
  expect(await it.control('POST', '/faults', drop)).toEqual({
    status: 200,
    body: { id: 'fault-1', operation: '*', when: 'before', drop: 'reset', hits: 0 },
  })
  await it.control('POST', '/faults', { operation: '*', when: 'after', delay: '1s', skip: 2 })
  expect((await it.control('GET', '/faults')).body).toMatchObject({
    faults: [{ id: 'fault-1' }, { id: 'fault-2', when: 'after', delay: '1s', skip: 2 }],
  })
  expect((await it.control('DELETE', '/faults/fault-1')).body).toMatchObject({ id: 'fault-1', hits: 0 })
  expect(await it.control('DELETE', '/faults/fault-1')).toEqual({
    status: 404,
    body: { error: { message: 'there is no fault rule `fault-1`; did you mean `fault-2`?' } },
  })
  expect((await it.control('DELETE', '/faults')).body).toEqual({ removed: 1 })
})

test('an account has a thousand rules at most', async () => {
  const account = it.kms.account()
  for (let rule = 0; rule < 1000; rule++) account.faults.add({ operation: '*', drop: 'reset' })
  expect(() => account.faults.add({ operation: '*', drop: 'reset' })).toThrow('1000 fault rules already')
})
