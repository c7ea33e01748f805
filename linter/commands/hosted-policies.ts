import { checkFile } from '../check-file.ts'
import type { FileReport } from '../lint.ts'
import type { PolicyKind } from '../policy/index.ts'
import { printable } from '../printable.ts'
import type { PolicyText } from '../secret-read/policy-text.ts'
import { hostOffset, readPolicies, type SourcePolicies, type SourcePolicy } from '../sources/index.ts'
import type { Terminal } from '../terminal.ts'
import { Undecided } from './undecided.ts'

/**
 * The policies of a file that holds some, as they would be attached; what is of another kind is told and left out. The
 * report says why there are none. Throws an `Undecided` if one depends on what is known only when the file is deployed.
 */
export async function hostedPolicies(
  { path, text }: { readonly path: string; readonly text: string },
  attachable: readonly PolicyKind[],
  kind: PolicyKind | undefined,
  terminal: Terminal,
): Promise<{ readonly policies: readonly PolicyText[]; readonly report: FileReport | null }> {
  const host = await readPolicies(text, path, kind)
  if (host === null || host.problem !== undefined || host.policies.length === 0) {
    const checked = await checkFile(text, path, { rules: [] })
    return { policies: [], report: checked?.report ?? null }
  }
  const fitting = host.policies.filter(policy => {
    if (attachable.includes(policy.kind)) return true
    terminal.err(`${printable(`${path}: left out: \`${policy.name}\`, a ${policy.kind} policy`)}\n`)
    return false
  })
  const open = openIn({ policies: fitting, unresolved: host.unresolved })
  const [first] = open
  if (first !== undefined) {
    const more = open.length === 1 ? '' : ` and ${open.length - 1} more`
    throw new Undecided(
      `\`${path}\`: \`${first.name}\` depends on \`${first.label}\`${more}, known only when it is deployed; \`ram-lint check\` judges the rest, \`ram-lint extract\` prints what is known`,
    )
  }
  const names = fitting.map(each => (fitting.length === 1 ? path : `${path}#${each.name}`))
  const policies = fitting.map((each, index): PolicyText => {
    const name = names[index] ?? path
    const isTwice = names.indexOf(name) !== names.lastIndexOf(name)
    return { path: isTwice ? `${name} (${index + 1})` : name, ...policyIn({ path, text }, each) }
  })
  return { policies, report: null }
}

/** Whether a file that is no policy itself holds some. */
export async function holdsPolicies({
  path,
  text,
}: {
  readonly path: string
  readonly text: string
}): Promise<boolean> {
  const host = await readPolicies(text, path)
  return host !== null && host.policies.length + host.unresolved.length > 0
}

/** What of the policies of a file is known only when it is deployed: where, and what it is called there. */
export function openIn({ policies, unresolved }: Pick<SourcePolicies, 'policies' | 'unresolved'>) {
  const unknown = policies.flatMap(({ name, draft }) => draft.unknowns.map(({ label }) => ({ name, label })))
  return [...unknown, ...unresolved]
}

/** One of the policies of a file, whose places are those in the file. */
export function policyIn(
  { path, text }: { readonly path: string; readonly text: string },
  { pointer, kind, draft }: SourcePolicy,
): Omit<PolicyText, 'path'> & Pick<SourcePolicy, 'kind'> {
  const host = {
    path,
    text,
    pointer,
    offset: (offset: number, edge: 'start' | 'end') => hostOffset(draft, offset, edge),
  }
  return { text: draft.text, kind, host }
}
