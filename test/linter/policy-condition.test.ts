import { describe, expect, it } from 'vitest'
import {
  compileCondition,
  conditionHolds,
  conditionOperators,
  isConditionValue,
  parseDate,
  parseNumeric,
  parseOperator,
} from '../../linter/policy/index.ts'

/** Whether a condition on the key `acs:k` holds for a value of the request; undefined: the key is absent. */
function holds(
  operator: string,
  values: string[],
  request?: string | string[],
  negatedOnAbsentKey = true,
): boolean {
  const condition = compileCondition(operator, 'acs:K', values)
  if (condition === null) throw new Error(`no operator ${operator}`)
  return conditionHolds(
    condition,
    new Map(request === undefined ? [] : [['acs:k', request]]),
    negatedOnAbsentKey,
  )
}

const opposites = [
  ['StringEquals', 'StringNotEquals'],
  ['StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase'],
  ['StringLike', 'StringNotLike'],
  ['NumericEquals', 'NumericNotEquals'],
  ['DateEquals', 'DateNotEquals'],
  ['IpAddress', 'NotIpAddress'],
] as const

describe('operators', () => {
  it('are those of the documentation', () => {
    expect([...conditionOperators.keys()].sort()).toEqual(
      [
        ...opposites.flat(),
        ...['LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'].flatMap(c => [
          `Numeric${c}`,
          `Date${c}`,
        ]),
        'Bool',
      ].sort(),
    )
  })

  it.each([
    'StringEqualsIfExists',
    'Null',
    'ArnLike',
    'ArnEquals',
    'BinaryEquals',
    'stringequals',
    'StringEqual',
    'ForAllValues:',
    'ForallValues:StringEquals',
    ':StringEquals',
    'ForAnyValue:StringEqualsIfExists',
    'constructor',
    '',
  ])('%j is none', name => {
    expect(parseOperator(name)).toBeNull()
    expect(compileCondition(name, 'k', ['v'])).toBeNull()
  })

  it.each([
    ['StringEquals', ['a'], 'a', true],
    ['StringEquals', ['a'], 'A', false],
    ['StringEquals', ['a*'], 'ab', false],
    ['StringEquals', ['a', 'b'], 'b', true],
    ['StringEquals', [''], '', true],
    ['StringNotEquals', ['a', 'b'], 'b', false],
    ['StringNotEquals', ['a', 'b'], 'c', true],
    ['StringEqualsIgnoreCase', ['True'], 'tRUE', true],
    ['StringNotEqualsIgnoreCase', ['True'], 'tRUE', false],
    ['StringLike', ['a*', 'b?'], 'bc', true],
    ['StringLike', ['a*'], 'ABC', false],
    ['StringLike', ['*'], '', true],
    ['StringNotLike', ['a*', 'b?'], 'bc', false],
    ['StringNotLike', ['a*', 'b?'], 'bcd', true],
    ['NumericEquals', ['10'], '10.0', true],
    ['NumericEquals', ['1e1'], '10', true],
    ['NumericEquals', ['ten'], 'ten', false],
    ['NumericNotEquals', ['10'], '11', true],
    ['NumericNotEquals', ['ten'], 'ten', true],
    ['NumericLessThan', ['10'], '9', true],
    ['NumericLessThan', ['10'], '10', false],
    ['NumericLessThan', ['5', '10'], '9', true],
    ['NumericLessThanEquals', ['10'], '10', true],
    ['NumericGreaterThan', ['-1'], '0', true],
    ['NumericGreaterThan', ['10'], '9', false],
    ['NumericGreaterThanEquals', ['10'], '10', true],
    ['NumericGreaterThanEquals', ['10'], '', false],
    ['DateEquals', ['2024-01-01T08:00:00+08:00'], '2024-01-01T00:00:00Z', true],
    ['DateNotEquals', ['2024-01-01T08:00:00+08:00'], '2024-01-01T00:00:00Z', false],
    ['DateLessThan', ['2024-01-01T00:00:00Z'], '2023-12-31T23:59:59Z', true],
    ['DateLessThan', ['2024-01-01T00:00:00Z'], '2024-01-01T07:59:59+08:00', true],
    ['DateLessThan', ['2024-01-01T00:00:00Z'], '2024-01-01T00:00:00Z', false],
    ['DateLessThanEquals', ['2024-01-01'], '2024-01-01T00:00:00Z', true],
    ['DateGreaterThan', ['2024-01-01T00:00:00Z'], '2024-01-01T00:00:00.001Z', true],
    ['DateGreaterThanEquals', ['2024-01-01T00:00:00Z'], '2024-01-01T00:00:00Z', true],
    ['DateGreaterThanEquals', ['soon'], '2024-01-01T00:00:00Z', false],
    ['Bool', ['true'], 'true', true],
    ['Bool', ['false'], 'true', false],
    ['Bool', ['false'], 'false', true],
    ['Bool', ['TRUE'], 'true', false],
    ['IpAddress', ['203.0.113.0/24'], '203.0.113.255', true],
    ['IpAddress', ['203.0.113.0/24'], '203.0.114.0', false],
    ['IpAddress', ['10.0.0.1', '203.0.113.7'], '203.0.113.7', true],
    ['NotIpAddress', ['10.0.0.0/8', '192.168.0.0/16'], '192.168.1.1', false],
    ['NotIpAddress', ['10.0.0.0/8', '192.168.0.0/16'], '8.8.8.8', true],
  ])('%s %j on %j: %s', (operator, values, request, expected) => {
    expect(holds(operator, values, request)).toBe(expected)
  })
})

