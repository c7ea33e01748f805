import { writeFile } from 'node:fs/promises'
import { ask } from './client.ts'
import { type ClientCommand, textOf } from './command.ts'
import { CommandError } from './command-error.ts'
import { fileReason } from './file-reason.ts'

/** Writes the state to a file or standard output. */
export const command: ClientCommand = {
  describe: yargs =>
    yargs
      .positional('file', { type: 'string', describe: 'where to write it [standard output]' })
      .example('kms-emulator snapshot before.json', 'keep the state; `restore` and `serve --seed` take it'),
  async run(given) {
    const file = textOf(given, 'file')
    const text = `${JSON.stringify(await ask(given, { path: '/state' }), null, 2)}\n`
    if (file === undefined || file === '-') process.stdout.write(text)
    // It holds keys and credentials, dummies though they are.
    else
      await writeFile(file, text, { mode: 0o600 }).catch(error => {
        throw new CommandError(1, `cannot write ${file}: ${fileReason(error, 'folder')}`)
      })
  },
}
