import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** What a command wrote and how it ended. */
export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A bundle of the command line in a folder of its own. */
export interface CommandLine {
  /** For files of the tests. */
  readonly folder: string
  run(args: readonly string[], options?: { env?: Record<string, string>; input?: string }): Promise<Ended>
  /** Starts `serve` on a free port and waits for the line `ready`. */
  serve(args?: readonly string[], env?: Record<string, string>): Promise<Serving>
  remove(): Promise<void>
}

/** A `serve` that is ready. */
export interface Serving {
  readonly url: string
  readonly child: ChildProcess
  readonly output: { stdout: string; stderr: string }
  stop(signal?: NodeJS.Signals): Promise<Ended>
}

/** Bundles the command line as the package does. */
export async function bundledCommandLine(): Promise<CommandLine> {
  const folder = await mkdtemp(join(tmpdir(), 'kms-emulator-cli-'))
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
  const { bundle } = (await import(new URL('../../.ci/bundle.mjs', import.meta.url).href)) as {
    bundle(outdir: string, entries: readonly string[]): Promise<void>
  }
  await bundle(join(folder, 'dist'), ['emulator/cli.ts'])
  const start = (args: readonly string[], env: Record<string, string> = {}) => {
    const child = spawn(process.execPath, [join(folder, 'dist/emulator/cli.js'), ...args], {
      cwd: folder,
      env: { PATH: process.env.PATH ?? '', HOME: folder, ...env },
    })
    const output = { stdout: '', stderr: '' }
    child.stdout.setEncoding('utf8').on('data', text => (output.stdout += text))
    child.stderr.setEncoding('utf8').on('data', text => (output.stderr += text))
    const ended = new Promise<Ended>((resolve, reject) => {
      child.on('error', reject)
      child.on('close', code => resolve({ code, ...output }))
    })
    return { child, output, ended }
  }
  return {
    folder,
    async run(args, { env, input = '' } = {}) {
      const { child, ended } = start(args, env)
      child.stdin.end(input)
      return ended
    },
    async serve(args = [], env) {
      const { child, output, ended } = start(['serve', '--port', '0', ...args], env)
      const url = await new Promise<string>((resolve, reject) => {
        child.stdout.on('data', () => {
          const [, ready] = /^ready (\S+)\n/m.exec(output.stdout) ?? []
          if (ready !== undefined) resolve(ready)
        })
        ended.then(({ stderr }) => reject(new Error(`it ended: ${stderr}`)), reject)
      })
      return {
        url,
        child,
        output,
        stop(signal = 'SIGTERM') {
          child.kill(signal)
          return ended
        },
      }
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}
