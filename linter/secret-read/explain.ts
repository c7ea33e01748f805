import type { FileReport } from '../lint.ts'
import { analysisBudget } from '../policy/index.ts'
import { attachTexts, type PolicyTexts, policiesFor, refuseOthersPolicies } from './attached-texts.ts'
import { type Judgement, judge } from './judgement.ts'
import { knowledgeOf } from './knowledge.ts'
import { notesOf } from './notes.ts'
import { type AskedRequest, readRequest } from './request.ts'

/** The answer to one request, as `explain --format json` prints it. */
export interface Explanation extends Judgement {
  readonly version: 1
  readonly action: string
  readonly resource: string
  /** Null where nobody in particular asks. */
  readonly principal: string | null
  /** What else the user of this answer should know. */
  readonly notes: readonly string[]
  readonly assumptions: readonly string[]
  /** What is wrong with the policies; one that RAM would refuse counts as not attached. */
  readonly files: readonly FileReport[]
}

/** A request and the policies that it meets, as texts. */
export type ExplainInput = AskedRequest & PolicyTexts

/** Says which statement decides a request, or which came closest. Throws a `RequestError` for a request that is none. */
export function explain(input: ExplainInput): Explanation {
  const read = readRequest(input)
  refuseOthersPolicies(input, input.resource)
  const texts = attachTexts(input)
  const policies = policiesFor(texts, read.request, { anybody: input.principal === undefined })
  const knowledge = knowledgeOf('shared', { context: read.request.context, known: read.known })
  const judgement = judge(texts, { policies, request: read.request }, knowledge, { steps: analysisBudget })
  const { notes, assumptions } = notesOf(input, read, policies, judgement.verdict)
  return {
    version: 1,
    action: input.action,
    resource: input.resource,
    principal: input.principal ?? null,
    ...judgement,
    notes: [...texts.refused.map(path => `\`${path}\` is not attached: RAM would refuse it`), ...notes],
    assumptions,
    files: texts.files,
  }
}
