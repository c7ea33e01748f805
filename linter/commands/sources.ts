import { readSources, type Source, type Surroundings, standardInput } from '../files.ts'
import { GlobError } from '../glob.ts'
import { didYouMean } from '../suggestion.ts'
import type { Terminal } from '../terminal.ts'
import { commandNames } from './command-names.ts'
import { type Given, valueFor } from './flags.ts'
import { WrongUse } from './wrong-use.ts'

/** What paths stand for. Standard input is read to its end first. Throws a `WrongUse`. */
export async function sourcesOf(
  paths: readonly string[],
  given: Given,
  terminal: Terminal,
  choice: Pick<Surroundings, 'includes' | 'excludes'> = {},
): Promise<Iterable<Source>> {
  const name = valueFor(given, 'stdin-filename')
  const fromInput = paths.includes(standardInput)
  if (name !== undefined && !fromInput)
    throw new WrongUse('`--stdin-filename` names standard input, which is the path `-`')
  const input = fromInput ? { bytes: await terminal.input(), name: name ?? '<stdin>' } : undefined
  try {
    return await readSources(paths, {
      folder: terminal.folder,
      ...choice,
      ...(input === undefined ? {} : { input }),
    })
  } catch (error) {
    if (error instanceof GlobError) throw new WrongUse(error.message)
    throw error
  }
}

/** Why a file that was named cannot be read, with the command that was perhaps meant. */
export function describeAbsent(path: string, problem: string): string {
  const others = commandNames.filter(name => name !== path)
  return `cannot read \`${path}\`: ${problem}${didYouMean(path, others)}`
}
