import type { TargetSummary } from '../control/targets.ts'
import { targetKinds, targetVerbs } from '../state/managed-target.ts'
import { actionOf, needed } from './action.ts'
import { ask, print, segment } from './client.ts'
import { type ClientCommand, textOf } from './command.ts'
import { table } from './table.ts'

/** Lists and changes what managed secrets manage. */
export const command: ClientCommand = {
  describe: yargs =>
    yargs
      .positional('action', {
        type: 'string',
        default: 'list',
        describe: `list, or ${targetVerbs.join(', ')} KIND ID [OF]`,
      })
      .positional('kind', { type: 'string', describe: targetKinds.join(', ') })
      .positional('id', { type: 'string', describe: 'an instance, or the name of a RAM user' })
      .positional('of', { type: 'string', describe: 'one of its accounts, or an AccessKey of a RAM user' })
      .example('kms-emulator target remove ram-user app', 'its AccessKeys are gone; rotations wait for it')
      .example('kms-emulator target restore ram-user app', 'all is as before; rotations that waited end')
      .example('kms-emulator target stop rds rm-example', 'it is there and lets nobody in'),
  async run(given) {
    const action = actionOf('target', given.action, ['list', ...targetVerbs])
    if (action === 'list') {
      const answer = await ask<{ targets: TargetSummary[] }>(given, { path: '/targets' })
      print(given, answer, () => listed(answer.targets))
      return
    }
    const kind = needed(`target ${action}`, `a kind: ${targetKinds.join(', ')}`, textOf(given, 'kind'))
    const id = needed(`target ${action}`, 'an id', textOf(given, 'id'))
    const account = textOf(given, 'of')
    const answer = await ask<TargetSummary>(given, {
      method: 'POST',
      path: `/targets/${segment(kind)}/${segment(id)}/${action}`,
      ...(account === undefined ? {} : { body: { account } }),
    })
    print(given, answer, () => listed([answer]))
  },
}

function listed(targets: readonly TargetSummary[]): string {
  return table(
    ['kind', 'id', 'account', 'status', 'secrets'],
    targets.flatMap(({ kind, id, status, accounts, secrets }) => [
      [kind, id, '', status, secrets.join(', ')],
      ...accounts.map(account => [kind, id, account.name, account.status, '']),
    ]),
  )
}
