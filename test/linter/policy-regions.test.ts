import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import {
  attach,
  compilePattern,
  compileResourcePattern,
  conditionHolds,
  findAccess,
  findWord,
  fitsAction,
  matches,
  parsePolicy,
  type RequestContext,
  reachOf,
} from '../../linter/policy/index.ts'
import { someUser } from '../../linter/secret-read/request.ts'
import { account, randomFrom } from './random-policies.ts'

const random = randomFrom(5)
const pick = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)] as Item
const some = <Item>(least: number, most: number, item: () => Item) =>
  Array.from({ length: least + Math.floor(random() * (most - least + 1)) }, item)
const isLong = process.env.TEST_LONG === '1'

/** All words over an alphabet up to a length, the shorter ones first. */
function words(alphabet: string, longest: number): string[] {
  const all = ['']
  for (const word of all) if (word.length < longest) for (const letter of alphabet) all.push(word + letter)
  return all
}
const letters = ['a', 'b', '*', '?', '*', ':']
const pattern = () => some(0, 5, () => pick(letters)).join('')

test('words inside of all patterns and outside of others, as all short words say', () => {
  const short = words('ab:c', 5)
  const rounds = isLong ? 50_000 : 3_000
  let found = 0
  for (let round = 0; round < rounds; round++) {
    const [inside, outside] = [some(1, 3, pattern), some(0, 3, pattern)].map(each => each.map(compilePattern))
    if (!inside || !outside) throw new Error('two lists')
    const fits = (word: string) =>
      inside.every(each => matches(each, word)) && !outside.some(each => matches(each, word))
    const known = short.find(fits)
    const answer = findWord(inside, outside)
    const shown = [inside, outside].map(each => each.map(({ text }) => text))
    if (typeof answer === 'object') {
      found++
      expect({ shown, answer, fits: fits(answer.word) }).toEqual({ shown, answer, fits: true })
      // One of the shortest: none of those tried is shorter.
      if (known !== undefined) expect(answer.word.length).toBeLessThanOrEqual(known.length)
    } else expect({ shown, answer, known }).toEqual({ shown, answer: 'none', known: undefined })
  }
  if (isLong) console.log(rounds, 'searches inside and outside of patterns compared with all short words')
  expect(found).toBeGreaterThan(100)
})

describe('access, as all short resources and all contexts say', () => {
  const home = `acs:kms:r:${account}:`
  const resources = words('abc', 3).map(word => `${home}${word}`)
  const transports = ['true', 'false']
  const contexts = transports.flatMap(transport =>
    [undefined, 'v', 'w'].map((vpc): RequestContext => {
      const given: [string, string][] = [['acs:securetransport', transport]]
      return new Map(vpc === undefined ? given : [...given, ['acs:sourcevpc', vpc]])
    }),
  )
  const knowledge = {
    given: new Map(),
    absent: new Set<string>(),
    always: new Set(['acs:securetransport']),
    negatedOnAbsentKey: true,
  }
  const conditions = [
    {},
    {},
    { Bool: { 'acs:SecureTransport': 'true' } },
    { Bool: { 'acs:SecureTransport': 'false' } },
    { StringEquals: { 'acs:SourceVpc': 'v' } },
    { StringNotEquals: { 'acs:SourceVpc': ['v', 'w'] } },
    { StringLike: { 'acs:SourceVpc': '*' }, Bool: { 'acs:SecureTransport': 'true' } },
  ]
  const statement = () => ({
    Effect: random() < 0.5 ? 'Deny' : 'Allow',
    Action: pick(['kms:*', 'kms:Decrypt', 'kms:Get*']),
    Resource: some(1, 2, () => pick(['*', `acs:kms:*:*:${pattern()}`, home + pattern()])),
    Condition: pick(conditions),
  })

  test.each(['identity', 'session', 'control'] as const)('%s policies', kind => {
    const counts = { found: 0, none: 0 }
    const read = (of: 'identity' | 'session' | 'control') => {
      const text = JSON.stringify({ Version: '1', Statement: some(1, 4, statement) })
      const { document } = parsePolicy(text, of)
      if (document === null) throw new Error(text)
      return attach(of, of, document)
    }
    for (let round = 0; round < (isLong ? 20_000 : 700); round++) {
      const identity = [read('identity')]
      const bound = kind === 'identity' ? undefined : read(kind)
      const policies = {
        identity,
        ...(kind === 'session' && bound ? { session: bound } : {}),
        ...(kind === 'control' && bound ? { control: [bound] } : {}),
      }
      const reach = reachOf(policies, someUser(account), 'kms:Decrypt')
      const inside = [compileResourcePattern(`${home}*`)]
      const outside = some(0, 1, () => compileResourcePattern(home + pattern()))
      const applies = (each: (typeof reach.denies)[number], resource: string, context: RequestContext) =>
        fitsAction(each, 'kms:decrypt') &&
        (each.resources ?? []).some(one => matches(one, resource)) &&
        each.conditions.every(one => conditionHolds(one, context, true))
      for (const through of reach.allows) {
        const isGranted = (resource: string, context: RequestContext) =>
          !outside.some(each => matches(each, resource)) &&
          applies(through, resource, context) &&
          reach.bounds.every(list => list.some(each => applies(each, resource, context))) &&
          !reach.denies.some(each => applies(each, resource, context))
        const known = resources.find(resource => contexts.some(context => isGranted(resource, context)))
        const answer = findAccess(reach, through, { inside, outside }, knowledge, { steps: 100_000 })
        const shown = [identity, bound].flat().map(each => each?.document.statements.length)
        if (typeof answer === 'object') {
          counts.found++
          expect(isGranted(answer.resource, answer.context)).toBe(true)
        } else {
          counts.none++
          expect({ shown, answer, known }).toEqual({ shown, answer: 'none', known: undefined })
        }
      }
    }
    if (isLong) console.log(kind, 'policies: searches for access compared with all short resources', counts)
    expect(Math.min(counts.found, counts.none)).toBeGreaterThan(30)
  })
})

