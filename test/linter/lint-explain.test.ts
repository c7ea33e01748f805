import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ExplainInput, type Explanation, explain, RequestError } from '../../linter/index.ts'
import { attach, decide, type PolicyKind, parsePolicy } from '../../linter/policy/index.ts'
import { policyOf, readsSecret } from './command-line.ts'

const account = '1234567890123456'
const secret = `acs:kms:cn-hangzhou:${account}:secret/db`
const key = `acs:kms:cn-hangzhou:${account}:key/k`
const user = `acs:ram::${account}:user/app`
const text = (path: string, ...statements: object[]) => ({ path, text: policyOf(...statements) })
const reads = text('reads.json', readsSecret)

function ask(change: Partial<ExplainInput>): Explanation {
  return explain({ policies: [reads], action: 'kms:GetSecretValue', resource: secret, ...change })
}

describe('the verdict', () => {
  const vpc = { Condition: { StringEquals: { 'acs:SourceVpc': 'vpc-1' } } }
  const outside = {
    Effect: 'Deny',
    Action: '*',
    Resource: '*',
    Condition: { NotIpAddress: { 'acs:SourceIp': '203.0.113.0/24' } },
  }
  const allUsers = {
    Effect: 'Allow',
    Principal: { RAM: [`acs:ram::${account}:*`] },
    Action: 'kms:*',
    Resource: '*',
  }
  const oneUser = { ...allUsers, Principal: { RAM: [user] }, Action: 'kms:GetSecretValue' }
  const assume = { action: 'sts:AssumeRole', resource: `acs:ram::${account}:role/ops`, principal: user }
  const assumes = text('assumes.json', {
    Effect: 'Allow',
    Action: 'sts:AssumeRole',
    Resource: assume.resource,
  })
  const trust = text('trust.json', { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { RAM: user } })
  const asked: [string, Partial<ExplainInput>, Partial<Record<keyof Explanation, unknown>>][] = [
    ['an Allow', {}, { verdict: 'allowed', reason: null, nearest: null }],
    [
      'nothing about it',
      { action: 'kms:Encrypt', resource: key },
      { verdict: 'implicit-deny', reason: 'no-statement', nearest: null },
    ],
    ['another action', { action: 'kms:PutSecretValue' }, { verdict: 'implicit-deny', reason: 'action' }],
    ['another resource', { resource: `${secret}2` }, { verdict: 'implicit-deny', reason: 'resource' }],
    [
      'a Deny',
      { policies: [reads, text('no.json', { ...readsSecret, Effect: 'Deny' })] },
      { verdict: 'explicit-deny', reason: 'deny' },
    ],
    [
      'an open condition',
      { policies: [text('p.json', { ...readsSecret, ...vpc })] },
      { verdict: 'conditional', reason: 'condition' },
    ],
    [
      'one that holds',
      { policies: [text('p.json', { ...readsSecret, ...vpc })], context: { 'acs:sourcevpc': 'vpc-1' } },
      { verdict: 'allowed' },
    ],
    [
      'one that does not',
      { policies: [text('p.json', { ...readsSecret, ...vpc })], context: { 'acs:SourceVpc': 'vpc-2' } },
      { verdict: 'implicit-deny', reason: 'condition' },
    ],
    [
      'an absent key',
      { policies: [text('p.json', { ...readsSecret, ...vpc })], context: { 'acs:SourceVpc': null } },
      { verdict: 'implicit-deny', reason: 'condition' },
    ],
    ['an open Deny', { policies: [reads, text('no.json', outside)] }, { verdict: 'conditional' }],
    [
      'a Deny that applies',
      { policies: [reads, text('no.json', outside)], context: { 'acs:SourceIp': '8.8.8.8' } },
      { verdict: 'explicit-deny' },
    ],
    [
      'a negated operator on an absent key',
      { policies: [reads, text('no.json', outside)], context: { 'acs:SourceIp': null } },
      {
        verdict: 'explicit-deny',
        assumptions: [
          'who asks is a RAM user or role of the account that owns the resource',
          'the key or secret has its default policy, which leaves the decision to RAM policies',
          'a negated operator holds for a key that the request does not carry',
        ],
      },
    ],
    [
      'one of two Allows without a condition',
      { policies: [text('p.json', { ...readsSecret, ...vpc }, readsSecret)] },
      { verdict: 'allowed' },
    ],
    [
      'a secret policy that names the user',
      { policies: [], principal: user, secretPolicy: text('s.json', oneUser) },
      { verdict: 'allowed' },
    ],
    [
      'one that names the account',
      { policies: [], principal: user, secretPolicy: text('s.json', allUsers) },
      { verdict: 'implicit-deny', reason: 'principal' },
    ],
    [
      'the root of the account',
      { policies: [], principal: `acs:ram::${account}:root` },
      { verdict: 'allowed', decidedBy: [] },
    ],
    [
      'another account with one side alone',
      { principal: 'acs:ram::9:user/x', secretPolicy: text('s.json', oneUser) },
      { verdict: 'implicit-deny' },
    ],
    [
      'a session policy that allows nothing',
      { sessionPolicy: text('s.json', { ...readsSecret, Action: 'kms:Decrypt' }) },
      { verdict: 'implicit-deny', reason: 'action' },
    ],
    [
      'a control policy that denies',
      { controlPolicies: [text('c.json', outside)], context: { 'acs:SourceIp': '8.8.8.8' } },
      { verdict: 'explicit-deny' },
    ],
    [
      'a role, both sides',
      { ...assume, policies: [assumes, trust] },
      {
        verdict: 'allowed',
        decidedBy: [
          expect.objectContaining({ path: 'assumes.json' }),
          expect.objectContaining({ path: 'trust.json' }),
        ],
      },
    ],
    ['a role without its trust policy', { ...assume, policies: [assumes] }, { verdict: 'implicit-deny' }],
    [
      'a condition on who asks',
      {
        principal: user,
        policies: [
          text('p.json', {
            ...readsSecret,
            Condition: { StringLike: { 'acs:PrincipalARN': `acs:ram:*:${account}:user/*` } },
          }),
        ],
      },
      { verdict: 'allowed' },
    ],
  ]
  test.each(asked)('%s', (_name, change, expected) => {
    expect(ask(change)).toMatchObject(expected)
  })

  test('names the open conditions and the part that is nearest', () => {
    const policies = [text('p.json', { ...readsSecret, ...vpc }), text('no.json', outside)]
    expect(ask({ policies })).toMatchObject({
      text: `\`kms:GetSecretValue\` on \`${secret}\` is allowed by \`p.json\` /Statement/0 only where its conditions hold, and denied by \`no.json\` /Statement/0 where its conditions hold`,
      conditions: [
        {
          path: 'p.json',
          pointer: '/Statement/0/Condition/StringEquals/acs:SourceVpc',
          operator: 'StringEquals',
          key: 'acs:SourceVpc',
          values: ['vpc-1'],
          negated: false,
        },
        {
          path: 'no.json',
          pointer: '/Statement/0/Condition/NotIpAddress/acs:SourceIp',
          operator: 'NotIpAddress',
          key: 'acs:SourceIp',
          values: ['203.0.113.0/24'],
          negated: true,
        },
      ],
    })
    const { nearest } = ask({ resource: `${secret}2` })
    expect(nearest).toMatchObject({
      path: 'reads.json',
      pointer: '/Statement/0/Resource',
      fails: 'resource',
      detail: `its Resource is \`${secret}\``,
    })
    expect(reads.text.slice(nearest?.start.offset, nearest?.end.offset)).toBe(`"${secret}"`)
  })

  test('a policy that RAM refuses is reported and not attached; a long one is attached', () => {
    const refused = ask({ policies: [text('p.json', { ...readsSecret, Effect: 'allow' })] })
    expect(refused).toMatchObject({
      verdict: 'implicit-deny',
      notes: ['`p.json` is not attached: RAM would refuse it'],
    })
    expect(refused.files[0]?.findings[0]?.rule).toBe('invalid-effect')
    expect(ask({ policies: [{ path: 'p.json', text: reads.text + ' '.repeat(7000) }] })).toMatchObject({
      verdict: 'allowed',
    })
    expect(ask({ sessionPolicy: { path: 's.json', text: '{' } })).toMatchObject({ verdict: 'implicit-deny' })
  })
})

