import { describe, expect, it } from 'vitest'
import { maximumLength, type PolicyKind, parsePolicy } from '../../linter/policy/index.ts'

const user = 'acs:ram::1234567890123456:user/app'

/** A statement that its kind of policy accepts, with members replaced or (undefined) taken out. */
function statement(kind: PolicyKind, change: Record<string, unknown> = {}): Record<string, unknown> {
  const resource = kind === 'trust' ? {} : { Resource: '*' }
  const principal =
    kind === 'identity' || kind === 'session' || kind === 'control' ? {} : { Principal: { RAM: [user] } }
  const action = kind === 'trust' ? 'sts:AssumeRole' : 'kms:Decrypt'
  return { Effect: 'Allow', ...principal, Action: action, ...resource, ...change }
}

function policy(kind: PolicyKind, change: Record<string, unknown> = {}): string {
  return JSON.stringify({ Version: '1', Statement: [statement(kind, change)] })
}

/** Each fault as `id pointer "the text it stands on"`. */
function faults(text: string, kind: PolicyKind): string[] {
  return parsePolicy(text, kind).faults.map(
    each => `${each.id} ${each.pointer} ${text.slice(each.start, each.end)}`,
  )
}

const kinds: readonly PolicyKind[] = ['identity', 'session', 'trust', 'key', 'secret', 'control']

describe('what RAM accepts', () => {
  const accepted: [string, Record<string, unknown>, readonly PolicyKind[]][] = [
    ['a plain statement', {}, kinds],
    ['Deny', { Effect: 'Deny' }, kinds],
    [
      'lists',
      { Action: ['kms:Decrypt', 'kms:Encrypt'], Resource: ['*'] },
      ['identity', 'key', 'secret', 'control'],
    ],
    ['NotAction', { Action: undefined, NotAction: ['kms:*'] }, ['identity', 'session', 'control']],
    ['an action that does not exist', { Action: 'kms:a misspelt action' }, kinds],
    ['a wrong ARN', { Resource: 'acs:kms:*:secret/x' }, ['identity', 'session', 'control']],
    ['a Sid', { Sid: 'kms default secret policy' }, kinds],
    ['any Sid outside of key and secret policies', { Sid: 'a!'.repeat(100) }, ['identity', 'trust']],
    ['an empty Condition', { Condition: {} }, kinds],
    ['an empty operator', { Condition: { StringEquals: {} } }, kinds],
    ['a condition', { Condition: { IpAddress: { 'acs:SourceIp': '10.0.0.0/8' } } }, kinds],
    [
      'an undocumented prefix',
      { Condition: { 'ForAllValues:StringEquals': { 'ram:x': ['a', 'b'] } } },
      kinds,
    ],
    ['a malformed key', { Condition: { StringEquals: { ' x ': 'a' } } }, kinds],
    ['one principal as a string', { Principal: { RAM: user } }, ['trust', 'key', 'secret']],
    [
      'the account',
      { Principal: { RAM: ['acs:ram::1:*', 'acs:ram::1:root', 'acs:ram:*:1:root', '*'] } },
      ['trust', 'key'],
    ],
    ['a service', { Principal: { Service: ['ecs.aliyuncs.com', '1@fc.aliyuncs.com'] } }, ['trust']],
    [
      'providers',
      { Principal: { Federated: ['acs:ram::1:saml-provider/p', 'acs:ram::1:oidc-provider/p'] } },
      ['trust'],
    ],
    [
      'members of Object.prototype as a key',
      { Condition: { StringEquals: { constructor: 'a', ['__proto__']: 'b' } } },
      kinds,
    ],
  ]
  it.each(accepted)('%s', (_name, change, where) => {
    for (const kind of where) {
      const { document, readable, faults: found } = parsePolicy(policy(kind, change), kind)
      expect(found, kind).toEqual([])
      expect(document?.statements, kind).toHaveLength(1)
      expect(readable).toBe(document)
    }
  })
})

