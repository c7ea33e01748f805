import { describe, expect, it } from 'vitest'
import {
  actionNames,
  compileActionPattern,
  compileResourcePattern,
  findAction,
  formatArn,
  inScope,
  isFederatedPrincipal,
  isRamPrincipal,
  isServicePrincipal,
  kmsActions,
  kmsResourceTypes,
  lowerCaseAction,
  matches,
  parseArn,
  parsePolicy,
  resourcesOf,
  systemPolicies,
  systemPolicyTable,
} from '../../linter/policy/index.ts'

const names = {
  region: 'cn-hangzhou',
  account: '1234567890123456',
  keyId: 'key-a',
  secretName: 'team/db',
  aliasName: 'alias/example',
  certificateId: 'c1',
}

describe('the action table', () => {
  it('has every action once, with a source', () => {
    expect(kmsActions).toHaveLength(105)
    expect(new Set(kmsActions.map(({ action }) => action.toLowerCase())).size).toBe(105)
    expect(kmsActions.filter(({ source }) => !source.includes(' '))).toEqual([])
    expect(kmsActions.filter(({ status }) => status === 'legacy')).toHaveLength(10)
    expect(
      kmsActions.filter(
        ({ resourceCertainty, certainty }) =>
          certainty === 'documented' && resourceCertainty === 'documented',
      ),
    ).toHaveLength(48)
  })

  it.each(['kms:GetSecretValue', 'KMS:getsecretvalue'])('finds %s', name => {
    expect(findAction(name)).toMatchObject({
      action: 'kms:GetSecretValue',
      api: ['GetSecretValue', 'BatchGetSecretValue'],
      resources: [{ type: 'Secret', arn: 'acs:kms:{region}:{account}:secret/{secretName}', required: true }],
      dependentActions: [{ action: 'kms:Decrypt', type: 'Key', certainty: 'documented' }],
    })
  })

  it.each(['kms:ReEncrypt', 'kms:GetSecretValues', 'constructor', '__proto__', ''])(
    'does not know %j',
    name => {
      expect(findAction(name)).toBeUndefined()
    },
  )

  it.each([
    ['kms:GetSecretValue', ['acs:kms:cn-hangzhou:1234567890123456:secret/team/db']],
    ['kms:Decrypt', ['acs:kms:cn-hangzhou:1234567890123456:key/key-a']],
    ['kms:CreateSecret', ['acs:kms:cn-hangzhou:1234567890123456:secret']],
    ['kms:GetRandomPassword', ['*']],
    [
      'kms:CreateAlias',
      [
        'acs:kms:cn-hangzhou:1234567890123456:alias/example',
        'acs:kms:cn-hangzhou:1234567890123456:key/key-a',
      ],
    ],
    [
      'kms:TagResource',
      [
        'acs:kms:cn-hangzhou:1234567890123456:key/key-a',
        'acs:kms:cn-hangzhou:1234567890123456:secret/team/db',
      ],
    ],
  ])('gives the resources of %s', (name, expected) => {
    const action = findAction(name)
    if (action === undefined) throw new Error(name)
    expect(resourcesOf(action, names)).toEqual(expected)
  })

  it('leaves out resources whose name is not given', () => {
    const action = findAction('kms:TagResource')
    if (action === undefined) throw new Error('kms:TagResource')
    expect(resourcesOf(action, { region: 'r', account: 'a', secretName: '{x}$&' })).toEqual([
      'acs:kms:r:a:secret/{x}$&',
    ])
  })

  it('has resources that are ARNs of a known type, and dependent actions that are in it', () => {
    const types = kmsResourceTypes.map(({ prefix }) => compileResourcePattern(`acs:kms:*:*:${prefix}*`))
    for (const action of kmsActions) {
      for (const arn of resourcesOf(action, names)) {
        expect(arn === '*' || types.some(type => matches(type, arn)), `${action.action} ${arn}`).toBe(true)
      }
      for (const dependent of action.dependentActions) expect(findAction(dependent.action)).toBeDefined()
    }
  })

  it('knows the names of RAM and STS', () => {
    expect(actionNames.ram).toContain('ram:CreateAccessKey')
    expect(actionNames.sts).toContain('sts:AssumeRole')
    expect(new Set(actionNames.ram).size).toBe(actionNames.ram.length)
  })
})