describe('notes', () => {
  test.each<[string, string, string[]]>([
    [
      'kms:GetSecretValue',
      secret,
      [
        'the call also needs `kms:Decrypt` on `acs:kms:cn-hangzhou:1234567890123456:key/<key-id>` if the secret is encrypted with a key the user specified (always so for secrets in a KMS instance); not if the call uses STS credentials AND goes through the shared gateway (kms.<region> / kms-vpc.<region>)',
      ],
    ],
    [
      'kms:Decrypt',
      secret,
      [
        'KMS checks `kms:Decrypt` on `acs:kms:cn-hangzhou:1234567890123456:key/<key-id>`, not on this resource',
      ],
    ],
    ['kms:decrypt', key, []],
    [
      'kms:GetSecretValues',
      secret,
      ['no action `kms:GetSecretValues` is known; did you mean `kms:GetSecretValue`?'],
    ],
    [
      'sts:AsumeRole',
      'acs:ram::1:role/x',
      ['no action `sts:AsumeRole` is known; did you mean `sts:AssumeRole`?'],
    ],
    ['ecs:Whatever', '*', []],
  ])('%s on %s', (action, resource, notes) => {
    expect(
      ask({ policies: [text('all.json', { Effect: 'Allow', Action: '*', Resource: '*' })], action, resource })
        .notes,
    ).toEqual(notes)
  })
})