describe('what RAM refuses in a statement', () => {
  const refused: [string, PolicyKind, Record<string, unknown>, string[]][] = [
    ['no Effect', 'identity', { Effect: undefined }, ['missing-effect /Statement/0 {']],
    ['Effect in other case', 'identity', { Effect: 'allow' }, ['invalid-effect /Statement/0/Effect "allow"']],
    ['Effect with a space', 'key', { Effect: 'Allow ' }, ['invalid-effect /Statement/0/Effect "Allow "']],
    ['Effect as a list', 'identity', { Effect: ['Allow'] }, ['invalid-type /Statement/0/Effect ["Allow"]']],
    ['no Action', 'identity', { Action: undefined }, ['missing-action /Statement/0 {']],
    ['both', 'identity', { NotAction: '*' }, ['action-and-not-action /Statement/0/NotAction "NotAction"']],
    [
      'NotAction',
      'key',
      { Action: undefined, NotAction: 'kms:*' },
      ['unknown-element /Statement/0/NotAction "NotAction"'],
    ],
    ['no actions', 'identity', { Action: [] }, ['empty-list /Statement/0/Action []']],
    ['a number among actions', 'identity', { Action: ['a:b', 1] }, ['invalid-type /Statement/0/Action/1 1']],
    ['an object as Action', 'identity', { Action: {} }, ['invalid-type /Statement/0/Action {}']],
    [
      'a foreign action',
      'secret',
      { Action: ['kms:Decrypt', '*'] },
      ['invalid-action-format /Statement/0/Action/1 "*"'],
    ],
    ['no Resource', 'session', { Resource: undefined }, ['missing-resource /Statement/0 {']],
    ['null as Resource', 'identity', { Resource: null }, ['invalid-type /Statement/0/Resource null']],
    ['a Resource', 'trust', { Resource: '*' }, ['unexpected-resource /Statement/0/Resource "Resource"']],
    [
      'a resource',
      'key',
      { Resource: ['*', 'x'] },
      ['invalid-resource-policy-resource /Statement/0/Resource/1 "x"'],
    ],
    [
      'NotResource',
      'identity',
      { Resource: undefined, NotResource: '*' },
      ['unsupported-not-resource /Statement/0/NotResource "NotResource"'],
    ],
    [
      'NotPrincipal',
      'key',
      { Principal: undefined, NotPrincipal: {} },
      ['unsupported-not-principal /Statement/0/NotPrincipal "NotPrincipal"'],
    ],
    [
      'a Principal',
      'identity',
      { Principal: { RAM: '*' } },
      ['unexpected-principal /Statement/0/Principal "Principal"'],
    ],
    [
      'a Principal',
      'control',
      { Principal: { RAM: '*' } },
      ['unexpected-principal /Statement/0/Principal "Principal"'],
    ],
    ['no Principal', 'trust', { Principal: undefined }, ['missing-principal /Statement/0 {']],
    [
      'a Principal as a list',
      'key',
      { Principal: ['*'] },
      ['invalid-principal /Statement/0/Principal ["*"]'],
    ],
    ['an empty Principal', 'key', { Principal: {} }, ['empty-list /Statement/0/Principal {}']],
    [
      'an account id',
      'key',
      { Principal: { RAM: ['1'] } },
      ['invalid-principal /Statement/0/Principal/RAM/0 "1"'],
    ],
    [
      'a group',
      'trust',
      { Principal: { RAM: 'acs:ram::1:group/g' } },
      ['invalid-principal /Statement/0/Principal/RAM "acs:ram::1:group/g"'],
    ],
    [
      'a service',
      'secret',
      { Principal: { Service: 'a.com' } },
      ['invalid-principal /Statement/0/Principal/Service "Service"'],
    ],
    [
      'no service',
      'trust',
      { Principal: { Service: 'ecs' } },
      ['invalid-principal /Statement/0/Principal/Service "ecs"'],
    ],
    [
      'a misspelt element',
      'identity',
      { Resources: '*' },
      ['unknown-element /Statement/0/Resources "Resources"'],
    ],
    ['a long Sid', 'key', { Sid: 'a'.repeat(129) }, [`invalid-sid /Statement/0/Sid "${'a'.repeat(129)}"`]],
    ['a Sid', 'secret', { Sid: 'a!' }, ['invalid-sid /Statement/0/Sid "a!"']],
    ['a Sid as a number', 'identity', { Sid: 1 }, ['invalid-type /Statement/0/Sid 1']],
    [
      'IfExists',
      'identity',
      { Condition: { BoolIfExists: { k: '1' } } },
      ['unsupported-operator /Statement/0/Condition/BoolIfExists "BoolIfExists"'],
    ],
    [
      'Null',
      'key',
      { Condition: { Null: { k: 'true' } } },
      ['unsupported-operator /Statement/0/Condition/Null "Null"'],
    ],
    [
      'ArnLike',
      'trust',
      { Condition: { ArnLike: { k: '*' } } },
      ['unsupported-operator /Statement/0/Condition/ArnLike "ArnLike"'],
    ],
    [
      'a boolean',
      'identity',
      { Condition: { Bool: { 'a/b~c': true } } },
      ['condition-value-type /Statement/0/Condition/Bool/a~1b~0c true'],
    ],
    [
      'a number',
      'identity',
      { Condition: { NumericEquals: { k: ['1', 2] } } },
      ['condition-value-type /Statement/0/Condition/NumericEquals/k/1 2'],
    ],
    [
      'an object',
      'identity',
      { Condition: { Bool: { k: {} } } },
      ['invalid-type /Statement/0/Condition/Bool/k {}'],
    ],
    [
      'no values',
      'identity',
      { Condition: { Bool: { k: [] } } },
      ['empty-list /Statement/0/Condition/Bool/k []'],
    ],
    ['a Condition as a list', 'identity', { Condition: [] }, ['invalid-type /Statement/0/Condition []']],
    [
      'an operator as a string',
      'identity',
      { Condition: { Bool: 'x' } },
      ['invalid-type /Statement/0/Condition/Bool "x"'],
    ],
  ]
  it.each(refused)('%s (%s)', (_name, kind, change, expected) => {
    const text = policy(kind, change)
    expect(faults(text, kind)).toEqual(expected)
    const parsed = parsePolicy(text, kind)
    expect(parsed.document).toBeNull()
    expect(parsed.readable?.statements).toEqual([])
  })
})

