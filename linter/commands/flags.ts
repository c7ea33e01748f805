import { parseArgs } from 'node:util'
import { type Level, levels } from '../finding.ts'
import type { PolicyKind } from '../policy/index.ts'
import { didYouMean } from '../suggestion.ts'
import { WrongUse } from './wrong-use.ts'

/** What a flag takes and means, for the help. */
export interface Flag {
  /** What it takes; a flag without an argument is there or not. */
  readonly argument?: string
  readonly summary: string
  readonly repeatable?: true
  /** What the flag means without an argument, which may be left out; it stands behind `=` only. */
  readonly implied?: string
}

/** The kinds of policy that `--kind` takes. */
export const kinds: readonly PolicyKind[] = ['identity', 'session', 'trust', 'key', 'secret', 'control']

export const stdinFilename: Flag = {
  argument: 'NAME',
  summary: 'what the report calls standard input [<stdin>]',
}
export const kind: Flag = {
  argument: kinds.join('|'),
  summary: 'the kind of policy [what it looks like; session and control look like identity]',
}

/** A command line that was read: paths, and the values of each flag that was given. */
export interface Given {
  readonly paths: readonly string[]
  readonly values: ReadonlyMap<string, readonly string[]>
  /** Flags without an argument. */
  readonly set: ReadonlySet<string>
}

/** Writes out what flags mean that stand there without their argument. */
export function withImplied(
  args: readonly string[],
  flags: Readonly<Record<string, Flag>>,
): readonly string[] {
  const end = args.indexOf('--')
  return args.map((arg, index) => {
    const name = arg.slice(2)
    const isFlag = arg.startsWith('--') && (end < 0 || index < end) && Object.hasOwn(flags, name)
    const implied = isFlag ? flags[name]?.implied : undefined
    return implied === undefined ? arg : `${arg}=${implied}`
  })
}

/** The first word that is no flag nor a flag's value, and the rest: flags may stand before the command. */
export function splitCommand(
  args: readonly string[],
  flags: Readonly<Record<string, Flag>>,
): {
  readonly command: string | undefined
  readonly others: readonly string[]
} {
  const options = parserOptions(flags)
  const { tokens } = parseArgs({
    args: [...args],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  const first = tokens.find(({ kind }) => kind === 'positional' || kind === 'option-terminator')
  if (first?.kind !== 'positional') return { command: undefined, others: args }
  return { command: first.value, others: args.filter((_, index) => index !== first.index) }
}

function parserOptions(flags: Readonly<Record<string, Flag>>) {
  const entries = Object.entries(flags).map(([name, { argument }]) =>
    argument === undefined
      ? ([name, { type: 'boolean' as const }] as const)
      : ([name, { type: 'string' as const, multiple: true }] as const),
  )
  return Object.fromEntries(entries)
}

/**
 * Reads a plain command line; undefined for a mistake or a wish for help: those are yargs's, whose loading would
 * double the time of a run.
 */
export function readPlain(args: readonly string[], flags: Readonly<Record<string, Flag>>): Given | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: parserOptions(flags),
      strict: true,
      allowPositionals: true,
    })
    return givenOf(positionals, values, flags)
  } catch (error) {
    if (String((error as NodeJS.ErrnoException).code).startsWith('ERR_PARSE_ARGS')) return undefined
    throw error
  }
}

/** Puts values as a parser gives them into one form. Throws a `WrongUse` for a flag that was given too often. */
function givenOf(
  paths: readonly string[],
  parsed: Readonly<Record<string, unknown>>,
  flags: Readonly<Record<string, Flag>>,
): Given {
  const values = new Map<string, readonly string[]>()
  const set = new Set<string>()
  for (const [name, { argument, repeatable }] of Object.entries(flags)) {
    const value = parsed[name]
    if (argument === undefined) {
      if (value === true) set.add(name)
    } else if (value !== undefined) {
      const list = (Array.isArray(value) ? value : [value]).map(String)
      if (list.length > 1 && !repeatable)
        throw new WrongUse(`\`--${name}\` is given ${list.length} times; once is enough`)
      values.set(name, list)
    }
  }
  return { paths, values, set }
}

/** The value of a flag that is given at most once. */
export function valueFor(given: Given, name: string): string | undefined {
  return given.values.get(name)?.[0]
}

/** The value of a flag that takes one of a few words. Throws a `WrongUse` for any other. */
export function choiceOf<Choice extends string>(
  given: Given,
  name: string,
  choices: readonly Choice[],
): Choice | undefined {
  const value = valueFor(given, name)
  return value === undefined ? undefined : choose(`--${name}`, value, choices)
}

/** The level of `--fail-on`. */
export function failOnOf(given: Given): Level {
  return choiceOf(given, 'fail-on', levels) ?? 'security'
}

/** Whether to colour standard output. */
export function colorOf(given: Given, terminal: { readonly color: boolean }): boolean {
  const choice = choiceOf(given, 'color', ['auto', 'always', 'never'])
  return choice === 'always' || (choice !== 'never' && terminal.color)
}

/** A format and where it goes; null is standard output. */
export interface Output<Format extends string> {
  readonly format: Format
  readonly file: string | null
}

/** What `--format` asks for; without it the first of the formats. Throws a `WrongUse`. */
export function outputsOf<Format extends string>(
  given: Given,
  formats: readonly [Format, ...Format[]],
): readonly Output<Format>[] {
  const outputs = (given.values.get('format') ?? [formats[0]]).map(text => {
    const [, word = '', file] = /^([^=]*)(?:=(.*))?$/s.exec(text) ?? []
    if (file === '') throw new WrongUse(`\`--format ${text}\` names no file`)
    return { format: choose('--format', word, formats), file: file ?? null }
  })
  if (outputs.filter(({ file }) => file === null).length > 1)
    throw new WrongUse('two formats go to standard output; write one to a file: `--format json=report.json`')
  return outputs
}

function choose<Choice extends string>(name: string, value: string, choices: readonly Choice[]): Choice {
  const found = choices.find(each => each === value)
  if (found !== undefined) return found
  const hint = didYouMean(value, choices) || `; write ${choices.map(each => `\`${each}\``).join(', ')}`
  throw new WrongUse(`\`${name}\` takes no \`${value}\`${hint}`)
}
