import { compileGlob, type Glob, GlobError } from './glob.ts'

/** One line of a `.gitignore`. */
interface IgnoreRule {
  /** Takes back what an earlier line says. */
  readonly negated: boolean
  readonly foldersOnly: boolean
  /** Speaks of a name in any folder, not of a path. */
  readonly nameOnly: boolean
  readonly glob: Glob
}

/** The lines of a `.gitignore` and the folder that they speak of, as the walk names it. */
export interface Gitignore {
  /** Empty, or ends with `/`. */
  readonly base: string
  readonly rules: readonly IgnoreRule[]
}

/** Larger ones are no list that somebody wrote. */
const largest = 1 << 20

/** Reads a `.gitignore` as git does (gitignore(5)). A line that is no usable pattern is left out. */
export function parseGitignore(text: string, base: string): Gitignore {
  if (text.length > largest) return { base, rules: [] }
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  return { base, rules: lines.map(readLine).filter(rule => rule !== null) }
}

function readLine(line: string): IgnoreRule | null {
  if (line.startsWith('#')) return null
  let pattern = line.replace(/(?<!\\) +$/, '')
  const negated = pattern.startsWith('!')
  if (negated) pattern = pattern.slice(1)
  const foldersOnly = pattern.endsWith('/')
  if (foldersOnly) pattern = pattern.slice(0, -1)
  const nameOnly = !pattern.includes('/')
  pattern = pattern.replace(/^\//, '')
  if (pattern === '') return null
  try {
    return { negated, foldersOnly, nameOnly, glob: compileGlob(pattern, { braces: false }) }
  } catch (error) {
    if (error instanceof GlobError) return null
    throw error
  }
}

/**
 * Whether a file or folder is left out. `chain` is ordered from the repository's root down to the folder it stands in;
 * the last line that speaks of it decides. Folders above it are not left out, or nobody would ask.
 */
export function isIgnored(chain: readonly Gitignore[], path: string, isFolder: boolean): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1)
  for (let level = chain.length - 1; level >= 0; level--) {
    const { base, rules } = chain[level] as Gitignore
    const relative = path.slice(base.length)
    for (let index = rules.length - 1; index >= 0; index--) {
      const { negated, foldersOnly, nameOnly, glob } = rules[index] as IgnoreRule
      if (foldersOnly && !isFolder) continue
      if (glob.matches(nameOnly ? name : relative)) return !negated
    }
  }
  return false
}
