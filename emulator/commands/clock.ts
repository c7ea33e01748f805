import type { ClockReading } from '../control/clock.ts'
import { actionOf, needed } from './action.ts'
import { ask, print } from './client.ts'
import { type ClientCommand, textOf } from './command.ts'

/** Shows and moves an account's clock. */
export const command: ClientCommand = {
  describe: yargs =>
    yargs
      .positional('action', {
        type: 'string',
        default: 'show',
        describe: 'show, advance TIME, set TIME, freeze or run',
      })
      .positional('time', { type: 'string', describe: 'how far (48h, 15d), or to when' })
      .example('kms-emulator clock advance 15d', 'what falls due by then has happened')
      .example(
        'kms-emulator clock set 2026-03-01T00:00:00Z',
        'signatures go on to be judged by the real time',
      )
      .example('kms-emulator clock freeze', 'it stands until `advance`, `set` or `run`'),
  async run(given) {
    const action = actionOf('clock', given.action, ['show', 'advance', 'set', 'freeze', 'run'])
    const time = textOf(given, 'time')
    const what =
      action === 'advance' ? 'a length of time such as `48h`' : 'a time such as `2026-03-01T00:00:00Z`'
    const takesTime = action === 'advance' || action === 'set'
    const value = takesTime ? needed(`clock ${action}`, what, time) : true
    const answer = await ask<ClockReading>(given, {
      path: '/clock',
      ...(action === 'show' ? {} : { method: 'POST', body: { [action]: value } }),
    })
    print(given, answer, () => `${answer.now} (${answer.running ? 'running' : 'frozen'})`)
  },
}
