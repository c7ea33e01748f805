import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { sealedUnder } from '../../emulator/cryptography/envelope.ts'
import type { Account, World } from '../../emulator/state/account.ts'
import { day, hour } from '../../emulator/state/clock.ts'
import { setKeyRotation } from '../../emulator/state/key.ts'
import { changeTarget, targetAt, targetLogin } from '../../emulator/state/managed-target.ts'
import { beginRotation } from '../../emulator/state/rotation.ts'
import { planSecretDeletion, type Secret, setSecretRotation } from '../../emulator/state/secret.ts'
import { openVersion } from '../../emulator/state/secret-value.ts'
import { settle } from '../../emulator/state/settle.ts'
import { snapshot } from '../../emulator/state/snapshot.ts'
import { standingMachine, start } from './machine.ts'
import { loginIn, managedCases, managedSeed } from './managed.ts'
import { loadWorld, onlyAccount } from './seed-world.ts'

let pairs = 0
/** A real key pair takes a tenth of a second. */
vi.mock('../../emulator/cryptography/rsa-key-pair.ts', () => ({
  sshKeyPair: () => {
    const name = createHash('sha256').update(`${++pairs}`).digest('hex')
    return { publicKey: `ssh-rsa ${name}`, privateKey: `private ${name}` }
  },
}))

/** A managed secret as it begins: how often it rotates, and what happens to it by the clock or has happened before. */
interface Beginning {
  /** Hours; absent: not by itself. */
  readonly every: number | undefined
  /** Hours from the start. */
  readonly deletedAfter: number | undefined
  readonly target: 'Running' | 'Stopped' | 'Deleted'
  /** A rotation under way from the start, and how many hours it takes. */
  readonly window: number | undefined
}

interface Story {
  readonly secrets: readonly Beginning[]
  /** How often the key rotates, and when its instance ends; hours. */
  readonly keyEvery: number | undefined
  readonly instanceEnds: number | undefined
}

const seldom = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 1 })
const hours = fc.integer({ min: 1, max: 40 * 24 })
const story: fc.Arbitrary<Story> = fc.record({
  secrets: fc.array(
    fc.record<Beginning>({
      every: fc.option(fc.integer({ min: 6, max: 100 }), { nil: undefined, freq: 4 }),
      deletedAfter: fc.option(hours, { nil: undefined, freq: 1 }),
      target: fc.constantFrom('Running', 'Running', 'Running', 'Running', 'Stopped', 'Deleted'),
      window: seldom(fc.integer({ min: 0, max: 60 })),
    }),
    { minLength: managedCases.length, maxLength: managedCases.length },
  ),
  keyEvery: seldom(fc.integer({ min: 24 * 7, max: 24 * 20 })),
  instanceEnds: seldom(hours),
})

/** A world at the beginning of a story. Ids come apart from bytes: a value that is made later, or never, moves none. */
function begin({ secrets, keyEvery, instanceEnds }: Story) {
  const machine = standingMachine()
  const source = { ...machine, uuid: standingMachine().uuid }
  const world = loadWorld(managedSeed, source)
  const account = onlyAccount(world)
  for (const [index, { every, deletedAfter, target, window }] of secrets.entries()) {
    const { secret: name, kind, id } = managedCases[index] as (typeof managedCases)[number]
    const secret = account.secrets.get('cn-hangzhou')?.get(name) as Secret
    setSecretRotation(account, secret, every && every * hour, start)
    if (deletedAfter !== undefined) planSecretDeletion(account, secret, start + deletedAfter * hour, start)
    if (window !== undefined) {
      const request = {
        world,
        versionId: `first-${index}`,
        trigger: 'immediate',
        now: start,
        source,
      } as const
      beginRotation(account, secret, { ...request, window: window * hour })
    }
    const thing = targetAt(world, account, { kind, id })
    if (thing && target !== 'Running') changeTarget(thing, target === 'Stopped' ? 'stop' : 'remove')
  }
  for (const key of account.keys.values()) if (keyEvery) setKeyRotation(account, key, start, keyEvery * hour)
  for (const instance of account.instances.values())
    instance.endDate = start + (instanceEnds ?? 4000 * 24) * hour
  return { world, account, until: (time: number) => settle(world, account, start + time, source) }
}

