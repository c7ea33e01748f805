import { expect, vi } from 'vitest'
import { run } from '../../emulator/commands/index.ts'
import type { AccountHandle } from '../../emulator/index.ts'

/** What happens around an application: billing, the console, an administrator, time. */
export interface Hands {
  /** Applies a scenario and answers how to put it back. */
  scenario(name: string, parameters?: Readonly<Record<string, string>>): Promise<() => Promise<void>>
  advance(time: string): Promise<void>
  renew(): Promise<void>
  rotate(secret: string, window: string): Promise<void>
  /** `verified`, or why not. */
  verifyAccount(secret: string): Promise<string>
  authorize(kind: 'ram-credentials'): Promise<void>
  target(verb: 'remove' | 'restore', kind: 'ram-user' | 'rds' | 'ecs', id: string, of?: string): Promise<void>
  /** What the new console lists of the only instance, each with its status. */
  console(): Promise<Record<string, string>>
  /** `Failure` or `Success` of each rotation that was reported, oldest first. */
  reports(): Promise<string[]>
  /** Why the last call was answered as it was. */
  explanation(): Promise<string>
  /** The least policy for what a user did. */
  leastPolicy(user: string): Promise<unknown>
}

/** By the embedded interface. */
export const embedded = (account: AccountHandle): Hands => ({
  async scenario(name, parameters) {
    const { undo } = await account.scenario(name, parameters)
    return async () => void (await undo())
  },
  advance: async time => void account.clock.advance(time),
  renew: async () => void account.instances.renew(),
  rotate: async (secret, window) => void account.secrets.rotate(secret, { window }),
  async verifyAccount(secret) {
    const { verified, reason = '' } = account.secrets.verifyAccount(secret)
    return verified ? 'verified' : reason
  },
  authorize: async kind => void account.authorizations.grant(kind),
  target: async (verb, kind, id, of) => void account.targets[verb](kind, id, of),
  console: async () =>
    Object.fromEntries(account.instances.secrets().map(({ secretName, status }) => [secretName, status])),
  reports: async () => account.events().map(({ name }) => name.replace('Secret:RotateSecret:', '')),
  async explanation() {
    const last = account.requests().at(-1)
    return [...(last?.authorization ?? []).map(each => each.explanation), last?.because].join('\n')
  },
  leastPolicy: user => account.minimalPolicy(user),
})

/** By the subcommands, which know the address of the emulator alone. */
export function commandLine(url: string): Hands {
  const line = (...args: string[]) => printed([...args, '--url', url])
  return {
    async scenario(name, parameters = {}) {
      const flags = Object.entries(parameters).flatMap(([flag, value]) => [`--${flag}`, value])
      const [id = ''] = (await line('scenario', 'apply', name, ...flags)).split('\n')
      return async () => void (await line('scenario', 'undo', id))
    },
    advance: async time => void (await line('clock', 'advance', time)),
    renew: async () => void (await line('instance', 'renew')),
    rotate: async (secret, window) => void (await line('rotate', secret, '--window', window)),
    verifyAccount: async secret => (await line('verify-account', secret)).slice(`${secret}: `.length, -1),
    authorize: async kind => void (await line('authorize', kind)),
    target: async (verb, kind, id, of) =>
      void (await line('target', verb, kind, id, ...(of === undefined ? [] : [of]))),
    async console() {
      const [, ...rows] = (await line('instance', 'secrets')).trimEnd().split('\n')
      return Object.fromEntries(rows.map(row => row.split(/ +/)).map(([name, , status]) => [name, status]))
    },
    reports: async () =>
      [...(await line('events')).matchAll(/Secret:RotateSecret:(\w+)/g)].map(([, how = '']) => how),
    explanation: async () => (await line('requests', '--explain')).split(/\n(?=\S)/).at(-1) ?? '',
    leastPolicy: async user => JSON.parse(await line('policy', '--user', user)),
  }
}

/** What a command prints; it ends well. */
async function printed(args: readonly string[]): Promise<string> {
  let text = ''
  const write = vi.spyOn(process.stdout, 'write').mockImplementation(chunk => {
    text += chunk
    return true
  })
  try {
    expect(await run(args)).toBe(0)
    return text
  } finally {
    write.mockRestore()
  }
}
