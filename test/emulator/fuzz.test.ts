import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { answer } from '../../emulator/answer.ts'
import { createEmulator, type Emulator, runtimeOf } from '../../emulator/emulator.ts'
import { defaultSettings } from '../../emulator/settings.ts'
import type { Account, World } from '../../emulator/state/account.ts'
import { day, hour, readClock, second } from '../../emulator/state/clock.ts'
import { secretLimits } from '../../emulator/state/secret.ts'
import { createWorldFrom, readSeed } from '../../emulator/state/seed.ts'
import { settle } from '../../emulator/state/settle.ts'
import { snapshot } from '../../emulator/state/snapshot.ts'
import { ownersIn } from '../../emulator/state/world.ts'
import type { WireResponse } from '../../emulator/wire/message.ts'
import { readJson } from './exchange.ts'
import { type Credentials, type HostileRequest, hostileRequest } from './hostile-request.ts'
import { standingMachine, start } from './machine.ts'
import { checks, plainWorld } from './seed-world.ts'

const long = process.env.TEST_LONG === '1'
const runs = long ? 100_000 : 3_000
const worldNames = ['default', 'managed'] as const
const worlds = new Map(
  worldNames.map(name => [
    name,
    readJson<object>(new URL(`../../fixtures/worlds/${name}.json`, import.meta.url)),
  ]),
)

/** What happens before a request: time passes, on the machine or on the account's own clock alone. */
const pause = fc.oneof(
  { weight: 5, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.constantFrom(second, hour, 3 * day, 16 * day, 400 * day) },
)
const step = fc.record({ request: hostileRequest, machine: pause, clock: pause })
const history = fc.record({
  world: fc.constantFrom(...worldNames),
  authorization: fc.constantFrom('enforce', 'enforce', 'off', 'report' as const),
  throttling: fc.constantFrom('off', 'off', 'documented' as const),
  steps: fc.array(step, { minLength: 1, maxLength: 8, size: 'max' }),
})

/** Every text in an answer by the name of its member: what later requests take up. */
class Echo {
  readonly #texts = new Map<string, string[]>()

  hear(value: unknown, name = ''): void {
    if (typeof value === 'string') this.#texts.set(name, [...(this.#texts.get(name) ?? []), value])
    else if (typeof value === 'object' && value !== null)
      for (const [member, inner] of Object.entries(value))
        this.hear(inner, Array.isArray(value) ? name : member)
  }

