import type { FaultId, ParsedPolicy, PolicyFault } from './policy/index.ts'
import { type Fix, nothingFound, type Problem, type RuleSubject } from './rule.ts'
import { didYouMean, nearest } from './suggestion.ts'

/** What mends a fault; null if nothing safe can be said. For an unknown element `meant` is the one that was meant. */
type Mending = (fault: PolicyFault, subject: RuleSubject, meant: string | undefined) => Fix | null

/** What the engine found while it read the document: the problems of one rule. */
export function faultsOf(subject: RuleSubject, id: FaultId, mend?: Mending): Iterable<Problem> {
  const has = subject.parsed.faults.some(fault => fault.id === id)
  return has ? problemsOf(subject, id, mend) : nothingFound
}

function* problemsOf(subject: RuleSubject, id: FaultId, mend?: Mending): Generator<Problem> {
  const { faults } = subject.parsed
  const meant = misspeltElements(faults)
  const hidden = new Set([...meant.values()].map(({ missing }) => missing))
  for (const fault of faults) {
    if (fault.id !== id || hidden.has(fault)) continue
    const element = meant.get(fault)?.element
    const hint = element === undefined ? '' : didYouMean(nameOf(fault), [element])
    const fix = mend?.(fault, subject, element) ?? null
    yield { place: fault, message: `${fault.message}${hint}`, ...(fix === null ? {} : { fix }) }
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

/** An unknown element's name. */
function nameOf(fault: PolicyFault): string {
  return fault.pointer.slice(fault.pointer.lastIndexOf('/') + 1)
}

interface Misspelt {
  readonly element: string
  /** The fault that says so of the element that was meant: one mistake, one finding. */
  readonly missing: PolicyFault | undefined
}

/** Unknown elements that are the misspelt name of one that their object lacks. */
function misspeltElements(faults: readonly PolicyFault[]): ReadonlyMap<PolicyFault, Misspelt> {
  const missingIn = new Map<string, PolicyFault[]>()
  for (const fault of faults) {
    if (!missingElements.has(fault.id)) continue
    const list = missingIn.get(fault.pointer)
    if (list) list.push(fault)
    else missingIn.set(fault.pointer, [fault])
  }
  const found = new Map<PolicyFault, Misspelt>()
  const taken = new Set<string>()
  for (const fault of faults) {
    if (fault.absent === undefined) continue
    const object = fault.pointer.slice(0, fault.pointer.lastIndexOf('/'))
    const element = nearest(nameOf(fault).trim(), fault.absent)
    if (element === undefined || taken.has(`${object}/${element}`)) continue
    taken.add(`${object}/${element}`)
    const missing = missingIn.get(object)?.find(({ id }) => missingElements.get(id)?.includes(element))
    found.set(fault, { element, missing })
  }
  return found
}

/** Whether RAM would refuse a document. One that seems too long may be a system policy, which may be longer. */
export function isRefused({ faults }: ParsedPolicy): boolean {
  return faults.some(({ id }) => id !== 'policy-too-long')
}
