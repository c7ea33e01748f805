import type { CompiledStatement } from './attached-policy.ts'
import { type Budget, charge } from './automaton.ts'
import { type CompiledCondition, conditionHolds, type RequestContext } from './condition.ts'
import { type ContextValue, type PossibleValues, type ValueOptions, valuesOf } from './condition-values.ts'
import { Memory } from './memory.ts'

/** What is known of the condition keys of requests; all that is not is open. Keys in lower case. */
export interface Knowledge {
  /** Values that requests carry. */
  readonly given: RequestContext
  /** Keys that requests never carry. */
  readonly absent: ReadonlySet<string>
  /** Keys that every request carries, whatever their values. */
  readonly always: ReadonlySet<string>
  readonly negatedOnAbsentKey: boolean
  /** Whether keys that describe the resource are taken to be the same in all requests of a question; if not given, no. */
  readonly sameResourceKeys?: boolean
}

/** The answer to a search for a context: one, none at all, or not known within the budget. */
export type ContextSearch = { readonly contexts: readonly RequestContext[] } | 'none' | 'undecided'

/** Whether a condition holds where some keys have values; undefined where its key has none yet. */
export type Truth = (condition: CompiledCondition, request: number) => boolean | undefined

/** What a judge says of a partial assignment: it will do, it never will, or it depends on this condition. */
export type Judgement = 'yes' | 'no' | { readonly condition: CompiledCondition; readonly request: number }

/** Keys that describe the resource: each request of several has its own values for them. */
export function describesResource(key: string): boolean {
  return key.startsWith('acs:resourcetag/') || key.startsWith('kms:tag/') || key === 'kms:tag'
}

const nothingChosen: ReadonlyMap<string, number> = new Map()

/** Keys that a search chooses values for; each is a level of a recursion. */
const deepest = 400

type Variable = PossibleValues

interface Answer extends Pick<ValueOptions, 'presence' | 'negatedOnAbsentKey'> {
  readonly clauses: readonly CompiledCondition[]
  readonly values: PossibleValues
  /** That it took, and takes of every budget: an answer does not depend on what was asked before. */
  readonly steps: number
}

/** What was found before, by the first of the conditions, and kept as long as it is: rules ask about the same again and again. */
const answers = new Memory<CompiledCondition, Answer[]>()

function allValues(
  clauses: readonly CompiledCondition[],
  options: Omit<ValueOptions, 'budget'>,
  budget: Budget,
): PossibleValues {
  const left = { steps: Math.max(budget.steps, 0) }
  const asked = { ...options, budget: left }
  const [first] = clauses
  if (first === undefined) return valuesOf(clauses, asked)
  const { presence, negatedOnAbsentKey } = options
  const list = answers.get(first) ?? []
  const known = list.find(
    each =>
      each.presence === presence &&
      each.negatedOnAbsentKey === negatedOnAbsentKey &&
      each.clauses.length === clauses.length &&
      each.clauses.every((clause, index) => clause === clauses[index]),
  )
  if (known !== undefined && known.steps <= left.steps) {
    charge(budget, known.steps << 2)
    return known.values
  }
  const before = left.steps
  const values = valuesOf(clauses, asked)
  const steps = before - left.steps
  charge(budget, steps << 2)
  // What a budget cut short another one may bring to its end.
  if (values.complete && list.length < most)
    answers.set(first, [...list, { ...options, clauses, values, steps }])
  return values
}

/** Answers that are kept for one condition. */
const most = 8

/** The values that matter of every condition key that some statements ask about. */
export class ContextSpace {
  readonly #clauses = new Map<string, CompiledCondition[]>()
  readonly #variables = new Map<string, Variable>()
  readonly #knowledge: Knowledge
  readonly #budget: Budget
  #size = 0

  constructor(statements: Iterable<CompiledStatement>, knowledge: Knowledge, budget: Budget) {
    this.#knowledge = knowledge
    this.#budget = budget
    for (const { conditions } of statements) {
      for (const condition of conditions) {
        const list = this.#clauses.get(condition.key)
        this.#size++
        if (list === undefined) this.#clauses.set(condition.key, [condition])
        else list.push(condition)
      }
    }
  }