describe('what RAM refuses in a document', () => {
  const one = JSON.stringify(statement('identity'))
  it.each([
    ['{}', ['missing-version  {', 'missing-statement  {']],
    ['[]', ['invalid-type  [']],
    ['"x"', ['invalid-type  "x"']],
    [one, ['bare-statement  {']],
    [one.replace('{', '{"Version":1,'), ['bare-statement  {', 'invalid-version /Version 1']],
    [`{"Statement":[${one}]}`, ['missing-version  {']],
    [`{"Version":1,"Statement":[${one}]}`, ['invalid-version /Version 1']],
    [`{"Version":"2012-10-17","Statement":[${one}]}`, ['invalid-version /Version "2012-10-17"']],
    [`{"Version":null,"Statement":[${one}]}`, ['invalid-version /Version null']],
    [`{"Version":"1","Statement":${one}}`, ['invalid-type /Statement {']],
    ['{"Version":"1","Statement":[]}', ['empty-list /Statement []']],
    ['{"Version":"1","Statement":["x"]}', ['invalid-type /Statement/0 "x"']],
    [`{"Version":"1","Id":"x","Statement":[${one}]}`, ['unknown-element /Id "Id"']],
    [`{"version":"1","Statement":[${one}]}`, ['missing-version  {', 'unknown-element /version "version"']],
    [`{"Version":"1","Version":"1","Statement":[${one}]}`, ['duplicate-member /Version "Version"']],
    [
      '{"Version":"1","Statement":[{"Effect":"Allow","Action":"a:b","Action":"a:c","Resource":"*"}]}',
      ['duplicate-member /Statement/0/Action "Action"'],
    ],
  ])('%s', (text, expected) => {
    expect(faults(text, 'identity')).toEqual(expected)
    expect(parsePolicy(text, 'identity').document).toBeNull()
  })

  it('keeps the statements without a fault of their own', () => {
    const bad = JSON.stringify(statement('identity', { Effect: 'allow' }))
    const { document, readable } = parsePolicy(`{"Version":"1","Statement":[${bad},${one}]}`, 'identity')
    expect(document).toBeNull()
    expect(readable?.statements.map(({ pointer }) => pointer)).toEqual(['/Statement/1'])
  })

  it.each([
    ['a statement alone', one, ['']],
    ['a statement alone, with a Version', one.replace('{', '{"Version":"1",'), ['']],
    ['a list alone', `[${one},"x",${one}]`, ['/0', '/2']],
    ['a statement that is in no list', `{"Version":"1","Statement":${one}}`, ['/Statement']],
  ])('reads the statements of %s', (_name, text, pointers) => {
    const { document, readable } = parsePolicy(text, 'identity')
    expect(document).toBeNull()
    expect(readable?.statements.map(({ pointer }) => pointer)).toEqual(pointers)
  })
})

