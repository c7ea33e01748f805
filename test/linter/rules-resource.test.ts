import { describe, expect, test } from 'vitest'
import { lint } from '../../linter/lint.ts'
import { rules } from '../../linter/rules/index.ts'

const families = rules
  .filter(({ family }) => family === 'action' || family === 'resource')
  .map(({ id }) => id)
const account = 'acs:kms:cn-hangzhou:1234567890123456'

function statement(action: unknown, resource: unknown, more: object = {}): object {
  return { Effect: 'Allow', Action: action, Resource: resource, ...more }
}

/** What the two families find, as `rule pointer`. */
function found(...statements: readonly object[]): readonly string[] {
  const [file] = lint(JSON.stringify({ Version: '1', Statement: statements }), { only: families }).files
  return (file?.findings ?? []).map(({ rule, pointer }) => `${rule} ${pointer.replace('/Statement/', '')}`)
}

describe('one ARN has one mistake', () => {
  test.each([
    ['*', []],
    ['**', []],
    ['acs:*:*:*:*', []],
    ['acs:kms:*:*:*', []],
    ['acs:kms:*:*:secret*', []],
    ['acs:kms:*:*:s*', []],
    ['acs:k?s:*:*:secret/db', []],
    ['*:kms:*:*:secret/db', ['invalid-arn-prefix']],
    [`${account}:secret/team:a/db`, []],
    [`${account}:secret/acs/ecs/i-1`, []],
    ['acs:kms:cn-hangzhou:*56:secret/db', []],
    ['acs:kms:cn-*:1234567890123456:secret/db', []],
    ['', ['invalid-arn-prefix']],
    ['secret/db', ['invalid-arn-prefix']],
    ['*secret*', ['invalid-arn-prefix']],
    ['arn:aws:kms:us-east-1:123456789012:key/a', ['invalid-arn-prefix']],
    ['acs', ['invalid-arn-segments']],
    ['acs:', ['invalid-arn-segments']],
    ['acs:*', ['invalid-arn-segments']],
    ['acs:kms:*:secret/db', ['invalid-arn-segments']],
    ['acs::kms:cn-hangzhou:1234567890123456:secret/db', ['invalid-arn-segments']],
    [`${account}:secret/a,${account}:secret/b`, ['joined-arns']],
    [`secret/a,${account}:secret/b`, ['invalid-arn-prefix']],
    ['acs:kms:::secret/db', ['empty-arn-segment']],
    ['acs:kms:cn-hangzhou::secret/db', ['empty-arn-segment']],
    [`${account}:`, ['empty-arn-segment']],
    ['acs:kms:cn-hangzhou:123:secret/db', ['invalid-arn-account']],
    ['acs:kms:cn-hangzhou:system:secret/db', ['invalid-arn-account']],
    [`${account}:key/alias/app`, ['invalid-kms-resource']],
    [`${account}:secret/`, ['invalid-kms-resource']],
    [`${account}:db`, ['invalid-kms-resource']],
    ['acs:kms:cn-hangzuo:1234567890123456:secret/db', ['unknown-region']],
    ['acs:kms:xx-*:1234567890123456:secret/db', ['unknown-region']],
    [`${account}:key/a`, ['action-never-matches-resource']],
    [`${account}:secret`, ['action-never-matches-resource']],
    ['acs:oss:*:*:bucket/db', ['action-never-matches-resource']],
  ])('%s', (resource, expected) => {
    expect(found(statement('kms:GetSecretValue', resource))).toEqual(expected.map(id => `${id} 0/Resource`))
  })

  test.each([
    ['acs:ram::1234567890123456:role/app', []],
    ['acs:ram:*:system:policy/AliyunKMSReadOnlyAccess', []],
    ['acs:oss:oss-cn-hangzhou:*:bucket/*', []],
    ['acs:oss:::bucket', []],
    ['acs:vpc:eu-north-9x:*:*/*', []],
    ['acs:ecs:cn-hangzou:*:instance/*', ['unknown-region']],
    ['acs:ecs:*:12345:instance/*', ['invalid-arn-account']],
  ])('of another service: %s', (resource, expected) => {
    expect(found(statement('x:Get', resource))).toEqual(expected.map(id => `${id} 0/Resource`))
  })
})

