import { resolve, sep } from 'node:path'
import type { Config } from '../config.ts'
import { readSources, relativePath } from '../files.ts'
import { createFinding, type Finding } from '../finding.ts'
import { checkIntent, type IntendedDocument } from '../intents.ts'
import { findRule } from '../rules/index.ts'
import { RequestError } from '../secret-read/request.ts'
import type { Examine, Run } from './check-run.ts'
import type { Placed } from './configured.ts'
import { WrongUse } from './wrong-use.ts'

/** What the proofs of all intents found. */
export interface IntentFindings {
  /** By the file's full path. */
  readonly byFile: ReadonlyMap<string, readonly Finding[]>
  /** In the configuration. */
  readonly own: readonly Finding[]
  readonly undecided: readonly string[]
}

/** What is looked for where. */
interface Whereabouts {
  /** The folders that were walked, as full paths. */
  readonly walked: readonly string[]
  /** The current folder, from which reports count. */
  readonly current: string
  readonly examine: Examine
}

/**
 * Proves each intent of which a file was looked at; the rest of its files are read, too. `walked` are the folders that
 * were walked: an intent below them that no file is meant by is a finding. Throws a `WrongUse`.
 */
export async function checkIntents(
  { file: config, folder }: Placed<Config>,
  run: Run,
  { walked, examine, current }: Whereabouts,
): Promise<IntentFindings> {
  const byFile = new Map<string, Finding[]>()
  const own: Finding[] = []
  const undecided: string[] = []
  const isWhole = walked.some(each =>
    `${folder}${sep}`.startsWith(each.endsWith(sep) ? each : `${each}${sep}`),
  )
  for (const intent of config.intents) {
    const isMeant = run.files.some(({ full }) => full !== null && intent.selects(relativePath(folder, full)))
    if (!isMeant && !isWhole) continue
    const { documents, open } = await documentsOf(intent.files, folder, run, { examine, current, config })
    if (open !== null) {
      undecided.push(open)
      continue
    }
    if (documents.length === 0) {
      own.push(withoutFiles(config, `${intent.pointer}/files`))
      continue
    }
    try {
      const result = checkIntent(intent, documents)
      for (const { path, finding } of result.findings)
        byFile.set(path, [...(byFile.get(path) ?? []), finding])
      if (result.undecided !== null) undecided.push(result.undecided)
    } catch (error) {
      if (error instanceof RequestError)
        throw new WrongUse(config.file.refuse(intent.pointer, error.message).message)
      throw error
    }
  }
  return { byFile, own, undecided }
}

function withoutFiles({ file }: Config, pointer: string): Finding {
  const rule = findRule('intent-not-met')
  if (rule === undefined) throw new Error('there is no rule intent-not-met')
  const message = 'no policy is in these files: nothing lets the secret be read'
  const { level, help } = rule
  return createFinding(file.text, { rule: rule.id, level, help, message, pointer, ...file.spanOf(pointer) })
}

/** The policies of an intent, or why they are known only when they are deployed. */
interface Intended {
  readonly documents: readonly IntendedDocument[]
  readonly open: string | null
}

/** The policies of an intent, by full path: those of the run first, which findings are shown of. */
async function documentsOf(
  files: readonly string[],
  folder: string,
  run: Run,
  { examine, current, config }: Pick<Whereabouts, 'examine' | 'current'> & { readonly config: Config },
): Promise<Intended> {
  const shown = new Map(run.files.flatMap(each => (each.full === null ? [] : [[each.full, each] as const])))
  const documents: IntendedDocument[] = []
  for (const source of await readSources(files, { folder })) {
    const full = resolve(folder, source.path)
    const before = shown.get(full)
    if ('problem' in source && before === undefined) continue
    const text = before?.text ?? ('text' in source ? source.text : '')
    const [checked] =
      before === undefined ? await examine([{ text, path: source.path, met: true, full }]) : [before]
    if (checked === undefined || checked === null) continue
    const path = before?.report.path ?? relativePath(current, full)
    const file = { path, full, text, isShown: before !== undefined }
    if (checked.policy !== null) {
      documents.push({ ...file, kind: checked.policy.kind })
      continue
    }
    if (checked.report.policies === 0) continue
    const hosted = await (await import('./hosted-documents.ts')).hostedDocuments(file, config, folder)
    if (hosted.open !== null) return hosted
    documents.push(...hosted.documents)
  }
  return { documents: documents.sort((a, b) => Number(b.isShown) - Number(a.isShown)), open: null }
}
