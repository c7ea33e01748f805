import yargs, { type Argv } from 'yargs'
import { nearest } from '../suggestion.ts'
import type { Terminal } from '../terminal.ts'
import { version } from '../version.ts'
import { checkFlags, explainFlags, type Flag, givenOf } from './flags.ts'
import { WrongUse } from './wrong-use.ts'

/** Runs any command line and answers the exit code. Throws a `WrongUse`. */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  let exitCode = 0
  const parser: Argv = yargs([...args])
    .scriptName('ram-lint')
    .usage('$0 [check] [PATH…]\n$0 explain PATH… --action ACTION --resource ARN\n\n' + about)
    .command(
      ['check [path..]', '$0'],
      'find what is wrong with policies',
      own => describeFlags(own, checkFlags).positional('path', { type: 'string', describe: pathText }),
      async ({ path, ...parsed }) => {
        const given = givenOf((path as string[] | undefined) ?? [], parsed, checkFlags)
        exitCode = await (await import('./check.ts')).check(given, terminal)
      },
    )
    .command(
      'explain <path..>',
      'which statement allows or denies a request, and why',
      own =>
        describeFlags(own, explainFlags)
          .positional('path', { type: 'string', describe: explainPathText })
          .usage(`$0 explain PATH… --action ACTION --resource ARN\n\n${aboutExplain}`)
          .example(explainExample, 'why may the application not read its secret?'),
      async ({ path, ...parsed }) => {
        const given = givenOf(path as unknown as string[], parsed, explainFlags)
        exitCode = await (await import('./explain.ts')).explain(given, terminal)
      },
    )
    .example('$0 policies/', 'every policy below a folder')
    .example('$0 --kind key key-policy.json', 'the policy of a key')
    .example('terraform output -raw policy | $0 -', 'from another program')
    .epilogue(exitCodes)
    .parserConfiguration({
      'boolean-negation': false,
      'camel-case-expansion': false,
      'dot-notation': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
    })
    .strict()
    .help()
    .version(version)
    .locale('en')
    .wrap(Math.min(110, terminal.columns))
    .showHelpOnFail(false)
    .exitProcess(false)
    .fail((message, error) => {
      if (error !== undefined && error.name !== 'YError') throw error
      throw new WrongUse(explained(message ?? error?.message ?? ''))
    })
  await parser.parseAsync([...args], {}, (_error, _given, output) => {
    if (output !== '') terminal.out(`${output}\n`)
  })
  return exitCode
}

const about = `Checks policies of Alibaba Cloud's RAM, and key and secret policies of KMS: what RAM refuses, and where.
It does not yet judge what a policy grants; \`explain\` answers for one request at a time.
Nothing is sent anywhere.`

const aboutExplain = `The policies at PATH are taken as attached to the one who asks. A condition whose key \`--context\` does not tell is
left open, so the answer may be conditional.`

const pathText = `files, folders (every *.json below, but for node_modules and names with a dot in front; no .gitignore is read),
or - for standard input [the current folder]`

const explainPathText = 'identity policies; for sts:AssumeRole also the trust policy of the role'

const explainExample =
  '$0 explain app.json --action kms:Decrypt --resource acs:kms:cn-hangzhou:1234567890123456:key/key-hzz1'

const exitCodes = `Exit codes: 0 nothing at or above --fail-on, or allowed; 1 findings, or denied or conditional; 2 wrong use, or a
named file cannot be read; 3 no policy found; 70 a bug of ram-lint.`

function describeFlags(own: Argv, flags: Readonly<Record<string, Flag>>): Argv {
  for (const [name, { argument, summary }] of Object.entries(flags)) {
    if (argument === undefined) own.option(name, { type: 'boolean', describe: summary })
    else own.option(name, { type: 'string', requiresArg: true, describe: `${summary} (${argument})` })
  }
  return own
}

/** yargs's complaint in one line, with the flag that was probably meant. */
function explained(message: string): string {
  const line = message.replace(/\s*\n\s*/g, '; ')
  const [, unknown] = /^Unknown (?:argument|command)s?: ([^,]+)/.exec(line) ?? []
  if (unknown === undefined) return `${line[0]?.toLowerCase()}${line.slice(1)}; \`ram-lint --help\` tells more`
  const flags = [...Object.keys(checkFlags), ...Object.keys(explainFlags), 'help', 'version']
  const meant = nearest(unknown, flags)
  const hint = meant === undefined ? '; `ram-lint --help` lists what there is' : `; did you mean \`--${meant}\`?`
  return `there is no \`${unknown.length > 1 ? '--' : '-'}${unknown}\`${hint}`
}
