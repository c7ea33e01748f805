import type { Argv } from 'yargs'
import type { ClientFlags } from './client.ts'

/** A flag or positional as a command gets it. */
export type Given = ClientFlags & Readonly<Record<string, unknown>>

/** A client command once it is loaded. */
export interface ClientCommand {
  /** Adds its own flags, positionals and examples. */
  describe(yargs: Argv): Argv
  /** Does it. Throws a `CommandError`. */
  run(given: Given): Promise<void>
}

/** A flag or positional that is text; undefined where it was left out. */
export function textOf(given: Given, name: string): string | undefined {
  const value = given[name]
  return value === undefined ? undefined : String(value)
}
