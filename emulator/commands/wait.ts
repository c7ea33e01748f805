import { setTimeout as pause } from 'node:timers/promises'
import { parseDuration } from '../state/relative-time.ts'
import { ask, print, urlOf } from './client.ts'
import { type ClientCommand, textOf } from './command.ts'
import { CommandError } from './command-error.ts'

/** How long to wait between two tries, in milliseconds. */
const between = 50

/** Waits until an emulator answers. */
export const command: ClientCommand = {
  describe: yargs =>
    yargs
      .option('timeout', { type: 'string', describe: 'how long to wait at most', default: '10s' })
      .example('kms-emulator serve & kms-emulator wait && npm test', 'a script that needs it'),
  async run(given) {
    const timeout = textOf(given, 'timeout') ?? ''
    const limit = timeout === '0' ? 0 : parseDuration(timeout)
    if (limit === undefined || limit < 0)
      throw new CommandError(2, `\`--timeout\` is a length of time such as \`10s\`, not \`${timeout}\``)
    const end = performance.now() + limit
    for (;;) {
      try {
        const health = await ask<{ version: string }>(given, { path: '/health', global: true })
        print(given, health, () => `kms-emulator ${health.version} answers at ${urlOf(given)}`)
        return
      } catch (error) {
        if (!(error instanceof CommandError) || error.exitCode === 2) throw error
        if (performance.now() >= end) throw error
        await pause(between)
      }
    }
  },
}
