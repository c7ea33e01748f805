import { expect, test } from 'vitest'
import { open, sealedUnder } from '../../emulator/cryptography/envelope.ts'
import { readClock } from '../../emulator/state/clock.ts'
import { defaultWorld } from '../../emulator/state/default-world.ts'
import { durationOf, formatDuration, parseDuration, timeOf } from '../../emulator/state/relative-time.ts'
import { envelopeContext } from '../../emulator/state/secret.ts'
import { createAccountFrom, readSeed, type SeedAccount } from '../../emulator/state/seed.ts'
import { standingMachine, start } from './machine.ts'
import { checks, documentOf, loadWorld, onlyAccount } from './seed-world.ts'

const load = (account: Omit<SeedAccount, 'id'>) => onlyAccount(loadWorld(documentOf(account)))
const iso = (time: number | undefined) => new Date(time ?? Number.NaN).toISOString()

test('the default world is what the documentation says', () => {
  const world = loadWorld(defaultWorld)
  const account = onlyAccount(world)
  const summary = {
    region: world.region,
    root: account.accessKeys,
    users: [...account.users.values()].map(({ name, accessKeys, policies }) => [name, accessKeys, policies]),
    authorizations: [...account.authorizations],
    instances: [...account.instances.values()].map(({ id, status, publicAccess }) => [
      id,
      status,
      publicAccess,
    ]),
    aliases: [...(account.aliases.get('cn-hangzhou') ?? [])],
  }
  const key = (name: string, secret: string) => [{ id: `LTAIemulator${name}`, secret, status: 'Active' }]
  expect(summary).toEqual({
    region: 'cn-hangzhou',
    root: key('root00000001', 'emulator-root-secret'),
    users: [
      ['admin', key('admin0000001', 'emulator-admin-secret'), ['AliyunKMSFullAccess']],
      ['app', key('app000000001', 'emulator-app-secret'), ['read-example-secret']],
      [
        'app-without-decrypt',
        key('nodec0000001', 'emulator-nodec-secret'),
        ['read-example-secret-without-decrypt'],
      ],
      ['nobody', key('nobody000001', 'emulator-nobody-secret'), []],
    ],
    authorizations: ['ram-credentials', 'rds', 'ecs'],
    instances: [['kst-hzz0example0000000000', 'Connected', true]],
    aliases: [['alias/example', 'key-hzz0example000000000000']],
  })
  for (const id of world.accessKeys.keys()) expect(id).toHaveLength(24)
})

test('the default secret opens with its key', () => {
  const account = onlyAccount(loadWorld(defaultWorld))
  const key = account.keys.get('key-hzz0example000000000000')
  const version = account.secrets.get('cn-hangzhou')?.get('example-secret')?.versions.get('v1')
  if (!key || !version) throw new Error('key or version is missing')
  const material = key.versions.find(({ id }) => id === sealedUnder(version.sealed))?.material as Buffer
  expect(open(version.sealed, material, envelopeContext('example-secret', 'v1'))).toBe('example-value')
})

test('reading gives a copy that nobody else can change, and asks for nothing the document does not say', () => {
  const given = structuredClone(defaultWorld) as unknown as { accounts: { id: string }[] }
  const read = readSeed(given, checks)
  expect(read).toEqual(defaultWorld)
  if (given.accounts[0]) given.accounts[0].id = 'changed'
  expect(read).toEqual(defaultWorld)
})

test.each([
  [undefined, '2027-01-01T16:00:00.000Z'],
  ['+30d', '2026-01-31T16:00:00.000Z'],
  ['2026-03-01', '2026-03-01T16:00:00.000Z'],
  ['2026-03-01T15:59:00+08:00', '2026-03-01T07:59:00.000Z'],
  ['2026-03-01T16:00:00Z', '2026-03-01T16:00:00.000Z'],
  ['+0s', '2025-12-31T16:00:00.000Z'],
  ['-1h', '2025-12-31T16:00:00.000Z'],
  ['-1d', '2025-12-31T16:00:00.000Z'],
  ['-3d', '2025-12-29T16:00:00.000Z'],
])('an instance that expires %s ends at %s', (expires, end) => {
  const account = load({ instances: [{ id: 'kst-a', ...(expires === undefined ? {} : { expires }) }] })
  expect(iso(account.instances.get('kst-a')?.endDate)).toBe(end)
})

