import { describe, expect, it } from 'vitest'
import {
  compileActionPattern,
  compilePattern,
  compileResourcePattern,
  findWord,
  includes,
  intersects,
  lowerCaseAction,
  matches,
  type Pattern,
} from '../../linter/policy/index.ts'

/** All words over an alphabet up to a length, the empty one first. */
function words(alphabet: string, length: number): string[] {
  const all = ['']
  for (let from = 0; from < all.length; from++) {
    const word = all[from] as string
    if (word.length < length) for (const letter of alphabet) all.push(word + letter)
  }
  return all
}

/** The same language by other means: Node's regular expressions. */
function regularExpression(pattern: string, one: string): string {
  const source = pattern
    .replace(/[^*?]/g, '\\$&')
    .replace(/[*?]/g, wildcard => (wildcard === '*' ? `${one}*` : one))
  return source.replace(/\\([a-zA-Z0-9])/g, '$1')
}

describe('actions', () => {
  it.each([
    ['*', 'kms:GetSecretValue', true],
    ['kms:*', 'kms:GetSecretValue', true],
    ['kms:*', 'ecs:DescribeInstances', false],
    ['kms:Get*', 'kms:GetSecretValue', true],
    ['KMS:getsecretvalue', 'kms:GetSecretValue', true],
    ['kms:GetSecretValue', 'KMS:GETSECRETVALUE', true],
    ['kms:GetSecretValue', 'kms:GetSecretValues', false],
    ['kms:GetSecretValue ', 'kms:GetSecretValue', false],
    ['kms:?etSecretValue', 'kms:GetSecretValue', true],
    ['kms:??etSecretValue', 'kms:GetSecretValue', false],
    ['*:Get*', 'kms:GetSecretValue', true],
    ['yundun-*:*', 'yundun-hsm:DescribeInstances', true],
    ['ecs:*SecurityGroup*', 'ecs:AuthorizeSecurityGroupEgress', true],
    ['ecs:*SecurityGroup*', 'ecs:DescribeInstances', false],
    ['\u212Ams:*', 'kms:GetSecretValue', false],
    ['', 'kms:GetSecretValue', false],
  ])('%s and %s: %s', (pattern, action, expected) => {
    expect(matches(compileActionPattern(pattern), lowerCaseAction(action))).toBe(expected)
  })
})

describe('resources', () => {
  const secret = 'acs:kms:cn-hangzhou:1234567890123456:secret/db'
  it.each([
    ['*', secret, true],
    ['**', secret, true],
    ['*', '*', true],
    ['*:*', secret, false],
    ['acs:*:*:*:*', secret, true],
    ['acs:*:*:*:*', '*', false],
    ['*:*:*:*:*', secret, true],
    ['acs:kms:*:*:*', secret, true],
    ['acs:kms:*:*:secret*', secret, true],
    ['acs:kms:*:*:secret*', 'acs:kms:cn-hangzhou:1234567890123456:secret', true],
    ['acs:kms:*:*:secret/*', 'acs:kms:cn-hangzhou:1234567890123456:secret', false],
    ['acs:kms:*:*:secret/acs*', 'acs:kms:cn-hangzhou:1:secret/acs/ecs/i-1', true],
    ['acs:kms:*:*:secret/*', 'acs:kms:cn-hangzhou:1:secret/a:b/c', true],
    ['acs:kms:*:*:secret/a?b', 'acs:kms:cn-hangzhou:1:secret/a:b', true],
    ['acs:kms:*:*:secret/d?', secret, true],
    ['acs:kms:*:*:secret/d??', secret, false],
    ['acs:*:*cn-hangzhou*:*:*', secret, true],
    ['acs:*:*cn-beijing*:*:*', secret, false],
    ['acs:kms:cn-*zhou:1*6:secret/db', secret, true],
    ['acs:kms:*:secret/db', secret, false],
    ['acs:kms:*', secret, false],
    ['acs:kms::1234567890123456:secret/db', secret, false],
    ['acs:kms:*:*:secret/DB', secret, false],
    ['acs:kms:cn-hangzhou:1234567890123456:secret/db', secret, true],
    ['acs?kms:*:*:*:secret/db', secret, false],
    ['acs:ram:*:1:role/x', 'acs:ram::1:role/x', true],
    ['acs:log:*:*:project/slsaudit-*', 'acs:log:cn-hangzhou:1:project/slsaudit-a/logstore/b', true],
  ])('%s and %s: %s', (pattern, resource, expected) => {
    expect(matches(compileResourcePattern(pattern), resource)).toBe(expected)
  })

  it('agrees with regular expressions on all short segments', () => {
    const resources = words('a:', 7)
    for (const pattern of words('a*:?', 6).filter(each => each.split(':').length > 4)) {
      const parts = pattern.split(':')
      const head = parts.slice(0, 4).map(part => regularExpression(part, '[^:]'))
      const expected = new RegExp(
        `^${[...head, regularExpression(parts.slice(4).join(':'), '.')].join(':')}$`,
        's',
      )
      const compiled = compileResourcePattern(pattern)
      for (const resource of resources) {
        if (matches(compiled, resource) !== expected.test(resource)) expect.fail(`${pattern} on ${resource}`)
      }
    }
  })
})

