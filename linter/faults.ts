import type { FaultId, ParsedPolicy, PolicyFault } from './policy/index.ts'
import type { Problem, RuleSubject } from './rule.ts'
import { nearest } from './suggestion.ts'

/** What the engine found while it read the document: the problems of one rule. */
export function* faultsOf(subject: RuleSubject, id: FaultId | string): Generator<Problem> {
  const { faults } = subject.parsed
  if (!faults.some(fault => fault.id === id)) return
  const meant = misspeltElements(faults)
  const hidden = new Set([...meant.values()].map(({ missing }) => missing))
  for (const fault of faults) {
    if (fault.id !== id || hidden.has(fault)) continue
    const element = meant.get(fault)?.element
    const hint =
      element === undefined || fault.message.includes(`\`${element}\``)
        ? ''
        : `; did you mean \`${element}\`?`
    yield { place: fault, message: `${fault.message}${hint}` }
  }
}

const missingElements: ReadonlyMap<string, readonly string[]> = new Map([
  ['missing-version', ['Version']],
  ['missing-statement', ['Statement']],
  ['missing-effect', ['Effect']],
  ['missing-action', ['Action', 'NotAction']],
  ['missing-resource', ['Resource']],
  ['missing-principal', ['Principal']],
])

/** Unknown elements that are the misspelt name of a missing one of the same object: one mistake, one finding. */
function misspeltElements(
  faults: readonly PolicyFault[],
): ReadonlyMap<PolicyFault, { readonly element: string; readonly missing: PolicyFault }> {
  const missingIn = new Map<string, PolicyFault[]>()
  for (const fault of faults) {
    if (!missingElements.has(fault.id)) continue
    const list = missingIn.get(fault.pointer)
    if (list) list.push(fault)
    else missingIn.set(fault.pointer, [fault])
  }
  const found = new Map<PolicyFault, { element: string; missing: PolicyFault }>()
  for (const fault of faults) {
    if (fault.id !== 'unknown-element') continue
    const slash = fault.pointer.lastIndexOf('/')
    const name = fault.pointer.slice(slash + 1)
    for (const missing of missingIn.get(fault.pointer.slice(0, slash)) ?? []) {
      const element = nearest(name, missingElements.get(missing.id) ?? [])
      if (element !== undefined) found.set(fault, { element, missing })
    }
  }
  return found
}

/** Whether RAM would refuse a document. One that seems too long may be a system policy, which may be longer. */
export function isRefused({ faults }: ParsedPolicy): boolean {
  return faults.some(({ id }) => id !== 'policy-too-long')
}
