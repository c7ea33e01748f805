import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Account, World } from '../../emulator/state/account.ts'
import { day, hour } from '../../emulator/state/clock.ts'
import { connectInstance, expireInstance, renewInstance } from '../../emulator/state/instance.ts'
import {
  bindAlias,
  cancelKeyDeletion,
  disableKey,
  enableKey,
  isSymmetric,
  type Key,
  rotateKey,
  scheduleKeyDeletion,
  setKeyRotation,
} from '../../emulator/state/key.ts'
import { beginRotation, resumeRotations } from '../../emulator/state/rotation.ts'
import {
  moveStage,
  planSecretDeletion,
  restoreSecret,
  type Secret,
  setSecretRotation,
  storeVersion,
} from '../../emulator/state/secret.ts'
import { sealVersion, wrappingFor } from '../../emulator/state/secret-value.ts'
import { createWorldFrom, readSeed } from '../../emulator/state/seed.ts'
import { createSession, openSession } from '../../emulator/state/session.ts'
import { settle } from '../../emulator/state/settle.ts'
import { snapshot } from '../../emulator/state/snapshot.ts'
import { standingMachine, start } from './machine.ts'
import { checks, plainWorld } from './seed-world.ts'

const plain = 'hush-hush-value'
const pick = fc.nat({ max: 5 })
const time = fc.oneof(
  fc.integer({ min: -300, max: 300 }).map(days => `${days < 0 ? '' : '+'}${days}d`),
  fc.constantFrom('2025-06-01', '2026-06-01T12:34:56.789Z', '2026-01-01T00:00:00+08:00'),
)
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 })
const tags = fc.dictionary(
  fc.stringMatching(/^[b-z_][A-Za-z0-9/_.:@-]{0,9}$/),
  fc.stringMatching(/^[\w.=+-]{0,9}$/),
  {
    maxKeys: 4,
  },
)
const policy = fc.constantFrom(
  '{ "Version": "1", "Statement": [{"Effect":"Allow","Action":"kms:*","Resource":"*","Principal":{"RAM":["acs:ram::1000000000000001:*"]}}] }',
  {
    Version: '1',
    Statement: [
      {
        Effect: 'Deny',
        Action: ['kms:Get*'],
        Resource: '*',
        Principal: { RAM: ['acs:ram::1000000000000001:user/u'] },
      },
    ],
  },
)

const instance = fc.record({
  region: optional(fc.constantFrom('cn-beijing', 'cn-hangzhou')),
  type: optional(fc.constantFrom('software', 'hardware')),
  status: optional(fc.constantFrom('Connected', 'Connecting', 'Uninitialized', 'Error')),
  created: optional(time),
  expires: optional(time),
  publicAccess: optional(fc.boolean()),
  secretQuota: optional(fc.constantFrom(0, 5)),
  chargeType: optional(fc.constantFrom('PREPAY', 'POSTPAY')),
  deletionProtection: optional(
    fc.record({ enabled: fc.boolean(), description: fc.string({ maxLength: 5 }) }),
  ),
  network: optional(fc.constant({ vpcId: 'vpc-a', zoneIds: ['a', 'b'], vSwitchIds: ['vsw-a'] })),
})

const key = fc.record({
  in: pick,
  spec: optional(fc.constantFrom('Aliyun_AES_256', 'Aliyun_AES_128', 'RSA_2048', 'EC_P256')),
  created: optional(time),
  description: optional(fc.string({ maxLength: 9 })),
  state: optional(fc.constantFrom('Enabled', 'Disabled', 'PendingDeletion')),
  tags: optional(tags),
  policy: optional(policy),
  aliases: fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { maxLength: 2 }),
  rotates: fc.boolean(),
  versions: fc.nat({ max: 3 }),
})

const secret = fc.record({
  under: pick,
  managed: fc.constantFrom('', '', 'Rds', 'RAMCredentials', 'ECS'),
  created: optional(time),
  description: optional(fc.string({ maxLength: 9 })),
  tags: optional(tags),
  policy: optional(policy),
  plannedDeletion: optional(fc.constantFrom('+7d', '+30d')),
  rotates: fc.boolean(),
  versions: fc.integer({ min: 1, max: 4 }),
})

const shape = fc.record({
  region: optional(fc.constantFrom('cn-beijing', 'cn-hangzhou')),
  now: optional(fc.constantFrom('2026-02-01', '-3h', '2031-01-01T00:00:00Z')),
  frozen: optional(fc.constantFrom('+0s', '2026-03-01')),
  debt: optional(fc.constantFrom('none', 'in-debt', 'overdue')),
  instances: fc.array(instance, { maxLength: 3 }),
  keys: fc.array(key, { maxLength: 5 }),
  secrets: fc.array(secret, { maxLength: 5 }),
})

type Shape = typeof shape extends fc.Arbitrary<infer T> ? T : never

