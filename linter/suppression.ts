import type { Config, Suppression } from './config.ts'
import { createFinding, type Finding } from './finding.ts'
import { looseJsonValue } from './policy/index.ts'
import { findRule } from './rules/index.ts'

/** The suppressions of a configuration at work. */
export interface Suppressor {
  /** Whether a finding in a file is hidden. `text` is asked for where a Sid has to be found. */
  hides(path: string, finding: Finding, text: () => string): boolean
  /**
   * What is wrong with the entries of a run that is over. `isKnown`: whether a file was checked or is not there at all,
   * so that an entry for it that hid nothing never will.
   */
  findings(isKnown: (path: string) => boolean): readonly Finding[]
}

/** Pointers of the statements with a Sid, in a text that is no policy but holds some. */
export type Hosted = (sid: string, text: string) => readonly string[]

/** `now`: milliseconds since 1970. Paths start from the configuration's folder. */
export function createSuppressor(
  { file, suppressions }: Config,
  now: number,
  hosted: Hosted = () => [],
): Suppressor {
  const today = new Date(now).toISOString().slice(0, 10)
  const byPath = new Map<string, (Suppression & { readonly at: string })[]>()
  for (const each of suppressions) {
    const path = normalized(each.path)
    byPath.set(path, [...(byPath.get(path) ?? []), each])
  }
  const used = new Set<Suppression>()
  const isOver = ({ expires }: Suppression) => expires !== undefined && expires < today
  return {
    hides(path, finding, text) {
      const fitting = (byPath.get(path) ?? []).filter(
        each => each.rule === finding.rule && !isOver(each) && isAt(each, finding, text, hosted),
      )
      for (const each of fitting) used.add(each)
      return fitting.length > 0
    },
    findings(isKnown) {
      const findingAt = (rule: string, pointer: string, message: string): Finding => {
        const known = findRule(rule)
        if (known === undefined) throw new Error(`there is no rule ${rule}`)
        const { level, help } = known
        return createFinding(file.text, { rule, level, help, message, pointer, ...file.spanOf(pointer) })
      }
      return suppressions.flatMap(each => {
        const { at, path, rule, expires, reason } = each
        if (isOver(each))
          return findingAt('expired-suppression', `${at}/expires`, `this was to hold until \`${expires}\``)
        if (!used.has(each) && isKnown(normalized(path)))
          return findingAt(
            'unused-suppression',
            `${at}/rule`,
            `\`${rule}\` finds nothing there in \`${path}\``,
          )
        if ((reason ?? '').trim() === '')
          return findingAt(
            'suppression-without-reason',
            reason === undefined ? at : `${at}/reason`,
            `no reason is given for hiding \`${rule}\``,
          )
        return []
      })
    },
  }
}

function normalized(path: string): string {
  return path.replace(/^(\.\/)+/, '')
}

/** Whether a finding stands at the place of an entry or below it. */
function isAt(
  { pointer, sid = '' }: Suppression,
  finding: Finding,
  text: () => string,
  hosted: Hosted,
): boolean {
  const places = pointer === undefined ? placesOf(sid, text(), hosted) : [pointer]
  return places.some(place => finding.pointer === place || finding.pointer.startsWith(`${place}/`))
}

function placesOf(sid: string, text: string, hosted: Hosted): readonly string[] {
  return [...statementsWith(sid, looseJsonValue(text.replace(/^\uFEFF/, ''))), ...hosted(sid, text)]
}

/** Pointers of the statements of a document that have a Sid. */
export function statementsWith(sid: string, document: unknown): readonly string[] {
  const { Statement: statements } = (document ?? {}) as { readonly Statement?: unknown }
  if (!Array.isArray(statements)) return []
  return statements.flatMap((each, index) => (each?.Sid === sid ? [`/Statement/${index}`] : []))
}