/** All that can be seen of a world, each value as it opens; what chance gave is named by the order in which it appears. */
function seen(world: World): string {
  const account = onlyAccount(world)
  const opened = Object.fromEntries(
    [...account.secrets.values()].flatMap(list =>
      [...list].map(secret => [secret.name, valuesOf(account, secret)] as const),
    ),
  )
  const { accounts } = snapshot(world)
  const { secrets = [], ...rest } = accounts[0] ?? {}
  const named = secrets.map(secret => ({
    ...secret,
    versions: secret.versions?.map(({ ciphertext: _, ...version }) => version),
  }))
  return withoutChance(JSON.stringify({ ...rest, secrets: named, opened }), account)
}

function valuesOf(account: Account, secret: Secret): Record<string, unknown> {
  const key = account.keys.get(secret.key)
  const versions = [...secret.versions.values()]
  return Object.fromEntries(
    versions.map(version => {
      const text = openVersion(key, secret, version)
      return [
        version.id,
        {
          under: sealedUnder(version.sealed),
          value: secret.type === 'Generic' ? text : JSON.parse(text ?? 'null'),
        },
      ]
    }),
  )
}

const byChance =
  /LTAI5t\w{18}|"(?:password|publicKey|AccountPassword|Password|PublicKey|PrivateKey|secret|AccessKeySecret|material)":"((?:[^"\\]|\\.)*)"/g

function withoutChance(text: string, account: Account): string {
  const names = new Map<string, string>()
  const name = (token: string) => {
    const known = names.get(token) ?? `#${names.size}`
    names.set(token, known)
    return known
  }
  const versions = [...account.keys.values()].flatMap(key => key.versions.map(({ id }) => id))
  const whole = versions.reduce((all, id) => all.replaceAll(id, name(id)), text)
  return whole.replace(byChance, (match, value?: string) =>
    value === undefined ? name(match) : match.replace(`:"${value}"`, `:"${name(value)}"`),
  )
}

const moments = fc.array(fc.integer({ min: 0, max: 40 * 24 * 60 }), { maxLength: 30 })

test('a clock moved at once shows the same as one moved in small steps, looked at in between or not', () => {
  fc.assert(
    fc.property(story, moments, fc.boolean(), (beginning, minutes, look) => {
      const [atOnce, inSteps] = [begin(beginning), begin(beginning)]
      const last = 40 * day
      for (const minute of [...minutes].sort((a, b) => a - b)) {
        inSteps.until(minute * 60_000)
        if (look) snapshot(inSteps.world)
      }
      inSteps.until(last)
      atOnce.until(last)
      expect(seen(atOnce.world)).toBe(seen(inSteps.world))
    }),
    { seed: 20_260_101, numRuns: process.env.TEST_LONG === '1' ? 1000 : 40 },
  )
})

test.each(managedCases)(
  '$secret: its current value lets in after a thousand rotations',
  ({ secret: name, kind, id }) => {
    const still: Beginning = {
      every: undefined,
      deletedAfter: undefined,
      target: 'Running',
      window: undefined,
    }
    const secrets = managedCases.map(each => (each.secret === name ? { ...still, every: 6 } : still))
    const { account, until } = begin({ secrets, keyEvery: 24 * 7, instanceEnds: undefined })
    until(3000 * day)
    const secret = account.secrets.get('cn-hangzhou')?.get(name) as Secret
    const current = secret.versions.get(secret.stages.get('ACSCurrent') ?? '')
    const text = current && openVersion(account.keys.get(secret.key), secret, current)
    const { account: login, password } = loginIn(JSON.parse(text ?? '{}'))
    expect(account.events.length).toBe(1000)
    expect(targetLogin(account, { kind, id, account: login }, password)).toBe(true)
  },
)
