import { describe, expect, test } from 'vitest'
import { type LintOptions, lint } from '../../linter/lint.ts'
import { policyOf } from './command-line.ts'

const account = '1234567890123456'
const secret = `acs:kms:cn-hangzhou:${account}:secret/db`
const key = `acs:kms:cn-hangzhou:${account}:key/key-a`
const get = 'kms:GetSecretValue'
const decrypt = 'kms:Decrypt'

type Element = string | readonly string[]
const allow = (Action: Element, Resource: Element, Condition?: object) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition === undefined ? {} : { Condition }),
})
const deny = (Action: Element, Resource: Element, Condition?: object) => ({
  ...allow(Action, Resource, Condition),
  Effect: 'Deny',
})
const reads = allow(get, secret)
const decrypts = allow(decrypt, key)

/** The findings on a policy as `rule pointer`. */
function found(statements: readonly object[], options: LintOptions = {}): readonly string[] {
  const [file] = lint(policyOf(...statements), options).files
  return (file?.findings ?? []).map(({ rule, pointer }) => `${rule} ${pointer}`)
}

describe('the minimum to read a secret is clean', () => {
  test.each([
    ['in two statements', [reads, decrypts]],
    ['in one', [allow([get, decrypt], [secret, key])]],
    [
      'with an alias beside the key',
      [reads, allow(decrypt, [key, `acs:kms:cn-hangzhou:${account}:alias/app`])],
    ],
  ])('%s', (_, statements) => {
    expect(found(statements)).toEqual([])
  })
})

describe('one mistake in it, one finding', () => {
  const vpc = 'acs:SourceVpc'
  test.each<[string, readonly object[], readonly string[], LintOptions?]>([
    [
      'a condition that never holds',
      [reads, allow(decrypt, key, { StringEquals: { [vpc]: 'a' }, StringNotEquals: { [vpc]: 'a' } })],
      [`contradictory-condition /Statement/1/Condition/StringNotEquals/${vpc}`],
    ],
    ['a letter too many', [reads, allow('kms:Decryptt', key)], ['unknown-action /Statement/1/Action']],
    ['letters too few', [reads, allow('kms:Decr', key)], ['unknown-action /Statement/1/Action']],
    ['a space', [reads, allow('kms:Decrypt ', key)], ['invalid-action-format /Statement/1/Action']],
    ['no service', [reads, allow('Decrypt', key)], ['invalid-action-format /Statement/1/Action']],
    [
      'a pattern of nothing',
      [reads, allow('kms:Decrypts*', key)],
      ['wildcard-matches-nothing /Statement/1/Action'],
    ],
    ['the Effect', [reads, { ...decrypts, Effect: 'allow' }], ['invalid-effect /Statement/1/Effect']],
    ['no Effect', [reads, { Action: decrypt, Resource: key }], ['missing-effect /Statement/1']],
    ['no Resource', [reads, { Effect: 'Allow', Action: decrypt }], ['missing-resource /Statement/1']],
    [
      'an element in lower case',
      [reads, { Effect: 'Allow', action: decrypt, Resource: key }],
      ['unknown-element /Statement/1/action'],
    ],
    [
      'an operator that RAM has not',
      [reads, allow(decrypt, key, { StringEqualsIfExists: { [vpc]: 'a' } })],
      ['unsupported-operator /Statement/1/Condition/StringEqualsIfExists'],
    ],
    [
      'a condition without values',
      [reads, allow(decrypt, key, { StringEquals: { [vpc]: [] } })],
      [`empty-list /Statement/1/Condition/StringEquals/${vpc}`],
    ],
    [
      'a placeholder in the secret',
      [allow(get, 'acs:kms:{region}:{account}:secret/db'), decrypts],
      ['unresolved-placeholder /Statement/0/Resource'],
    ],
    [
      'a placeholder in the key',
      [reads, allow(decrypt, 'acs:kms:<region>:{account}:key/k')],
      ['unresolved-placeholder /Statement/1/Resource'],
    ],
    [
      'a placeholder for the key',
      [reads, allow(decrypt, '<key-arn>')],
      ['unresolved-placeholder /Statement/1/Resource'],
    ],
    [
      'a placeholder in a Deny',
      [reads, decrypts, deny('kms:DisableKey', 'acs:kms:cn-hangzhou:{account}:key/k')],
      ['unresolved-placeholder /Statement/2/Resource'],
    ],
    [
      'a Deny of one half, read with an STS token today',
      [reads, decrypts, deny(decrypt, '*')],
      ['secret-read-denied /Statement/1/Action'],
      { credentials: 'sts' },
    ],
    [
      'a Deny of both halves',
      [reads, decrypts, deny('kms:*', '*')],
      ['secret-read-denied /Statement/0/Action'],
    ],
    [
      'a Deny of one half elsewhere',
      [reads, decrypts, deny(get, secret, { NotIpAddress: { 'acs:SourceIp': '203.0.113.0/24' } })],
      ['secret-read-conditional /Statement/2/Condition'],
    ],
    [
      'a tag on one half',
      [reads, allow(decrypt, key, { StringEquals: { 'kms:tag/app': 'x' } })],
      ['secret-read-conditional /Statement/1/Condition'],
    ],
    [
      'encryption on the secret',
      [reads, decrypts, allow(['kms:PutSecretValue', 'kms:GenerateDataKey'], secret)],
      ['resource-never-matches-action /Statement/2/Action/1'],
    ],
  ])('%s', (_, statements, expected, options) => {
    expect(found(statements, options)).toEqual(expected)
  })
})

describe('broad access, each width once', () => {
  test.each<[string, readonly object[], readonly string[]]>([
    ['all of everything', [allow('*', '*')], ['full-access /Statement/0/Action']],
    [
      'all of RAM, by which one gets the rest',
      [allow('ram:*', '*')],
      ['service-wildcard /Statement/0/Action', 'privilege-escalation /Statement/0/Action'],
    ],
    [
      'all of KMS in a region',
      [allow('kms:*', `acs:kms:cn-hangzhou:${account}:*`)],
      ['service-wildcard /Statement/0/Action'],
    ],
    [
      'all of two services',
      [allow(['kms:*', 'ecs:*'], '*')],
      ['service-wildcard /Statement/0/Action/0', 'service-wildcard /Statement/0/Action/1'],
    ],
    [
      'all of one, and secrets that nobody sees',
      [allow(['ecs:*', 'kms:Get*'], '*')],
      [
        'service-wildcard /Statement/0/Action/0',
        'hidden-secret-read /Statement/0/Action/1',
        'read-all-secrets /Statement/0/Resource',
      ],
    ],
    ['both policies', [allow('kms:Set*', [secret, key])], ['policy-change-granted /Statement/0/Action']],
    [
      'a hidden read with Decrypt on the secret',
      [allow(['kms:Get*', decrypt], secret)],
      ['hidden-secret-read /Statement/0/Action/0', 'decrypt-on-secret /Statement/0/Action/1'],
    ],
    [
      'all but one action',
      [{ Effect: 'Allow', NotAction: decrypt, Resource: '*' }],
      ['not-action-with-allow /Statement/0/NotAction'],
    ],
  ])('%s', (_, statements, expected) => {
    expect(found(statements)).toEqual(expected)
  })
})
