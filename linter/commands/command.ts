import type { Terminal } from '../terminal.ts'
import type { CommandName } from './command-names.ts'
import type { Flag, Given } from './flags.ts'

/** A command of ram-lint: what the help says of it, what it takes, and what obeys it. */
export interface Command {
  readonly name: CommandName
  /** What stands behind the name, e.g. `PATH… --action ACTION`. */
  readonly usage: string
  /** One line for the list of commands. */
  readonly summary: string
  /** For its own help, what the summary does not say. */
  readonly about?: string
  /** What its paths are; null if it takes none. */
  readonly paths: { readonly text: string; readonly least: number; readonly most?: number } | null
  readonly flags: Readonly<Record<string, Flag>>
  readonly examples: readonly (readonly [command: string, meaning: string])[]
  /** Loads what it needs and answers the exit code. Throws a `WrongUse`. */
  readonly run: (given: Given, terminal: Terminal) => Promise<number>
}
