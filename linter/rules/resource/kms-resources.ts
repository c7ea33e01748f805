import {
  type ActionEntry,
  compilePattern,
  includes,
  intersects,
  kmsActions,
  kmsResourceTypes,
  matches,
  type Pattern,
} from '../../policy/index.ts'
import { typicalWord } from '../typical-word.ts'

/**
 * Whether a pattern of relative ids (the part of an ARN behind the account) and the ARNs of a template meet. Of an ARN
 * only that part is looked at: of regions and accounts each template has all.
 */
export function meetsTemplate(relativeId: string, template: string): boolean {
  const type = namedTypeOf(relativeId)
  if (type !== null) return namedTypes.get(type) === template
  const [asked, all] = [readPattern(relativeId), readTemplate(template)]
  if (matches(all.pattern, asked.word) || matches(asked.pattern, all.word)) return true
  return asked.pattern.shape !== 'literal' && intersects(all.pattern, asked.pattern, 500) !== false
}

/** `secret/` of a relative id, or a pattern of some, that plainly names things of one type; null for any other. */
export function namedTypeOf(relativeId: string): string | null {
  const slash = relativeId.indexOf('/')
  if (slash < 0 || slash === relativeId.length - 1) return null
  const type = relativeId.slice(0, slash + 1)
  return /[*?]/.test(type) ? null : type
}

/** Whether a pattern of relative ids takes in all ARNs of a template. */
export function takesInTemplate(relativeId: string, template: string): boolean {
  return includes(readPattern(relativeId).pattern, readTemplate(template).pattern, 500) === true
}

interface ReadPattern {
  readonly pattern: Pattern
  readonly word: string
}

/** Patterns of the templates, of which there are few. */
const templates = new Map<string, ReadPattern>()

function readTemplate(template: string): ReadPattern {
  const known = templates.get(template)
  if (known !== undefined) return known
  const pattern = compilePattern(template.slice(template.lastIndexOf(':') + 1).replace(/\{\w+\}/, '?*'))
  const read = { pattern, word: typicalWord(pattern) }
  templates.set(template, read)
  return read
}

/** The relative id that was asked about last is likely to be asked about again, with another template. */
let last: (ReadPattern & { readonly relativeId: string }) | undefined

function readPattern(relativeId: string): ReadPattern {
  if (last?.relativeId === relativeId) return last
  const pattern = compilePattern(relativeId)
  last = { relativeId, pattern, word: typicalWord(pattern) }
  return last
}

/** What an action without resources is asked on; no ARN, and no pattern of ARNs, is it. */
export const noResource = '*'

const listedTemplates: readonly string[] = [
  ...new Set(kmsActions.flatMap(({ resources }) => resources.map(({ arn }) => arn))),
].filter(template => template !== noResource)

const listedTypes = new Set(listedTemplates.map(template => /:(\w+)[^:]*$/.exec(template)?.[1] ?? ''))

/** The types that no action of the table has: they were seen in samples, and which actions are asked on them is not known. */
const laterTemplates: readonly string[] = kmsResourceTypes
  .filter(({ prefix }) => !listedTypes.has(prefix))
  .flatMap(({ prefix }) => [
    `acs:kms:{region}:{account}:${prefix}`,
    `acs:kms:{region}:{account}:${prefix}/{name}`,
  ])

/** Every form that an ARN of KMS has. */
export const kmsTemplates: readonly string[] = [...listedTemplates, ...laterTemplates]

/** Types of which one thing is named behind a slash, `secret/` and so on, with their forms. */
export const namedTypes: ReadonlyMap<string, string> = new Map(
  kmsTemplates
    .filter(template => /\/\{\w+\}$/.test(template))
    .map(template => [readTemplate(template).pattern.head, template]),
)

const withoutResource = new Map<ActionEntry, readonly string[]>()

/**
 * The forms of ARN that an action is asked on. One that is only assumed to have no resources might be asked on a
 * resource of a later type as well, so those count for it.
 */
export function templatesOf(entry: ActionEntry): readonly string[] {
  const templates = entry.resources.map(({ arn }) => arn)
  if (entry.resourceCertainty !== 'assumed' || !templates.includes(noResource)) return templates
  const known = withoutResource.get(entry) ?? [...templates, ...laterTemplates]
  withoutResource.set(entry, known)
  return known
}

/** The forms of containers. */
export const containerTemplates: readonly string[] = kmsTemplates.filter(template => !template.includes('/'))

/** Whether the form is that of a container, e.g. `…:secret`, which stands for no one secret. */
export function isContainer(template: string): boolean {
  return template !== noResource && !template.includes('/')
}