  say(member: string, n: number): string {
    const alike = [...this.#texts].filter(([name]) => member.endsWith(name) && name !== '')
    const texts = alike.flatMap(([, found]) => found)
    return texts[n % (texts.length || 1)] ?? 'nothing'
  }
}

function credentialsIn(account: Account): Credentials[] {
  return [...ownersIn(account)].map(([accessKeyId, owner]) =>
    owner.kind === 'session' ? { ...owner.session } : { accessKeyId, accessKeySecret: owner.key.secret },
  )
}

async function send(
  emulator: Emulator,
  account: Account,
  echo: Echo,
  request: HostileRequest,
  sent: string[],
): Promise<WireResponse> {
  const { machine } = emulator
  const wire = request({
    credentials: credentialsIn(account),
    now: machine.now(),
    nonce: machine.uuid(),
    echoed: (member, n) => echo.say(member, n),
  })
  sent.push(`${wire.method} ${wire.path}?${wire.query} ${JSON.stringify([...wire.headers])} ${wire.body}`)
  const answered = await answer(emulator, wire)
  if (answered.headers['content-type']?.startsWith('application/json')) echo.hear(JSON.parse(answered.body))
  return answered
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: none of these may stand in XML 1.0
const brokenXml = /&(?!(?:amp|lt|gt|#13);)|[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/

/** An answer is JSON or XML with a RequestId, its status and its members agree, and no header or XML text is broken. */
function checkAnswer({ status, headers, body }: WireResponse): void {
  const requestId = headers['x-acs-request-id'] as string
  assert.match(requestId, /^[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}$/)
  for (const value of Object.values(headers)) assert.match(value, /^[\x20-\x7e]*$/)
  assert.ok(status < 500)
  assert.ok(!body.includes('Emulator.Bug'))
  assert.ok(!body.includes('emulator-root-secret'))
  if (headers['content-type'] === 'text/xml;charset=utf-8') {
    assert.ok(body.startsWith('<?xml version="1.0" encoding="UTF-8"?><'))
    assert.ok(body.includes(`<RequestId>${requestId}</RequestId>`))
    assert.doesNotMatch(body.replace(/<!\[CDATA\[.*?\]\]>/, ''), brokenXml)
    return
  }
  assert.equal(headers['content-type'], 'application/json;charset=utf-8')
  const json = JSON.parse(body)
  assert.equal(json.RequestId, requestId)
  assert.equal(typeof json.Code, status === 200 ? 'undefined' : 'string')
  assert.equal(typeof json.Message, status === 200 ? 'undefined' : 'string')
}

/** What must hold in any world, whatever was asked of it. */
function checkWorld(world: World): void {
  for (const account of world.accounts.values()) {
    for (const list of account.secrets.values())
      for (const { name, versions, stages } of list) {
        assert.ok(versions.size <= secretLimits.versions, name)
        assert.ok(stages.size <= secretLimits.stages, name)
        for (const id of stages.values()) assert.ok(versions.has(id), name)
      }
    const versions = [...account.keys.values()].flatMap(key =>
      key.versions.map(({ id }) => `${id} ${key.id}`),
    )
    assert.deepEqual([...account.keyVersions].map(([id, key]) => `${id} ${key.id}`).sort(), versions.sort())
    for (const aliases of account.aliases.values())
      for (const [alias, id] of aliases) assert.ok(account.keys.has(id), alias)
    for (const [id] of ownersIn(account)) assert.equal(world.accessKeys.get(id)?.account, account)
  }
}

/** A snapshot is the world: loaded, it is the same one. */
function checkSnapshot(emulator: Emulator): void {
  const { machine, world } = emulator
  const machineNow = machine.now()
  for (const account of world.accounts.values())
    settle(world, account, readClock(account.clock, machineNow), machine)
  const text = JSON.stringify(snapshot(world))
  const loaded = createWorldFrom(readSeed(JSON.parse(text), checks), { machineNow, source: machine })
  assert.deepEqual(plainWorld(loaded), plainWorld(world))
  assert.equal(JSON.stringify(snapshot(loaded)), text)
}

type History = typeof history extends fc.Arbitrary<infer T> ? T : never

/** Plays a history and answers the codes that were seen; a failure tells what was sent. */
async function play({ world, authorization, throttling, steps }: History): Promise<string[]> {
  const machine = standingMachine(start)
  const emulator = createEmulator({
    seed: worlds.get(world),
    settings: { ...defaultSettings, authorization, throttling },
    machine,
    onBug: error => {
      throw error
    },
  })
  const [account] = [...emulator.world.accounts.values()] as [Account]
  const echo = new Echo()
  const sent: string[] = []
  const codes: string[] = []
  try {
    for (const { request, machine: pause, clock } of steps) {
      machine.tick(pause)
      account.clock.offset += clock
      const answered = await send(emulator, account, echo, request, sent)
      checkAnswer(answered)
      codes.push(/"Code":"([^"]*)"/.exec(answered.body)?.[1] ?? String(answered.status))
    }
    checkWorld(emulator.world)
    checkSnapshot(emulator)
    const journal = runtimeOf(emulator, account).journal.entries(() => undefined)
    assert.doesNotMatch(JSON.stringify(journal), /emulator-\w+-secret/)
  } catch (error) {
    throw new Error(`after\n${sent.join('\n')}`, { cause: error })
  }
  return codes
}

test(
  'whatever is sent, the answer is the service’s and the world stays sound',
  async () => {
    let requests = 0
    const seen = new Map<string, number>()
    const property = fc.asyncProperty(history, async drawn => {
      for (const code of await play(drawn)) {
        requests++
        seen.set(code, (seen.get(code) ?? 0) + 1)
      }
    })
    await fc.assert(property, { seed: 20_260_101, numRuns: runs })
    const counted = [...seen].sort(([, a], [, b]) => b - a).map(([code, count]) => `${count} ${code}`)
    if (long) console.log(`${requests} requests in ${runs} histories: ${counted.join(', ')}`)
    expect(seen.get('200')).toBeGreaterThan(requests / 10)
  },
  long ? 1_800_000 : 300_000,
)