/** What the checks would refuse is left out of the drawn shape. */
function documentFrom({ region, now, frozen, debt, ...drawn }: Shape) {
  const instances = drawn.instances.map((each, index) => ({ id: `kst-${index}`, ...each }))
  const keys = drawn.keys.map(({ in: place, rotates, versions, policy: text, aliases, ...rest }, index) => {
    const home = instances[place]
    const symmetric = rest.spec === undefined || rest.spec.startsWith('Aliyun')
    return {
      id: `key-${index}`,
      ...rest,
      aliases: aliases.map(alias => `alias/${index}${alias}`),
      ...(home ? { instance: home.id, policy: text } : {}),
      ...(symmetric && rotates ? { rotation: { interval: '300d' } } : {}),
      ...(versions > 0 ? { versions: Array.from({ length: versions }, () => ({})) } : {}),
    }
  })
  const symmetric = keys.filter(({ spec }) => spec === undefined || spec.startsWith('Aliyun'))
  const secrets = drawn.secrets.map(({ under, managed, rotates, versions, policy: text, ...rest }, index) => {
    const holder = symmetric[under]
    const value =
      managed === 'RAMCredentials'
        ? `{"AccessKeyId":"LTAI${index}","x":"${plain}"}`
        : `{"AccountName":"a","UserName":"a","x":"${plain}"}`
    return {
      ...rest,
      ...nameAndTarget(managed, index),
      ...(holder ? { key: holder.id } : {}),
      ...(holder?.instance ? { policy: text } : {}),
      ...(managed && rotates ? { rotation: { interval: '30d' } } : {}),
      versions: Array.from({ length: versions }, (_, at) => ({
        id: `v${at}`,
        value,
        stages: [at === 0 ? 'ACSCurrent' : `stage${at}`],
      })),
    }
  })
  const account = {
    id: '1000000000000001',
    ...(frozen ? { clock: { frozen } } : {}),
    debt,
    users: drawn.secrets.map((_, index) => ({
      name: `u${index}`,
      accessKeys: [{ id: `LTAI${index}`, secret: 's' }],
      policies: ['AliyunKMSReadOnlyAccess'],
    })),
    roles: [
      {
        name: 'r',
        trust: {
          Version: '1',
          Statement: [
            {
              Effect: 'Allow',
              Action: 'sts:AssumeRole',
              Principal: { RAM: 'acs:ram::1000000000000001:root' },
            },
          ],
        },
      },
    ],
    authorizations: ['ram-credentials'],
    instances,
    keys,
    secrets,
    rds: [{ id: 'rm-a', accounts: [{ name: 'a', password: 'p' }] }],
    ecs: [{ id: 'i-a', users: [{ name: 'a', password: 'p' }] }],
  }
  return { format: 1, region, now, accounts: [account, { id: '1000000000000002' }] }
}

function nameAndTarget(managed: string, index: number): object {
  if (managed === 'RAMCredentials')
    return {
      name: `acs/ram/user/u${index}`,
      type: managed,
      extendedConfig: { SecretSubType: 'RamUserAccessKey', UserName: `u${index}` },
    }
  if (managed === 'ECS')
    return {
      name: `acs/ecs/${index}`,
      type: managed,
      extendedConfig: { SecretSubType: 'Password', RegionId: 'cn-beijing', InstanceId: 'i-a' },
    }
  if (managed === 'Rds')
    return {
      name: `s${index}`,
      type: managed,
      extendedConfig: { SecretSubType: 'DoubleUsers', DBInstanceId: 'rm-a' },
    }
  return { name: `s${index}` }
}

interface Moment {
  readonly world: World
  readonly account: Account
  readonly now: number
  readonly source: ReturnType<typeof standingMachine>
}

