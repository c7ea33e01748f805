import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { routes } from '../../emulator/control/routes.ts'
import { managedSeed } from './managed.ts'
import { type Running, running } from './running.ts'

let it: Running

beforeAll(async () => {
  it = await running({ seed: managedSeed })
})
afterAll(() => it.kms.close())

const changing = routes.filter(({ method }) => method !== 'GET')

/** Members of bodies, right and wrong, and values, right and wrong. */
const member = fc.constantFrom(
  'id',
  'now',
  'advance',
  'set',
  'freeze',
  'run',
  'expires',
  'on',
  'backup',
  'keys',
  'secrets',
  'account',
  'password',
  'window',
  'operation',
  'error',
  'drop',
  'delay',
  'times',
  'when',
  'inOrder',
  'users',
  'instances',
  'accessKeys',
  'format',
  'accounts',
  'instance',
  'user',
  'secret',
  'type',
  'keyQuota',
  'region',
  '__proto__',
  'constructor',
  'zoneIds',
  'debt',
)
const value: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(
    true,
    false,
    null,
    0,
    1,
    -1,
    1.5,
    '',
    'x',
    '+1d',
    '-1d',
    '48h',
    '2026-02-30',
    'kst-hzz0example0000000000',
    '1000000000000001',
    'GetSecretValue',
    'reset',
    'cn-hangzhou',
    [],
    {},
    ['a', 'b'],
    [{}],
    [{ id: 'x' }],
    { code: 'Rejected.Throttling' },
    { code: 'None' },
  ),
  fc.jsonValue({ maxDepth: 2 }),
)
const body = fc.oneof(
  { weight: 6, arbitrary: fc.dictionary(member, value, { maxKeys: 3 }).map(each => JSON.stringify(each)) },
  { weight: 1, arbitrary: fc.constantFrom('', '{', '[]', 'null', '"x"', '{"a":1}{', '\u0000') },
)
const segment = fc.constantFrom(
  'kst-hzz0example0000000000',
  'kst-none',
  '1000000000000001',
  '1000000000000009',
  'rds',
  'ram-user',
  'app',
  'rm-example-single',
  'rds%2Fsingle',
  'instance-expired',
  'not-authorized',
  'legacy-secret',
  'clock-skew',
  '__proto__',
  '%00',
  '%ff',
  'x',
)

test('a request that is refused has changed nothing, whatever it asks for', async () => {
  let refused = 0
  let before = JSON.stringify(await everything())
  const request = fc.record({
    route: fc.constantFrom(...changing),
    segments: fc.array(segment, { minLength: 3, maxLength: 3 }),
    query: fc.constantFrom(
      '',
      '',
      '',
      '?account=1000000000000001',
      '?account=9',
      '?acount=1',
      '?account=1&account=2',
    ),
    body,
  })
  await fc.assert(
    fc.asyncProperty(request, async ({ route, segments, query, body: text }) => {
      let next = 0
      const path = route.path.replace(/[A-Z]+/g, () => segments[next++] as string)
      const { status, body: answer } = await it.control(
        route.method,
        path + query,
        text === '' ? undefined : text,
      )
      expect([route.path, status]).not.toEqual([route.path, 500])
      if (status !== 200) {
        refused++
        expect(answer).toEqual({ error: expect.objectContaining({ message: expect.any(String) }) })
        if (status === 400)
          expect(answer).toMatchObject({ error: { pointer: expect.stringMatching(/^(\/.*)?$/s) } })
        expect(JSON.stringify(await everything())).toBe(before)
        return
      }
      await it.kms.reset()
      before = JSON.stringify(await everything())
    }),
    { numRuns: process.env.TEST_LONG ? 20_000 : 1000, seed: 20_260_101 },
  )
  expect(refused).toBeGreaterThan(300)
})

/** All that can be seen of the first account, and the world. */
async function everything(): Promise<unknown> {
  const account = it.kms.account()
  return [await it.kms.snapshot(), account.requests(), account.faults.list(), account.clock.now()]
}
