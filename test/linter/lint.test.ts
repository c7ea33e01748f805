import { describe, expect, test } from 'vitest'
import { lint, type PolicyKind } from '../../linter/index.ts'
import { policyOf, readsSecret } from './command-line.ts'

/** Reads one secret whose key is known: nothing is to be said of it. */
const readsAndDecrypts = {
  Effect: 'Allow',
  Action: ['kms:GetSecretValue', 'kms:Decrypt'],
  Resource: [readsSecret.Resource, 'acs:kms:cn-hangzhou:1234567890123456:key/key-hzz65f1a2b3c4d5e6f7a'],
}

/** Each finding as `rule line:column@offset-line:column@offset`. */
function places(text: string): string[] {
  return (lint(text).files[0]?.findings ?? []).map(({ rule, start, end }) => {
    const [from, to] = [start, end].map(({ line, column, offset }) => `${line}:${column}@${offset}`)
    return `${rule} ${from}-${to}`
  })
}

describe('positions count lines as editors do, columns and offsets in UTF-16 units', () => {
  const text = policyOf({ ...readsSecret, Effect: 'x' })
  const broken = (by: string) =>
    text.replaceAll(',"Effect"', `,${by}"Effect"`).replace('{"Effect"', `{${by}"Effect"`)
  test.each([
    ['one line', text, 'invalid-effect 1:39@38-1:42@41'],
    ['LF', broken('\n'), 'invalid-effect 2:10@39-2:13@42'],
    ['CRLF', broken('\r\n'), 'invalid-effect 2:10@40-2:13@43'],
    ['CR', broken('\r'), 'invalid-effect 2:10@39-2:13@42'],
    ['two empty lines', broken('\n\r\n'), 'invalid-effect 3:10@41-3:13@44'],
    ['outside of the basic plane', text.replace('"x"', '"😀"'), 'invalid-effect 1:39@38-1:43@42'],
  ])('%s', (_name, each, place) => {
    expect(places(each)).toEqual([place])
  })

  test('a byte order mark has an offset and no column', () => {
    expect(places(`\uFEFF${text}`)).toEqual(['invalid-json 1:1@0-1:1@1', 'invalid-effect 1:39@39-1:42@42'])
    expect(places(`\uFEFF\n${text}`)).toEqual(['invalid-json 1:1@0-1:1@1', 'invalid-effect 2:39@40-2:42@43'])
  })

  test('the end of the text', () => {
    expect(places('{"Version": "1",\n')).toEqual(['invalid-json 2:1@17-2:1@17'])
  })
})

describe('the kind of a policy is seen in what it holds', () => {
  const user = { RAM: ['acs:ram::1234567890123456:user/app'] }
  const onResource = (change: object) =>
    policyOf({ Effect: 'Allow', Principal: user, Resource: '*', ...change })
  const onBucket = onResource({ Principal: ['123'], Action: 'oss:GetObject' })
  const seen: [string, string, PolicyKind | null][] = [
    ['no principal', policyOf(readsSecret), 'identity'],
    ['a statement alone', JSON.stringify(readsSecret), 'identity'],
    [
      'who may assume a role',
      policyOf({ Effect: 'Allow', Principal: user, Action: 'sts:AssumeRole' }),
      'trust',
    ],
    [
      'a service and no action',
      policyOf({ Effect: 'Allow', Principal: { Service: 'ecs.aliyuncs.com' } }),
      'trust',
    ],
    ['an action on secrets', onResource({ Action: 'kms:GetSecretValue' }), 'secret'],
    ['a pattern of such', onResource({ Action: ['kms:*Secret*', 'kms:DeleteSecret'] }), 'secret'],
    ['an action on keys', onResource({ Action: ['kms:Decrypt'] }), 'key'],
    [
      'more of the one than of the other',
      onResource({ Action: ['kms:Decrypt', 'kms:Encrypt', 'kms:GetSecretValue'] }),
      'key',
    ],
    ['all actions, by its Sid', onResource({ Sid: 'kms default secret policy', Action: 'kms:*' }), 'secret'],
    ['all actions', onResource({ Action: 'kms:*' }), 'key'],
    [
      'NotPrincipal',
      policyOf({ Effect: 'Allow', NotPrincipal: user, Action: 'kms:Decrypt', Resource: '*' }),
      'key',
    ],
    [
      'a principal in one of several statements on ARNs',
      policyOf(readsSecret, { ...readsSecret, Principal: user, Action: 'kms:DescribeSecret' }),
      'identity',
    ],
    [
      'a statement of a key policy without its principal',
      policyOf(
        { Effect: 'Allow', Principal: user, Action: 'kms:Decrypt', Resource: '*' },
        { Effect: 'Allow', Action: 'kms:Encrypt', Resource: '*' },
      ),
      'key',
    ],
    [
      'a key policy on its own ARN',
      onResource({ Action: 'kms:Decrypt', Resource: 'acs:kms:cn-hangzhou:1234567890123456:key/key-id' }),
      'key',
    ],
    ['who may assume a role is forgotten', policyOf({ Effect: 'Allow', Action: 'sts:AssumeRole' }), 'trust'],
    [
      'which role may be assumed',
      policyOf({ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: 'acs:ram::1234567890123456:role/app' }),
      'identity',
    ],
    [
      'likewise, misspelt',
      policyOf({ Effect: 'Allow', Action: 'sts:AssumeRole', resources: ['*'] }),
      'identity',
    ],
    ['a principal by mistake', onResource({ Action: 'ecs:StopInstance' }), 'identity'],
    ['the policy of a bucket', onResource({ Principal: ['*'], Action: 'oss:GetObject' }), 'bucket'],
    ['of one, with a comma too many', onBucket.replace(']}', '],}'), 'bucket'],
    ['the policy of a queue', onResource({ Principal: ['*'], Action: 'mns:SendMessage' }), null],
    ['of one, misspelt', onResource({ Principal: ['*'], action: ['mns:SendMessage'] }), null],
    [
      'of one, under a misspelt Statement',
      '{"Version": "1", "Statement ": {"Effect": "Allow", "NotPrincipal": ["*"], "Action": "mns:SendMessage"}}',
      null,
    ],
    [
      'of one, a statement alone',
      JSON.stringify({ Effect: 'Allow', Action: ['mns:SendMessage'], Principal: ['*'], Resource: '*' }),
      null,
    ],
    ['an element in other case', `{"statement": [${JSON.stringify(readsSecret)}]}`, 'identity'],
    ['statements of another sort', '{"statements": [{"date": "2024-01-31", "amount": 1}]}', null],
    ['JSON of something else', '{"name": "x"}', null],
    ['names of Object.prototype', '{"constructor": {"Statement": []}, "__proto__": {"Statement": []}}', null],
    ['no JSON', '{"Version": "1", }', 'identity'],
    [
      'no JSON with a principal',
      '{"Statement": [{"Principal": {}, "Action": "kms:PutSecretValue"},]}',
      'secret',
    ],
  ]
  test.each(seen)('%s', (_name, text, kind) => {
    expect(lint(text).files[0]?.kind).toBe(kind)
  })

  test('or told', () => {
    const long = policyOf(readsAndDecrypts) + ' '.repeat(2048)
    const rules = (kind: PolicyKind) => lint(long, { kind }).files[0]?.findings.map(({ rule }) => rule)
    expect([rules('identity'), rules('session')]).toEqual([[], ['policy-too-long']])
    expect(lint('{"name": "x"}', { kind: 'trust' }).files[0]).toMatchObject({ kind: 'trust', policies: 1 })
  })
})

