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
  process.stdout.on('error', error =>
    process.exit((error as NodeJS.ErrnoException).code === 'EPIPE' ? process.exitCode : 70),
  )
  // Node 20 starts to optimise long before that pays, on the same core: without it 1,000 files take a third more time.
  if (major === 20) (await import('node:v8')).setFlagsFromString('--interrupt-budget=500000')
  const { runCommandLine } = await import('./commands/run.ts')
  process.exitCode = await runCommandLine(process.argv.slice(2), thisTerminal())
}

function thisTerminal(): Terminal {
  const { NO_COLOR, TERM } = process.env
  return {
    folder: process.cwd(),
    environment: process.env,
    color: process.stdout.isTTY === true && (NO_COLOR ?? '') === '' && TERM !== 'dumb',
    columns: process.stdout.columns ?? 110,
    live: process.stderr.isTTY === true && TERM !== 'dumb',
    // The other clock of Node's takes two milliseconds to load.
    now: () => Number(process.hrtime.bigint()) / 1e6,
    time: () => Date.now(),
    out: text => void process.stdout.write(text),
    err: text => void process.stderr.write(text),
    async input() {
      const parts: Buffer[] = []
      for await (const part of process.stdin) parts.push(part as Buffer)
      return Buffer.concat(parts)
    },
  }
}
