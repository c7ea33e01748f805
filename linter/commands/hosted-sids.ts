import { looseJsonValue, type PolicyKind } from '../policy/index.ts'
import { fill, fillings, readPolicies, type SourcePolicy } from '../sources/index.ts'
import { statementsWith } from '../suppression.ts'

/** Statements of policies that stand in other files, e.g. of Terraform, by their Sid. */
export class HostedSids {
  readonly #policies = new Map<string, readonly { readonly pointer: string; readonly document: unknown }[]>()

  /** Looks into a file, where it is one that holds policies. Until then nothing is known of it. */
  async read(text: string, path: string, kind: PolicyKind | undefined): Promise<void> {
    if (this.#policies.has(text)) return
    const host = await readPolicies(text, path, kind)
    this.#policies.set(
      text,
      (host?.policies ?? []).map(policy => ({ pointer: policy.pointer, document: documentOf(policy) })),
    )
  }

  /** Pointers of the statements with a Sid in the text of a file. */
  pointersOf(sid: string, text: string): readonly string[] {
    return (this.#policies.get(text) ?? []).flatMap(({ pointer, document }) =>
      statementsWith(sid, document).map(each => pointer + each),
    )
  }
}

/** With something in the place of what is known only when the file is deployed. */
function documentOf({ draft, slots, kind }: SourcePolicy): unknown {
  return looseJsonValue(fill(draft, slots, kind, fillings[0]).text)
}
