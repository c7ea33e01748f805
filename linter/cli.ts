#!/usr/bin/env node
import type { Terminal } from './terminal.ts'

/** The oldest Node that runs this. */
const oldest = [20, 19] as const

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < oldest[0] || (major === oldest[0] && minor < oldest[1])) {
  process.stderr.write(`ram-lint needs Node ${oldest.join('.')} or newer; this is ${process.versions.node}\n`)
  process.exitCode = 2
} else {
  // A reader that goes away early, e.g. `head`, wants no more: that is no mistake.
  process.stdout.on('error', error => process.exit((error as NodeJS.ErrnoException).code === 'EPIPE' ? process.exitCode : 70))
  process.exitCode = await main(process.argv.slice(2), thisTerminal())
}

function thisTerminal(): Terminal {
  const { NO_COLOR, TERM } = process.env
  return {
    folder: process.cwd(),
    color: process.stdout.isTTY === true && (NO_COLOR ?? '') === '' && TERM !== 'dumb',
    columns: process.stdout.columns ?? 110,
    out: text => void process.stdout.write(text),
    err: text => void process.stderr.write(text),
    async input() {
      const parts: Buffer[] = []
      for await (const part of process.stdin) parts.push(part as Buffer)
      return Buffer.concat(parts)
    },
  }
}

/** Loads what the command line needs, no more, and answers the exit code: 0, 1, 2, 3, or 70 for a bug of ours. */
async function main(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    const { refuseLater } = await import('./commands/later.ts')
    refuseLater(args)
    const { checkFlags, explainFlags, readPlain } = await import('./commands/flags.ts')
    if (args[0] !== 'explain') {
      const given = readPlain(args[0] === 'check' ? args.slice(1) : args, checkFlags)
      if (given) return await (await import('./commands/check.ts')).check(given, terminal)
    } else {
      const given = readPlain(args.slice(1), explainFlags)
      if (given && given.paths.length > 0) return await (await import('./commands/explain.ts')).explain(given, terminal)
    }
    return await (await import('./commands/index.ts')).run(args, terminal)
  } catch (error) {
    if (error instanceof Error && error.name === 'WrongUse') {
      const { printable } = await import('./printable.ts')
      terminal.err(`ram-lint: ${printable(error.message)}\n`)
      return 2
    }
    terminal.err(`ram-lint: a bug of its own; please report it with these lines and, if it may be shown, the policy\n`)
    terminal.err(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
    return 70
  }
}