describe('whole strings', () => {
  it.each([
    ['a*', 'A', false],
    ['*', '', true],
    ['?', '', false],
    ['?', '😀', true],
    ['??', '😀', false],
    ['*?', '😀', true],
    ['*??', '😀', false],
    ['a?c', 'a😀c', true],
    ['😀*', '😀😀', true],
    ['*\n*', 'a\nb', true],
    ['a.c', 'abc', false],
  ])('%j and %j: %s', (pattern, text, expected) => {
    expect(matches(compilePattern(pattern), text)).toBe(expected)
  })
})

describe('all patterns up to four characters over {a, b, *, ?}', () => {
  const texts = words('abc', 5)
  const patterns = words('ab*?', 4).map(text => {
    const compiled = compilePattern(text)
    return { text, compiled, accepted: texts.map(word => matches(compiled, word)) }
  })

  it('match what regular expressions match', () => {
    for (const { text, accepted } of patterns) {
      const expected = new RegExp(`^${regularExpression(text, '.')}$`, 's')
      expect(accepted, text).toEqual(texts.map(word => expected.test(word)))
    }
  })

  const told = (what: string) => {
    if (process.env.TEST_LONG === '1')
      console.log(
        `${what} of ${patterns.length ** 2} pairs of patterns compared with ${texts.length} words each`,
      )
  }

  // A witness proves a "no", and no short word may speak against a "yes".
  function check(
    word: ReturnType<typeof findWord>,
    inside: Pattern[],
    outside: Pattern[],
    short: boolean,
    name: string,
  ) {
    if (word === 'undecided') expect.fail(`${name} is undecided`)
    if (word === 'none') {
      if (short) expect.fail(`${name}: a short word was missed`)
      return
    }
    const fits =
      inside.every(each => matches(each, word.word)) && !outside.some(each => matches(each, word.word))
    if (!fits) expect.fail(`${name}: ${word.word} is no witness`)
  }

  it('include each other as their words do', () => {
    for (const a of patterns) {
      for (const b of patterns) {
        const short = b.accepted.some((accepted, k) => accepted && !a.accepted[k])
        const name = `${b.text} within ${a.text}`
        const word = findWord([b.compiled], [a.compiled])
        check(word, [b.compiled], [a.compiled], short, name)
        if (includes(a.compiled, b.compiled) !== (word === 'none')) expect.fail(name)
      }
    }
    told('inclusion')
  })

  it('intersect as their words do', () => {
    for (const a of patterns) {
      for (const b of patterns) {
        const short = b.accepted.some((accepted, k) => accepted && a.accepted[k])
        const name = `${b.text} and ${a.text}`
        const word = findWord([a.compiled, b.compiled], [])
        check(word, [a.compiled, b.compiled], [], short, name)
        if (intersects(a.compiled, b.compiled) !== (word !== 'none')) expect.fail(name)
      }
    }
    told('intersection')
  })
})

