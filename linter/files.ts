import { isUtf8 } from 'node:buffer'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** A file that was named or met: its text, or why there is none. */
export type Source = {
  readonly path: string
  /** True if it was met in a folder, false if the user named it. */
  readonly met: boolean
} & (
  | { readonly text: string }
  /** `absent`: it cannot be read at all, which is the user's mistake where the file was named. */
  | { readonly problem: string; readonly absent: boolean }
)

/** Larger files are no policies: RAM's longest has 32 KiB. */
const largest = 16 << 20

/** What standard input is called on a command line. */
export const standardInput = '-'

/** Where paths start, and what came in on standard input under which name. */
export interface Surroundings {
  readonly folder: string
  readonly input?: { readonly bytes: Uint8Array; readonly name: string }
}

/**
 * Reads files, standard input and, of folders, every `*.json` below; each file once. Folders whose name starts with a
 * dot, `node_modules` and links to folders are left out; `.gitignore` is not read.
 */
export function* readSources(paths: readonly string[], { folder, input }: Surroundings): Generator<Source> {
  const seen = new Set<string>()
  const isNew = (path: string): boolean => {
    const full = resolve(folder, path)
    if (seen.has(full)) return false
    seen.add(full)
    return true
  }
  const named = paths.map(path => ({
    path,
    type: path === standardInput ? 'input' : typeOf(resolve(folder, path)),
  }))
  for (const { path, type } of named) {
    if (type === 'folder' || (type !== 'input' && !isNew(path))) continue
    if (type !== 'input') yield read(path, resolve(folder, path), false)
    else if (input !== undefined) yield decode(input.name, input.bytes, false)
  }
  for (const { path, type } of named) {
    if (type !== 'folder') continue
    for (const found of walk(folder, path))
      if (isNew(found.path)) yield found.problem ?? read(found.path, resolve(folder, found.path), true)
  }
}

/** Reads one file that the user named. */
export function readSource(path: string, folder: string): Source {
  return read(path, resolve(folder, path), false)
}

/** Writes a report; answers why it could not, or null. */
export function writeReport(path: string, folder: string, text: string): string | null {
  try {
    writeFileSync(resolve(folder, path), text)
    return null
  } catch (error) {
    return `cannot write \`${path}\`: ${reasonOf(error)}`
  }
}

function typeOf(path: string): 'folder' | 'file' {
  try {
    return statSync(path).isDirectory() ? 'folder' : 'file'
  } catch {
    return 'file'
  }
}

function* walk(root: string, folder: string): Generator<{ path: string; problem?: Source }> {
  let entries: ReturnType<typeof entriesOf>
  try {
    entries = entriesOf(resolve(root, folder))
  } catch (error) {
    const problem = {
      path: folder,
      met: true,
      problem: `the folder cannot be read: ${reasonOf(error)}`,
      absent: true,
    }
    yield { path: folder, problem }
    return
  }
  for (const entry of entries) {
    const path = folder === '.' ? entry.name : join(folder, entry.name)
    if (entry.isDirectory()) {
      if (!entry.name.startsWith('.') && entry.name !== 'node_modules') yield* walk(root, path)
    } else if (/\.json$/i.test(entry.name) && (entry.isFile() || typeOf(resolve(root, path)) === 'file')) {
      yield { path }
    }
  }
}

function entriesOf(folder: string) {
  const entries = readdirSync(folder, { withFileTypes: true })
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1))
}

function read(path: string, full: string, met: boolean): Source {
  try {
    const { size } = statSync(full)
    if (size > largest) return tooLarge(path, met)
    return decode(path, readFileSync(full), met)
  } catch (error) {
    return { path, met, problem: reasonOf(error), absent: true }
  }
}

function tooLarge(path: string, met: boolean): Source {
  return {
    path,
    met,
    problem: `this has more than ${largest >> 20} MiB; a policy has at most 32 KiB`,
    absent: false,
  }
}

function decode(path: string, bytes: Uint8Array, met: boolean): Source {
  if (bytes.length > largest) return tooLarge(path, met)
  const [first, second] = bytes
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff))
    return { path, met, problem: 'this is UTF-16; write it in UTF-8', absent: false }
  if (!isUtf8(bytes)) return { path, met, problem: 'this is no text in UTF-8', absent: false }
  return { path, met, text: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8') }
}

const reasons: ReadonlyMap<unknown, string> = new Map([
  ['ENOENT', 'it does not exist'],
  ['ENOTDIR', 'it does not exist'],
  ['EACCES', 'this user may not read it'],
  ['EPERM', 'this user may not read it'],
  ['EISDIR', 'it is a folder'],
  ['ELOOP', 'it is a link to itself'],
])

/** Node's reason in a few words; anything that is no error of the file system is our bug and goes on. */
function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code
  if (typeof code !== 'string' || (error as NodeJS.ErrnoException).syscall === undefined) throw error
  return reasons.get(code) ?? code
}
