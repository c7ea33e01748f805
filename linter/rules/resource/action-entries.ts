import {
  type ActionEntry,
  compileActionPattern,
  includes,
  kmsActions,
  matches,
  type Pattern,
} from '../../policy/index.ts'
import { noResource, templatesOf } from './kms-resources.ts'

const everyKmsAction = compileActionPattern('kms:*')

/** The actions of KMS that a pattern stands for; null if it stands for others as well, or for none. */
export function entriesOf(pattern: Pattern | undefined): readonly ActionEntry[] | null {
  if (pattern === undefined) return null
  if (pattern.shape === 'literal') return entryGroups.get(pattern.literal) ?? null
  const known = patternGroups.get(pattern.text)
  if (known !== undefined) return known
  const own = includes(everyKmsAction, pattern, 2000) === true
  const entries = own ? lowered.filter(([name]) => matches(pattern, name)).map(([, entry]) => entry) : []
  const group = entries.length === 0 ? null : entries
  if (patternGroups.size > 100) patternGroups.clear()
  if (pattern.text.length < 100) patternGroups.set(pattern.text, group)
  return group
}

const lowered = kmsActions.map(entry => [entry.action.toLowerCase(), entry] as const)
const entryGroups = new Map(lowered.map(([name, entry]) => [name, [entry]]))
/** The same few patterns stand in most policies. */
const patternGroups = new Map<string, readonly ActionEntry[] | null>()

const templatesOfGroups = new WeakMap<readonly ActionEntry[], readonly string[]>()

/** The forms of ARN that some of the actions are asked on. */
export function templatesOfAll(entries: readonly ActionEntry[]): readonly string[] {
  const known = templatesOfGroups.get(entries)
  if (known !== undefined) return known
  const templates = [...new Set(entries.flatMap(templatesOf))].filter(template => template !== noResource)
  templatesOfGroups.set(entries, templates)
  return templates
}
