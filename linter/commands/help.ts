import yargs, { type Argv } from 'yargs'
import { nearest } from '../suggestion.ts'
import type { Terminal } from '../terminal.ts'
import { version } from '../version.ts'
import { checkFlags, explainFlags, type Flag } from './flags.ts'
import { WrongUse } from './wrong-use.ts'

/**
 * Answers a command line that is not plain: prints the help or the version that it asks for, else throws a `WrongUse`
 * that says what is wrong with it. Runs nothing.
 */
export async function help(args: readonly string[], terminal: Terminal): Promise<void> {
  const refuse = () => {
    throw new WrongUse('`--quiet` takes no value, and a value that starts with `-` is written `--flag=value`')
  }
  const parser: Argv = yargs([...args])
    .scriptName('ram-lint')
    .usage(`$0 [check] [PATH…]\n$0 explain PATH… --action ACTION --resource ARN\n\n${about}`)
    .command(['check [path..]', '$0'], 'find what is wrong with policies', describeCheck, refuse)
    .command(
      'explain <path..>',
      'which statement allows or denies a request, and why',
      describeExplain,
      refuse,
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
      const command = args[0] === 'explain' ? 'explain' : 'check'
      throw new WrongUse(explained(message ?? error?.message ?? '', command))
    })
  await parser.parseAsync([...args], {}, (_error, _given, output) => {
    if (output !== '') terminal.out(`${output}\n`)
  })
}

function describeCheck(own: Argv): Argv {
  return describeFlags(own, checkFlags).positional('path', { type: 'string', describe: pathText })
}

function describeExplain(own: Argv): Argv {
  return describeFlags(own, explainFlags)
    .positional('path', { type: 'string', describe: explainPathText })
    .usage(`$0 explain PATH… --action ACTION --resource ARN\n\n${aboutExplain}`)
    .example(explainExample, 'why can it not decrypt?')
}

const about =
  "Checks policies of Alibaba Cloud's RAM, and key and secret policies of KMS: what RAM refuses, and where. " +
  'What a policy grants is not judged yet; `explain` answers that for one request at a time. Nothing is sent anywhere.'

const aboutExplain =
  'The policies at PATH are taken as attached to the one who asks. A condition on a key that no `--context` tells ' +
  'of is left open; if it decides, the answer is conditional.'

const pathText =
  'files, folders (every *.json below, but for node_modules and folders with a dot in front; .gitignore is not ' +
  'read), or - for standard input [the current folder]'

const explainPathText = 'identity policies; for sts:AssumeRole also the trust policy of the role'

const explainExample = '$0 explain app.json --action kms:Decrypt --resource acs:kms:cn-hangzhou:123:key/k'

const exitCodes =
  'Exit codes: 0 nothing at or above --fail-on, or allowed; 1 findings, or denied or conditional; 2 wrong use, or ' +
  'a named file cannot be read; 3 no policy found; 70 a bug of ram-lint.'

function describeFlags(own: Argv, flags: Readonly<Record<string, Flag>>): Argv {
  for (const [name, { argument, summary }] of Object.entries(flags)) {
    if (argument === undefined) own.option(name, { type: 'boolean', describe: summary })
    else own.option(name, { type: 'string', requiresArg: true, describe: `${summary} (${argument})` })
  }
  return own
}

/** yargs's complaint in one line, with the flag that was probably meant. */
function explained(message: string, command: 'check' | 'explain'): string {
  if (message.startsWith('Not enough non-option arguments')) return '`explain` needs the PATH of a policy'
  const line = message.replace(/\s*\n\s*/g, '; ')
  const [, unknown] = /^Unknown (?:argument|command)s?: ([^,]+)/.exec(line) ?? []
  if (unknown === undefined)
    return `${line[0]?.toLowerCase()}${line.slice(1)}; \`ram-lint --help\` tells more`
  const [own, other] = command === 'check' ? [checkFlags, explainFlags] : [explainFlags, checkFlags]
  const name = `${unknown.length > 1 ? '--' : '-'}${unknown}`
  if (Object.hasOwn(other, unknown)) return `\`${command}\` takes no \`${name}\``
  const meant = nearest(unknown, [...Object.keys(own), 'help', 'version'])
  return `there is no \`${name}\`${meant === undefined ? '; `ram-lint --help` lists what there is' : `; did you mean \`--${meant}\`?`}`
}
