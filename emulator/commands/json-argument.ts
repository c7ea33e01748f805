import { CommandError } from './command-error.ts'

/** An argument that is JSON; throws a `CommandError` where it is none. */
export function jsonOf(command: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new CommandError(2, `\`kms-emulator ${command}\` takes JSON, in quotes for the shell; this is none`)
  }
}