describe('what is no request', () => {
  const trust = text('t.json', {
    Effect: 'Allow',
    Action: 'sts:AssumeRole',
    Principal: { Service: 'ecs.aliyuncs.com' },
  })
  const keyPolicy = text('k.json', {
    Effect: 'Allow',
    Principal: { RAM: user },
    Action: 'kms:Decrypt',
    Resource: '*',
  })
  test.each<[string, Partial<ExplainInput>, string]>([
    ['a pattern of actions', { action: 'kms:*' }, 'is no action'],
    ['no ARN', { resource: 'secret/db' }, 'is no ARN'],
    ['a pattern of resources', { resource: `acs:kms:*:${account}:secret/db` }, 'has wildcards'],
    ['nobody', { principal: 'app' }, 'is nobody who can ask'],
    ['a user without a name', { principal: `acs:ram::${account}:user/` }, 'is nobody who can ask'],
    [
      'a key twice',
      { context: { 'acs:SourceIp': '1.1.1.1', 'acs:SourceIP': '1.1.1.2' } },
      'in two spellings',
    ],
    ['a key policy without a principal', { keyPolicy, resource: key }, 'names principals'],
    ['a key policy on a secret', { keyPolicy, principal: user }, 'is no key'],
    ['a key policy among identity policies', { policies: [keyPolicy] }, 'give it as the key policy'],
    ['a trust policy of no use', { policies: [trust] }, 'decides on `sts:AssumeRole` alone'],
  ])('%s', (_name, change, message) => {
    expect(() => ask(change)).toThrow(RequestError)
    expect(() => ask(change)).toThrow(message)
  })
})

test('allowed and denied hold in every context, whatever the request leaves open', () => {
  const values = ['a', 'b']
  const condition = fc.record({
    operator: fc.constantFrom('StringEquals', 'StringNotEquals', 'StringLike', 'ForAllValues:StringEquals'),
    name: fc.constantFrom('x:One', 'x:Two'),
    value: fc.constantFrom('a', 'b', '*'),
  })
  const statement = fc.record({
    Effect: fc.constantFrom('Allow', 'Deny'),
    Action: fc.constantFrom('kms:GetSecretValue', 'kms:Decrypt', '*'),
    Resource: fc.constantFrom(secret, key, '*'),
    Condition: fc.array(condition, { maxLength: 2 }).map(list => {
      const operators: Record<string, Record<string, string>> = {}
      for (const { operator, name, value } of list)
        operators[operator] = { ...operators[operator], [name]: value }
      return operators
    }),
  })
  const policy = fc.array(statement, { minLength: 1, maxLength: 3 })
  const known = fc.dictionary(fc.constantFrom('x:One', 'x:Two'), fc.constantFrom('a', 'b', null), {
    maxKeys: 2,
  })
  const open = fc.record({
    one: fc.constantFrom(...values, undefined),
    two: fc.constantFrom(...values, undefined),
  })
  const compiled = (kind: PolicyKind, source: string) => {
    const { document } = parsePolicy(source, kind)
    if (document === null) throw new Error('the policy has a fault')
    return attach(kind, kind, document)
  }
  const seen = new Map<string, number>()
  fc.assert(
    fc.property(policy, fc.option(policy), known, open, (identity, session, context, rest) => {
      const policies = [text('identity', ...identity)]
      const sessionPolicy = session === null ? {} : { sessionPolicy: text('session', ...session) }
      const { verdict } = ask({ policies, ...sessionPolicy, context })
      seen.set(verdict, (seen.get(verdict) ?? 0) + 1)
      const full = new Map<string, string>()
      for (const [name, value] of [
        ['x:One', rest.one],
        ['x:Two', rest.two],
      ] as const) {
        const given = Object.hasOwn(context, name) ? (context[name] ?? undefined) : value
        if (given !== undefined) full.set(name.toLowerCase(), given)
      }
      const decision = decide(
        {
          identity: [compiled('identity', policyOf(...identity))],
          ...(session === null ? {} : { session: compiled('session', policyOf(...session)) }),
        },
        {
          principal: { type: 'user', account, arn: user },
          action: 'kms:GetSecretValue',
          resource: secret,
          resourceAccount: account,
          context: full,
        },
      )
      if (verdict === 'allowed') expect(decision.allowed).toBe(true)
      else if (verdict !== 'conditional') expect(decision.allowed).toBe(false)
    }),
    { seed: 1, numRuns: 5000 },
  )
  expect([...seen.keys()].sort()).toEqual(['allowed', 'conditional', 'explicit-deny', 'implicit-deny'])
})
