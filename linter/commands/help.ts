import yargs, { type Argv } from 'yargs'
import { nearest } from '../suggestion.ts'
import type { Terminal } from '../terminal.ts'
import { version } from '../version.ts'
import type { Command } from './command.ts'
import type { Flag } from './flags.ts'
import { check, commands } from './table.ts'
import { WrongUse } from './wrong-use.ts'

/**
 * Answers a command line that is not plain: prints the help or the version that it asks for, else throws a `WrongUse`
 * that says what is wrong with it. Runs nothing. `command` is the one that it names, or `check`.
 */
export async function help(args: readonly string[], command: Command, terminal: Terminal): Promise<void> {
  const refuse = () => {
    throw new WrongUse(refusal(args, command))
  }
  const usages = commands.map(each => `$0 ${each === check ? '[check]' : each.name} ${each.usage}`)
  const parser: Argv = yargs([...args])
    .scriptName('ram-lint')
    .usage(`${usages.join('\n')}\n\n${about}`)
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
      throw new WrongUse(explained(message ?? error?.message ?? '', command, args))
    })
  for (const each of commands) {
    const words = `${each.name}${pathsOf(each)}`
    parser.command(each === check ? [words, '$0'] : words, each.summary, own => describe(own, each), refuse)
  }
  parser.epilogue(`${examplesOf(check)}\n\n${exitCodes}`)
  await parser.parseAsync([...args], {}, (_error, _given, output) => {
    if (output !== '') terminal.out(`${output}\n`)
  })
}

/** Paths as yargs declares them. */
function pathsOf({ paths }: Command): string {
  if (paths === null) return ''
  return paths.least > 0 ? ' <path..>' : ' [path..]'
}

function describe(own: Argv, command: Command): Argv {
  const { name, usage, summary, about: more, paths, flags } = command
  describeFlags(own, flags)
  if (paths !== null) own.positional('path', { type: 'string', describe: paths.text })
  if (command === check) return own
  own.usage(`$0 ${name} ${usage}\n\n${more ?? `${summary[0]?.toUpperCase()}${summary.slice(1)}.`}`)
  return own.epilogue(examplesOf(command))
}

/** Examples as lines of a shell, which can be copied: what each is for stands above it, and long ones go on below. */
function examplesOf(command: Command): string {
  const name = command === check ? '' : `${command.name} `
  const lines = command.examples.map(([words, meaning]) => {
    const flags = words.split(/ (?=--)/)
    const whole = `ram-lint ${name}${words.length > longestExample ? flags.join(' \\\n      ') : words}`
    return `  # ${meaning}\n  ${whole}`
  })
  return ['Examples:', ...lines].join('\n')
}

const longestExample = 80

const about =
  "Checks policies of Alibaba Cloud's RAM, and key and secret policies of KMS: what RAM refuses, what grants more than " +
  'it seems to, and whether an application can read its secret. Nothing is sent anywhere.'

const exitCodes =
  'Exit codes: 0 nothing at or above --fail-on, proved, or allowed; 1 findings, conditional or denied; 2 wrong use, or ' +
  'a named file cannot be read; 3 no policy found; 4 undecided; 70 a bug of ram-lint.'

function describeFlags(own: Argv, flags: Readonly<Record<string, Flag>>): Argv {
  for (const [name, { argument, summary }] of Object.entries(flags)) {
    if (argument === undefined) own.option(name, { type: 'boolean', describe: summary })
    else own.option(name, { type: 'string', requiresArg: true, describe: `${summary} (${argument})` })
  }
  return own
}

/** What is wrong with a command line that yargs accepts. */
function refusal(args: readonly string[], { name, paths }: Command): string {
  const found = args.filter(arg => !arg.startsWith('-')).length - 1
  if (paths?.most !== undefined && found > paths.most)
    return `\`${name}\` takes ${paths.most === 1 ? 'one path' : `${paths.most} paths`}, not ${found}`
  return 'a flag without a value takes none, and a value that starts with `-` is written `--flag=value`'
}

/** yargs's complaint in one line, with the flag that was probably meant. */
function explained(
  message: string,
  { name: command, flags, paths }: Command,
  args: readonly string[],
): string {
  if (message.startsWith('Not enough non-option arguments'))
    return `\`${command}\` needs a PATH: ${paths?.text ?? ''}`
  const line = message.replace(/\s*\n\s*/g, '; ')
  const [, unknown] = /^Unknown (?:argument|command)s?: ([^,]+)/.exec(line) ?? []
  if (unknown === undefined)
    return `${line[0]?.toLowerCase()}${line.slice(1)}; \`ram-lint --help\` tells more`
  const isFlag = args.some(arg => /^--?/.test(arg) && arg.replace(/^--?/, '').split('=')[0] === unknown)
  if (paths === null && !isFlag) {
    const flag = nearest(unknown, Object.keys(flags))
    if (flag === undefined)
      return `\`${command}\` takes no path; \`ram-lint ${command} --help\` tells what it takes`
  }
  const name = `${unknown.length > 1 ? '--' : '-'}${unknown}`
  if (commands.some(each => Object.hasOwn(each.flags, unknown))) return `\`${command}\` takes no \`${name}\``
  const meant = nearest(unknown, [...Object.keys(flags), 'help', 'version'])
  return `there is no \`${name}\`${meant === undefined ? '; `ram-lint --help` lists what there is' : `; did you mean \`--${meant}\`?`}`
}