describe('inclusion of resources', () => {
  it.each([
    ['*', 'acs:kms:*:*:secret/*', true],
    ['acs:*:*:*:*', '*', false],
    ['acs:kms:*:*:*', 'acs:kms:*:*:secret/*', true],
    ['acs:kms:*:*:secret*', 'acs:kms:cn-*:*:secret/a:*', true],
    ['acs:kms:cn-*:*:*', 'acs:kms:*:*:*', false],
    ['acs:kms:*:*:secret/*', 'acs:kms:*:*:secret*', false],
    ['acs:kms:*:secret/x', 'acs:kms:*:secret/x', true],
    ['acs:kms:*:*:key/*', 'acs:kms:*:secret/x', true],
    ['acs:*?:*:*:*', 'acs:?*:*:*:*', true],
  ])('%s includes %s: %s', (wide, narrow, expected) => {
    expect(includes(compileResourcePattern(wide), compileResourcePattern(narrow))).toBe(expected)
  })

  it.each([
    ['acs:kms:cn-*:*:*', 'acs:kms:*-hangzhou:*:key/*', true],
    ['acs:kms:*:*:key/*', 'acs:kms:*:*:secret/*', false],
    ['acs:kms:*:*:*', 'acs:kms:*:secret/x', false],
    ['acs:kms:a*:*:*', 'acs:kms:b*:*:*', false],
  ])('%s intersects %s: %s', (a, b, expected) => {
    expect(intersects(compileResourcePattern(a), compileResourcePattern(b))).toBe(expected)
  })

  it('agrees with the words on all short segments of two', () => {
    const segments = words('a*?', 2)
    const texts = segments.flatMap(a => segments.map(b => `:::${a}:${b}`))
    const resources = words('a:', 3).flatMap(a => words('a:', 2).map(b => `:::${a}:${b}`))
    const patterns = texts.map(text => compileResourcePattern(text))
    const accepted = patterns.map(pattern => resources.map(resource => matches(pattern, resource)))
    patterns.forEach((wide, i) => {
      patterns.forEach((narrow, j) => {
        const answer = findWord([narrow], [wide])
        const counter = accepted[j]?.some((yes, k) => yes && !accepted[i]?.[k])
        if (answer === 'none' && counter) expect.fail(`${narrow.text} within ${wide.text}`)
        if (typeof answer !== 'string' && (matches(wide, answer.word) || !matches(narrow, answer.word))) {
          expect.fail(`${answer.word} for ${narrow.text} within ${wide.text}`)
        }
      })
    })
  })

  it('finds a word in one and outside of several', () => {
    const find = (inside: string, outside: string[]) =>
      findWord([compileResourcePattern(inside)], outside.map(compileResourcePattern))
    expect(find('acs:kms:a:1:key/*', ['acs:kms:*:*:key/?*', 'acs:kms:*:*:key/'])).toBe('none')
    expect(find('acs:kms:a:1:key/*', ['acs:kms:*:*:key/k*', 'acs:kms:*:*:key/'])).toEqual({
      word: 'acs:kms:a:1:key/x',
    })
  })
})

describe('hostile patterns', () => {
  it.each([
    ['*a*a*a*a*a*b', 'a'.repeat(100_000)],
    ['*a'.repeat(1000), 'a'.repeat(999)],
    ['*?'.repeat(500), 'a'.repeat(499)],
  ])('%# end with no match', (pattern, text) => {
    expect(matches(compilePattern(pattern), text)).toBe(false)
    expect(matches(compileResourcePattern(`acs:kms:*:*:${pattern}`), `acs:kms:a:1:${text}`)).toBe(false)
  })

  it('end in inclusion: decided, or undecided when the budget is used up', () => {
    const include = (wide: string, narrow: string) =>
      includes(compilePattern(wide), compilePattern(narrow), 10_000)
    expect(include('*a*a*a*a*a*b', '*a*a*a*a*a*a*b')).toBe(true)
    expect(include('*a*a*a*a*a*a*b', '*a*a*a*a*a*b')).toBe(false)
    expect(include(`*a${'?'.repeat(40)}`, `*b*${'?'.repeat(40)}`)).toBe('undecided')
    expect(intersects(compilePattern('*a'.repeat(60)), compilePattern('*b'.repeat(60)))).toBe(false)
    expect(intersects(compilePattern('*a*'.repeat(60)), compilePattern('*b*'.repeat(60)))).toBe(true)
  })
})
