import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { runCommandLine } from '../../linter/commands/run.ts'
import type { Terminal } from '../../linter/terminal.ts'

/** What a command line wrote and how it ended. */
export interface Ended {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** Runs `ram-lint` in this process, in a folder. */
export async function ramLint(
  folder: string,
  args: readonly string[],
  { input = '', ...given }: Partial<Omit<Terminal, 'input'>> & { readonly input?: string | Uint8Array } = {},
): Promise<Ended> {
  let out = ''
  let err = ''
  const code = await runCommandLine(args, {
    folder,
    environment: {},
    color: false,
    columns: 110,
    live: false,
    now: () => 0,
    time: () => Date.parse('2030-01-15T12:00:00Z'),
    out: text => {
      out += text
    },
    err: text => {
      err += text
    },
    input: async () => Buffer.from(input as string),
    ...given,
  })
  return { code, out, err }
}

/** A folder of files, for a test; `remove` takes it away. */
export async function folderOf(
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<{ readonly path: string; remove(): void }> {
  const path = mkdtempSync(join(tmpdir(), 'ram-lint-'))
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(path, name)), { recursive: true })
    writeFileSync(join(path, name), text)
  }
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

/** A policy that RAM accepts, as JSON. */
export function policyOf(...statements: readonly object[]): string {
  return JSON.stringify({ Version: '1', Statement: statements })
}

/** Reads one secret, and nothing else. */
export const readsSecret = {
  Effect: 'Allow',
  Action: 'kms:GetSecretValue',
  Resource: 'acs:kms:cn-hangzhou:1234567890123456:secret/db',
}

/** Lets a secret under the key be read that another statement grants. */
export const decryptsItsKey = {
  Effect: 'Allow',
  Action: 'kms:Decrypt',
  Resource: 'acs:kms:cn-hangzhou:1234567890123456:key/key-id',
}