test('pay-as-you-go instances do not end, connecting ones are done in time', () => {
  const { instances } = load({
    instances: [
      { id: 'kst-a', chargeType: 'POSTPAY', status: 'Connecting' },
      { id: 'kst-b', status: 'Connecting', secretQuota: 0, deletionProtection: {} },
    ],
  })
  const [a, b] = [...instances.values()]
  expect([iso(a?.endDate), iso(a?.connectedAt), iso(b?.connectedAt)]).toEqual([
    '9999-12-31T16:00:00.000Z',
    '2026-01-01T00:30:00.000Z',
    '2026-01-01T00:10:00.000Z',
  ])
  expect(b?.deletionProtection).toEqual({ enabled: true, description: '' })
})

test.each([
  [{}, undefined, 0, null, start],
  [{}, '2030-01-01', 126_230_400_000, null, Date.UTC(2030, 0, 1)],
  [{}, '-2h', -7_200_000, null, start - 7_200_000],
  [{ clock: { offset: 5000 } }, '2030-01-01', 5000, null, start + 5000],
  [{ clock: { frozen: '2027-01-01' } }, undefined, 0, Date.UTC(2027, 0, 1), Date.UTC(2027, 0, 1)],
  [{ clock: { frozen: '+0s', offset: 5000 } }, undefined, 5000, start + 5000, start + 5000],
] as const)('the clock of %j with now %s', (account, now, offset, frozenAt, shows) => {
  const document = { ...documentOf({ ...account, keys: [{ id: 'key-a' }] }), ...(now ? { now } : {}) }
  const { clock, keys } = onlyAccount(loadWorld(document))
  expect(clock).toEqual({ offset, frozenAt })
  expect([readClock(clock, start), keys.get('key-a')?.createdAt]).toEqual([shows, shows])
})

test('a clock that starts elsewhere runs with the machine', () => {
  const machine = standingMachine()
  const { clock } = onlyAccount(loadWorld({ ...documentOf({}), now: '2030-01-01' }, machine))
  machine.tick(1000)
  expect(iso(readClock(clock, machine.now()))).toBe('2030-01-01T00:00:01.000Z')
})

