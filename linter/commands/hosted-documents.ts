import type { Config } from '../config.ts'
import { relativePath } from '../files.ts'
import type { IntendedDocument } from '../intents.ts'
import { readPolicies } from '../sources/index.ts'
import { openIn, policyIn } from './hosted-policies.ts'

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
  if (host === null) return { documents: [], open: null }
  const { policies } = host
  const [first] = openIn(host)
  if (first !== undefined) {
    const open = `\`${path}\`: \`${first.name}\` depends on \`${first.label}\`, known only when it is deployed: whether it meets its intent is not known`
    return { documents: [], open }
  }
  const documents = policies.map((policy, index) => ({
    path: policies.length === 1 ? path : `${path}#${policy.name} (${index + 1})`,
    full,
    isShown,
    ...policyIn({ path, text }, policy),
  }))
  return { documents, open: null }
}
