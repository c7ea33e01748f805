#!/usr/bin/env node
/** The oldest Node that runs this. */
const oldest = [20, 19] as const

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < oldest[0] || (major === oldest[0] && minor < oldest[1])) {
  process.stderr.write(
    `kms-emulator needs Node ${oldest.join('.')} or newer; this is ${process.versions.node}\n`,
  )
  process.exitCode = 1
} else {
  process.exitCode = await main(process.argv.slice(2))
}

/** Loads what the command needs, no more, and answers the exit code: 0, 1 (it failed), 2 (the command line), 70 (ours). */
async function main(args: readonly string[]): Promise<number> {
  try {
    const { plainServe } = await import('./commands/serve-flags.ts')
    const flags = plainServe(args)
    if (flags) return await (await import('./commands/serve.ts')).serve(flags)
    return await (await import('./commands/index.ts')).run(args)
  } catch (error) {
    const { CommandError } = await import('./commands/command-error.ts')
    const { reportBug } = await import('./request-log.ts')
    if (!(error instanceof CommandError)) {
      reportBug(error)
      return 70
    }
    process.stderr.write(`kms-emulator: ${error.message}\n`)
    return error.exitCode
  }
}
