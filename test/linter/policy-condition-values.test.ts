import { describe, expect, it } from 'vitest'
import {
  type CompiledCondition,
  type ContextValue,
  compileCondition,
  conditionHolds,
  type ValueOptions,
  valuesOf,
} from '../../linter/policy/index.ts'

type Random = (below: number) => number

/** Numbers that look random and are the same in each run. */
function randomOf(seed: number): Random {
  let state = seed
  return below => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 0x100000000) * below)
  }
}

function condition(operator: string, ...values: string[]): CompiledCondition {
  const compiled = compileCondition(operator, 'acs:K', values)
  if (compiled === null) throw new Error(`no operator ${operator}`)
  return compiled
}

function vectorOf(conditions: readonly CompiledCondition[], value: ContextValue, negatedOnAbsentKey = true) {
  const context = new Map(value === undefined ? [] : [['acs:k', value] as const])
  return conditions.map(each => Number(conditionHolds(each, context, negatedOnAbsentKey))).join('')
}

function pick<Item>(random: Random, items: readonly Item[]): Item {
  return items[random(items.length)] as Item
}

function randomConditions(
  random: Random,
  operators: readonly string[],
  text: () => string,
): readonly CompiledCondition[] {
  return Array.from({ length: 1 + random(5) }, () =>
    condition(pick(random, operators), ...Array.from({ length: 1 + random(3) }, text)),
  )
}

/** Compares with values tried one after the other; gives the number of comparisons. */
function compare(
  conditions: readonly CompiledCondition[],
  tried: readonly ContextValue[],
  options: ValueOptions,
): number {
  const { candidates, complete } = valuesOf(conditions, options)
  const vectors = candidates.map(each => vectorOf(conditions, each, options.negatedOnAbsentKey))
  expect(new Set(vectors).size).toBe(vectors.length)
  if (!complete) return 0
  const found = new Set(vectors)
  for (const value of tried) {
    const vector = vectorOf(conditions, value, options.negatedOnAbsentKey)
    if (found.has(vector)) continue
    const given = conditions.map(({ operator, quantifier, values }) => [quantifier, operator.name, values])
    expect({ given, value, vector, candidates }).toBe('among the candidates')
  }
  return tried.length
}

function words(letters: string, longest: number): readonly string[] {
  const found = ['']
  for (let from = 0, length = 0; length < longest; length++) {
    const to = found.length
    for (; from < to; from++) for (const letter of letters) found.push(found[from] + letter)
  }
  return found
}

const strings = ['StringEquals', 'StringNotEquals', 'StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase']
const likes = ['StringLike', 'StringNotLike']
const orders = ['Equals', 'NotEquals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals']
const always = { presence: 'always' } as const

describe('values of one sort, each against all tried one after the other', () => {
  it('texts', () => {
    const random = randomOf(1)
    const tried = words('abA', 4)
    let comparisons = 0
    for (let round = 0; round < 400; round++) {
      const word = () => Array.from({ length: random(4) }, () => pick(random, [...'aabA**?'])).join('')
      const conditions = randomConditions(random, [...strings, ...likes, ...likes], word)
      const compared = compare(conditions, tried, always)
      expect(compared).toBe(tried.length)
      comparisons += compared
    }
    expect(comparisons).toBeGreaterThan(40_000)
  })

  it('texts, where the search may run out of its budget', () => {
    const random = randomOf(2)
    const tried = words('abA', 3)
    let complete = 0
    for (let round = 0; round < 400; round++) {
      const word = () => Array.from({ length: random(4) }, () => pick(random, [...'aabA*?'])).join('')
      const conditions = randomConditions(random, [...strings, ...likes], word)
      if (compare(conditions, tried, { ...always, budget: 1 + random(300) }) > 0) complete++
    }
    expect(complete).toBeGreaterThan(50)
    expect(complete).toBeLessThan(350)
  })

  it('addresses', () => {
    const random = randomOf(3)
    const range = Array.from({ length: 64 }, (_, k) => k)
    const tried = range.flatMap(k => [`10.0.0.${k}`, `::ffff:10.0.0.${k}`, `2001:db8::${k.toString(16)}`])
    tried.push(
      '9.255.255.255',
      '10.0.1.0',
      '0.0.0.0',
      '255.255.255.255',
      '::',
      '::fffe:ffff:ffff',
      '::1:0:0:0',
    )
    const block = () => {
      const sort = random(12)
      if (sort === 0)
        return pick(random, ['0.0.0.0/0', '::/0', '::/80', '::ffff:0:0/96', '::fffe:0:0/95', 'no'])
      const host = random(64)
      if (sort < 8) return `10.0.0.${host}/${pick(random, [26, 27, 28, 29, 30, 31, 32])}`
      return `2001:db8::${host.toString(16)}/${122 + random(7)}`
    }
    let comparisons = 0
    for (let round = 0; round < 150; round++) {
      const conditions = randomConditions(random, ['IpAddress', 'NotIpAddress'], block)
      comparisons += compare(conditions, tried, always)
    }
    expect(comparisons).toBe(150 * tried.length)
  })

  it.each([
    ['Numeric', (k: number) => String(k / 2), 40],
    ['Date', (k: number) => `2026-01-01T${String(k >> 1).padStart(2, '0')}:${k % 2 ? '30' : '00'}:00Z`, 40],
  ] as const)('%s', (type, text, size) => {
    const random = randomOf(4)
    const tried = Array.from({ length: size }, (_, k) => text(k))
    for (let round = 0; round < 100; round++) {
      const conditions = randomConditions(
        random,
        orders.map(order => `${type}${order}`),
        () => text(4 + 2 * random(8)),
      )
      expect(compare(conditions, tried, always)).toBe(size)
    }
  })

  it('booleans', () => {
    for (const values of [['true'], ['false'], ['true', 'false'], ['yes']]) {
      expect(
        compare([condition('Bool', ...values), condition('Bool', 'true')], ['true', 'false'], always),
      ).toBe(2)
    }
  })
})

