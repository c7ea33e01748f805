import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { needed } from './action.ts'
import { ask, print } from './client.ts'
import { type ClientCommand, textOf } from './command.ts'
import { CommandError } from './command-error.ts'
import { fileReason } from './file-reason.ts'

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
      body: await readJson(file),
    })
    print(given, answer, () => `the state is that of ${file}: ${answer.accounts.length} account(s)`)
  },
}

async function readJson(file: string): Promise<unknown> {
  const read = file === '-' ? text(process.stdin) : readFile(file, 'utf8')
  const content = await read.catch(error => {
    throw new CommandError(1, `cannot read ${file}: ${fileReason(error)}`)
  })
  try {
    return JSON.parse(content)
  } catch {
    throw new CommandError(1, `${file} is no JSON text`)
  }
}
