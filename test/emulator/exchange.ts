import { readdirSync, readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { answer } from '../../emulator/answer.ts'
import { createEmulator, type Emulator, runtimeOf } from '../../emulator/emulator.ts'
import type { Machine } from '../../emulator/machine.ts'
import { defaultSettings } from '../../emulator/settings.ts'
import { durationOf } from '../../emulator/state/relative-time.ts'
import { standingMachine } from './machine.ts'
import { signedRequest } from './signed-request.ts'

export interface Step {
  readonly action?: string
  readonly parameters?: Record<string, string>
  readonly version?: string
  readonly as?: string
  readonly keep?: Record<string, string>
  readonly advance?: string
}

export interface Exchange {
  readonly title: string
  readonly source: string
  readonly world: string
  readonly account?: Record<string, unknown>
  readonly before?: readonly Step[]
  readonly as?: string
  readonly request: Step & { readonly action: string }
  readonly expect: { readonly status: number; readonly body: Record<string, unknown> }
}

/** What came of an exchange: the answer, and the permissions that were asked for. */
export interface Played {
  readonly status: number
  readonly body: Record<string, unknown>
  readonly asked: readonly { readonly action: string; readonly resource: string }[]
}

const folder = new URL('../../fixtures/exchanges/', import.meta.url)

/** The JSON in a file of the project. */
export function readJson<T>(url: URL): T {
  return JSON.parse(readFileSync(url, 'utf8')) as T
}

/** Plays one exchange on an emulator of its own and answers what the last request got. */
export async function play(exchange: Exchange): Promise<Played> {
  const machine = standingMachine()
  const seed = readJson<{ accounts: Record<string, unknown>[] }>(
    new URL(`../../fixtures/worlds/${exchange.world}.json`, import.meta.url),
  )
  Object.assign(seed.accounts[0] as object, exchange.account)
  const emulator = createEmulator({
    seed,
    settings: defaultSettings,
    machine,
    onBug: error => {
      throw error
    },
  })
  const kept = new Map<string, string>()
  for (const step of exchange.before ?? []) {
    if (step.advance !== undefined) firstAccount(emulator).clock.offset += durationOf(step.advance)
    if (step.action === undefined) continue
    const { status, body } = await send(emulator, machine, step, kept)
    expect({ step, status, body }).toMatchObject({ status: 200 })
    for (const [name, pointer] of Object.entries(step.keep ?? {})) kept.set(name, valueAt(body, pointer))
  }
  const as = exchange.request.as ?? exchange.as
  const last = { ...exchange.request, ...(as === undefined ? {} : { as }) }
  const answered = await send(emulator, machine, last, kept)
  const entry = runtimeOf(emulator, firstAccount(emulator))
    .journal.entries(() => undefined)
    .at(-1)
  return { ...answered, asked: entry?.authorization ?? [] }
}

async function send(
  emulator: Emulator,
  machine: Machine,
  step: Step,
  kept: ReadonlyMap<string, string>,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const account = firstAccount(emulator)
  const user = step.as ?? 'root'
  const key = user === 'root' ? account.accessKeys[0] : account.users.get(user)?.accessKeys[0]
  if (!key) throw new Error(`no access key of ${user}`)
  const parameters = Object.fromEntries(
    Object.entries(step.parameters ?? {}).map(([name, value]) => [
      name,
      value.replace(/\{\{(\w+)\}\}/g, (_, name: string) => kept.get(name) ?? `{{${name}}}`),
    ]),
  )
  const request = signedRequest({
    action: step.action ?? '',
    parameters,
    ...(step.version === undefined ? {} : { version: step.version }),
    accessKeyId: key.id,
    accessKeySecret: key.secret,
    now: machine.now(),
    nonce: machine.uuid(),
  })
  const { status, body } = await answer(emulator, request)
  return { status, body: JSON.parse(body) }
}

function firstAccount(emulator: Emulator) {
  const [account] = emulator.world.accounts.values()
  if (!account) throw new Error('the world has no account')
  return account
}

function valueAt(body: unknown, pointer: string): string {
  const value = pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], body)
  if (typeof value !== 'string') throw new Error(`nothing at ${pointer}`)
  return value
}

/** Every exchange of the fixtures, with its path below `fixtures/exchanges/`. */
export const exchanges: readonly (Exchange & { readonly path: string })[] = readdirSync(folder, {
  withFileTypes: true,
})
  .filter(entry => entry.isDirectory())
  .flatMap(({ name }) =>
    readdirSync(new URL(`${name}/`, folder)).map(file => ({
      path: `${name}/${file}`,
      ...readJson<Exchange>(new URL(`${name}/${file}`, folder)),
    })),
  )
