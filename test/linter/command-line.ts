import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { runCommandLine } from '../../linter/commands/run.ts'

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
  { input = '', color = false }: { readonly input?: string | Uint8Array; readonly color?: boolean } = {},
): Promise<Ended> {
  let out = ''
  let err = ''
  const code = await runCommandLine(args, {
    folder,
    color,
    columns: 110,
    out: text => {
      out += text
    },
    err: text => {
      err += text
    },
    input: async () => Buffer.from(input as string),
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