test('keys and secrets find their place', () => {
  const account = load({
    instances: [
      { id: 'kst-a', region: 'cn-beijing' },
      { id: 'kst-h', type: 'hardware' },
    ],
    keys: [
      { id: 'key-a', instance: 'kst-a' },
      { id: 'key-h', instance: 'kst-h', spec: 'Aliyun_AES_128' },
      { id: 'key-rsa', instance: 'kst-h', spec: 'RSA_2048' },
      { id: 'key-out', region: 'cn-shanghai' },
      { id: 'key-import', origin: 'EXTERNAL' },
      { id: 'key-imported', origin: 'EXTERNAL', material: Buffer.alloc(32).toString('base64') },
      { id: 'key-going', state: 'PendingDeletion' },
    ],
    secrets: [
      { name: 'by-key', key: 'key-a', versions: [{ id: 'v1', value: 'x' }] },
      { name: 'by-instance', instance: 'kst-h', versions: [{ id: 'v1', value: 'x' }] },
      { name: 'outside', key: 'key-out', versions: [{ id: 'v1', value: 'x' }] },
      { name: 'legacy', versions: [{ id: 'v1', value: 'x' }] },
    ],
  })
  const service = account.keys.get(account.aliases.get('cn-hangzhou')?.get('alias/acs/kms') ?? '')
  const keys = [...account.keys.values()].map(
    ({ id, region, usage, protectionLevel, state, versions, service }) => [
      id,
      region,
      usage,
      protectionLevel,
      state,
      versions.map(({ material }) => material?.length ?? null),
      service,
    ],
  )
  expect(keys).toEqual([
    ['key-a', 'cn-beijing', 'ENCRYPT/DECRYPT', 'SOFTWARE', 'Enabled', [32], false],
    ['key-h', 'cn-hangzhou', 'ENCRYPT/DECRYPT', 'HSM', 'Enabled', [16], false],
    ['key-rsa', 'cn-hangzhou', 'SIGN/VERIFY', 'HSM', 'Enabled', [null], false],
    ['key-out', 'cn-shanghai', 'ENCRYPT/DECRYPT', 'HSM', 'Enabled', [32], false],
    ['key-import', 'cn-hangzhou', 'ENCRYPT/DECRYPT', 'HSM', 'PendingImport', [], false],
    ['key-imported', 'cn-hangzhou', 'ENCRYPT/DECRYPT', 'HSM', 'Enabled', [32], false],
    ['key-going', 'cn-hangzhou', 'ENCRYPT/DECRYPT', 'HSM', 'PendingDeletion', [32], false],
    [service?.id, 'cn-hangzhou', 'ENCRYPT/DECRYPT', 'SOFTWARE', 'Enabled', [32], true],
  ])
  expect(iso(account.keys.get('key-going')?.deleteDate)).toBe('2026-01-31T00:00:00.000Z')
  const secrets = [...account.secrets].flatMap(([region, list]) =>
    [...list].map(secret => [region, secret.name, secret.instance, secret.key, secret.serviceManagedKey]),
  )
  expect(secrets).toEqual([
    ['cn-beijing', 'by-key', 'kst-a', 'key-a', false],
    ['cn-hangzhou', 'by-instance', 'kst-h', 'key-h', false],
    ['cn-hangzhou', 'legacy', undefined, service?.id, true],
    ['cn-shanghai', 'outside', undefined, 'key-out', false],
  ])
})

test('what is given of a key version is kept, the rest is made', () => {
  const material = Buffer.alloc(32, 1).toString('base64')
  const { keys, keyVersions } = load({
    keys: [
      { id: 'key-a', versions: [{ id: 'one' }, { material, created: '-1h' }, { id: 'three', material }] },
    ],
  })
  const versions = keys.get('key-a')?.versions ?? []
  expect(versions.map(({ material }) => material?.length)).toEqual([32, 32, 32])
  expect([versions[0]?.id, versions[2]?.id]).toEqual(['one', 'three'])
  expect(versions[1]?.material?.toString('base64')).toBe(material)
  expect([...keyVersions.keys()].sort()).toEqual(versions.map(({ id }) => id).sort())
})

test('ids of users and roles are 18 digits and the same at each start', () => {
  const account = { users: [{ name: 'a' }, { name: 'b', id: '7' }] }
  const ids = () => [...load(account).users.values()].map(({ id }) => id)
  expect(ids()).toEqual([expect.stringMatching(/^2\d{17}$/), '7'])
  expect(ids()).toEqual(ids())
})

test('an account alone is made by the clock it is given', () => {
  const source = standingMachine()
  const account = createAccountFrom(
    { id: '1000000000000001', keys: [{ id: 'key-a' }] },
    {
      region: 'cn-beijing',
      now: start + 1000,
      source,
    },
  )
  expect([account.clock, account.keys.get('key-a')?.createdAt]).toEqual([
    { offset: 0, frozenAt: null },
    start + 1000,
  ])
})

test('durations and times', () => {
  expect(['48h', '+30d', '-2m', '0s', '1w', '1.5h', '', '200000d', 'h'].map(parseDuration)).toEqual([
    172_800_000,
    2_592_000_000,
    -120_000,
    0,
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ])
  expect([86_400_000, 3_600_000, 5_400_000, 1000].map(formatDuration)).toEqual(['1d', '1h', '90m', '1s'])
  expect([timeOf('+1d', start), timeOf('2026-01-02', 0)]).toEqual([start + 86_400_000, start + 86_400_000])
  expect(() => durationOf('soon')).toThrow('`soon` is no duration')
})
