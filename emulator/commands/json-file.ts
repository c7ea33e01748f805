import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { CommandError } from './command-error.ts'
import { fileReason } from './file-reason.ts'

/** Reads a file of JSON, or standard input for `-`; throws a `CommandError` that tells where it is none. */
export async function readJsonFile(file: string): Promise<unknown> {
  const read = file === '-' ? text(process.stdin) : readFile(file, 'utf8')
  const content = await read.catch(error => {
    throw new CommandError(1, `cannot read ${file}: ${fileReason(error)}`)
  })
  try {
    return JSON.parse(content)
  } catch {
    throw new CommandError(1, `${file} is no JSON text${await placeIn(content)}`)
  }
}

/** Node tells the place of some mistakes only, and quotes what stands there, which may be a secret. */
async function placeIn(content: string): Promise<string> {
  const { parse } = await import('jsonc-parser/lib/esm/main.js')
  const errors: { readonly offset: number }[] = []
  parse(content, errors as Parameters<typeof parse>[1], { disallowComments: true })
  const [first] = errors
  if (first === undefined) return ''
  const before = content.slice(0, first.offset).split('\n')
  return ` from line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1} on`
}
