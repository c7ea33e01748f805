import { suggestion } from '../state/suggestion.ts'
import { CommandError } from './command-error.ts'

/** What a command is told to do: one of its words. */
export function actionOf<T extends string>(command: string, given: unknown, actions: readonly T[]): T {
  const action = actions.find(each => each === given)
  if (action !== undefined) return action
  const words = actions.map(each => `\`${each}\``).join(', ')
  throw new CommandError(
    2,
    `\`kms-emulator ${command}\` does not know \`${given}\`${suggestion(String(given), actions) || `; there is ${words}`}`,
  )
}

/** A positional that an action needs. */
export function needed(command: string, what: string, value: string | undefined): string {
  if (value === undefined || value === '')
    throw new CommandError(2, `\`kms-emulator ${command}\` needs ${what}`)
  return value
}
