import { dirname, resolve } from 'node:path'
import type { Baseline } from '../baseline.ts'
import type { Config } from '../config.ts'
import { exists, findAbove, readSource, relativePath } from '../files.ts'
import { JsonFileError } from '../json-file.ts'
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
