import type { Config } from '../config.ts'
import { relativePath } from '../files.ts'
import type { IntendedDocument } from '../intents.ts'
import { hostOffset, readPolicies } from '../sources/index.ts'

/**
 * The policies in a file of Terraform and the like as an intent proves them; or, in `open`, what of them is known only
 * when they are deployed. `folder` is the configuration's.
 */
export async function hostedDocuments(
  { path, full, text, isShown }: Omit<IntendedDocument, 'kind'>,
  config: Config,
  folder: string,
): Promise<{ readonly documents: readonly IntendedDocument[]; readonly open: string | null }> {
  const host = await readPolicies(text, path, config.kindOf(relativePath(folder, full)))
  const policies = host?.policies ?? []
  const unknown = policies.flatMap(({ name, draft }) => draft.unknowns.map(({ label }) => ({ name, label })))
  const [first] = [...unknown, ...(host?.unresolved ?? [])]
  if (first !== undefined) {
    const open = `\`${path}\`: \`${first.name}\` depends on \`${first.label}\`, known only when it is deployed: whether it meets its intent is not known`
    return { documents: [], open }
  }
  const documents = policies.map(({ name, pointer, kind, draft }, index) => ({
    path: policies.length === 1 ? path : `${path}#${name} (${index + 1})`,
    full,
    kind,
    text: draft.text,
    host: {
      path,
      text,
      pointer,
      offset: (offset: number, edge: 'start' | 'end') => hostOffset(draft, offset, edge),
    },
    isShown,
  }))
  return { documents, open: null }
}
