import yargs, { type Argv } from 'yargs'
import { version } from '../version.ts'
import type { ClientCommand, Given } from './command.ts'
import { CommandError } from './command-error.ts'
import { complaint } from './complaint.ts'
import { type ServeFlags, serveFlags } from './serve-flags.ts'

/** Each client command: how it is called, what it does, and where it is loaded from. */
const commands: readonly (readonly [
  usage: string,
  summary: string,
  load: () => Promise<{ command: ClientCommand }>,
])[] = [
  ['env', 'print the endpoint and dummy credentials to source', () => import('./env.ts')],
  ['wait', 'wait until the emulator answers', () => import('./wait.ts')],
  ['scenario <action> [which]', 'list, apply and undo scenarios', () => import('./scenario.ts')],
  ['fault <action> [rule]', 'list, add and remove fault rules', () => import('./fault.ts')],
  ['clock [action] [time]', "show and move an account's clock", () => import('./clock.ts')],
  [
    'instance [action] [id] [switch]',
    'what billing and the console do to KMS instances',
    () => import('./instance.ts'),
  ],
  [
    'target [action] [kind] [id] [of]',
    'list, remove, restore, stop and start what secrets manage',
    () => import('./target.ts'),
  ],
  [
    'authorize <kind>',
    'what an administrator does behind the authorization link',
    () => import('./authorize.ts'),
  ],
  ['rotate <secret>', "the console's immediate rotation", () => import('./rotate.ts')],
  ['verify-account <secret>', "the console's account check", () => import('./verify-account.ts')],
  ['events', 'what KMS reported of rotations', () => import('./events.ts')],
  ['requests', 'show the calls that were answered', () => import('./requests.ts')],
  ['verify <expected>', 'count calls; fails where they are not as expected', () => import('./verify.ts')],
  ['policy', 'print the least RAM policy for the calls of a user', () => import('./policy.ts')],
  ['reset', 'go back to the seed', () => import('./reset.ts')],
  ['snapshot [file]', 'write the state to a file', () => import('./snapshot.ts')],
  ['restore <file>', 'put a snapshot or a seed in place of the state', () => import('./restore.ts')],
  ['limits', 'what is emulated, how sure it is, what is refused', () => import('./limits.ts')],
]

const usages = ['serve', ...commands.map(([usage]) => usage)]

const exitCodes =
  'Exit codes: 0 done, 1 it failed, 2 the command line is wrong, 70 a fault of the emulator itself.'

/** Runs a command line and answers the exit code. Throws a `CommandError`. */
export async function run(args: readonly string[]): Promise<number> {
  let exitCode = 0
  const wrong = (message: string) => {
    const { key } = (parser as unknown as { getOptions(): { key: object } }).getOptions()
    return new CommandError(2, complaint(message, { args, usages, flags: Object.keys(key) }))
  }
  let parser: Argv = yargs([...args])
    .scriptName('kms-emulator')
    .usage('$0 [command]\n\nA local test double of the secrets API of Alibaba Cloud KMS.')
    .command(['serve', '$0'], 'start the emulator', serveOptions, async given => {
      const { serve } = await import('./serve.ts')
      exitCode = await serve(given as ServeFlags)
    })
  for (const [usage, summary, load] of commands)
    parser = parser.command(
      usage,
      summary,
      async own => (await load()).command.describe(clientOptions(own)),
      async given => (await load()).command.run(given as unknown as Given),
    )
  await parser
    .example('$0 serve --port 0 --log silent', 'a free port; the line `ready URL` tells which')
    .example('eval "$($0 env --user app --format shell)"', 'credentials for your shell')
    .epilogue(exitCodes)
    .parserConfiguration({
      'boolean-negation': false,
      'camel-case-expansion': false,
      'dot-notation': false,
      'duplicate-arguments-array': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
    })
    .strict()
    .help()
    .version(version)
    .locale('en')
    .wrap(Math.min(110, process.stdout.columns ?? 110))
    .showHelpOnFail(false)
    .fail((message, error) => {
      if (error !== undefined && error.name !== 'YError') throw error
      throw wrong(message ?? error?.message ?? '')
    })
    .parseAsync()
    // A command whose flags are loaded throws what the others hand to `fail`.
    .catch(error => {
      throw error.name === 'YError' ? wrong(error.message) : error
    })
  return exitCode
}

function serveOptions(own: Argv): Argv {
  for (const [name, { argument, summary }] of Object.entries(serveFlags))
    own.option(name, { type: 'string', requiresArg: true, describe: `${summary} (${argument})` })
  return own
    .example('$0 serve', 'the default world on http://127.0.0.1:5670')
    .example(
      '$0 serve --seed world.json --ready-file ready',
      'a world of your own; a script waits for the file',
    )
    .example('$0 serve --authorization report', 'nobody is refused; `requests --explain` tells who would be')
}

function clientOptions(own: Argv): Argv {
  return own
    .option('url', {
      type: 'string',
      requiresArg: true,
      describe: 'the emulator [KMS_EMULATOR_URL, http://127.0.0.1:5670]',
    })
    .option('account', {
      type: 'string',
      requiresArg: true,
      describe: 'which account, by its id [the first]',
    })
    .option('admin-token', {
      type: 'string',
      requiresArg: true,
      describe: 'where the emulator wants one [KMS_EMULATOR_ADMIN_TOKEN]',
    })
    .option('json', { type: 'boolean', describe: 'print JSON, for programs' })
}
