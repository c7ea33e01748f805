import { expect, test } from 'vitest'
import type { World } from '../../emulator/state/account.ts'
import { day, hour, readClock } from '../../emulator/state/clock.ts'
import { defaultWorld } from '../../emulator/state/default-world.ts'
import { expireInstance } from '../../emulator/state/instance.ts'
import {
  bindAlias,
  disableKey,
  rotateKey,
  scheduleKeyDeletion,
  setKeyRotation,
} from '../../emulator/state/key.ts'
import { beginRotation } from '../../emulator/state/rotation.ts'
import { moveStage, planSecretDeletion, type Secret } from '../../emulator/state/secret.ts'
import { createWorldFrom, readSeed } from '../../emulator/state/seed.ts'
import { createSession, openSession } from '../../emulator/state/session.ts'
import { settle } from '../../emulator/state/settle.ts'
import { snapshot } from '../../emulator/state/snapshot.ts'
import { standingMachine, start } from './machine.ts'
import { checks, loadWorld, onlyAccount, plainWorld } from './seed-world.ts'

/** Loads a snapshot of a world on another machine that shows the same time. */
function again(world: World, now = start): World {
  const text = JSON.stringify(snapshot(world))
  expect(JSON.stringify(snapshot(world))).toBe(text)
  const machine = standingMachine(now)
  machine.bytes(32)
  return createWorldFrom(readSeed(JSON.parse(text), checks), { machineNow: now, source: machine })
}

function expectKept(world: World): void {
  const loaded = again(world)
  expect(plainWorld(loaded)).toEqual(plainWorld(world))
  expect(JSON.stringify(snapshot(loaded))).toBe(JSON.stringify(snapshot(world)))
}

test('the default world, whole', () => {
  const document = snapshot(loadWorld(defaultWorld))
  const ciphertext = expect.stringMatching(/^[A-Za-z0-9+/]{100,}=*$/)
  expect(document).toEqual({
    format: 1,
    accounts: [
      {
        ...defaultWorld.accounts[0],
        instances: [
          {
            id: 'kst-hzz0example0000000000',
            created: '2026-01-01T00:00:00.000Z',
            expires: '2027-01-01T16:00:00.000Z',
          },
        ],
        keys: [
          {
            id: 'key-hzz0example000000000000',
            instance: 'kst-hzz0example0000000000',
            created: '2026-01-01T00:00:00.000Z',
            aliases: ['alias/example'],
            versions: [
              {
                id: expect.stringMatching(/^key-hzz0example000000000000-[a-z0-9]{10}$/),
                material: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
              },
            ],
          },
        ],
        secrets: [
          {
            name: 'example-secret',
            instance: 'kst-hzz0example0000000000',
            key: 'key-hzz0example000000000000',
            created: '2026-01-01T00:00:00.000Z',
            versions: [{ id: 'v1', ciphertext }],
          },
        ],
      },
    ],
  })
  expectKept(loadWorld(defaultWorld))
})

/** A world with managed secrets, whose rotations have begun or are to come. */
function managedWorld() {
  const source = standingMachine()
  const document = {
    format: 1,
    region: 'cn-beijing',
    accounts: [
      {
        id: '1000000000000001',
        users: [
          { name: 'app', id: '42', accessKeys: [{ id: 'LTAIapp', secret: 'hush-key', status: 'Inactive' }] },
        ],
        removedUsers: [{ name: 'gone', accessKeys: [{ id: 'LTAIgone', secret: 'x' }] }],
        authorizations: ['ram-credentials'],
        instances: [{ id: 'kst-a' }],
        releasedInstances: [{ id: 'kst-gone', at: '-3d' }],
        keys: [
          { id: 'key-a', instance: 'kst-a', aliases: ['alias/a'] },
          { id: 'key-b', instance: 'kst-a', aliases: ['alias/b'] },
        ],
        secrets: [
          {
            name: 'acs/ram/user/app',
            key: 'key-a',
            type: 'RAMCredentials',
            extendedConfig: { SecretSubType: 'RamUserAccessKey', UserName: 'app', CustomData: { a: '1' } },
            rotation: { interval: '7d' },
            versions: [{ id: 'v1', value: '{"AccessKeyId":"LTAIapp","AccessKeySecret":"hush-value"}' }],
          },
          {
            name: 'rds',
            key: 'key-a',
            type: 'Rds',
            extendedConfig: { SecretSubType: 'SingleUser', DBInstanceId: 'rm-a' },
            rotation: { interval: '7d' },
            versions: [{ id: 'v1', value: '{"AccountName":"app","AccountPassword":"hush-value"}' }],
          },
          { name: 'generic', key: 'key-b', versions: [{ id: 'v1', value: 'hush-value' }] },
          { name: 'legacy', versions: [{ id: 'v1', value: 'hush-value', dataType: 'binary' }] },
        ],
        rds: [{ id: 'rm-a', accounts: [{ name: 'app', password: 'p', privilege: 'ReadWrite' }] }],
        ecs: [
          {
            id: 'i-a',
            status: 'Stopped',
            users: [{ name: 'root', publicKey: 'ssh-rsa AAAA', removed: true }],
          },
        ],
        debt: 'in-debt',
        signatureSkew: -900_000,
        scenarios: [
          {
            id: '1',
            name: 'clock-skew',
            parameters: { by: '-15m' },
            changed: ['signatureSkew'],
            before: { skew: 0 },
          },
        ],
      },
    ],
  }
  const world = loadWorld(document, source)
  const account = onlyAccount(world)
  const secret = (name: string): Secret => {
    const found = account.secrets.get('cn-beijing')?.get(name)
    if (!found) throw new Error(`no secret ${name}`)
    return found
  }
  return { world, account, secret, source }
}