  /**
   * Contexts (one for each request; they differ in keys that describe the resource alone) that the judge accepts.
   * `none` only if no values whatever would do.
   */
  find(requests: number, judge: (truth: Truth) => Judgement): ContextSearch {
    const chosen = new Map<string, number>()
    const chosenValue = (name: string): ContextValue =>
      this.#variableOf(name).candidates[chosen.get(name) as number]
    const truth: Truth = (condition, request) => {
      const name = this.#nameOf(condition.key, request)
      if (!chosen.has(name)) return this.#constant(condition)
      return this.#holds(condition, chosenValue(name))
    }
    let certain = true
    const descend = (): ContextSearch => {
      // A judge looks at every condition, and decides with every statement.
      if (!charge(this.#budget, this.#size << 1) || chosen.size > deepest) return 'undecided'
      const judgement = judge(truth)
      if (judgement === 'no') return 'none'
      if (judgement === 'yes') return { contexts: this.#contexts(requests, chosen) }
      const name = this.#nameOf(judgement.condition.key, judgement.request)
      const { candidates, complete } = this.#variableOf(name)
      if (!complete) certain = false
      for (let index = 0; index < candidates.length; index++) {
        chosen.set(name, index)
        const found = descend()
        if (found !== 'none') return found
      }
      chosen.delete(name)
      return 'none'
    }
    const found = descend()
    return found === 'none' && !certain ? 'undecided' : found
  }

  #nameOf(key: string, request: number): string {
    const own = describesResource(key) && this.#knowledge.sameResourceKeys !== true
    return own ? `${request} ${key}` : key
  }

  /** Contexts of requests that nothing is asked of. */
  anyOf(requests: number): ContextSearch {
    return { contexts: this.#contexts(requests, nothingChosen) }
  }

  #holds(condition: CompiledCondition, value: ContextValue): boolean {
    const context = new Map(value === undefined ? [] : [[condition.key, value]])
    return conditionHolds(condition, context, this.#knowledge.negatedOnAbsentKey)
  }

  /** What a condition comes to whatever the request carries. */
  #constant(condition: CompiledCondition): boolean | undefined {
    const { given, absent } = this.#knowledge
    if (!given.has(condition.key) && !absent.has(condition.key)) return undefined
    return conditionHolds(condition, given, this.#knowledge.negatedOnAbsentKey)
  }

  #variableOf(name: string): Variable {
    const known = this.#variables.get(name)
    if (known !== undefined) return known
    const key = keyOf(name)
    const presence = this.#knowledge.always.has(key) ? 'always' : 'maybe'
    const { negatedOnAbsentKey } = this.#knowledge
    const options = { presence, negatedOnAbsentKey } as const
    const variable = allValues(this.#clauses.get(key) ?? [], options, this.#budget)
    this.#variables.set(name, variable)
    return variable
  }

  #contexts(requests: number, chosen: ReadonlyMap<string, number>): RequestContext[] {
    return Array.from({ length: requests }, (_, request) => {
      const context = new Map(this.#knowledge.given)
      for (const key of this.#clauses.keys()) {
        const name = this.#nameOf(key, request)
        const index = chosen.get(name)
        const value = index === undefined ? undefined : this.#variableOf(name).candidates[index]
        if (value !== undefined) context.set(key, value)
      }
      for (const key of this.#knowledge.always) {
        if (context.has(key)) continue
        const value = this.#clauses.has(key) ? this.#variableOf(key).candidates[0] : undefined
        if (value !== undefined) context.set(key, value)
      }
      return context
    })
  }
}

function keyOf(name: string): string {
  return name.replace(/^\d+ /, '')
}

/** What a conjunction comes to: false if a part is false, true if all are, else undefined. */
export function conjunction(
  conditions: readonly CompiledCondition[],
  truth: (condition: CompiledCondition) => boolean | undefined,
): { readonly value: boolean | undefined; readonly open: CompiledCondition | undefined } {
  let open: CompiledCondition | undefined
  for (const condition of conditions) {
    const value = truth(condition)
    if (value === false) return { value: false, open: undefined }
    if (value === undefined) open ??= condition
  }
  return { value: open === undefined ? true : undefined, open }
}
