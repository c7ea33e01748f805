import { WrongUse } from './wrong-use.ts'

/** What ram-lint is to have and this version does not; none of it is a name that a file should have. */
const commands = ['rules']
const flags: readonly string[] = []

/** Throws a `WrongUse` for a command or flag that a later version will have. */
export function refuseLater(command: string | undefined, others: readonly string[]): void {
  if (command !== undefined && commands.includes(command)) throw later(command)
  const end = others.indexOf('--')
  for (const arg of end < 0 ? others : others.slice(0, end)) {
    const [, name] = /^--([^=]+)/.exec(arg) ?? []
    if (name !== undefined && flags.includes(name)) throw later(`--${name}`)
  }
}

/** The one line that says so. */
export function later(name: string): WrongUse {
  return new WrongUse(`this version does not have \`${name}\``)
}
