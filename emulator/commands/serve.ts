import { rm, writeFile } from 'node:fs/promises'
import { OptionError, type RunningEmulator, SeedError, startEmulator } from '../index.ts'
import { CommandError } from './command-error.ts'
import { fileReason } from './file-reason.ts'
import { readJsonFile } from './json-file.ts'
import { type ServeFlags, startOptionsOf } from './serve-flags.ts'
import { startupText } from './startup-text.ts'

/** Starts an emulator and answers once SIGTERM or SIGINT has closed it: 0. Throws a `CommandError`. */
export async function serve(flags: ServeFlags): Promise<number> {
  const options = startOptionsOf(flags, process.env)
  const readyFile = flags['ready-file']
  const seed = flags.seed === undefined ? {} : { seed: await readJsonFile(flags.seed) }
  if (readyFile !== undefined) await rm(readyFile, { force: true })
  const emulator = await started({ ...options, ...seed }, flags)
  const stopped = signalled()
  process.stdout.write(`${await describe(emulator, options.adminToken !== undefined)}\n`)
  if (readyFile !== undefined) await announce(readyFile, emulator)
  process.stdout.write(`ready ${emulator.url}\n`)
  await stopped
  await emulator.close()
  if (readyFile !== undefined) await rm(readyFile, { force: true })
  return 0
}

async function describe(emulator: RunningEmulator, adminToken: boolean): Promise<string> {
  const [account] = emulator.accounts()
  const { region = 'cn-hangzhou', accounts } = await emulator.snapshot()
  const secret = accounts[0]?.secrets?.[0]?.name
  return startupText({ url: emulator.url, endpoint: emulator.endpoint, region, account, secret, adminToken })
}

/** Whoever waits for the file must not wait for nothing. */
async function announce(file: string, emulator: RunningEmulator): Promise<void> {
  try {
    await writeFile(file, `${emulator.url}\n`)
  } catch (error) {
    await emulator.close()
    throw new CommandError(1, `cannot write ${file}: ${fileReason(error, 'folder')}`)
  }
}

async function started(
  options: Parameters<typeof startEmulator>[0],
  flags: ServeFlags,
): Promise<RunningEmulator> {
  try {
    return await startEmulator(options)
  } catch (error) {
    if (error instanceof SeedError)
      throw new CommandError(
        1,
        `${flags.seed}: ${error.pointer === '' ? '' : `${error.pointer}: `}${error.reason}`,
      )
    if (error instanceof OptionError) throw new CommandError(2, `${error.message}${tokenHint(error)}`)
    throw cannotListen(error, options?.port ?? 0, options?.host ?? '127.0.0.1')
  }
}

/** How the token is set from the command line, where it is what is missing. */
function tokenHint({ option }: OptionError): string {
  return option === 'host' ? '; write `--admin-token TOKEN` or set KMS_EMULATOR_ADMIN_TOKEN' : ''
}

/** Node's reasons not to listen in one sentence; anything else is a fault of ours and stays as it is. */
function cannotListen(error: unknown, port: number, host: string): unknown {
  const where = `${host} port ${port}`
  const code = codeOf(error)
  if (code === 'EADDRINUSE')
    return new CommandError(1, `${where} is in use; name another with \`--port\`, or 0 for a free one`)
  if (code === 'EACCES')
    return new CommandError(
      1,
      `${where} may not be listened on by this user; name a port above 1023 with \`--port\``,
    )
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new CommandError(1, `${host} is no address of this machine; leave out \`--host\` for 127.0.0.1`)
  return error
}

function codeOf(error: unknown): string {
  return String((error as NodeJS.ErrnoException).code ?? '')
}

/** When the process is told to stop; told twice, it stops at once. */
function signalled(): Promise<void> {
  return new Promise(resolve => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const)
      process.once(signal, () => {
        process.once(signal, () => process.exit(1))
        resolve()
      })
  })
}