type Managed = ReturnType<typeof managedWorld>

const moments: readonly [string, (managed: Managed) => void][] = [
  ['nothing has happened', () => {}],
  [
    'a RAM secret is being rotated',
    ({ world, account, secret, source }) =>
      beginRotation(account, secret('acs/ram/user/app'), {
        world,
        versionId: 'v2',
        trigger: 'immediate',
        window: hour,
        reads: 'refused',
        now: start,
        source,
      }),
  ],
  [
    'a rotation is stuck',
    ({ world, account, secret, source }) => {
      const database = account.targets.rds.get('rm-a')
      if (database) database.status = 'Deleted'
      beginRotation(account, secret('rds'), {
        world,
        versionId: 'v2',
        trigger: 'automatic',
        now: start,
        source,
      })
      settle(world, account, start + hour, source)
      expect(secret('rds').rotation).toMatchObject({ status: 'Invalid', running: { stuck: true } })
    },
  ],
  [
    'rotations are over',
    ({ world, account, source }) => {
      settle(world, account, start + 30 * day, source)
      expect(account.events.length).toBeGreaterThan(2)
    },
  ],
  [
    'keys have rotated, wait to be deleted, or are off',
    ({ account, source }) => {
      const [a, b] = [...account.keys.values()]
      if (!a || !b) throw new Error('no keys')
      setKeyRotation(account, a, start, 30 * day)
      rotateKey(account, a, start + 5, source)
      setKeyRotation(account, b, start, undefined)
      scheduleKeyDeletion(account, b, start + 7 * day)
      disableKey(a)
      a.deletionProtection = { enabled: true, description: 'keep' }
      a.tags.set('__proto__', 'x').set('k', '')
    },
  ],
  [
    'the key of a secret is gone',
    ({ world, account, secret, source }) => {
      const key = account.keys.get('key-b')
      if (key) scheduleKeyDeletion(account, key, start + 7 * day)
      settle(world, account, start + 8 * day, source)
      expect(account.keys.has(secret('generic').key)).toBe(false)
    },
  ],
  [
    'labels and aliases have moved, so that their order is none of the lists',
    ({ account, secret, source }) => {
      const generic = secret('generic')
      const [v1] = [...generic.versions.values()]
      if (!v1) throw new Error('no version')
      generic.versions.set('v2', { ...v1, id: 'v2', sealed: v1.sealed })
      moveStage(generic, 'mine', 'v1')
      moveStage(generic, 'ACSCurrent', 'v2')
      generic.versions.delete('v2')
      generic.stages.delete('ACSPrevious')
      moveStage(generic, 'mine', 'v1')
      generic.stages.set('ACSCurrent', 'v1')
      for (const [index, key] of [...account.keys.values(), ...account.keys.values()].entries())
        bindAlias(account, key, `alias/acs/${index}`.replace('acs/', source.uuid().slice(0, 4)))
    },
  ],
  [
    'a secret is planned to be deleted in an instance that has expired',
    ({ account, secret }) => {
      planSecretDeletion(account, secret('generic'), start + 30 * day, start + 1)
      const instance = account.instances.get('kst-a')
      if (instance) expireInstance(account, instance, start + 2)
    },
  ],
  [
    'a role has been assumed',
    ({ world, account, source }) => {
      const trust =
        '{ "Version": "1", "Statement": [{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"RAM":"acs:ram::1000000000000001:root"}}] }'
      account.roles.set('r', { name: 'r', id: '9', trust, policies: [], maxSessionDuration: 7200 })
      const session = createSession({ role: 'r', name: 'n', expiration: start + hour }, source)
      openSession(world, account, session, start)
    },
  ],
]

test.each(moments)('nothing is lost when %s', (_, happen) => {
  const managed = managedWorld()
  happen(managed)
  expectKept(managed.world)
})

test.each(moments)('no value is in the text when %s', (_, happen) => {
  const managed = managedWorld()
  happen(managed)
  const text = JSON.stringify(snapshot(managed.world))
  expect(text).not.toContain('hush-value')
  expect(text).not.toContain(Buffer.from('hush-value').toString('base64').slice(0, 12))
})

test('a frozen clock stands, however long the document is stored', () => {
  const { world, account } = managedWorld()
  account.clock.frozenAt = start + 5
  const { clock } = onlyAccount(again(world, start + 100 * day))
  expect(clock).toEqual({ offset: 0, frozenAt: start + 5 })
})

test('a running clock keeps its distance to the machine’s, so it goes on while the document is stored', () => {
  const { world, account } = managedWorld()
  account.clock.offset = 15 * day
  const later = start + 100 * day
  const { clock } = onlyAccount(again(world, later))
  expect([clock, readClock(clock, later)]).toEqual([{ offset: 15 * day, frozenAt: null }, start + 115 * day])
})

test('a value of one secret does not open as another’s', () => {
  const document = structuredClone(snapshot(managedWorld().world)) as unknown as {
    accounts: { secrets: { versions: { ciphertext: string }[] }[] }[]
  }
  const [first, second] = document.accounts[0]?.secrets ?? []
  const [a, b] = [first?.versions[0], second?.versions[0]]
  if (!a || !b) throw new Error('no versions')
  a.ciphertext = b.ciphertext
  expect(() => readSeed(document, checks)).toThrow(
    '/accounts/0/secrets/0/versions/0/ciphertext: this does not open as this version of this secret',
  )
})
