import { printable } from '../printable.ts'
import type { Terminal } from '../terminal.ts'
import { readPlain, splitCommand, withImplied } from './flags.ts'
import { check, commands } from './table.ts'
import { Undecided } from './undecided.ts'
import { WrongUse } from './wrong-use.ts'

/** Obeys a command line and answers the exit code: 0 to 4, or 70 for a bug of ours. */
export async function runCommandLine(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    return await obey(args, terminal)
  } catch (error) {
    if (error instanceof Undecided) {
      terminal.err(`ram-lint: ${printable(error.message)}\n`)
      return 4
    }
    if (error instanceof WrongUse) {
      terminal.err(`ram-lint: ${printable(error.message)}\n`)
      return 2
    }
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
    terminal.err(
      `ram-lint: a bug of its own; please report it with these lines and, if it may be shown, the policy\n`,
    )
    terminal.err(`${stack}\n`)
    return 70
  }
}

/** Loads what the command line needs, no more: yargs only for help and for a mistake. */
async function obey(words: readonly string[], terminal: Terminal): Promise<number> {
  const flags = Object.assign({}, ...commands.map(each => each.flags))
  const args = withImplied(words, flags)
  const { command: word, others } = splitCommand(args, flags)
  const named = commands.find(({ name }) => name === word)
  const command = named ?? check
  const rest = named === undefined ? args : others
  const given = readPlain(rest, command.flags)
  const { least = 0, most = Number.POSITIVE_INFINITY } = command.paths ?? { most: 0 }
  if (given && given.paths.length >= least && given.paths.length <= most) return command.run(given, terminal)
  const { help } = await import('./help.ts')
  await help(named === undefined ? args : [named.name, ...others], command, terminal)
  return 0
}
