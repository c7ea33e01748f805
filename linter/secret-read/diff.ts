import type { FileReport } from '../lint.ts'
import {
  type AttachedPolicy,
  analysisBudget,
  type PolicyKind,
  type PolicySet,
  type Principal,
  reachOf,
  refusals,
} from '../policy/index.ts'
import { type AccessRegion, findAccessRegions } from './access-regions.ts'
import { knowledgeOf } from './knowledge.ts'
import { type PolicyText, readPolicyText } from './policy-text.ts'
import { RequestError, someUser } from './request.ts'
import {
  compareResourcePolicies,
  type ResourcePolicyKind,
  type ResourcePolicyRegion,
} from './resource-policy-diff.ts'

/** Two sets of policies of one kind; the documents of one side are attached together. */
export interface DiffInput {
  /** Empty: nothing was allowed before. */
  readonly before: readonly PolicyText[]
  readonly after: readonly PolicyText[]
  /** Steps that the analysis may take; `analysisBudget` if left out. */
  readonly budget?: number
}

/** Access as a difference has it: by policies that are attached to somebody, or by those of a role, key or secret. */
export type ChangedAccess = AccessRegion | ResourcePolicyRegion

/** What one set of policies allows and another does not, as `diff --format json` prints it. */
export interface Difference {
  readonly version: 1
  /** `same` only if no request gets another answer in any context. */
  readonly verdict: 'same' | 'widened' | 'narrowed' | 'both' | 'undecided'
  /** Access that is new in at least one context; the statements are those of the set after. */
  readonly added: readonly ChangedAccess[]
  /** Access that is lost in at least one context; the statements are those of the set before. */
  readonly removed: readonly ChangedAccess[]
  /** Paths of policies that RAM would refuse; they count as not attached. */
  readonly refused: readonly string[]
  readonly files: readonly FileReport[]
}

/** Compares what two sets of policies allow. Throws a `RequestError` for documents that cannot be compared. */
export function diff({ before, after, budget = analysisBudget }: DiffInput): Difference {
  const sides = [before, after].map(read)
  const [old, now] = sides.map(({ policies }) => policies) as [AttachedPolicy[], AttachedPolicy[]]
  const kind = kindOf([...old, ...now])
  const [added, removed] = isOfResource(kind)
    ? [compareResourcePolicies(kind, now, old, budget), compareResourcePolicies(kind, old, now, budget)]
    : [compare(now, old, budget), compare(old, now, budget)]
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

function read(texts: readonly PolicyText[]) {
  const all = texts.map(readPolicyText)
  return {
    files: all.map(({ report }) => report),
    refused: all.flatMap(({ report, policy }) => (policy === null ? [report.path] : [])),
    policies: all.flatMap(({ policy }) => policy ?? []),
  }
}

/** The one kind of all policies; undefined if there are none. */
function kindOf(policies: readonly AttachedPolicy[]): PolicyKind | undefined {
  const [first] = policies
  const other = policies.find(({ kind }) => kind !== first?.kind)
  if (first !== undefined && other !== undefined)
    throw new RequestError(
      `\`${first.name}\` is ${withArticle(first.kind)} policy and \`${other.name}\` ${withArticle(other.kind)} policy: only policies of one kind can be compared`,
    )
  if (first?.kind === 'bucket')
    throw new RequestError(
      `\`${first.name}\` is a policy of a bucket, which OSS decides by: it is not compared`,
    )
  return first?.kind
}

function withArticle(kind: PolicyKind): string {
  return `${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind}`
}

function isOfResource(kind: PolicyKind | undefined): kind is ResourcePolicyKind {
  return kind === 'trust' || kind === 'key' || kind === 'secret'
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
