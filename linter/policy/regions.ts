import type { CompiledStatement } from './attached-policy.ts'
import { type Budget, charge, findWord } from './automaton.ts'
import type { RequestContext } from './condition.ts'
import {
  type ContextSearch,
  ContextSpace,
  conjunction,
  type Judgement,
  type Knowledge,
} from './context-space.ts'
import { matches, mayMeet, type Pattern } from './pattern.ts'

/** That a statement, whose action and principal fit, applies to a resource in a context, or that it does not. */
export interface Constraint {
  readonly statement: CompiledStatement
  readonly applies: boolean
}

/** A resource and a context that meet all constraints, none at all, or not known within the budget. */
export type ResourceSearch =
  | { readonly resource: string; readonly context: RequestContext }
  | 'none'
  | 'undecided'

/**
 * Looks for a resource of `inside` (every pattern), none of `outside`, and a context in which each statement applies or
 * does not, as constrained. Exact: `none` only if there is no such pair. Of the resources that would do, the first of
 * the plausible ones is taken.
 */
export function findResource(
  inside: readonly Pattern[],
  outside: readonly Pattern[],
  constraints: readonly Constraint[],
  knowledge: Knowledge,
  budget: Budget,
  plausible: () => readonly string[] = () => [],
): ResourceSearch {
  // Each is sorted by what it must do, and its conditions by their keys.
  if (!charge(budget, constraints.length << 2)) return 'undecided'
  const applying = constraints.filter(({ applies }) => applies).map(({ statement }) => statement)
  const others = constraints.filter(({ applies }) => !applies).map(({ statement }) => statement)
  const never = others.filter(({ conditions }) => conditions.length === 0)
  if (never.some(isAboutAll)) return 'none'
  if (applying.some(({ resources }) => resources?.every(each => !meets(each, inside)))) return 'none'
  const search: Search = {
    space: new ContextSpace([...applying, ...others], knowledge, budget),
    budget,
    plausible,
    must: applying,
    sometimes: others.filter(({ conditions }) => conditions.length > 0),
  }
  const excluded = [...outside, ...never.flatMap(({ resources }) => resources ?? [])]
  return chooseInside(search, applying, inside, excluded)
}

interface Search {
  readonly space: ContextSpace
  readonly budget: Budget
  readonly plausible: () => readonly string[]
  /** Statements that apply. */
  readonly must: readonly CompiledStatement[]
  /** Statements with conditions that do not apply: by the resource or by the context. */
  readonly sometimes: readonly CompiledStatement[]
}

/** One pattern of each statement that applies, in every combination. */
function chooseInside(
  search: Search,
  applying: readonly CompiledStatement[],
  inside: readonly Pattern[],
  outside: readonly Pattern[],
): ResourceSearch {
  const [statement, ...rest] = applying
  if (statement === undefined) {
    const near = search.sometimes.filter(
      ({ resources }) => resources?.some(each => meets(each, inside)) ?? true,
    )
    return chooseOutside({ ...search, sometimes: near }, 0, inside, outside, [], 0)
  }
  let certain = true
  for (const pattern of statement.resources ?? [null]) {
    if (!charge(search.budget)) return 'undecided'
    const narrowed = pattern === null || pattern.shape === 'everything' ? inside : [...inside, pattern]
    if (pattern !== null && !meets(pattern, inside)) continue
    const found = chooseInside(search, rest, narrowed, outside)
    if (typeof found === 'object') return found
    if (found === 'undecided') certain = false
  }
  return certain ? 'none' : 'undecided'
}

/** Statements with conditions that a search keeps off; each is a level of a recursion. */
const deepest = 400

/** Each statement that does not apply is kept off by its patterns or, where that leaves nothing, by its conditions. */
function chooseOutside(
  search: Search,
  index: number,
  inside: readonly Pattern[],
  outside: readonly Pattern[],
  refused: readonly CompiledStatement[],
  from: number,
): ResourceSearch {
  if (index > deepest || !charge(search.budget)) return 'undecided'
  const word = wordIn(search, inside, outside, from)
  if (word === 'none') return 'none'
  const context = contextFor(search, refused)
  if (context === 'none') return 'none'
  const statement = search.sometimes[index]
  if (statement === undefined) {
    if (word === 'undecided' || context === 'undecided') return 'undecided'
    return { resource: word.word, context: context.contexts[0] as RequestContext }
  }
  let certain = true
  const next = typeof word === 'object' ? word.next : from
  if (statement.resources !== null) {
    const kept = [...outside, ...statement.resources]
    const found = chooseOutside(search, index + 1, inside, kept, refused, next)
    if (typeof found === 'object') return found
    if (found === 'undecided') certain = false
  }
  const found = chooseOutside(search, index + 1, inside, outside, [...refused, statement], next)
  return found === 'none' && !certain ? 'undecided' : found
}

function isAboutAll({ resources }: CompiledStatement): boolean {
  return resources === null || resources.some(({ shape }) => shape === 'everything')
}

function isFree({ conditions }: CompiledStatement): boolean {
  return conditions.length === 0
}

/** A context in which all that apply have their conditions met, and of the refused ones none has. */
function contextFor({ space, must }: Search, refused: readonly CompiledStatement[]): ContextSearch {
  if (must.every(isFree) && refused.length === 0) return space.anyOf(1)
  return space.find(1, truth => {
    let open: Judgement | undefined
    const holds = (statement: CompiledStatement) =>
      conjunction(statement.conditions, condition => truth(condition, 0))
    for (const [statements, wanted] of [
      [must, true],
      [refused, false],
    ] as const) {
      for (const statement of statements) {
        const { value, open: condition } = holds(statement)
        if (value === !wanted) return 'no'
        if (value === undefined && condition !== undefined) open ??= { condition, request: 0 }
      }
    }
    return open ?? 'yes'
  })
}

/** The first of the plausible words that would do, else any; none of those before `from` does. */
function wordIn(
  { plausible, budget }: Search,
  inside: readonly Pattern[],
  outside: readonly Pattern[],
  from: number,
): { readonly word: string; readonly next: number } | 'none' | 'undecided' {
  if (!charge(budget, outside.length)) return 'undecided'
  const fits = (word: string) =>
    inside.every(each => matches(each, word)) && !outside.some(each => matches(each, word))
  const literal = inside.find(({ shape }) => shape === 'literal')?.literal
  if (literal !== undefined) return fits(literal) ? { word: literal, next: from } : 'none'
  const near = outside.filter(each => each.shape === 'everything' || inside.every(one => mayMeet(one, each)))
  if (near.some(({ shape }) => shape === 'everything')) return 'none'
  const words = plausible()
  for (let next = from; next < words.length; next++) {
    const word = words[next] as string
    if (fits(word)) return { word, next }
  }
  charge(budget, words.length - from)
  const found = findWord(inside, near, budget)
  return typeof found === 'object' ? { ...found, next: words.length } : found
}

function meets(pattern: Pattern, others: readonly Pattern[]): boolean {
  return others.every(each => mayMeet(each, pattern))
}