describe('the policy of a bucket', () => {
  const bucket = (change: Record<string, unknown>) =>
    policy('bucket', { Action: 'oss:GetObject', Resource: 'acs:oss:*:*:b/*', ...change })
  it.each([
    [{ Principal: ['*'] }, []],
    [{ Principal: '1234567890123456' }, []],
    [{ Principal: undefined, NotPrincipal: ['1'] }, []],
    [{ Principal: undefined }, ['missing-principal /Statement/0 {']],
    [{ Principal: { RAM: '*' } }, ['invalid-principal /Statement/0/Principal {"RAM":"*"}']],
    [{ Principal: [1] }, ['invalid-type /Statement/0/Principal/0 1']],
    [{ Principal: [] }, ['empty-list /Statement/0/Principal []']],
    [{ Principal: ['*'], Effect: 'allow' }, ['invalid-effect /Statement/0/Effect "allow"']],
  ])('%j', (change, expected) => {
    expect(faults(bucket(change), 'bucket')).toEqual(expected)
  })
})

describe('lengths', () => {
  it.each(kinds)('of %s policies', kind => {
    const { size, unit } = maximumLength[kind]
    const text = policy(kind)
    expect(faults(text.padEnd(size), kind)).toEqual([])
    expect(parsePolicy(text.padEnd(size + 1), kind).faults.map(({ id }) => id)).toEqual(['policy-too-long'])
    expect(parsePolicy(text.padEnd(size + 1), kind).readable?.statements).toHaveLength(1)
    const wide = policy(kind, { Condition: { StringEquals: { k: '密'.repeat(Math.floor(size / 3)) } } })
    expect(parsePolicy(wide, kind).faults.map(({ id }) => id)).toEqual(
      unit === 'bytes' ? ['policy-too-long'] : [],
    )
  })
})

describe('places', () => {
  it('are kept of every part of a statement', () => {
    const text = `{ "Version": "1", "Statement": [ {"Sid": "s", "Effect": "Deny", "NotAction": "kms:*",
      "Resource": ["*", "😀"], "Condition": {"Bool": {"acs:MFAPresent": ["false"]}}} ] }`
    const found = parsePolicy(text, 'identity').document?.statements[0]
    if (found === undefined) throw new Error('not parsed')
    const written = (place: { start: number; end: number; pointer: string } | null) =>
      place && `${place.pointer} ${text.slice(place.start, place.end)}`
    const [clause] = found.conditions
    expect(
      [found.sid, found.effectPlace, ...found.actions, ...found.resources, found.conditionPlace].map(written),
    ).toEqual([
      '/Statement/0/Sid "s"',
      '/Statement/0/Effect "Deny"',
      '/Statement/0/NotAction "kms:*"',
      '/Statement/0/Resource/0 "*"',
      '/Statement/0/Resource/1 "😀"',
      '/Statement/0/Condition {"Bool": {"acs:MFAPresent": ["false"]}}',
    ])
    if (clause === undefined) throw new Error('no condition')
    expect([clause, clause.operator, clause.key, ...clause.values].map(written)).toEqual([
      '/Statement/0/Condition/Bool/acs:MFAPresent "acs:MFAPresent": ["false"]',
      '/Statement/0/Condition/Bool "Bool"',
      '/Statement/0/Condition/Bool/acs:MFAPresent "acs:MFAPresent"',
      '/Statement/0/Condition/Bool/acs:MFAPresent/0 "false"',
    ])
    expect([found.effect, found.actionElement, found.principals]).toEqual(['Deny', 'NotAction', null])
  })
})