describe('an absent key', () => {
  it.each([...conditionOperators.values()])('under $name', ({ name, negated }) => {
    expect(holds(name, ['1'])).toBe(negated)
    expect(holds(name, ['1'], undefined, false)).toBe(false)
    expect(holds(name, ['1'], [])).toBe(negated)
    expect(holds(`ForAllValues:${name}`, ['1'])).toBe(true)
    expect(holds(`ForAnyValue:${name}`, ['1'])).toBe(false)
  })
})

describe('several values in the request', () => {
  it.each([
    ['StringEquals', ['a', 'b'], ['c', 'a'], true],
    ['StringNotEquals', ['a', 'b'], ['c', 'a'], false],
    ['StringNotEquals', ['a', 'b'], ['c', 'd'], true],
    ['ForAllValues:StringEquals', ['a', 'b'], ['b', 'a'], true],
    ['ForAllValues:StringEquals', ['a', 'b'], ['b', 'c'], false],
    ['ForAllValues:StringEquals', ['a', 'b'], 'b', true],
    ['ForAnyValue:StringEquals', ['a', 'b'], ['c', 'b'], true],
    ['ForAnyValue:StringEquals', ['a', 'b'], ['c', 'd'], false],
    ['ForAllValues:StringNotEquals', ['a'], ['b', 'a'], false],
    ['ForAnyValue:StringNotEquals', ['a'], ['b', 'a'], true],
    ['ForAnyValue:StringLike', ['a*'], ['b', 'ab'], true],
  ])('%s %j on %j: %s', (operator, values, request, expected) => {
    expect(holds(operator, values, request)).toBe(expected)
  })
})

describe('keys', () => {
  it('are matched in any case', () => {
    const condition = compileCondition('StringEquals', 'ACS:principalArn', ['x'])
    if (condition === null) throw new Error('StringEquals')
    expect(conditionHolds(condition, new Map([['acs:principalarn', 'x']]), true)).toBe(true)
  })
})

describe('dates', () => {
  it.each([
    ['2012-11-11T23:59:59Z', '2012-11-11T23:59:59.000Z'],
    ['2012-11-11T23:59:59+08:00', '2012-11-11T15:59:59.000Z'],
    ['2012-11-11T23:59:59-0830', '2012-11-12T08:29:59.000Z'],
    ['2012-11-11T23:59:59+08', '2012-11-11T15:59:59.000Z'],
    ['2012-11-11T23:59Z', '2012-11-11T23:59:00.000Z'],
    ['2012-11-11T23:59:59.25Z', '2012-11-11T23:59:59.250Z'],
    ['2012-11-11T23:59:59', '2012-11-11T23:59:59.000Z'],
    ['2012-02-29', '2012-02-29T00:00:00.000Z'],
    ['0001-01-01', '0001-01-01T00:00:00.000Z'],
  ])('%s is %s', (text, expected) => {
    expect(new Date(parseDate(text) ?? Number.NaN).toISOString()).toBe(expected)
  })

  it.each([
    '',
    '2013-02-29',
    '2012-13-01',
    '2012-00-10',
    '2012-01-00',
    '2012-11-11T24:00:00Z',
    '2012-11-11T23:60:00Z',
    '2012-11-11T23:59:60Z',
    '2012-11-11T23:59:59+24:00',
    '2012-11-11 23:59:59Z',
    '1352678399',
    '2012-11-11T23:59:59Z ',
  ])('%j is none', text => {
    expect(parseDate(text)).toBeNull()
  })
})

describe('numbers', () => {
  it.each([
    ['0', 0],
    ['-1.5', -1.5],
    ['+2', 2],
    ['.5', 0.5],
    ['1e3', 1000],
    ['', null],
    ['0x10', null],
    ['1 ', null],
    ['Infinity', null],
    ['1,000', null],
  ])('%j is %s', (text, expected) => {
    expect(parseNumeric(text)).toBe(expected)
  })
})

describe('isConditionValue', () => {
  it.each([
    ['String', 'anything', true],
    ['Numeric', 'ten', false],
    ['Date', '2024-01-01', true],
    ['Bool', 'yes', false],
    ['IpAddress', '10.0.0.0/33', false],
    ['IpAddress', '10.0.0.0/8', true],
  ] as const)('%s %j: %s', (type, text, expected) => {
    expect(isConditionValue(type, text)).toBe(expected)
  })
})
