import { expect, test } from 'vitest'
import { type LintOptions, lint } from '../../linter/index.ts'
import { decryptsItsKey, policyOf, readsSecret } from './command-line.ts'

/** Mistakes that several rules could speak of: the ids of those that do. */
const secret = readsSecret
const key = {
  ...decryptsItsKey,
  Resource: 'acs:kms:cn-hangzhou:1234567890123456:key/key-hzz65f1a2b3c4d5e6f7a',
}

const office = (address: string) => ({ Condition: { IpAddress: { 'acs:SourceIp': address } } })

test.each<[string, string, readonly string[], LintOptions?]>([
  [
    'the same statement with a Sid, and with a list',
    policyOf(secret, key, { ...secret, Sid: 'again', Action: [secret.Action] }),
    ['duplicate-statement'],
  ],
  [
    'the same statement in another order',
    policyOf(
      key,
      { ...secret, Action: ['kms:GetSecretValue', 'kms:DescribeSecret'] },
      { ...secret, Resource: [secret.Resource], Action: ['kms:describesecret', 'kms:GetSecretValue'] },
    ),
    ['duplicate-statement'],
  ],
  [
    'the same statement twice, and one that covers it',
    policyOf(secret, key, secret, { ...secret, Action: ['kms:GetSecretValue', 'kms:DescribeSecret'] }),
    ['redundant-statement', 'duplicate-statement'],
  ],
  [
    'an action with two colons',
    policyOf(secret, key, { ...key, Action: 'kms::Encrypt' }),
    ['invalid-action-format'],
  ],
  [
    'two actions in one string',
    policyOf(secret, key, { ...key, Action: 'kms:Encrypt,kms:DescribeKey' }),
    ['invalid-action-format'],
  ],
  [
    'a wildcard in the place of `acs`',
    policyOf(secret, { ...key, Resource: key.Resource.replace('acs', '*') }),
    ['invalid-arn-prefix'],
  ],
  [
    'two ARNs with nothing between',
    policyOf({ ...secret, Resource: `${secret.Resource}${secret.Resource}2` }, key),
    ['joined-arns'],
  ],
  [
    'too deep, and too long by that',
    `{"Version":"1","Statement":${'['.repeat(4000)}${']'.repeat(4000)}}`,
    ['too-deep'],
  ],
  [
    'a private address for the gateway of an instance',
    policyOf({ ...secret, ...office('10.0.0.0/8') }, { ...key, ...office('10.0.0.0/8') }),
    ['network-key-on-dedicated-gateway', 'network-key-on-dedicated-gateway'],
    { gateway: 'dedicated' },
  ],
  ...(
    [
      ['invalid-cidr', office('203.0.113.0/33')],
      ['condition-value-type', { Condition: { Bool: { 'acs:SecureTransport': 'yes' } } }],
      ['private-source-ip', office('10.0.0.1')],
      ['invalid-condition-key', { Condition: { StringEquals: { SourceVpc: 'vpc-1' } } }],
      ['foreign-condition-key', { Condition: { StringEquals: { 'aws:SourceVpc': 'vpc-1' } } }],
      ['unknown-condition-key', { Condition: { StringEquals: { 'acs:SourceVpcs': 'vpc-1' } } }],
      [
        'contradictory-condition',
        {
          Condition: {
            IpAddress: { 'acs:SourceIp': '203.0.113.1' },
            NotIpAddress: { 'acs:SourceIp': '203.0.113.0/24' },
          },
        },
      ],
    ] as const
  ).map(([rule, condition]): [string, string, readonly string[]] => [
    `a condition of one half: ${rule}`,
    policyOf({ ...secret, ...condition }, key),
    [rule],
  ]),
])('%s', (_name, text, expected, options) => {
  expect(lint(text, options).files[0]?.findings.map(({ rule }) => rule)).toEqual(expected)
})