describe('which action works on which resource', () => {
  const [secret, key, alias] = [`${account}:secret/db`, `${account}:key/a`, `${account}:alias/a`]

  test.each<[string, unknown, unknown, readonly string[]]>([
    ['the FAQ: two actions, two resources', ['kms:GetSecretValue', 'kms:Decrypt'], [secret, key], []],
    [
      'container and instance in one pattern',
      ['kms:ListSecrets', 'kms:GetSecretValue'],
      `${account}:secret*`,
      [],
    ],
    ['all of KMS on secrets', 'kms:*', `${account}:secret/*`, []],
    ['all of KMS on one later type', 'kms:*', `${account}:policy/a`, []],
    ['everything on one secret', '*', secret, []],
    ['an alias beside its key', ['kms:Encrypt', 'kms:Decrypt'], [key, alias], []],
    ['an alias alone', ['kms:Encrypt'], alias, ['resource-never-matches-action 0/Action/0']],
    ['an action without resources on `*`', 'kms:GetRandomPassword', '*', []],
    [
      'an action without resources on ARNs',
      ['kms:GetRandomPassword', 'kms:GetSecretValue'],
      'acs:kms:*:*:*',
      ['resource-never-matches-action 0/Action/0'],
    ],
    ['an action that is assumed to have none', 'kms:ListKmsInstances', 'acs:kms:*:*:*', []],
    [
      'the same on secrets',
      'kms:ListKmsInstances',
      `${account}:secret/*`,
      ['action-never-matches-resource 0/Resource'],
    ],
    ['actions of other services', ['ecs:TagResources'], [key, secret], []],
    ['an unknown action', ['kms:GetSecretValeu'], [key], ['unknown-action 0/Action/0']],
    [
      'an entry that cannot be read',
      ['kms:GetSecretValue'],
      [key, 'secret/db'],
      ['action-never-matches-resource 0/Resource/0', 'invalid-arn-prefix 0/Resource/1'],
    ],
    [
      'an account that is a placeholder',
      ['kms:CreateKey', 'kms:DescribeKey'],
      'acs:kms:cn-hangzhou:{id}:key/*',
      ['resource-never-matches-action 0/Action/0', 'invalid-arn-account 0/Resource'],
    ],
    [
      'nothing fits, one resource',
      ['kms:Encrypt', 'kms:Decrypt'],
      [secret],
      ['action-never-matches-resource 0/Resource/0'],
    ],
    [
      'nothing fits, one action',
      ['kms:Decrypt'],
      [secret, alias],
      ['resource-never-matches-action 0/Action/0'],
    ],
  ])('%s', (_, action, resource, expected) => {
    expect(found(statement(action, resource))).toEqual(expected)
  })

  test('NotAction leaves open what it is about', () => {
    const { Action, ...rest } = statement('kms:CreateKey', key) as { Action: string }
    expect(found({ ...rest, NotAction: Action })).toEqual([])
  })
})

test('long lists and odd patterns take no time that one would notice', () => {
  const many = Array.from({ length: 5000 }, (_, index) => index)
  const nasty = Array.from({ length: 40 }, (_, index) => `${'*a'.repeat(60)}${index}`)
  expect(
    found(
      statement(
        many.map(index => `kms:Unknown${index}`),
        '*',
      ),
    ),
  ).toHaveLength(5000)
  expect(
    found(
      statement(
        'kms:GetSecretValue',
        many.map(index => `${account}:secret/db-${index}*`),
      ),
    ),
  ).toEqual([])
  expect(
    found(
      statement(
        nasty.map(each => `kms:${each}`),
        nasty.map(each => `${account}:${each}*`),
      ),
    ),
  ).not.toEqual([])
  expect(
    found(statement(`kms:${' '.repeat(100_000)}x`, `${account}:${' ,'.repeat(100_000)}acs:`)),
  ).toHaveLength(2)
})