describe('several values, and none', () => {
  const lists = (items: readonly string[]): readonly ContextValue[] => [
    ...items,
    ...items.flatMap(a => items.flatMap(b => items.map(c => [a, b, c]))),
  ]

  it.each([true, false])('texts; a negated operator on an absent key: %s', negatedOnAbsentKey => {
    const random = randomOf(5)
    const operators = [...strings, ...likes].flatMap(each => [
      each,
      `ForAllValues:${each}`,
      `ForAnyValue:${each}`,
    ])
    const tried = [undefined, [], ...lists(words('aA', 2))]
    for (let round = 0; round < 60; round++) {
      const word = () => Array.from({ length: random(3) }, () => pick(random, [...'aaA*?'])).join('')
      const conditions = randomConditions(random, operators, word)
      const quantified = conditions.some(({ quantifier }) => quantifier !== null)
      const values = quantified ? tried : tried.filter(each => typeof each !== 'object' || each.length === 0)
      expect(compare(conditions, values, { presence: 'maybe', negatedOnAbsentKey })).toBe(values.length)
    }
  })

  it('booleans', () => {
    const random = randomOf(6)
    const tried = [undefined, [], ...lists(['true', 'false'])]
    for (let round = 0; round < 50; round++) {
      const conditions = [
        condition('ForAllValues:Bool', pick(random, ['true', 'false'])),
        ...randomConditions(random, ['Bool', 'ForAnyValue:Bool', 'ForAllValues:Bool'], () =>
          pick(random, ['true', 'false']),
        ),
      ]
      expect(compare(conditions, tried, { presence: 'maybe' })).toBe(tried.length)
    }
  })
})

describe('what is given', () => {
  it.each([
    [
      'a literal before a made-up word',
      [condition('StringLike', 'vpc-*'), condition('StringEquals', 'vpc-1')],
      'maybe',
      ['vpc-1', undefined, 'vpc-example'],
    ],
    [
      'a value before an absent key where a guess decides',
      [condition('StringNotEquals', 'vpc-1')],
      'maybe',
      ['vpc-1', 'other'],
    ],
    ['an absent key alone', [condition('StringNotEquals', 'vpc-1')], 'never', [undefined]],
    [
      'documentation addresses, then addresses of the blocks',
      [condition('IpAddress', '10.0.0.0/8'), condition('NotIpAddress', '10.1.0.0/16', '2001:db8::/32')],
      'always',
      ['198.51.100.1', '2001:db8::1', '10.1.0.1', '10.0.0.1'],
    ],
    [
      'nothing that fits both',
      [condition('StringEquals', 'a'), condition('StringEquals', 'b')],
      'always',
      ['a', 'b', 'other'],
    ],
    [
      'no number between neighbours',
      [condition('NumericGreaterThan', '0'), condition('NumericLessThan', '5e-324')],
      'always',
      ['0', '5e-324'],
    ],
    [
      'the Kelvin sign',
      [condition('StringEqualsIgnoreCase', 'k'), condition('StringEquals', 'k', 'K')],
      'always',
      ['k', 'other', '\u212a'],
    ],
    [
      'lists',
      [condition('ForAnyValue:StringEquals', 'a'), condition('ForAnyValue:StringEquals', 'b')],
      'maybe',
      ['a', 'b', 'other', ['a', 'b']],
    ],
    [
      'a list without values as an absent key',
      [condition('ForAllValues:StringEquals', 'a'), condition('ForAnyValue:StringEquals', 'a', 'b')],
      'maybe',
      ['a', 'b', 'other', undefined],
    ],
    [
      'dates beyond the last that can be written',
      [condition('DateGreaterThan', '9999-12-31T23:59:59.999999999-23:59')],
      'always',
      ['9999-12-31T23:59:59.999999999-23:59'],
    ],
  ] as const)('%s', (_, conditions, presence, candidates) => {
    expect(valuesOf(conditions, { presence })).toEqual({ candidates, complete: true })
  })

  it.each([
    ['types are mixed', [condition('StringEquals', 'true'), condition('Bool', 'true')]],
    ['a letter has more forms than are known', [condition('StringEqualsIgnoreCase', 'ὀδυσσεύς')]],
    [
      'dates are too near to each other',
      [condition('DateEquals', '2026-01-01T00:00:00.001Z', '2026-01-01T00:00:00.002Z')],
    ],
  ])('is not complete where %s', (_, conditions) => {
    expect(valuesOf(conditions, { presence: 'maybe' }).complete).toBe(false)
  })

  it('stays within its budget', () => {
    const hard = Array.from({ length: 12 }, (_, k) => condition('StringLike', `*a${'?'.repeat(k + 4)}b*`))
    expect(valuesOf(hard, { presence: 'maybe', budget: 20_000 }).complete).toBe(false)
    const many = Array.from({ length: 2000 }, (_, k) => condition('StringEquals', `vpc-${k}`))
    expect(valuesOf(many, { presence: 'maybe', budget: 20_000 }).complete).toBe(false)
  })
})
