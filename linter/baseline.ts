import { createFinding, type Finding } from './finding.ts'
import { type JsonFile, pointerPart, readJsonFile } from './json-file.ts'
import { findRule } from './rules/index.ts'

/** What a baseline holds: how many findings of one fingerprint a file has. */
interface Entry {
  readonly rule: string
  readonly pointer: string
  readonly fingerprint: string
  readonly count: number
}

/** Findings that were there when the baseline was written, by path from the baseline's folder. */
export interface Baseline {
  readonly file: JsonFile
  readonly entries: ReadonlyMap<string, readonly Entry[]>
}

/** A baseline at work. */
export interface BaselineUse {
  /** Whether a finding was there before: as many of one fingerprint as were counted. */
  holds(path: string, finding: Finding): boolean
  /** Entries of which there are fewer now, in files that are known: checked, or gone. */
  stale(isKnown: (path: string) => boolean): readonly Finding[]
}

/** Reads a baseline. Throws a `JsonFileError`. */
export function readBaseline(text: string, path: string): Baseline {
  const file = readJsonFile(text, path)
  const anew = 'write it anew: `ram-lint --baseline FILE --write-baseline`'
  const document = file.value
  if (!isObject(document)) throw file.refuse('', `this is no baseline; ${anew}`)
  if (document.version !== 1)
    throw file.refuse('/version', `this version of ram-lint reads baselines of version 1; ${anew}`)
  if (!isObject(document.files)) throw file.refuse('/files', `a baseline has \`files\`; ${anew}`)
  const entries = new Map<string, readonly Entry[]>()
  for (const [name, list] of Object.entries(document.files)) {
    const at = pointerOf(name)
    if (!Array.isArray(list)) throw file.refuse(at, `this is no list of entries; ${anew}`)
    list.forEach((each, index) => {
      if (!isEntry(each)) throw file.refuse(`${at}/${index}`, `this is no entry of a baseline; ${anew}`)
      if (!canHold(each.rule))
        throw file.refuse(`${at}/${index}/rule`, `\`${each.rule}\` cannot stay for later; mend what it finds`)
    })
    entries.set(name, list as Entry[])
  }
  return { file, entries }
}

/** One without entries, that is to be written. */
export function emptyBaseline(path: string): Baseline {
  return readBaseline(writeBaseline(new Map(), new Map()), path)
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isEntry(value: unknown): value is Entry {
  if (!isObject(value)) return false
  const { rule, pointer, fingerprint, count } = value
  const areTexts = [rule, pointer, fingerprint].every(each => typeof each === 'string')
  return areTexts && Number.isInteger(count) && (count as number) > 0
}

function pointerOf(path: string): string {
  return `/files/${pointerPart(path)}`
}

/**
 * Whether findings of a rule may stay for later. What RAM refuses may not, nor a file that cannot be read: nothing else
 * in it was looked at. Nor what is wrong with configuration and baseline.
 */
function canHold(id: string): boolean {
  const rule = findRule(id)
  return (
    rule !== undefined && rule.family !== 'source' && !(rule.family === 'document' && rule.level === 'error')
  )
}

/** Lets a baseline count. */
export function useBaseline({ file, entries }: Baseline): BaselineUse {
  const left = new Map<Entry, number>()
  for (const list of entries.values()) for (const entry of list) left.set(entry, entry.count)
  return {
    holds(path, { rule, fingerprint }) {
      if (!canHold(rule)) return false
      const entry = entries
        .get(path)
        ?.find(each => each.fingerprint === fingerprint && (left.get(each) ?? 0) > 0)
      if (entry === undefined) return false
      left.set(entry, (left.get(entry) ?? 0) - 1)
      return true
    },
    stale: isKnown =>
      [...entries].flatMap(([path, list]) =>
        !isKnown(path)
          ? []
          : list.flatMap((entry, index) => {
              const gone = left.get(entry) ?? 0
              return gone === 0 ? [] : [staleFinding(file, path, { entry, index, gone })]
            }),
      ),
  }
}

function staleFinding(
  file: JsonFile,
  path: string,
  { entry, index, gone }: { readonly entry: Entry; readonly index: number; readonly gone: number },
): Finding {
  const rule = findRule('stale-baseline')
  if (rule === undefined) throw new Error('there is no rule stale-baseline')
  const pointer = `${pointerOf(path)}/${index}/rule`
  const many = entry.count === 1 ? 'is' : `${gone} of ${entry.count} are`
  const message = `\`${entry.rule}\` at \`${entry.pointer}\` in \`${path}\` ${many} no longer there`
  const { level, help } = rule
  return createFinding(file.text, { rule: rule.id, level, help, message, pointer, ...file.spanOf(pointer) })
}

/**
 * The text of a baseline: sorted, one entry a line, so that two of the same findings are the same text. `kept` are
 * entries of files that were not looked at.
 */
export function writeBaseline(
  found: ReadonlyMap<string, readonly Finding[]>,
  kept: ReadonlyMap<string, readonly Entry[]>,
): string {
  const all = new Map<string, readonly Entry[]>(kept)
  for (const [path, findings] of found) all.set(path, entriesOf(findings))
  const files = [...all]
    .filter(([, entries]) => entries.length > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, entries]) => {
      const lines = entries.map(entry => `      ${JSON.stringify(entry)}`)
      return `    ${JSON.stringify(path)}: [\n${lines.join(',\n')}\n    ]`
    })
  const list = files.length === 0 ? '{}' : `{\n${files.join(',\n')}\n  }`
  return `{\n  "version": 1,\n  "files": ${list}\n}\n`
}

function entriesOf(findings: readonly Finding[]): readonly Entry[] {
  const counted = new Map<string, Entry>()
  for (const { rule, pointer, fingerprint } of findings) {
    if (!canHold(rule)) continue
    const count = (counted.get(fingerprint)?.count ?? 0) + 1
    counted.set(fingerprint, { rule, pointer, fingerprint, count })
  }
  return [...counted.values()].sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1))
}

function sortKey({ pointer, rule, fingerprint }: Entry): string {
  return [pointer, rule, fingerprint].join('\n')
}
