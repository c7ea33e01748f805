import { dirname, resolve } from 'node:path'
import type { Baseline } from '../baseline.ts'
import type { Config } from '../config.ts'
import { exists, findAbove, isPolicyFile, readSource, relativePath, type Surroundings } from '../files.ts'
import { JsonFileError } from '../json-file.ts'
import type { PolicyKind } from '../policy/index.ts'
import type { ReadTarget } from '../rule.ts'
import { readTarget } from '../secret-read/target.ts'
import type { Terminal } from '../terminal.ts'
import { type Given, valueFor } from './flags.ts'
import { describeAbsent } from './sources.ts'
import { WrongUse } from './wrong-use.ts'

/** A file of ram-lint's own and the folder that its paths start from. */
export interface Placed<File> {
  readonly file: File
  readonly folder: string
  /** The file itself. */
  readonly full: string
}

/** What a configuration file is called that is found, not named. */
const configName = '.ram-lint.json'

/** The configuration: that of `--config`, or the one that is found. Throws a `WrongUse`. */
export async function configOf(given: Given, terminal: Terminal): Promise<Placed<Config> | null> {
  const named = valueFor(given, 'config')
  if (given.set.has('no-config')) {
    if (named !== undefined) throw new WrongUse('`--config` and `--no-config` exclude each other')
    return null
  }
  const full = named === undefined ? findAbove(configName, terminal.folder) : resolve(terminal.folder, named)
  if (full === null) return null
  const path = named ?? relativePath(terminal.folder, full)
  const { readConfig } = await import('../config.ts')
  return { file: orWrongUse(() => readConfig(textAt(path, terminal), path)), folder: dirname(full), full }
}

/** The configuration of `--config`, and of it what is said of the files: no other is looked for. Throws a `WrongUse`. */
export async function namedConfigOf(given: Given, terminal: Terminal): Promise<Placed<Config> | null> {
  return valueFor(given, 'config') === undefined ? null : configOf(given, terminal)
}

/** The kind that the configuration gives a file. */
export function configuredKind(config: Placed<Config> | null, full: string | null): PolicyKind | undefined {
  return config === null || full === null ? undefined : config.file.kindOf(relativePath(config.folder, full))
}

/** The read that the configuration means a file for: that of its intent, where it has one. Throws a `RequestError`. */
export function configuredTarget(config: Placed<Config> | null, full: string | null): ReadTarget | undefined {
  if (config === null || full === null || config.file.intents.length === 0) return undefined
  const path = relativePath(config.folder, full)
  const [intent, ...others] = config.file.intents.filter(({ selects }) => selects(path))
  return intent === undefined || others.length > 0 ? undefined : readTarget(intent)
}

/** Which files of a folder are read: the configuration says so of what is below its own. */
export function choiceFor(
  config: Placed<Config> | null,
  ownFiles: ReadonlySet<string | undefined>,
): Pick<Surroundings, 'includes' | 'excludes'> {
  const { includes, excludes } = config?.file ?? { includes: null, excludes: null }
  const below = (full: string): string | null => {
    const path = relativePath(config?.folder ?? '/', full)
    return path.startsWith('../') ? null : path
  }
  return {
    includes: full => {
      const path = includes === null ? null : below(full)
      return includes === null || path === null ? isPolicyFile(full) : includes(path)
    },
    excludes: full => {
      const path = excludes === null ? null : below(full)
      return ownFiles.has(full) || (path !== null && excludes?.(path) === true)
    },
  }
}

/** The baseline of `--baseline`; null if there is none, or none yet. Throws a `WrongUse`. */
export async function baselineOf(given: Given, terminal: Terminal): Promise<Placed<Baseline> | null> {
  const path = valueFor(given, 'baseline')
  const isNew = given.set.has('write-baseline')
  if (path === undefined) {
    if (isNew) throw new WrongUse('`--write-baseline` needs `--baseline FILE`, the file to write')
    return null
  }
  const full = resolve(terminal.folder, path)
  const { emptyBaseline, readBaseline } = await import('../baseline.ts')
  const file =
    isNew && !exists(path, terminal.folder)
      ? emptyBaseline(path)
      : orWrongUse(() => readBaseline(textAt(path, terminal), path))
  return { file, folder: dirname(full), full }
}

function textAt(path: string, terminal: Terminal): string {
  const source = readSource(path, terminal.folder)
  if ('text' in source) return source.text
  throw new WrongUse(describeAbsent(path, source.problem))
}

function orWrongUse<Answer>(read: () => Answer): Answer {
  try {
    return read()
  } catch (error) {
    if (error instanceof JsonFileError) throw new WrongUse(error.message)
    throw error
  }
}
