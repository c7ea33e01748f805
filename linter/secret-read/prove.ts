import type { FileReport } from '../lint.ts'
import {
  type AccessRequest,
  analysisBudget,
  type Budget,
  findContexts,
  type Knowledge,
  type Principal,
  parseArn,
  type Wanted,
} from '../policy/index.ts'
import type { ReadTarget } from '../rule.ts'
import type { AccessRegion } from './access-regions.ts'
import { type AttachedTexts, attachTexts, type PolicyTexts, policiesFor } from './attached-texts.ts'
import { type Judgement, judge } from './judgement.ts'
import { knowledgeOf } from './knowledge.ts'
import { excessOf } from './minimum.ts'
import { proofAssumptions } from './proof-assumptions.ts'
import { RequestError, readPrincipal, someUser } from './request.ts'
import { dependents, type Requirement, requirementsOf, type SecretRead } from './requirements.ts'
import { type AskedTarget, readTarget, serviceManaged } from './target.ts'

/** The read that is to be proved, who reads, and the policies that they meet. */
export interface ProveInput extends PolicyTexts, AskedTarget {
  /** As for `explain`; left out: some RAM user or role of the secret's account. */
  readonly principal?: string
  /** Steps that the analysis may take; `analysisBudget` if left out. */
  readonly budget?: number
}

/** A permission that the read needs, and what becomes of it. */
export interface ProvedRequirement extends Requirement, Omit<Judgement, 'reason'> {
  readonly reason: Exclude<Judgement['reason'], 'principal'>
}

/** Whether policies let a secret be read, as `prove --format json` prints it. */
export interface Proof {
  readonly version: 1
  readonly secret: string
  readonly key: string
  readonly gateway: ReadTarget['gateway']
  readonly credentials: ReadTarget['credentials']
  /** Proved: in every context; conditional: in some; denied: in none. */
  readonly verdict: 'proved' | 'conditional' | 'denied' | 'undecided'
  /** Whether nothing is allowed that the read does not need; null if that was not found within the budget. */
  readonly minimal: boolean | null
  /** Each requirement can be met, but not all in one request context. */
  readonly reason: 'conflicting-conditions' | null
  readonly requirements: readonly ProvedRequirement[]
  readonly excess: readonly AccessRegion[]
  readonly assumptions: readonly string[]
  /** Paths of policies that RAM would refuse; they count as not attached. */
  readonly refused: readonly string[]
  /** What is wrong with the documents. */
  readonly files: readonly FileReport[]
}

/** Proves that policies are enough, and no more than enough, to read a secret. Throws a `RequestError`. */
export function prove(input: ProveInput): Proof {
  const read = readSecretRead(input)
  return proveRead(input, read, attachTexts(input))
}

/** Likewise for policies that were read before. */
export function proveRead(input: ProveInput, read: SecretRead, texts: AttachedTexts): Proof {
  const principal = input.principal === undefined ? undefined : readPrincipal(input.principal)
  if (principal !== undefined && principal.type !== 'user' && principal.type !== 'assumed-role')
    throw new RequestError(
      `\`${input.principal}\` is neither a RAM user nor a role: policies that are attached to somebody do not decide for it`,
    )
  const question: Question = {
    texts,
    read,
    principal,
    knowledge: knowledgeOf(read.gateway, {
      context: new Map(principal === undefined ? [] : [['acs:principalarn', conditionArn(principal)]]),
    }),
    budget: { steps: input.budget ?? analysisBudget },
  }
  const requirements = requirementsOf(read).map((requirement): ProvedRequirement => {
    const open = openRequest(question, requirement)
    const { reason, ...judged } = judge(texts, open, question.knowledge, question.budget)
    // A statement about another principal is none about this one.
    return { ...requirement, ...judged, reason: reason === 'principal' ? 'no-statement' : reason }
  })
  const { excess, complete } = findExcess({ ...question, budget: { steps: input.budget ?? analysisBudget } })
  return {
    version: 1,
    secret: read.secret,
    key: read.key,
    gateway: read.gateway,
    credentials: read.credentials,
    ...overall(question, requirements),
    minimal: excess.length > 0 ? false : complete ? true : null,
    requirements,
    excess,
    assumptions: proofAssumptions(read, texts, principal),
    refused: texts.refused,
    files: texts.files,
  }
}

/** The read of an input. Throws a `RequestError`. */
export function readSecretRead(input: AskedTarget): SecretRead {
  const { secret, key, gateway, credentials } = readTarget(input)
  if (secret === undefined)
    throw new RequestError(
      'a proof is about one secret: name it (`--secret ARN`), e.g. `acs:kms:cn-hangzhou:1234567890123456:secret/name`',
    )
  if (key === undefined)
    throw new RequestError(
      `a proof needs the key of the secret (\`--key\`), its ARN or \`${serviceManaged}\`: \`kms:Decrypt\` is asked on it`,
    )
  return { secret, key, gateway, credentials }
}

interface Question {
  readonly texts: AttachedTexts
  readonly read: SecretRead
  readonly principal: Principal | undefined
  readonly knowledge: Knowledge
  readonly budget: Budget
}

function openRequest({ texts, read, principal, knowledge }: Question, { action, resource }: Requirement) {
  const account = parseArn(resource)?.account ?? ''
  const request: AccessRequest = {
    principal: principal ?? someUser(account),
    action,
    resource,
    resourceAccount: account,
    context: knowledge.given,
  }
  const anybody = principal === undefined
  return {
    policies: policiesFor(texts, request, { anybody, dedicated: read.gateway === 'dedicated' }),
    request,
  }
}

/** All requirements are judged in one context. */
function overall(
  question: Question,
  requirements: readonly ProvedRequirement[],
): Pick<Proof, 'verdict' | 'reason'> {
  const verdicts = requirements.map(({ verdict }) => verdict)
  if (verdicts.some(each => each === 'implicit-deny' || each === 'explicit-deny'))
    return { verdict: 'denied', reason: null }
  if (verdicts.every(each => each === 'allowed')) return { verdict: 'proved', reason: null }
  if (verdicts.includes('undecided')) return { verdict: 'undecided', reason: null }
  const wanted = requirements.map((each): Wanted => ({ ...openRequest(question, each), allowed: true }))
  const found = findContexts(wanted, question.knowledge, question.budget)
  if (found === 'undecided') return { verdict: 'undecided', reason: null }
  return found === 'none'
    ? { verdict: 'denied', reason: 'conflicting-conditions' }
    : { verdict: 'conditional', reason: null }
}

/** Decrypt on the secret's own key is no excess where the gateway does not ask for it: it will be needed elsewhere. */
function findExcess({ texts, read, principal, knowledge, budget }: Question) {
  return excessOf({
    texts,
    principalIn: account => principal ?? someUser(account),
    ...(principal === undefined ? {} : { account: principal.account }),
    dedicated: read.gateway === 'dedicated',
    needed: [...requirementsOf(read), ...dependents(read)],
    things: read.key === serviceManaged ? [read.secret] : [read.secret, read.key],
    knowledge,
    budget,
  })
}

function conditionArn({ arn }: Principal): string {
  return arn.replace('acs:ram::', 'acs:ram:*:')
}
