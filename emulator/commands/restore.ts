import { needed } from './action.ts'
import { ask, print } from './client.ts'
import { type ClientCommand, textOf } from './command.ts'
import { readJsonFile } from './json-file.ts'

/** Puts a snapshot or a seed in place of the state. */
export const command: ClientCommand = {
  describe: yargs =>
    yargs
      .positional('file', { type: 'string', describe: 'a snapshot or a seed; - is standard input' })
      .example('kms-emulator restore before.json', 'what `snapshot` wrote'),
  async run(given) {
    const file = needed('restore', 'a file', textOf(given, 'file'))
    const answer = await ask<{ accounts: string[] }>(given, {
      method: 'PUT',
      path: '/state',
      body: await readJsonFile(file),
    })
    print(given, answer, () => `the state is that of ${file}: ${answer.accounts.length} account(s)`)
  },
}
