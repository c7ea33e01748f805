import { actionOf } from './action.ts'
import { ask } from './client.ts'
import { type ClientCommand, textOf } from './command.ts'

/** Prints what clients read from the environment. */
export const command: ClientCommand = {
  describe: yargs =>
    yargs
      .option('user', { type: 'string', describe: 'whose credentials: a RAM user of the account [the root]' })
      .option('format', { type: 'string', describe: 'dotenv, shell or json', default: 'dotenv' })
      .example('eval "$(kms-emulator env --user app --format shell)"', 'for the shell that runs your tests')
      .example('kms-emulator env > .env', 'for whatever reads a .env file'),
  async run(given) {
    const format = actionOf('env --format', given.json ? 'json' : given.format, ['dotenv', 'shell', 'json'])
    const variables = await ask<Record<string, string>>(given, {
      path: '/env',
      query: { user: textOf(given, 'user') },
    })
    const lines = Object.entries(variables).map(([name, value]) => line[format](name, value))
    process.stdout.write(format === 'json' ? `${JSON.stringify(variables, null, 2)}\n` : lines.join(''))
  },
}

/** A value is never read as anything but itself by what reads the format. */
const line = {
  dotenv: (name: string, value: string) =>
    `${name}=${/^[\w./:@-]*$/.test(value) ? value : JSON.stringify(value)}\n`,
  shell: (name: string, value: string) => `export ${name}='${value.replaceAll("'", "'\\''")}'\n`,
  json: () => '',
}
