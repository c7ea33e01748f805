import { printable } from '../printable.ts'
import type { Terminal } from '../terminal.ts'
import { checkFlags, explainFlags, readPlain, splitCommand } from './flags.ts'
import { refuseLater } from './later.ts'
import { WrongUse } from './wrong-use.ts'

/** Obeys a command line and answers the exit code: 0, 1, 2, 3, or 70 for a bug of ours. */
export async function runCommandLine(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    return await obey(args, terminal)
  } catch (error) {
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
async function obey(args: readonly string[], terminal: Terminal): Promise<number> {
  const { command, others } = splitCommand(args)
  refuseLater(command, others)
  if (command === 'explain') {
    const given = readPlain(others, explainFlags)
    if (given && given.paths.length > 0) return (await import('./explain.ts')).explain(given, terminal)
  } else {
    const given = readPlain(command === 'check' ? others : args, checkFlags)
    if (given) return (await import('./check.ts')).check(given, terminal)
  }
  const { help } = await import('./help.ts')
  await help(command === 'explain' ? ['explain', ...others] : args, terminal)
  return 0
}