/** What cvc5 says of each list of commands, or null where it is not installed. */
function cvc5(checks: readonly string[]): string[] | null {
  const input = `(set-logic QF_S)\n(declare-const x String)\n${checks
    .map(check => `(push 1)\n${check}\n(check-sat)\n(pop 1)`)
    .join('\n')}\n`
  try {
    const words = ['--incremental', '--lang', 'smt2', '--tlimit-per=5000', '-']
    return execFileSync('cvc5', words, { input, encoding: 'utf8' }).trim().split('\n')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

const expression = (text: string): string => {
  const parts = [...text].map(letter =>
    letter === '*' ? 're.all' : letter === '?' ? 're.allchar' : `(str.to_re "${letter}")`,
  )
  return parts.length < 2 ? (parts[0] ?? '(str.to_re "")') : `(re.++ ${parts.join(' ')})`
}
const union = (texts: readonly string[]): string =>
  texts.length === 1 ? expression(texts[0] as string) : `(re.union ${texts.map(expression).join(' ')})`

test('whether several patterns take in several others, as cvc5 says', () => {
  const cases = Array.from(
    { length: isLong ? 3_000 : 250 },
    () => [some(1, 3, pattern), some(1, 4, pattern)] as const,
  )
  const answers = cvc5(
    cases.map(
      ([narrow, wide]) =>
        `(assert (str.in_re x ${union(narrow)}))\n(assert (not (str.in_re x ${union(wide)})))`,
    ),
  )
  if (answers === null) console.log('cvc5 is not installed: unions of patterns are not compared with it')
  const compared = cases.map(([narrow, wide], index) => {
    const isCovered = narrow.every(
      each => findWord([compilePattern(each)], wide.map(compilePattern)) === 'none',
    )
    const answer = answers?.[index] ?? 'unknown'
    const agrees = answer === 'unknown' || answer === (isCovered ? 'unsat' : 'sat')
    return { narrow, wide, isCovered, answer, agrees }
  })
  expect(compared.filter(({ agrees }) => !agrees)).toEqual([])
  const number = (covered: boolean) => compared.filter(each => each.isCovered === covered).length
  expect(Math.min(number(true), number(false))).toBeGreaterThan(20)
  if (answers === null) return
  const decided = answers.filter(each => each === 'sat' || each === 'unsat').length
  if (isLong) console.log(decided, 'inclusions of unions compared with cvc5')
  expect(decided).toBeGreaterThan(200)
})
