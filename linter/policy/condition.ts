import { type ConditionType, parseBool, parseDate, parseNumeric } from './condition-value.ts'
import { blockContains, parseIpAddress, parseIpBlock } from './ip-address.ts'
import { compilePattern, matches } from './pattern.ts'

/** Whether one value of the request fits one value of the condition. */
type Test = (requestValue: string) => boolean

/** A condition operator. Source: RAM documentation, policy elements (2025-12): five categories, no others. */
export interface ConditionOperator {
  readonly name: string
  readonly type: ConditionType
  /** True for `…Not…`: it holds if none of the condition's values fits (assumed). */
  readonly negated: boolean
  /** The test for one value of the condition, without the negation. A value that cannot be read fits nothing. */
  readonly compile: (value: string) => Test
}

/** `ForAllValues:` and `ForAnyValue:`; seen in an official module, not in the documentation. */
export type Quantifier = 'ForAllValues' | 'ForAnyValue'

const nothing: Test = () => false

function comparing<Value>(
  read: (text: string) => Value | null,
  fits: (requestValue: Value, value: Value) => boolean,
): (value: string) => Test {
  return text => {
    const value = read(text)
    if (value === null) return nothing
    return requestText => {
      const requestValue = read(requestText)
      return requestValue !== null && fits(requestValue, value)
    }
  }
}

function operator(
  name: string,
  type: ConditionType,
  compile: (value: string) => Test,
  negated = false,
): readonly [string, ConditionOperator] {
  return [name, { name, type, negated, compile }]
}

const string = (text: string): string => text
const equal = <Value>(a: Value, b: Value): boolean => a === b
const equalsIgnoringCase = comparing(text => text.toLowerCase(), equal)
const like = (value: string): Test => {
  const pattern = compilePattern(value)
  return requestValue => matches(pattern, requestValue)
}
const inBlock = (value: string): Test => {
  const block = parseIpBlock(value)
  if (block === null) return nothing
  return requestValue => {
    const address = parseIpAddress(requestValue)
    return address !== null && blockContains(block, address)
  }
}

/** Every documented operator by its exact name. */
export const conditionOperators: ReadonlyMap<string, ConditionOperator> = new Map([
  operator('StringEquals', 'String', comparing(string, equal)),
  operator('StringNotEquals', 'String', comparing(string, equal), true),
  operator('StringEqualsIgnoreCase', 'String', equalsIgnoringCase),
  operator('StringNotEqualsIgnoreCase', 'String', equalsIgnoringCase, true),
  operator('StringLike', 'String', like),
  operator('StringNotLike', 'String', like, true),
  operator('NumericEquals', 'Numeric', comparing(parseNumeric, equal)),
  operator('NumericNotEquals', 'Numeric', comparing(parseNumeric, equal), true),
  operator(
    'NumericLessThan',
    'Numeric',
    comparing(parseNumeric, (a, b) => a < b),
  ),
  operator(
    'NumericLessThanEquals',
    'Numeric',
    comparing(parseNumeric, (a, b) => a <= b),
  ),
  operator(
    'NumericGreaterThan',
    'Numeric',
    comparing(parseNumeric, (a, b) => a > b),
  ),
  operator(
    'NumericGreaterThanEquals',
    'Numeric',
    comparing(parseNumeric, (a, b) => a >= b),
  ),
  operator('DateEquals', 'Date', comparing(parseDate, equal)),
  operator('DateNotEquals', 'Date', comparing(parseDate, equal), true),
  operator(
    'DateLessThan',
    'Date',
    comparing(parseDate, (a, b) => a < b),
  ),
  operator(
    'DateLessThanEquals',
    'Date',
    comparing(parseDate, (a, b) => a <= b),
  ),
  operator(
    'DateGreaterThan',
    'Date',
    comparing(parseDate, (a, b) => a > b),
  ),
  operator(
    'DateGreaterThanEquals',
    'Date',
    comparing(parseDate, (a, b) => a >= b),
  ),
  operator('Bool', 'Bool', comparing(parseBool, equal)),
  operator('IpAddress', 'IpAddress', inBlock),
  operator('NotIpAddress', 'IpAddress', inBlock, true),
])

/** An operator as it stands in a policy, with its prefix; null if RAM has none of that name. Case counts (assumed). */
export function parseOperator(
  text: string,
): { quantifier: Quantifier | null; operator: ConditionOperator } | null {
  const colon = text.indexOf(':')
  const prefix = colon < 0 ? null : text.slice(0, colon)
  const known = conditionOperators.get(text.slice(colon + 1))
  if (known === undefined) return null
  if (prefix === null) return { quantifier: null, operator: known }
  if (prefix !== 'ForAllValues' && prefix !== 'ForAnyValue') return null
  return { quantifier: prefix, operator: known }
}

/** One key under one operator, ready to evaluate. */
export interface CompiledCondition {
  /** The key in lower case: keys are matched without regard to case (both spellings of some were seen). */
  readonly key: string
  readonly quantifier: Quantifier | null
  readonly operator: ConditionOperator
  /** The condition's values as written. */
  readonly values: readonly string[]
  readonly negated: boolean
  readonly tests: readonly Test[]
}

/** The values that a request carries for the condition keys; the keys are in lower case. */
export type RequestContext = ReadonlyMap<string, string | readonly string[]>

/** Compiles one key of one operator; null if there is no such operator. */
export function compileCondition(
  operatorText: string,
  key: string,
  values: readonly string[],
): CompiledCondition | null {
  const parsed = parseOperator(operatorText)
  if (parsed === null) return null
  const { quantifier, operator } = parsed
  return {
    key: key.toLowerCase(),
    quantifier,
    operator,
    values,
    negated: operator.negated,
    tests: values.map(operator.compile),
  }
}

/**
 * Whether a condition holds. Values of a key in the condition: any of them (documented), negated: none (assumed). A
 * request with several values for a key: any of them, negated: all (assumed). An absent key, or one with an empty list:
 * a positive operator is false (seen), a negated one is `negatedOnAbsentKey`; with `ForAllValues:` true, with
 * `ForAnyValue:` false (assumed).
 */
export function conditionHolds(
  condition: CompiledCondition,
  context: RequestContext,
  negatedOnAbsentKey: boolean,
): boolean {
  const value = context.get(condition.key)
  if (typeof value === 'string') return fitsOne(condition, value)
  if (value === undefined || value.length === 0) return holdsWithoutKey(condition, negatedOnAbsentKey)
  const fits = (one: string) => fitsOne(condition, one)
  const all = condition.quantifier === null ? condition.negated : condition.quantifier === 'ForAllValues'
  return all ? value.every(fits) : value.some(fits)
}

function holdsWithoutKey(condition: CompiledCondition, negatedOnAbsentKey: boolean): boolean {
  if (condition.quantifier !== null) return condition.quantifier === 'ForAllValues'
  return condition.negated && negatedOnAbsentKey
}

function fitsOne(condition: CompiledCondition, value: string): boolean {
  for (const test of condition.tests) {
    if (test(value)) return !condition.negated
  }
  return condition.negated
}
