import { suggestion } from '../state/suggestion.ts'

/** A command line as yargs complains about it. */
export interface WrongLine {
  readonly args: readonly string[]
  /** How each command is called: `rotate <secret>`. */
  readonly usages: readonly string[]
  /** The names of the flags that are known where it went wrong. */
  readonly flags: readonly string[]
}

/** yargs's complaint in one line that says what to write, with the name that was probably meant. */
export function complaint(message: string, { args, usages, flags }: WrongLine): string {
  const names = usages.map(usage => usage.split(' ')[0] as string)
  const usage = usages.find(usage => usage.split(' ')[0] === args[0])
  const help = `\`kms-emulator ${usage === undefined ? '' : `${args[0]} `}--help\``
  const [, unknown] = /^Unknown (?:argument|command)s?: ([^,]+)/.exec(message) ?? []
  if (unknown !== undefined) {
    const flag = args
      .map(arg => arg.split('=')[0])
      .find(arg => arg === `--${unknown}` || arg === `-${unknown}`)
    const meant =
      (flag === undefined && suggestion(unknown, names)) || suggestion(unknown, flags).replace('`', '`--')
    return `there is no \`${flag ?? unknown}\`${meant || `; ${help} lists what there is`}`
  }
  const [, flag] = /^Not enough arguments following: (.+)$/.exec(message) ?? []
  if (flag !== undefined) return `\`--${flag}\` needs a value; ${help} says which`
  if (usage !== undefined && message.startsWith('Not enough non-option arguments'))
    return `\`kms-emulator ${args[0]}\` needs ${usage.slice(usage.indexOf('<')).split(' [')[0]}; ${help} says more`
  const line = message.replace(/\s*\n\s*/g, '; ')
  return `${line[0]?.toLowerCase()}${line.slice(1)}; ${help} lists what there is`
}
