import { describe, expect, test } from 'vitest'
import { diff, prove } from '../../linter/index.ts'
import type { JsonStatement } from './json-evaluator.ts'
import { account, key, secret } from './random-policies.ts'

const reading = ['kms:GetSecretValue', 'kms:Decrypt']
const range = <Item>(count: number, item: (index: number) => Item) =>
  Array.from({ length: count }, (_, index) => item(index))

function allow(
  Action: string | string[],
  Resource: string | string[],
  Condition: JsonStatement['Condition'] = {},
): JsonStatement {
  return { Effect: 'Allow', Action, Resource, Condition }
}
const deny = (...given: Parameters<typeof allow>): JsonStatement => ({ ...allow(...given), Effect: 'Deny' })
const equals = (name: string, value: string) => ({ StringEquals: { [name]: value } })
const secrets = (name: string) => `acs:kms:*:*:secret/${name}`
const everything = allow('*', '*')

const many = 10_000
/** Verdict and minimality of the proof, verdict of the difference to the same without its first statement. */
const cases: readonly [string, readonly JsonStatement[], string, boolean | null, string][] = [
  [
    '10,000 secrets',
    range(many, at => allow('kms:GetSecretValue', `${secret}${at}`)),
    'denied',
    false,
    'undecided',
  ],
  [
    '10,000 patterns of names',
    range(many, at => allow('kms:Get*', secrets(`${at}*`))),
    'denied',
    null,
    'undecided',
  ],
  ['10,000 patterns of actions', range(many, at => allow(`kms:*${at}*`, '*')), 'denied', null, 'undecided'],
  ['10,000 services', range(many, at => allow(`s${at}:Get*`, '*')), 'denied', null, 'undecided'],
  [
    '10,000 Denies with a key each',
    [everything, ...range(many, at => deny(reading, secret, equals(`acs:k${at}`, 'x')))],
    'undecided',
    false,
    'undecided',
  ],
  [
    '10,000 Allows with a key each',
    range(many, at => allow(reading, secret, equals(`acs:k${at}`, 'x'))),
    'undecided',
    true,
    'undecided',
  ],
  [
    '30 conditional Denies of one pattern each',
    [
      everything,
      ...range(30, at =>
        deny('*', `acs:*:*:*:*a*${at}*b`, { StringNotLike: { [`acs:k${at}`]: `*a*${at}` } }),
      ),
    ],
    'proved',
    false,
    'narrowed',
  ],
  [
    '50 condition keys, each in an Allow and two Denies',
    range(50, at => [
      allow(reading, [secret, key], equals(`acs:k${at}`, 'x')),
      deny(reading, '*', equals(`acs:j${at}`, 'y')),
      deny('kms:GetSecretValue', '*', {
        StringNotEquals: { [`acs:k${at}`]: 'x', [`acs:j${(at * 7) % 50}`]: 'y' },
      }),
    ]).flat(),
    'conditional',
    true,
    'both',
  ],
  [
    'patterns of many runs',
    [
      allow(
        'kms:*a*a*a*a*b',
        range(20, at => `acs:kms:*:*:*a*a*${'a*'.repeat(at)}b`),
      ),
      deny('*', ['acs:kms:*:*:*a*a*a*a*b', 'acs:kms:*:*:*b*a*b*a*b*a*']),
      everything,
    ],
    'proved',
    false,
    'same',
  ],
  [
    'a pattern of 250,000 runs',
    [allow('kms:GetSecretValue', secrets('a*'.repeat(250_000))), deny('*', secrets('*b'.repeat(1000)))],
    'denied',
    false,
    'narrowed',
  ],
  [
    'values of many runs',
    [
      everything,
      deny(reading, '*', {
        StringLike: { 'acs:SourceVpc': range(12, at => `*${at}*${'ab'[at % 2]}*a*a*b`) },
        StringNotLike: { 'acs:SourceVpc': range(12, at => `*a*${at}*${'ab'[at % 2]}*`) },
      }),
    ],
    'undecided',
    false,
    'undecided',
  ],
  [
    '10,000 address blocks',
    [
      allow(reading, '*', {
        NotIpAddress: { 'acs:SourceIp': range(many, at => `10.${at >> 8}.${at & 255}.0/24`) },
      }),
    ],
    'undecided',
    null,
    'undecided',
  ],
  [
    'accounts of wildcards',
    range(40, at => allow('kms:GetSecretValue', `acs:kms:*:${'?'.repeat(at % 16)}*${at % 10}*:secret/*`)),
    'denied',
    false,
    'undecided',
  ],
]

const text = (statements: readonly JsonStatement[]) => JSON.stringify({ Version: '1', Statement: statements })

describe('what is made to take long ends within the budget', () => {
  test.each(cases)('%s', (_name, statements, verdict, minimal, difference) => {
    const [first, ...rest] = statements as [JsonStatement, ...JsonStatement[]]
    const policy = { path: 'app.json', text: text(statements), kind: 'identity' as const }
    const idle = { ...first, Resource: `acs:kms:cn-hangzhou:${account}:key/none` }
    const other = { ...policy, text: text([idle, ...rest]) }
    const proof = prove({ policies: [policy], secret, key })
    expect([proof.verdict, proof.minimal]).toEqual([verdict, minimal])
    expect(diff({ before: [policy], after: [other] }).verdict).toBe(difference)
  })
})
