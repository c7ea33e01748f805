import type { Limits } from '../control/limits.ts'
import { ask, print } from './client.ts'
import type { ClientCommand } from './command.ts'
import { table } from './table.ts'

/** Shows what is emulated, how sure each part is, and what is refused. */
export const command: ClientCommand = {
  describe: yargs =>
    yargs
      .example(
        'kms-emulator limits',
        'operations, with how many of their errors are documented, seen or assumed',
      )
      .example('kms-emulator limits --json', 'each error with its source'),
  async run(given) {
    const limits = await ask<Limits>(given, { path: '/limits', global: true })
    print(given, limits, () => textOf(limits))
  },
}

function textOf({ operations, scenarios, notEmulated, later }: Limits): string {
  const rows = operations.map(({ name, group, errors, differences }) => {
    const count = (certainty: string) => String(errors.filter(error => error.certainty === certainty).length)
    return [name, group, count('documented'), count('seen'), count('assumed'), differences.join('; ')]
  })
  return [
    table(['operation', 'group', 'documented', 'seen', 'assumed', 'what differs'], rows),
    '',
    `scenarios: ${scenarios.map(({ name }) => name).join(', ')}`,
    '',
    `not emulated, answered with Emulator.NotEmulated: ${notEmulated.join(', ')}`,
    '',
    `not there yet: ${later.join(', ')}`,
  ].join('\n')
}