describe('one mistake, one finding', () => {
  const messages = (text: string) =>
    lint(text).files[0]?.findings.map(({ rule, message }) => `${rule}: ${message}`)
  test.each([
    [
      'Statment',
      '{"Version":"1","Statment":[]}',
      ['unknown-element: `Statment` is no element of a policy; did you mean `Statement`?'],
    ],
    [
      'three misspelt elements',
      policyOf({ Efect: 'Allow', actions: 'kms:Decrypt', Resorce: '*' }),
      [
        'unknown-element: `Efect` is no element of a statement; did you mean `Effect`?',
        'unknown-element: `actions` is no element of a statement; did you mean `Action`?',
        'unknown-element: `Resorce` is no element of a statement; did you mean `Resource`?',
      ],
    ],
    [
      'another element is missing',
      policyOf({ Effect: 'Allow', Comment: 'x', Resource: '*' }),
      [
        'missing-action: the statement has neither Action nor NotAction; name the actions',
        'unknown-element: `Comment` is no element of a statement',
      ],
    ],
    [
      'in another statement',
      policyOf({ ...readsSecret, Acton: '*' }, { Effect: 'Allow', Resource: '*' }),
      [
        'unknown-element: `Acton` is no element of a statement',
        'missing-action: the statement has neither Action nor NotAction; name the actions',
      ],
    ],
  ])('%s', (_name, text, expected) => {
    expect(messages(text)).toEqual(expected)
  })
})

test('a fingerprint stays when lines move and goes with what it stands on', () => {
  const fingerprints = (text: string) => lint(text).files[0]?.findings.map(({ fingerprint }) => fingerprint)
  const text = policyOf({ ...readsSecret, Effect: 'allow' }, { ...readsSecret, Effect: 'allow' })
  const [first, second] = fingerprints(text) ?? []
  expect(first).toMatch(/^[0-9a-f]{16}$/)
  expect(second).not.toBe(first)
  expect(fingerprints(JSON.stringify(JSON.parse(text), null, 4))).toEqual([first, second])
  expect(fingerprints(text.replace('"allow"', '"ALLOW"'))?.[0]).not.toBe(first)
})

test('the report of a text', () => {
  expect(lint(policyOf(readsAndDecrypts), { path: 'app.json' })).toEqual({
    version: 1,
    files: [{ path: 'app.json', kind: 'identity', policies: 1, findings: [] }],
    summary: {
      files: 1,
      policies: 1,
      error: 0,
      security: 0,
      warning: 0,
      suggestion: 0,
      suppressed: 0,
      skipped: 0,
    },
  })
  expect(lint('{"Version":1,"Statement":[]}').files[0]?.findings[0]).toEqual({
    rule: 'invalid-version',
    level: 'error',
    message: 'the Version is `1`; RAM knows only `"1"`, as a string',
    pointer: '/Version',
    start: { line: 1, column: 12, offset: 11 },
    end: { line: 1, column: 13, offset: 12 },
    related: [],
    help: 'RAM has one version of its policy language, `"1"`; a date belongs to another cloud',
    docs: 'linter/RULES.md#invalid-version',
    fingerprint: '5d45004f2d1f03d1',
    fixable: 'safe',
  })
})
