import { describe, expect, it } from 'vitest'
import { type LintOptions, lint } from '../../linter/index.ts'
import { rules } from '../../linter/rules/index.ts'

const family = rules.filter(each => each.family === 'condition').map(({ id }) => id)

type Condition = Readonly<Record<string, Readonly<Record<string, unknown>>>>

/** Findings of the condition family on one statement: rule and level, in the order of the text. */
function findings(
  condition: Condition,
  statement: object = {},
  options: LintOptions = {},
): readonly string[] {
  const Statement = [
    { Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*', ...statement, Condition: condition },
  ]
  const report = lint(JSON.stringify({ Version: '1', Statement }), { only: family, ...options })
  return report.files.flatMap(file => file.findings.map(({ rule, level }) => `${rule} ${level}`))
}

describe('one key has one finding, of the first rule that fits', () => {
  it.each([
    ['acs:SourceVpc', []],
    ['acs:SourceVpc ', ['invalid-condition-key error']],
    ['sourcevpc', ['invalid-condition-key error']],
    ['aws :SourceVpc', ['invalid-condition-key error']],
    ['acs::SourceVpc', ['invalid-condition-key error']],
    ['acs:ResourceTag/', ['invalid-condition-key error']],
    ['acs:ResourceTag/a ', ['invalid-condition-key error']],
    ['aws:SourceVpc', ['foreign-condition-key error']],
    ['AWS:sourcevpc', ['foreign-condition-key error']],
    ['aws:whatever/x', ['foreign-condition-key error']],
    ['acs:sourceVpc', ['condition-key-case warning']],
    ['Acs:SourceVpc', ['condition-key-case warning']],
    ['acs:resourceTag/Team', ['condition-key-case warning']],
    ['acs:ResourceTag/TEAM', []],
    ['acs:ResourceTag/a b', []],
    ['acs:SourceVpc/x', ['unknown-condition-key error']],
    ['acs:sourceVpcs', ['unknown-condition-key error']],
    ['acs:ResourceTag', ['unknown-condition-key error']],
    ['kms:EncryptionContext', ['unknown-condition-key error']],
    ['kms:EncryptionContext:app', []],
    ['kms:EncryptionContext:app/team', []],
    ['kms:encryptionContext:App', ['condition-key-case warning']],
    ['kms:EncryptionAlgorithm', []],
    ['acs:SourceIdentity', []],
    ['kms:ViaService', ['unknown-condition-key error']],
    ['kms:tag', []],
    ['kms:tag/acs:rds:instance-encryption', []],
    ['acs:PrincipalRDId', []],
    ['acs:PrincipalRdId', []],
    ['acs:principalrdid', ['condition-key-case warning']],
    ['oss:Prefix', []],
    ['yundun-waf:Anything', []],
    ['acs:ResourceTag/<team>', []],
    ['constructor', ['invalid-condition-key error']],
    ['acs:constructor', ['unknown-condition-key error']],
  ])('%j', (key, expected) => {
    expect(findings({ StringEquals: { [key]: 'x' } })).toEqual(expected)
  })
})

describe('values', () => {
  it.each([
    ['Bool', 'acs:MFAPresent', 'true', []],
    ['Bool', 'acs:MFAPresent', 'TRUE', ['condition-value-type error']],
    ['Bool', 'acs:MFAPresent', true, ['condition-value-type error']],
    ['Bool', 'acs:MFAPresent', null, ['condition-value-type error']],
    ['Bool', 'acs:MFAPresent', ['true', 'false'], ['several-booleans error']],
    [
      'ForAllValues:Bool',
      'acs:ResourceTag/a',
      ['true', 'true'],
      ['undocumented-set-operator warning', 'several-booleans error'],
    ],
    ['DateLessThan', 'acs:CurrentTime', '2026-02-30T00:00:00Z', ['condition-value-type error']],
    ['DateLessThan', 'acs:CurrentTime', '<end of the project>', []],
    ['NumericEquals', 'acs:ResourceTag/a', '10 MB', ['condition-value-type error']],
    ['NumericEquals', 'ecs:Count', 10, ['condition-value-type error']],
    ['Bool', 'acs:ResourceTag/a', 'true', []],
    ['Bool', 'acs:SourceVpc', 'true', ['condition-value-type error']],
    ['IpAddress', 'acs:CurrentTime', '203.0.113.1', ['condition-value-type error']],
    ['StringLike', 'acs:SourceIp', '203.0.113.*', []],
    ['StringNotEquals', 'acs:SourceIp', '203.0.113.0/24', ['condition-value-type error']],
    ['StringEquals', 'acs:SourceIp', 'a/b', []],
    ['IpAddress', 'acs:SourceIp', '203.0.113.256', ['invalid-cidr error']],
    ['IpAddress', 'acs:SourceIp', '<address>/32', []],
    ['StringEquals', 'acs:PrincipalARN', '*', ['wildcard-without-like warning']],
    ['StringEquals', 'oidc:iss', 'https://example.com/?a=1', []],
    ['StringEquals', 'oidc:iss', 'https://*.example.com', ['wildcard-without-like warning']],
  ])('%s %s %j', (operator, key, value, expected) => {
    expect(findings({ [operator]: { [key]: value } })).toEqual(expected)
  })

  it.each([
    ['10.1.2.3', true],
    ['172.15.255.255', false],
    ['172.16.0.0/12', true],
    ['172.16.0.0/11', false],
    ['192.168.0.0/16', true],
    ['100.64.0.0/10', true],
    ['127.0.0.1', true],
    ['::ffff:10.0.0.1', true],
    ['fd00::1', true],
    ['fe80::/10', true],
    ['2001:db8::/32', false],
    ['0.0.0.0/0', false],
    ['no address', false],
  ])('%s is private: %s', (value, yes) => {
    const found = findings({ IpAddress: { 'acs:SourceIp': value } }).filter(each =>
      each.startsWith('private'),
    )
    expect(found).toEqual(yes ? ['private-source-ip error'] : [])
  })
})

describe('conditions that no request meets together', () => {
  const contradiction = ['contradictory-condition error']
  it.each([
    [
      { StringEquals: { 'oss:Prefix': ['a', 'b'] }, StringNotEquals: { 'oss:Prefix': ['b', 'a'] } },
      contradiction,
    ],
    [{ StringEquals: { 'oss:Prefix': ['a', 'b'] }, StringNotEquals: { 'oss:Prefix': 'b' } }, []],
    [{ StringLike: { 'oss:Prefix': 'a*' }, StringNotLike: { 'oss:Prefix': ['a?*', 'a'] } }, contradiction],
    [{ StringLike: { 'oss:Prefix': 'a*' }, StringNotLike: { 'oss:Prefix': 'a?*' } }, []],
    [{ StringEquals: { 'oss:Prefix': 'A' }, StringEqualsIgnoreCase: { 'oss:prefix': 'a' } }, []],
    [
      { StringEquals: { 'oss:Prefix': 'A' }, StringNotEqualsIgnoreCase: { 'oss:prefix': 'a' } },
      contradiction,
    ],
    [
      { NumericLessThan: { 'ecs:Count': '1' }, NumericGreaterThan: { 'ecs:Count': ['1', '5'] } },
      contradiction,
    ],
    [{ NumericLessThanEquals: { 'ecs:Count': '1' }, NumericGreaterThanEquals: { 'ecs:Count': '1.0' } }, []],
    [{ Bool: { 'ecs:Yes': 'true' }, StringEquals: { 'ecs:Yes': 'false' } }, []],
    [{ StringNotLike: { 'oss:Prefix': 'a*' }, StringNotEquals: { 'oss:Prefix': 'b' } }, []],
    [
      { 'ForAnyValue:StringEquals': { 'oss:T': 'a' }, 'ForAllValues:StringEquals': { 'oss:T': 'b' } },
      ['undocumented-set-operator warning', 'undocumented-set-operator warning', ...contradiction],
    ],
    [
      { IpAddress: { 'acs:SourceIp': '10.0.0.0/8' }, NotIpAddress: { 'acs:SourceIp': '0.0.0.0/0' } },
      contradiction,
    ],
    [
      { DateGreaterThan: { 'acs:CurrentTime': 'soon' }, DateLessThan: { 'acs:CurrentTime': '2026-01-01' } },
      ['condition-value-type error'],
    ],
  ])('%j', (condition, expected) => {
    expect(findings(condition as Condition)).toEqual(expected)
  })

  it('names all where only all together are contradictory', () => {
    const text = JSON.stringify({
      Version: '1',
      Statement: [
        {
          Effect: 'Deny',
          Action: 'kms:Decrypt',
          Resource: '*',
          Condition: {
            StringEquals: { 'oss:Prefix': ['a', 'b'] },
            StringNotEquals: { 'oss:Prefix': 'a' },
            StringNotLike: { 'oss:Prefix': 'b*' },
          },
        },
      ],
    })
    const [finding] = lint(text, { only: family }).files[0]?.findings ?? []
    expect(finding?.message).toBe(
      'no value of `oss:Prefix` meets all of `StringEquals`, `StringNotEquals`, `StringNotLike` of this statement',
    )
    expect(finding?.related.map(({ pointer }) => pointer)).toEqual([
      '/Statement/0/Condition/StringEquals/oss:Prefix',
      '/Statement/0/Condition/StringNotEquals/oss:Prefix',
    ])
  })
})

describe('the actions of the statement', () => {
  const vpc = { StringEquals: { 'acs:SourceVpc': 'vpc-1' } }
  const warning = ['source-vpc-with-foreign-actions warning']
  it.each([
    [{ Action: 'kms:*' }, []],
    [{ Action: ['KMS:Get*', 'kms:Decrypt'] }, []],
    [{ Action: '*' }, warning],
    [{ Action: 'k*:Get*' }, warning],
    [{ Action: ['oss:*', 'log:*'] }, []],
    [{ Action: ['oss:*', 'kms:Decrypt'] }, warning],
    [{ Action: undefined, NotAction: 'kms:*' }, []],
    [{ Action: undefined, NotAction: ['kms:Get*'] }, warning],
  ])('acs:SourceVpc beside %j', (statement, expected) => {
    expect(findings(vpc, statement)).toEqual(expected)
    expect(findings(vpc, statement, { kind: 'control' })).toEqual([])
  })

  it.each([
    [{ Action: 'kms:Decrypt' }, ['private-source-ip error']],
    [{ Action: '*' }, ['private-source-ip warning']],
    [{ Action: 'ecs:*' }, []],
    [{ Action: 'kms:Decrypt', Effect: 'Deny' }, ['private-source-ip warning']],
    [{ Action: undefined, NotAction: 'ram:*' }, ['private-source-ip warning']],
  ])('a private address beside %j', (statement, expected) => {
    expect(findings({ IpAddress: { 'acs:SourceIp': '10.0.0.0/8' } }, statement)).toEqual(expected)
  })

  it.each([
    [{ Action: 'kms:Decrypt' }, { gateway: 'dedicated' }, ['network-key-on-dedicated-gateway warning']],
    [{ Action: 'kms:Decrypt' }, { gateway: 'shared' }, ['negated-operator-on-absent-key warning']],
    [{ Action: 'oss:*' }, { gateway: 'dedicated' }, ['negated-operator-on-absent-key warning']],
    [
      { Action: 'kms:Decrypt', Principal: { RAM: ['acs:ram::1234567890123456:user/a'] } },
      { gateway: 'dedicated', kind: 'key' },
      ['negated-operator-on-absent-key warning'],
    ],
  ] as const)('a condition on the network beside %j with %j', (statement, options, expected) => {
    expect(findings({ StringNotEquals: { 'acs:SourceVpc': 'vpc-1' } }, statement, options)).toEqual(expected)
  })
})

describe('requests without the key', () => {
  const mfa = ['mfa-deny-misses-access-keys warning']
  const negated = ['negated-operator-on-absent-key warning']
  it.each([
    ['Deny', { Bool: { 'acs:MFAPresent': 'false' } }, mfa],
    ['Deny', { Bool: { 'acs:MFAPresent': ['false'] } }, mfa],
    ['Deny', { Bool: { 'acs:MFAPresent': 'true' } }, []],
    ['Allow', { Bool: { 'acs:MFAPresent': 'false' } }, []],
    ['Deny', { StringNotEquals: { 'acs:MFAPresent': 'true' } }, negated],
    ['Deny', { NotIpAddress: { 'acs:VpcSourceIp': '10.0.0.0/8' } }, negated],
    ['Deny', { NotIpAddress: { 'acs:SourceIp': '203.0.113.0/24' } }, []],
    ['Deny', { DateNotEquals: { 'acs:CurrentTime': '2026-01-01' } }, []],
    ['Deny', { StringNotEquals: { 'ecs:Region': 'cn-beijing' } }, []],
    ['Allow', { StringNotLike: { 'acs:RequestTag/a': 'b' } }, negated],
    ['Deny', { StringNotLike: { 'acs:SourceVpc': 'vpc-1*' }, StringLike: { 'acs:SourceVpc': 'vpc-*' } }, []],
  ])('%s %j', (Effect, condition, expected) => {
    expect(findings(condition as Condition, { Effect })).toEqual(expected)
  })
})

describe('large documents', () => {
  it.each([
    ['keys that are unknown', (k: number) => [`acs:SourceVpx${k}`, 'x'] as const],
    ['keys in another case', (k: number) => [`acs:resourcetag/${k}`, 'x'] as const],
    ['malformed keys', (k: number) => [`Source ${k}`, 'x'] as const],
  ])('%s', (_, member) => {
    const keys = Object.fromEntries(Array.from({ length: 3000 }, (_, k) => member(k)))
    expect(findings({ StringEquals: keys })).toHaveLength(3000)
  })
})
