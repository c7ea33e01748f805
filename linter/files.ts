import { isUtf8 } from 'node:buffer'
import {
  appendFileSync,
  chmodSync,
  closeSync,
  existsSync,
  fstatSync,
  openSync,
  readFileSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { compileGlob, compileSelection, isGlob, splitGlob } from './glob.ts'

/** A file that was named or met: its text, or why there is none. */
export type Source = {
  readonly path: string
  /** True if it was met in a folder or by a pattern, false if the user named it. */
  readonly met: boolean
  /** True for standard input. */
  readonly isInput?: true
} & (
  | { readonly text: string }
  /** `absent`: it cannot be read at all, which is the user's mistake where the file was named. */
  | { readonly problem: string; readonly absent: boolean }
)

/** Larger files are no policies: RAM's longest has 32 KiB. */
const largest = 16 << 20

/** What standard input is called on a command line. */
export const standardInput = '-'

const policyFile = /\.(?:json|tf|ya?ml)$/i

/** Whether a walk through a folder reads a file where no configuration says otherwise. */
export function isPolicyFile(path: string): boolean {
  return policyFile.test(path)
}

/** Where paths start, what came in on standard input under which name, and which of the files that are met count. */
export interface Surroundings {
  readonly folder: string
  readonly input?: { readonly bytes: Uint8Array; readonly name: string }
  /** Whether a file met in a folder is read; without it every `*.json`. */
  readonly includes?: ((full: string) => boolean) | undefined
  /** Whether a file met in a folder or by a pattern is left out. */
  readonly excludes?: ((full: string) => boolean) | undefined
}

/**
 * Reads files, standard input, what patterns match and, of folders, every `*.json` below; each file once, those that
 * are named first. A pattern that begins with `!` takes away from what is met. Throws a `GlobError`.
 */
export async function readSources(
  paths: readonly string[],
  surroundings: Surroundings,
): Promise<Iterable<Source>> {
  const named = paths.map(path => ({ path, type: typeOfWord(path, surroundings.folder) }))
  const searched = named.filter(
    ({ type }) => type === 'folder' || type === 'pattern' || type === 'taken away',
  )
  if (searched.length === 0) return readNamed(named, surroundings, new Set())
  for (const { path, type } of searched) if (type !== 'folder') compileGlob(path)
  const { walk } = await import('./walk.ts')
  const seen = new Set<string>()
  return (function* () {
    yield* readNamed(named, surroundings, seen)
    yield* readMet(searched, surroundings, { seen, walk })
  })()
}

type WordType = 'input' | 'file' | 'folder' | 'pattern' | 'taken away'

/** What is there is meant, whatever signs its name has. */
function typeOfWord(path: string, folder: string): WordType {
  if (path === standardInput) return 'input'
  const full = resolve(folder, path)
  if (existsSync(full)) return isFolder(full) ? 'folder' : 'file'
  if (!isGlob(path)) return 'file'
  return path.startsWith('!') ? 'taken away' : 'pattern'
}

interface Word {
  readonly path: string
  readonly type: WordType
}

function* readNamed(
  named: readonly Word[],
  { folder, input }: Surroundings,
  seen: Set<string>,
): Generator<Source> {
  for (const { path, type } of named) {
    if (type === 'input' && input !== undefined && isNew(standardInput, seen))
      yield { ...decode(input.name, input.bytes, false), isInput: true }
    if (type !== 'file' || !isNew(resolve(folder, path), seen)) continue
    yield read(path, resolve(folder, path), false)
  }
}

function isNew(full: string, seen: Set<string>): boolean {
  const before = seen.size
  return seen.add(full).size > before
}

function* readMet(
  searched: readonly Word[],
  { folder, includes, excludes }: Surroundings,
  { seen, walk }: { readonly seen: Set<string>; readonly walk: typeof import('./walk.ts').walk },
): Generator<Source> {
  const takenAway = searched.filter(({ type }) => type === 'taken away').map(({ path }) => path.slice(1))
  const isTakenAway = compileSelection(takenAway)
  const isLeftOut = (full: string) =>
    excludes?.(full) === true || (takenAway.length > 0 && isTakenAway(relativePath(folder, full)))
  for (const { path, type } of searched) {
    if (type === 'taken away') continue
    const { start, depth, wants } = type === 'folder' ? wholeFolder(path, includes) : pattern(path, folder)
    let found = 0
    const options = { root: folder, wants: (full: string) => wants(full) && !isLeftOut(full), depth }
    for (const met of walk(start, options)) {
      found++
      if (!isNew(met.full, seen)) continue
      if (met.error === undefined) yield read(met.path, met.full, true)
      else {
        const problem = `the folder cannot be read: ${reasonOf(met.error)}`
        yield { path: met.path, met: true, problem, absent: true }
      }
    }
    if (found === 0 && type === 'pattern')
      yield { path, met: false, problem: 'no file matches this pattern', absent: true }
  }
}

interface Search {
  readonly start: string
  readonly depth: number
  readonly wants: (full: string) => boolean
}

function wholeFolder(start: string, includes: Surroundings['includes']): Search {
  return { start, depth: Number.POSITIVE_INFINITY, wants: includes ?? isPolicyFile }
}

/** A pattern that ends with `*` means policies, not every file there is. */
function pattern(path: string, folder: string): Search {
  const { folder: start, rest } = splitGlob(path)
  const glob = compileGlob(rest)
  const base = resolve(folder, start)
  const anyEnding = !rest.endsWith('*')
  return {
    start,
    depth: glob.depth,
    wants: full => (anyEnding || isPolicyFile(full)) && glob.matches(relativePath(base, full)),
  }
}

/** A path below a folder, with `/` between its names. */
export function relativePath(folder: string, full: string): string {
  const path = relative(folder, full)
  return sep === '/' ? path : path.replaceAll(sep, '/')
}

/** Reads one file that the user named. */
export function readSource(path: string, folder: string): Source {
  return read(path, resolve(folder, path), false)
}

/** The nearest file of a name in a folder or above it, up to the root of its git repository; null if there is none. */
export function findAbove(name: string, folder: string): string | null {
  let found: string | null = null
  for (let at = folder; ; at = dirname(at)) {
    if (found === null && existsSync(join(at, name))) found = join(at, name)
    if (found !== null && dirname(found) === folder) return found
    if (existsSync(join(at, '.git'))) return found
    // Outside of a repository a file above is a stranger's.
    if (at === dirname(at)) return null
  }
}

/** Whether there is anything at a path. */
export function exists(path: string, folder: string): boolean {
  return existsSync(resolve(folder, path))
}

/**
 * Puts a text in the place of a file's, whole or not at all; links are followed, the mode stays. With `before`, only if
 * the file still has that text. Answers why it could not, or null.
 */
export function replaceFile(full: string, text: string, before?: string): string | null {
  let temporary: string | null = null
  try {
    const target = existsSync(full) ? realpathSync(full) : full
    const mode = existsSync(target) ? statSync(target).mode & 0o7777 : undefined
    const { randomUUID } = process.getBuiltinModule('node:crypto')
    temporary = join(dirname(target), `.${basename(target)}.${randomUUID()}`)
    writeFileSync(temporary, text, { flag: 'wx', flush: true, ...(mode === undefined ? {} : { mode }) })
    if (mode !== undefined) chmodSync(temporary, mode)
    if (before !== undefined && !readFileSync(target).equals(Buffer.from(before)))
      return 'it was changed by somebody else meanwhile'
    renameSync(temporary, target)
    temporary = null
    return null
  } catch (error) {
    return whyNotWritten(error)
  } finally {
    if (temporary !== null) rmSync(temporary, { force: true })
  }
}

/** Writes a report; answers why it could not, or null. */
export function writeReport(path: string, folder: string, text: string): string | null {
  return written(path, () => writeFileSync(resolve(folder, path), text))
}

/** Likewise adds to a file. */
export function appendReport(path: string, folder: string, text: string): string | null {
  return written(path, () => appendFileSync(resolve(folder, path), text))
}

function written(path: string, write: () => void): string | null {
  try {
    write()
    return null
  } catch (error) {
    return `cannot write \`${path}\`: ${whyNotWritten(error)}`
  }
}

function whyNotWritten(error: unknown): string {
  return reasonOf(error).replace('may not read', 'may not write')
}

function isFolder(full: string): boolean {
  try {
    return statSync(full).isDirectory()
  } catch {
    return false
  }
}

function read(path: string, full: string, met: boolean): Source {
  let file: number | null = null
  try {
    file = openSync(full, 'r')
    for (let length = 0; length < start.length; ) {
      const more = readSync(file, start, length, start.length - length, null)
      if (more === 0) return decode(path, start.subarray(0, length), met)
      length += more
    }
    if (fstatSync(file).size > largest) return tooLarge(path, met)
    return decode(path, Buffer.concat([start, readFileSync(file)]), met)
  } catch (error) {
    return { path, met, problem: reasonOf(error), absent: true }
  } finally {
    if (file !== null) closeSync(file)
  }
}

/** What a file begins with is read into this: of almost all policies that is the whole. */
const start = Buffer.allocUnsafe(64 << 10)

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
