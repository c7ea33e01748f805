import type { Intent, Suppression } from './config-document.ts'
import { checkForm } from './config-form.ts'
import type { Level } from './finding.ts'
import { compileSelection, GlobError } from './glob.ts'
import { type JsonFile, readJsonFile } from './json-file.ts'
import type { PolicyKind } from './policy/index.ts'
import { rules as allRules, findRule } from './rules/index.ts'
import { RequestError } from './secret-read/request.ts'
import { readTarget } from './secret-read/target.ts'
import { didYouMean } from './suggestion.ts'

export type { Intent, Suppression } from './config-document.ts'

/** Whether a path, from the configuration's folder on, is one of some. */
export type Selection = (path: string) => boolean

/** A configuration: what it says, ready to use. Paths start from its folder. */
export interface Config {
  readonly file: JsonFile
  /** Levels by rule id; the others keep theirs. */
  readonly levels: ReadonlyMap<string, Level | 'off'>
  /** Which files of a folder are read; null for the default. */
  readonly includes: Selection | null
  readonly excludes: Selection | null
  kindOf(path: string): PolicyKind | undefined
  readonly intents: readonly (Intent & { readonly pointer: string; readonly selects: Selection })[]
  readonly suppressions: readonly (Suppression & { readonly at: string })[]
}

/** Rules without which a file would be skipped in silence. */
const neverOff: ReadonlySet<string> = new Set(['unreadable-source', 'invalid-json'])

/** Kinds in the order of the schema: the first that fits counts. */
const kinds = ['identity', 'session', 'trust', 'key', 'secret', 'control'] as const

/** Reads a configuration. Throws a `JsonFileError`. Nothing in it is ever run or fetched. */
export function readConfig(text: string, path: string): Config {
  const file = readJsonFile(text, path)
  const document = checkForm(file)
  const { include, exclude, kinds: byKind = {} } = document.files ?? {}
  const select = (patterns: readonly string[], pointer: string) => compile(file, patterns, pointer)
  const selections = kinds.flatMap(kind => {
    const patterns = byKind[kind]
    return patterns === undefined ? [] : [{ kind, selects: select(patterns, `/files/kinds/${kind}`) }]
  })
  return {
    file,
    levels: readLevels(file, document.rules ?? {}),
    includes: include === undefined ? null : select(include, '/files/include'),
    excludes: exclude === undefined ? null : select(exclude, '/files/exclude'),
    kindOf: path => selections.find(({ selects }) => selects(path))?.kind,
    intents: (document.intents ?? []).map((intent, index) => {
      const pointer = `/intents/${index}`
      checkIntentTarget(file, intent, pointer)
      return { ...intent, pointer, selects: select(intent.files, `${pointer}/files`) }
    }),
    suppressions: (document.suppress ?? []).map((each, index) => {
      const at = `/suppress/${index}`
      checkSuppression(file, each, at)
      return { ...each, at }
    }),
  }
}

function readLevels(
  file: JsonFile,
  levels: Readonly<Record<string, Level | 'off'>>,
): ReadonlyMap<string, Level | 'off'> {
  for (const [id, level] of Object.entries(levels)) {
    if (findRule(id) === undefined) throw file.refuse(`/rules/${id}`, unknownRule(id), 'name')
    if (level === 'off' && neverOff.has(id))
      throw file.refuse(`/rules/${id}`, `\`${id}\` cannot be off: a file would be skipped in silence`)
  }
  return new Map(Object.entries(levels))
}

function unknownRule(id: string): string {
  const hint = didYouMean(
    id,
    allRules.map(rule => rule.id),
  )
  return `there is no rule \`${id}\`${hint || '; `ram-lint rules` lists what there is'}`
}

function compile(file: JsonFile, patterns: readonly string[], pointer: string): Selection {
  patterns.forEach((pattern, index) => {
    if (/^!?\/|^!?(.*\/)?\.\.(\/|$)/.test(pattern))
      throw file.refuse(
        `${pointer}/${index}`,
        `\`${pattern}\` leads out of the configuration's folder, from which patterns start`,
      )
    try {
      compileSelection([pattern])
    } catch (error) {
      if (error instanceof GlobError) throw file.refuse(`${pointer}/${index}`, error.message)
      throw error
    }
  })
  return compileSelection(patterns)
}

function checkIntentTarget(file: JsonFile, intent: Intent, pointer: string): void {
  try {
    readTarget(intent)
  } catch (error) {
    if (error instanceof RequestError) throw file.refuse(pointer, error.message)
    throw error
  }
}

function checkSuppression(file: JsonFile, { rule, pointer, sid, expires }: Suppression, at: string): void {
  if (findRule(rule) === undefined) throw file.refuse(`${at}/rule`, unknownRule(rule))
  if ((pointer === undefined) === (sid === undefined))
    throw file.refuse(at, 'an entry of `suppress` has a `pointer` or a `sid`, one of the two')
  if (expires !== undefined && !isDay(expires))
    throw file.refuse(`${at}/expires`, `there is no ${expires} in the calendar`)
}

/** Whether a date as RFC 3339 writes it is in the calendar. */
function isDay(date: string): boolean {
  const time = Date.parse(date)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date)
}
