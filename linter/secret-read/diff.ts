import { isRefused } from '../faults.ts'
import { checkText, type FileReport } from '../lint.ts'
import {
  type AttachedPolicy,
  analysisBudget,
  attach,
  type PolicyKind,
  type PolicySet,
  type Principal,
  reachOf,
  refusals,
} from '../policy/index.ts'
import { rules } from '../rules/index.ts'
import { type AccessRegion, findAccessRegions } from './access-regions.ts'
import type { PolicyText } from './attached-texts.ts'
import { knowledgeOf } from './knowledge.ts'
import { RequestError, someUser } from './request.ts'

/** Two sets of policies of one kind; the documents of one side are attached together. */
export interface DiffInput {
  /** Empty: nothing was allowed before. */
  readonly before: readonly PolicyText[]
  readonly after: readonly PolicyText[]
  /** Steps that the analysis may take; `analysisBudget` if left out. */
  readonly budget?: number
}

/** What one set of policies allows and another does not, as `diff --format json` prints it. */
export interface Difference {
  readonly version: 1
  /** `same` only if no request gets another answer in any context. */
  readonly verdict: 'same' | 'widened' | 'narrowed' | 'both' | 'undecided'
  /** Access that is new in at least one context; the statements are those of the set after. */
  readonly added: readonly AccessRegion[]
  /** Access that is lost in at least one context; the statements are those of the set before. */
  readonly removed: readonly AccessRegion[]
  /** Paths of policies that RAM would refuse; they count as not attached. */
  readonly refused: readonly string[]
  readonly files: readonly FileReport[]
}

/** Compares what two sets of policies allow. Throws a `RequestError` for documents that cannot be compared. */
export function diff({ before, after, budget = analysisBudget }: DiffInput): Difference {
  const sides = [before, after].map(read)
  const [old, now] = sides.map(({ policies }) => policies) as [AttachedPolicy[], AttachedPolicy[]]
  refuseOtherKinds([...old, ...now])
  const added = compare(now, old, budget)
  const removed = compare(old, now, budget)
  const certain = added.complete && removed.complete
  const [more, less] = [added.regions.length > 0, removed.regions.length > 0]
  return {
    version: 1,
    verdict:
      !certain && !(more && less)
        ? 'undecided'
        : more
          ? less
            ? 'both'
            : 'widened'
          : less
            ? 'narrowed'
            : 'same',
    added: added.regions,
    removed: removed.regions,
    refused: sides.flatMap(({ refused }) => refused),
    files: sides.flatMap(({ files }) => files),
  }
}

const documentRules = rules.filter(({ family }) => family === 'document')

function read(texts: readonly PolicyText[]) {
  const files: FileReport[] = []
  const refused: string[] = []
  const policies: AttachedPolicy[] = []
  for (const { path, text, kind } of texts) {
    const { report, policy } = checkText(text, path, {
      rules: documentRules,
      ...(kind === undefined ? {} : { kind }),
    })
    files.push(report)
    if (policy === null || policy.parsed.readable === null || isRefused(policy.parsed)) refused.push(path)
    else policies.push(attach(path, policy.kind, policy.parsed.readable))
  }
  return { files, refused, policies }
}

/** Kinds whose documents say by themselves what is allowed: the others also name who. */
const comparable: readonly PolicyKind[] = ['identity', 'session', 'control']

function refuseOtherKinds(policies: readonly AttachedPolicy[]): void {
  const [first] = policies
  const other = policies.find(({ kind }) => kind !== first?.kind)
  if (first !== undefined && other !== undefined)
    throw new RequestError(
      `\`${first.name}\` is a ${first.kind} policy and \`${other.name}\` a ${other.kind} policy: only policies of one kind can be compared`,
    )
  const named = policies.find(({ kind }) => !comparable.includes(kind))
  if (named !== undefined)
    throw new RequestError(
      `\`${named.name}\` is a ${named.kind} policy, which names principals; identity, session and control policies can be compared`,
    )
}

/** Session and control policies are compared for themselves: by what they leave of everything. */
function compare(wide: readonly AttachedPolicy[], narrow: readonly AttachedPolicy[], budget: number) {
  const principal: Principal = someUser('1234567890123456')
  const other = setOf(narrow)
  return findAccessRegions({
    policies: setOf(wide),
    principalIn: someUser,
    beside: other,
    alternatives: action => [...refusals(reachOf(other, principal, action))],
    knowledge: knowledgeOf('shared'),
    budget: { steps: budget },
    home: { account: principal.account },
  })
}

function setOf(policies: readonly AttachedPolicy[]): PolicySet {
  return { identity: policies }
}
