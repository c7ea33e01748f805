import { execFileSync } from 'node:child_process'
import { resolve } from 'node:path'

/** A file as it was at a revision. */
export interface PastFile {
  /** As the user would name it: from the folder that git ran in. */
  readonly path: string
  readonly text: string
}

/** Why files of a revision cannot be read, in one sentence. */
export class RevisionError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'RevisionError'
  }
}

/** Larger files are no policies. */
const largest = 16 << 20

/**
 * The files at paths (those below folders, too) as they were at a revision of the git repository; a path that was not
 * there has none. Throws a `RevisionError`.
 */
export function filesAt(revision: string, paths: readonly string[], folder: string): PastFile[] {
  if (revision.startsWith('-') || revision === '')
    throw new RevisionError(`\`${revision}\` is no revision; write e.g. \`origin/main\``)
  const commit = git(folder, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`])
  if (commit === null)
    throw new RevisionError(
      `git knows no revision \`${revision}\` in ${folder}; in CI fetch it first (\`fetch-depth: 0\`)`,
    )
  const names = git(folder, [
    'ls-tree',
    '-r',
    '-z',
    '--name-only',
    commit.trim(),
    '--',
    ...paths.map(each => resolve(folder, each)),
  ])
  if (names === null) throw new RevisionError(`\`${paths.join('`, `')}\` is not in the git repository`)
  return names
    .split('\0')
    .filter(name => name !== '')
    .map(path => ({ path, text: git(folder, ['show', `${commit.trim()}:./${path}`]) ?? '' }))
}

/** What git printed; null if it failed. No shell sees the words. */
function git(folder: string, words: readonly string[]): string | null {
  try {
    return execFileSync('git', words, {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: largest,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new RevisionError('there is no `git` to ask')
    if ((error as NodeJS.ErrnoException).code === 'ENOBUFS')
      throw new RevisionError(`a file of the revision has more than ${largest >> 20} MiB`)
    return null
  }
}