describe('the system policies', () => {
  it.each(systemPolicyTable)('$name is a policy that RAM accepts', ({ name, version, date }) => {
    expect(parsePolicy(systemPolicies.get(name) ?? '', 'identity').faults).toEqual([])
    expect(version === null || /^v\d+$/.test(version)).toBe(true)
    expect(date === null || /^\d{4}-\d\d-\d\d$/.test(date)).toBe(true)
  })

  it('name only actions of KMS that the table has', () => {
    const missing = systemPolicyTable.flatMap(({ name }) =>
      (parsePolicy(systemPolicies.get(name) ?? '', 'identity').document?.statements ?? [])
        .flatMap(statement => statement.actions.map(({ value }) => value))
        .filter(action => action.startsWith('kms:'))
        .filter(
          text => !kmsActions.some(each => matches(compileActionPattern(text), lowerCaseAction(each.action))),
        ),
    )
    expect(missing).toEqual([])
  })
})

describe('ARNs', () => {
  it.each([
    [
      'acs:kms:cn-hangzhou:1:secret/a',
      { service: 'kms', region: 'cn-hangzhou', account: '1', relativeId: 'secret/a' },
    ],
    ['acs:ram::1:root', { service: 'ram', region: '', account: '1', relativeId: 'root' }],
    ['acs:x:*:*:a:b/c', { service: 'x', region: '*', account: '*', relativeId: 'a:b/c' }],
  ])('%s', (text, expected) => {
    const arn = parseArn(text)
    expect(arn).toEqual(expected)
    expect(arn && formatArn(arn)).toBe(text)
  })

  it.each(['', '*', 'acs:kms:*:secret/x', 'arn:kms:a:b:c', 'ACS:kms:a:b:c'])('%j is none', text => {
    expect(parseArn(text)).toBeNull()
  })
})

describe('principals', () => {
  it.each([
    ['acs:ram::1:root', [true, false, false]],
    ['acs:ram:*:1:*', [true, false, false]],
    ['acs:ram::$' + '{account}:user/a', [true, false, false]],
    ['*', [true, false, false]],
    ['acs:ram:cn-hangzhou:1:root', [false, false, false]],
    ['acs:ram::1:user/', [false, false, false]],
    ['acs:ram:::root', [false, false, false]],
    ['acs:ram::1:saml-provider/p', [false, false, true]],
    ['ecs.aliyuncs.com', [false, true, false]],
    ['1@ecs.aliyuncs.com', [false, true, false]],
    ['ecs aliyuncs.com', [false, false, false]],
  ])('%s', (text, expected) => {
    expect([isRamPrincipal(text), isServicePrincipal(text), isFederatedPrincipal(text)]).toEqual(expected)
  })
})

describe('the scope of key and secret policies', () => {
  it.each([
    ['secret', 'kms:GetSecretValue', true],
    ['secret', 'KMS:getsecretvalue', true],
    ['secret', 'kms:GetSecretPolicy', false],
    ['secret', 'kms:SetSecretPolicy', false],
    ['secret', 'kms:Decrypt', false],
    ['key', 'kms:Decrypt', true],
    ['key', 'kms:SetKeyPolicy', true],
    ['key', 'kms:ReEncrypt', false],
    ['trust', 'sts:AssumeRole', true],
    ['identity', 'anything', true],
  ] as const)('%s policy and %s: %s', (kind, action, expected) => {
    expect(inScope(kind, action)).toBe(expected)
  })
})
