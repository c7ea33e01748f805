import { type FileReport, summarise } from '../lint.ts'
import type { ExtractedReport } from './extraction.ts'
import { redact } from './redact.ts'
import { type Hidden, redactArn, redactMessage, redactPointer, redactText } from './redact-text.ts'

/** An answer of a command and the texts that it speaks of, by path. */
export interface Redacted<Answer> {
  readonly answer: Answer
  readonly texts: ReadonlyMap<string, string>
}

/**
 * An answer (of `prove`, `explain`, `diff`, `why`, `generate` or `extract`) without values of conditions and without
 * ARNs beyond their service and type, and likewise its texts. Paths and names of actions stay.
 */
export function redactAnswer<Answer extends object>(
  answer: Answer,
  texts: ReadonlyMap<string, string>,
): Redacted<Answer> {
  const clean = new Map<string, string>()
  const quoted = new Set<string>()
  for (const [path, text] of texts) {
    const { text: shown, hidden } = redactText(text)
    clean.set(path, shown)
    for (const each of hidden.quoted) quoted.add(each)
  }
  const fenced = [...quoted].filter(each => each.includes('`'))
  const shown: Shown = { hidden: { quoted, fenced }, paths: new Set(texts.keys()), texts }
  return { answer: members(answer, shown) as Answer, texts: clean }
}

/** Likewise policies that were extracted: of an expression that is not known only that there is one. */
export function redactExtraction(report: ExtractedReport): ExtractedReport {
  const { answer } = redactAnswer(report, new Map())
  const policies = answer.policies.map((policy, index) => ({
    ...policy,
    text: redactText(report.policies[index]?.text ?? '').text,
  }))
  return { ...answer, policies }
}

interface Shown {
  readonly hidden: Hidden
  readonly paths: ReadonlySet<string>
  readonly texts: ReadonlyMap<string, string>
}

type Hide = (text: string, shown: Shown) => string

const message: Hide = (text, { hidden, paths }) => redactMessage(text, hidden, paths)
const arn: Hide = text => redactArn(text)
const policy: Hide = text => redactText(text).text

/** How the strings of a member are shown, by its name; all others are shown as they are. */
const byName: ReadonlyMap<string, Hide> = new Map([
  ...['text', 'detail', 'notes', 'assumptions', 'label'].map(name => [name, message] as const),
  ...['resource', 'resources', 'Resource', 'secret', 'key', 'principal', 'principals'].map(
    name => [name, arn] as const,
  ),
  ...['before', 'after', 'patch'].map(name => [name, policy] as const),
  ['values', () => '…'],
  ['pointer', text => redactPointer(text)],
  ['sid', text => (/^(?!.*\d{8})[A-Za-z][\w-]*$/.test(text) ? text : '…')],
])

function members(value: object, shown: Shown): object {
  const entries = Object.entries(value).map(([name, each]): [string, unknown] => {
    if (name === 'files') return [name, cleanFiles(each as readonly FileReport[], shown)]
    if (name === 'document') return [name, cleanDocument(each)]
    if (name === 'context') return [name, cleanContext(each as object)]
    return [name, every(each, byName.get(name) ?? (text => text), shown)]
  })
  return Object.fromEntries(entries)
}

/** Every string of a value; the members of an object go by their own names. */
function every(value: unknown, hide: Hide, shown: Shown): unknown {
  if (typeof value === 'string') return hide(value, shown)
  if (Array.isArray(value)) return value.map(each => every(each, hide, shown))
  return typeof value === 'object' && value !== null ? members(value, shown) : value
}

/** The members of a context are condition keys. */
function cleanContext(context: object): object {
  return Object.fromEntries(Object.keys(context).map(key => [key, '…']))
}

function cleanFiles(files: readonly FileReport[], { texts }: Shown): readonly FileReport[] {
  return redact({ report: summarise(files, 0), texts, fixes: new Map() }).report.files
}

function cleanDocument(document: unknown): unknown {
  return document === null ? null : JSON.parse(redactText(JSON.stringify(document, null, 2)).text)
}
