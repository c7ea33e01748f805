import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { type Gitignore, isIgnored, parseGitignore } from './gitignore.ts'

/** What is met below a folder: a file's path, or a folder that cannot be read and why. */
export type Met = { readonly path: string; readonly full: string; readonly error?: unknown }

/** How a folder is walked. */
export interface WalkOptions {
  /** What paths of the answer start from. */
  readonly root: string
  /** Whether a file is wanted. */
  readonly wants: (full: string) => boolean
  /** How many folders down, this one included. */
  readonly depth?: number
}

interface Level {
  /** As the user names it. */
  readonly path: string
  readonly full: string
  /** From the repository's root; empty or ends with `/`. */
  readonly inRepository: string
  readonly chain: readonly Gitignore[]
  readonly depth: number
}

/**
 * Every wanted file below a folder, in the order of their names. Left out are folders whose name starts with a dot,
 * `node_modules`, links to folders, and what the `.gitignore` files of the repository and `.git/info/exclude` leave
 * out; outside of a repository the `.gitignore` files from this folder on count. Git itself is not asked: its
 * configuration elsewhere on the machine would make the same files another result.
 */
export function* walk(folder: string, options: WalkOptions): Generator<Met> {
  const full = resolve(options.root, folder)
  const { depth = Number.POSITIVE_INFINITY } = options
  const path = folder.replace(/(?<=.)\/+$/, '')
  yield* walkLevel({ path, full, depth, ...chainAbove(full) }, options)
}

function* walkLevel(above: Level, options: WalkOptions): Generator<Met> {
  let entries: ReturnType<typeof entriesOf>
  try {
    entries = entriesOf(above.full)
  } catch (error) {
    yield { path: above.path, full: above.full, error }
    return
  }
  const level = enter(above, entries)
  for (const entry of entries) {
    const { name } = entry
    const inRepository = level.inRepository + name
    const path = level.path === '.' ? name : join(level.path, name)
    const full = join(level.full, name)
    if (entry.isDirectory()) {
      if (level.depth <= 1 || name.startsWith('.') || name === 'node_modules') continue
      if (isIgnored(level.chain, inRepository, true)) continue
      const { chain, depth } = level
      yield* walkLevel({ path, full, chain, depth: depth - 1, inRepository: `${inRepository}/` }, options)
    } else if (options.wants(full) && !isIgnored(level.chain, inRepository, false)) {
      if (entry.isFile() || (entry.isSymbolicLink() && !isFolder(full))) yield { path, full }
    }
  }
}

/** Adds a folder's own `.gitignore`; one that is a repository of its own starts anew. */
function enter(level: Level, entries: ReturnType<typeof entriesOf>): Level {
  const names = new Set(entries.map(({ name }) => name))
  if (names.has('.git')) return { ...level, inRepository: '', chain: rulesOf(level.full, '') }
  if (!names.has('.gitignore')) return level
  return {
    ...level,
    chain: [...level.chain, ...readRules(join(level.full, '.gitignore'), level.inRepository)],
  }
}

/** What counts above a folder where a walk starts. A folder that is itself left out was named all the same. */
function chainAbove(start: string): Pick<Level, 'inRepository' | 'chain'> {
  const root = repositoryOf(start)
  if (root === null || root === start) return { inRepository: '', chain: [] }
  const names = relative(root, start).split(sep)
  let chain = rulesOf(root, '')
  let at = ''
  for (const name of names) {
    if (isIgnored(chain, at + name, true)) return { inRepository: '', chain: [] }
    at += `${name}/`
    if (at !== `${names.join('/')}/`) chain = [...chain, ...readRules(join(root, at, '.gitignore'), at)]
  }
  return { inRepository: at, chain }
}

/** The nearest folder upwards that is a git repository, or null. */
export function repositoryOf(folder: string): string | null {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at
    if (at === dirname(at)) return null
  }
}

/** The rules of a repository's root: those of the clone, then its own `.gitignore`. */
function rulesOf(root: string, base: string): readonly Gitignore[] {
  const exclude = join(gitFolderOf(join(root, '.git')), 'info', 'exclude')
  return [...readRules(exclude, base), ...readRules(join(root, '.gitignore'), base)]
}

/** In a linked worktree or a submodule `.git` is a file that says where the folder is. */
function gitFolderOf(git: string): string {
  const [, elsewhere] = /^gitdir: (.+)$/m.exec(textOf(git) ?? '') ?? []
  if (elsewhere === undefined) return git
  const own = resolve(dirname(git), elsewhere)
  const common = textOf(join(own, 'commondir'))
  return common === null ? own : resolve(own, common.trim())
}

function readRules(file: string, base: string): readonly Gitignore[] {
  const text = textOf(file)
  return text === null ? [] : [parseGitignore(text, base)]
}

/** Null if it is not there or cannot be read: then more is checked, not less. */
function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}

function isFolder(full: string): boolean {
  try {
    return statSync(full).isDirectory()
  } catch {
    return false
  }
}

function entriesOf(folder: string) {
  const entries = readdirSync(folder, { withFileTypes: true })
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1))
}
