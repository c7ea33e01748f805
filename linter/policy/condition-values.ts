import { addressValues } from './address-values.ts'
import { type Budget, defaultBudget } from './automaton.ts'
import { type CompiledCondition, conditionHolds } from './condition.ts'
import type { ConditionType } from './condition-value.ts'
import { dateValues, numberValues, type TypedValues } from './ordered-values.ts'
import { type Spend, stringValues } from './string-values.ts'

/** What a request carries for one key: nothing, one value, or several. An empty list counts as nothing, as in decisions. */
export type ContextValue = undefined | string | readonly string[]

/** Whether requests carry a key. */
export type Presence = 'always' | 'never' | 'maybe'

/** What is known of a key, and how long to search. */
export interface ValueOptions {
  readonly presence: Presence
  /** Steps, which are taken from a `Budget`; one is a state of a walk over texts, or the test of a few values. */
  readonly budget?: number | Budget
  /** As in decisions; true if not given. */
  readonly negatedOnAbsentKey?: boolean
}

/** Values that stand for all values of a key; not `complete` where some may lack. */
export interface PossibleValues {
  readonly candidates: readonly ContextValue[]
  readonly complete: boolean
}

/**
 * The values of one key that conditions tell apart: one for every choice of the conditions that a value lets hold and
 * not hold, as `conditionHolds` decides. Values that are likely in a request come before made-up ones. A key is taken to
 * carry values of its conditions' type (`complete` is false if they are of several), and to carry several values only
 * if some condition has `ForAllValues:` or `ForAnyValue:`.
 */
export function valuesOf(conditions: readonly CompiledCondition[], options: ValueOptions): PossibleValues {
  const { presence, budget = defaultBudget, negatedOnAbsentKey = true } = options
  const distinct = withoutRepetitions(conditions)
  const key = distinct[0]?.key ?? ''
  if (distinct.some(each => each.key !== key)) throw new Error('conditions of several keys')
  const left = typeof budget === 'number' ? { steps: budget } : budget
  const spend: Spend = steps => {
    left.steps -= steps
    return left.steps >= 0
  }
  const vectorOf = (value: ContextValue) => {
    const context = new Map(value === undefined ? [] : [[key, value] as const])
    return distinct.map(each => conditionHolds(each, context, negatedOnAbsentKey))
  }
  const cells = new Cells(distinct, spend, vectorOf)
  if (presence === 'never') return { candidates: [undefined], complete: true }
  // Where a guess decides about an absent key, a value that does the same without it is the better example.
  const early = presence === 'maybe' && distinct.every(each => !each.negated && each.quantifier === null)
  const { texts, complete } = typedValues(distinct, spend)
  const literals = new Set(distinct.flatMap(({ values }) => values))
  for (const text of texts.filter(each => literals.has(each))) cells.add(text)
  if (early) cells.add(undefined)
  for (const text of texts) cells.add(text)
  if (distinct.some(({ quantifier }) => quantifier !== null)) cells.combine()
  if (presence === 'maybe') cells.add(undefined)
  return { candidates: cells.values(), complete: complete && left.steps >= 0 }
}

type Vector = readonly boolean[]

/** The values found so far, one of each vector. */
class Cells {
  readonly #found = new Map<string, { readonly value: ContextValue; readonly vector: Vector }>()
  readonly #all: readonly boolean[]
  /** Steps that it takes to try a value on all values of the conditions. */
  readonly #price: number
  readonly #spend: Spend
  readonly #vectorOf: (value: ContextValue) => Vector

  constructor(
    conditions: readonly CompiledCondition[],
    spend: Spend,
    vectorOf: (value: ContextValue) => Vector,
  ) {
    this.#all = conditions.map(({ quantifier, negated }) =>
      quantifier === null ? negated : quantifier === 'ForAllValues',
    )
    this.#price = conditions.length + (conditions.reduce((sum, { values }) => sum + values.length, 0) >> 3)
    this.#spend = spend
    this.#vectorOf = vectorOf
  }

  add(value: ContextValue): void {
    if (this.#spend(this.#price) || value === undefined) this.#enter(value, this.#vectorOf(value))
  }

  /**
   * Adds lists. What a list does to a condition is the `and` or the `or` of what its values do, so every list does what
   * some union of the values found does.
   */
  combine(): void {
    const single = [...this.#found.values()].filter(({ value }) => value !== undefined)
    const lists = [...single]
    for (const list of lists) {
      for (const one of single) {
        if (!this.#spend(this.#all.length)) return
        const vector = this.#all.map((all, k) =>
          all
            ? list.vector[k] === true && one.vector[k] === true
            : list.vector[k] === true || one.vector[k] === true,
        )
        const value = [...new Set([list.value ?? [], one.value ?? []].flat())]
        const entered = this.#enter(value, vector)
        if (entered !== null) lists.push(entered)
      }
    }
  }

  values(): readonly ContextValue[] {
    return [...this.#found.values()].map(({ value }) => value)
  }

  #enter(value: ContextValue, vector: Vector): { value: ContextValue; vector: Vector } | null {
    const key = vector.map(Number).join('')
    if (this.#found.has(key)) return null
    const entered = { value, vector }
    this.#found.set(key, entered)
    return entered
  }
}

function typedValues(conditions: readonly CompiledCondition[], spend: Spend): TypedValues {
  const types = new Set(conditions.map(({ operator }) => operator.type))
  const found = [...types].map(type =>
    valuesOfType(
      type,
      conditions.filter(each => each.operator.type === type),
      spend,
    ),
  )
  return {
    texts: found.flatMap(({ texts }) => texts),
    complete: types.size < 2 && found.every(each => each.complete),
  }
}

function valuesOfType(
  type: ConditionType,
  conditions: readonly CompiledCondition[],
  spend: Spend,
): TypedValues {
  const values = conditions.flatMap(each => each.values)
  if (!spend(values.length)) return { texts: [], complete: false }
  switch (type) {
    case 'String':
      return stringValues(conditions, spend)
    case 'Numeric':
      return numberValues(values)
    case 'Date':
      return dateValues(values)
    case 'Bool':
      return { texts: ['true', 'false'], complete: true }
    case 'IpAddress':
      return addressValues(values)
  }
}

/** Conditions of many statements are often the same: each once. */
function withoutRepetitions(conditions: readonly CompiledCondition[]): readonly CompiledCondition[] {
  const distinct = new Map<string, CompiledCondition>()
  for (const each of conditions) {
    const key = JSON.stringify([each.quantifier, each.operator.name, each.values])
    if (!distinct.has(key)) distinct.set(key, each)
  }
  return [...distinct.values()]
}
