import type { InstanceSummary } from '../control/instances.ts'
import { actionOf } from './action.ts'
import { ask, print, segment } from './client.ts'
import { type ClientCommand, type Given, textOf } from './command.ts'
import { CommandError } from './command-error.ts'
import { table } from './table.ts'

/** Lists, expires and renews KMS instances. */
export const command: ClientCommand = {
  describe: yargs =>
    yargs
      .positional('action', { type: 'string', default: 'list', describe: 'list, expire ID or renew ID' })
      .positional('id', { type: 'string', describe: 'an instance; may be left out where there is one only' })
      .option('expires', { type: 'string', describe: 'until when to renew, such as +30d [a year]' })
      .example('kms-emulator instance expire', 'its keys and secrets are Unavailable, for 15 days')
      .example('kms-emulator instance renew --expires +30d', 'all is as before'),
  async run(given) {
    const action = actionOf('instance', given.action, ['list', 'expire', 'renew'])
    const { instances } = await ask<{ instances: InstanceSummary[] }>(given, { path: '/instances' })
    if (action === 'list') {
      print(given, { instances }, () => listed(instances))
      return
    }
    const id = textOf(given, 'id') ?? onlyOf(instances, action)
    const answer = await change(given, action, id)
    print(given, answer, () => listed([answer]))
  },
}

function change(given: Given, action: string, id: string): Promise<InstanceSummary> {
  const expires = textOf(given, 'expires')
  const body = action === 'renew' && expires !== undefined ? { body: { expires } } : {}
  return ask(given, { method: 'POST', path: `/instances/${segment(id)}/${action}`, ...body })
}

function onlyOf(instances: readonly InstanceSummary[], action: string): string {
  const [only] = instances
  if (only && instances.length === 1) return only.id
  throw new CommandError(
    2,
    `\`kms-emulator instance ${action}\` needs an id: the account has ${instances.length} instances`,
  )
}

function listed(instances: readonly InstanceSummary[]): string {
  return table(
    ['instance', 'region', 'type', 'status', 'ends', 'released'],
    instances.map(({ id, region, type, status, expired, endDate, releaseDate }) => [
      id,
      region,
      type,
      status,
      expired ? `${endDate} (expired)` : endDate,
      releaseDate,
    ]),
  )
}
