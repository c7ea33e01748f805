import { describe, expect, test } from 'vitest'
import { policyWithout, resourcePolicyWithout } from '../../emulator/access/narrow-policy.ts'

const both = ['kms:GetSecretValue', 'kms:Decrypt']
const allow = (members: object) => ({ Effect: 'Allow', Resource: '*', ...members })
const policy = (...Statement: object[]) => JSON.stringify({ Version: '1', Statement })

describe('a policy without what it allows of some actions', () => {
  test.each<[why: string, before: object, actions: string[], after: object | null]>([
    [
      'a literal',
      allow({ Action: ['kms:GetSecretValue', 'kms:ListKeys'] }),
      both,
      allow({ Action: ['kms:ListKeys'] }),
    ],
    ['a text, in another case', allow({ Action: 'KMS:getsecretvalue' }), both, null],
    [
      'other actions stay',
      allow({ Action: 'kms:DescribeSecret' }),
      both,
      allow({ Action: 'kms:DescribeSecret' }),
    ],
    [
      'a Deny stays',
      { Effect: 'Deny', Action: 'kms:*', Resource: '*' },
      both,
      { Effect: 'Deny', Action: 'kms:*', Resource: '*' },
    ],
    ['everything', allow({ Action: '*' }), ['kms:Decrypt'], allow({ NotAction: ['kms:Decrypt'] })],
    ['NotAction', allow({ NotAction: 'ram:*' }), both, allow({ NotAction: ['ram:*', ...both] })],
    ['NotAction that has them', allow({ NotAction: 'kms:*' }), both, allow({ NotAction: 'kms:*' })],
    [
      'a prefix',
      allow({ Action: 'kms:GetSe*' }),
      ['kms:GetSecretValue'],
      allow({ Action: ['kms:GetSecretP*', 'kms:GetSecretD*'] }),
    ],
    [
      'a pattern of another form',
      allow({ Action: 'kms:*SecretValue' }),
      ['kms:GetSecretValue'],
      allow({ Action: ['kms:PutSecretValue'] }),
    ],
    [
      'the rest goes along',
      allow({
        Action: ['kms:Decrypt', 'kms:Encrypt'],
        Condition: { Bool: { 'acs:SecureTransport': 'true' } },
      }),
      ['kms:Decrypt'],
      allow({ Condition: { Bool: { 'acs:SecureTransport': 'true' } }, Action: ['kms:Encrypt'] }),
    ],
  ])('%s', (_, before, actions, after) => {
    const narrowed = policyWithout(policy(before), actions)
    expect(narrowed && JSON.parse(narrowed)).toEqual(after && { Version: '1', Statement: [after] })
    expect(narrowed === policy(before)).toBe(
      after !== null && JSON.stringify(after) === JSON.stringify(before),
    )
  })

  test('`kms:*` stays short and covers none of them', () => {
    const text = policyWithout(policy(allow({ Action: 'kms:*' })), both) as string
    const actions: string[] = JSON.parse(text).Statement[0].Action
    expect(actions).toContain('kms:Encrypt'.slice(0, 5).concat('*'))
    expect(text.length).toBeLessThan(1500)
    for (const action of both)
      expect(actions.filter(each => action.startsWith(each.replace('*', '')))).toEqual([])
  })
})

describe('a resource policy without what it allows to one principal', () => {
  const [a, b] = ['acs:ram::1000000000000001:user/a', 'acs:ram::1000000000000001:user/b']
  const statement = (RAM: unknown, Action: unknown, Sid?: string) =>
    allow({ Action, Principal: { RAM }, ...(Sid === undefined ? {} : { Sid }) })

  test.each<[why: string, before: object, after: object[]]>([
    [
      'others keep theirs',
      statement([a, b], ['kms:GetSecretValue'], 's'),
      [statement([b], ['kms:GetSecretValue'], 's')],
    ],
    [
      'what it keeps is written apart',
      statement([a, b], ['kms:GetSecretValue', 'kms:DescribeSecret'], 's'),
      [
        statement([b], ['kms:GetSecretValue', 'kms:DescribeSecret'], 's'),
        statement([a], ['kms:DescribeSecret']),
      ],
    ],
    ['no other is touched', statement([b], ['kms:GetSecretValue']), [statement([b], ['kms:GetSecretValue'])]],
  ])('%s', (_, before, after) => {
    const narrowed = resourcePolicyWithout(policy(before), both, a as string) as string
    expect(JSON.parse(narrowed).Statement).toEqual(after)
  })

  test('nothing left', () => {
    expect(resourcePolicyWithout(policy(statement(a, 'kms:GetSecretValue')), both, a as string)).toBeNull()
  })
})