/** Things that happen to the n-th of what is there. */
const happenings: readonly ((moment: Moment, n: number) => void)[] = [
  ({ account, now }, n) =>
    each(account.keys.values(), n, key => scheduleKeyDeletion(account, key, now + 7 * day)),
  ({ account, now }, n) => each(account.keys.values(), n, key => cancelKeyDeletion(account, key, now)),
  ({ account }, n) => each(usable(account), n, key => disableKey(key)),
  ({ account, now }, n) => each(usable(account), n, key => enableKey(account, key, now)),
  ({ account, now, source }, n) =>
    each(account.keys.values(), n, key => isSymmetric(key) && rotateKey(account, key, now, source)),
  ({ account, now }, n) =>
    each(account.keys.values(), n, key => {
      if (isSymmetric(key) && !key.service) setKeyRotation(account, key, now, n % 2 ? 60 * day : undefined)
    }),
  ({ account }, n) => each(account.keys.values(), n, key => bindAlias(account, key, `alias/moved${n % 2}`)),
  ({ account, now }, n) => each(account.instances.values(), n, each => expireInstance(account, each, now)),
  ({ account, now }, n) =>
    each(account.instances.values(), n, each => renewInstance(account, each, now + 90 * day, now)),
  ({ account, now }, n) =>
    each(account.instances.values(), n, each => {
      connectInstance(account, each, { vpcId: 'v', zoneIds: ['a', 'b'], vSwitchIds: ['c'] }, now)
    }),
  ({ account, now }, n) =>
    each(secretsOf(account), n, secret => planSecretDeletion(account, secret, now + 7 * day, now)),
  ({ account, now }, n) => each(secretsOf(account), n, secret => restoreSecret(account, secret, now)),
  ({ account }, n) =>
    each(secretsOf(account), n, secret =>
      moveStage(secret, 'ACSCurrent', [...secret.versions.keys()].at(-1) ?? ''),
    ),
  ({ account, now, source }, n) =>
    each(secretsOf(account), n, secret => {
      const wrapping = wrappingFor(account, secret, now)
      if (typeof wrapping === 'string' || secret.type !== 'Generic') return
      const made = { id: source.uuid(), dataType: 'binary', value: plain } as const
      storeVersion(
        secret,
        sealVersion(wrapping, secret.name, made, { now, source }),
        ['ACSCurrent', 'mine'],
        now,
      )
    }),
  ({ account, now }, n) =>
    each(secretsOf(account), n, secret => {
      if (secret.rotation) setSecretRotation(account, secret, n % 2 ? 20 * day : undefined, now)
    }),
  ({ account, world, now, source }, n) =>
    each(secretsOf(account), n, secret => {
      if (!secret.rotation || secret.rotation.running) return
      const window = n % 2 ? { window: 3 * day } : {}
      beginRotation(account, secret, {
        world,
        versionId: source.uuid(),
        trigger: 'immediate',
        now,
        source,
        ...window,
      })
    }),
  ({ account, world, now, source }, n) => {
    for (const database of account.targets.rds.values()) database.status = n % 2 ? 'Deleted' : 'Running'
    if (n % 2 === 0) resumeRotations(account, { world, now, source })
  },
  ({ account, world, now, source }) =>
    openSession(world, account, createSession({ role: 'r', name: 'n', expiration: now + hour }, source), now),
]

/** Keys whose state the service would let change. */
function usable(account: Account): Key[] {
  return [...account.keys.values()].filter(({ state }) => state !== 'PendingDeletion')
}

function secretsOf(account: Account): Secret[] {
  return [...account.secrets.values()].flatMap(list => [...list])
}

function each<T>(things: Iterable<T>, n: number, act: (thing: T) => unknown): void {
  const all = [...things]
  const thing = all[n % (all.length || 1)]
  if (thing !== undefined) act(thing)
}

const history = fc.array(fc.tuple(fc.nat({ max: happenings.length - 1 }), pick, fc.nat({ max: 40 })), {
  maxLength: 12,
})

/** A source whose bytes are others than those of `standingMachine`. */
function freshSource() {
  const machine = standingMachine()
  const bytes = (size: number) => Buffer.from(machine.bytes(size).map(byte => byte ^ 0x55))
  return { ...machine, bytes, uuid: () => `${machine.uuid()}-fresh` }
}

/** What happened in a world, without the ids that are made by chance: what falls due at one moment has no order. */
function outline({ accounts }: World) {
  return [...accounts.values()].map(account => ({
    keys: [...account.keys.values()].map(({ id, state, versions, rotation }) => [
      id,
      state,
      versions.map(({ createdAt }) => createdAt),
      rotation,
    ]),
    instances: [...account.instances.values()].map(({ id, status }) => [id, status]),
    secrets: secretsOf(account).map(({ name, updatedAt, rotation, versions, stages }) => [
      name,
      updatedAt,
      rotation && { ...rotation, running: rotation.running?.endsAt },
      [...versions.values()].map(({ createdAt }) => createdAt),
      [...stages].map(([stage, id]) => [stage, versions.get(id)?.createdAt]),
    ]),
    events: account.events.map(({ name, at, secretName }) => `${at} ${name} ${secretName}`).sort(),
  }))
}

test('whatever the world and whatever happened to it, a snapshot of it is the same world, now and later', () => {
  const parameters = { seed: 20_260_101, numRuns: 300 }
  fc.assert(
    fc.property(shape, history, (drawn, happened) => {
      const source = standingMachine()
      const world = createWorldFrom(readSeed(documentFrom(drawn), checks), { machineNow: start, source })
      const account = world.accounts.get('1000000000000001') as Account
      let now = account.clock.frozenAt ?? start + account.clock.offset
      for (const [what, n, days] of happened) {
        now += days * day
        settle(world, account, now, source)
        happenings[what]?.({ world, account, now, source }, n)
        settle(world, account, now, source)
      }
      const text = JSON.stringify(snapshot(world))
      expect(JSON.stringify(snapshot(world))).toBe(text)
      expect(text).not.toContain(plain)
      const loaded = createWorldFrom(readSeed(JSON.parse(text), checks), {
        machineNow: start,
        source: freshSource(),
      })
      expect(plainWorld(loaded)).toEqual(plainWorld(world))
      expect(JSON.stringify(snapshot(loaded))).toBe(text)
      const later = now + 400 * day
      settle(world, account, later, freshSource())
      settle(loaded, loaded.accounts.get(account.id) as Account, later, freshSource())
      expect(outline(loaded)).toEqual(outline(world))
    }),
    parameters,
  )
})
