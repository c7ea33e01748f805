import { describe, expect, test } from 'vitest'
import { answer } from '../../emulator/answer.ts'
import { createEmulator, runtimeOf } from '../../emulator/emulator.ts'
import { defaultSettings, type Settings } from '../../emulator/settings.ts'
import { standingMachine } from './machine.ts'
import { signedRequest } from './signed-request.ts'

const owner = '1000000000000001'
const guest = '1000000000000002'
const secretArn = `acs:kms:cn-hangzhou:${owner}:secret/shared`
const keyArn = `acs:kms:cn-hangzhou:${owner}:key/key-a`

const allow = (action: string | string[], resource: string | string[] = '*', rest = {}) => ({
  Effect: 'Allow',
  Action: action,
  Resource: resource,
  ...rest,
})
const policy = (...statements: object[]) => ({ Version: '1', Statement: statements })
const read = [allow('kms:GetSecretValue', secretArn), allow('kms:Decrypt', keyArn)]
const principal = (...arns: string[]) => ({ Principal: { RAM: arns } })

interface Case {
  readonly title: string
  readonly identity?: object
  readonly secretPolicy?: object
  readonly keyPolicy?: object
  readonly controlPolicies?: readonly object[]
  readonly sessionPolicy?: object
  readonly from?: 'owner' | 'guest'
  readonly as?: 'user' | 'role' | 'root'
  readonly host?: string
  readonly settings?: Partial<Settings>
  /** The value, or what the refusal is about. */
  readonly expect: 'value' | 'secret' | 'key'
}

/** Two accounts: `owner` has the secret, the user and the role that the case gives policies; `guest` has the same people. */
function worldOf(one: Case) {
  const people = (id: string, from: 'owner' | 'guest') => ({
    id,
    accessKeys: [{ id: `LTAIroot${id}`, secret: 'root' }],
    users: [
      {
        name: 'worker',
        accessKeys: [{ id: `LTAIworker${id}`, secret: 'worker' }],
        policies: ['assume', ...(one.identity && (one.from ?? 'owner') === from ? ['given'] : [])],
      },
    ],
    roles: [
      {
        name: 'reader',
        trust: policy({ Effect: 'Allow', Action: 'sts:AssumeRole', ...principal(`acs:ram::${id}:root`) }),
        policies: one.identity && (one.from ?? 'owner') === from ? ['given'] : [],
      },
    ],
    policies: [
      { name: 'assume', document: policy(allow('sts:AssumeRole')) },
      ...(one.identity ? [{ name: 'given', document: one.identity }] : []),
    ],
  })
  return {
    format: 1,
    region: 'cn-hangzhou',
    accounts: [
      {
        ...people(owner, 'owner'),
        ...(one.controlPolicies ? { controlPolicies: one.controlPolicies } : {}),
        instances: [{ id: 'kst-hzz0shared' }],
        keys: [
          { id: 'key-a', instance: 'kst-hzz0shared', ...(one.keyPolicy ? { policy: one.keyPolicy } : {}) },
        ],
        secrets: [
          {
            name: 'shared',
            instance: 'kst-hzz0shared',
            key: 'key-a',
            versions: [{ id: 'v1', value: 'shared-value', stages: ['ACSCurrent'] }],
            ...(one.secretPolicy ? { policy: one.secretPolicy } : {}),
          },
        ],
      },
      { ...people(guest, 'guest'), instances: [], keys: [], secrets: [] },
    ],
  }
}

async function play(one: Case) {
  const machine = standingMachine()
  const emulator = createEmulator({
    seed: worldOf(one),
    settings: { ...defaultSettings, ...one.settings },
    machine,
    onBug: error => {
      throw error
    },
  })
  const id = one.from === 'guest' ? guest : owner
  const send = async (request: Partial<Parameters<typeof signedRequest>[0]> & { action: string }) => {
    const wire = signedRequest({
      accessKeyId: one.as === 'root' ? `LTAIroot${id}` : `LTAIworker${id}`,
      accessKeySecret: one.as === 'root' ? 'root' : 'worker',
      now: machine.now(),
      nonce: machine.uuid(),
      ...request,
    })
    const { status, body } = await answer(emulator, wire)
    return { status, body: JSON.parse(body) }
  }
  let credentials = {}
  if (one.as === 'role') {
    const { body } = await send({
      action: 'AssumeRole',
      version: '2015-04-01',
      parameters: {
        RoleArn: `acs:ram::${id}:role/reader`,
        RoleSessionName: 'session',
        ...(one.sessionPolicy ? { Policy: JSON.stringify(one.sessionPolicy) } : {}),
      },
    })
    const { AccessKeyId, AccessKeySecret, SecurityToken } = body.Credentials
    credentials = { accessKeyId: AccessKeyId, accessKeySecret: AccessKeySecret, securityToken: SecurityToken }
  }
  const answered = await send({
    action: 'GetSecretValue',
    parameters: { SecretName: one.from === 'guest' ? secretArn : 'shared' },
    ...(one.host === undefined ? {} : { host: one.host }),
    ...credentials,
  })
  const account = emulator.world.accounts.get(id)
  if (!account) throw new Error('no account')
  return {
    ...answered,
    journal: runtimeOf(emulator, account)
      .journal.entries(() => undefined)
      .at(-1),
  }
}

const dedicated = 'kst-hzz0shared.cryptoservice.kms.aliyuncs.com'
const worker = (id: string) => `acs:ram::${id}:user/worker`
const named = (id: string) => ({
  secretPolicy: policy(allow('kms:GetSecretValue', '*', principal(worker(id)))),
  keyPolicy: policy(allow('kms:Decrypt', '*', principal(worker(id)))),
})

const cases: readonly Case[] = [
  { title: 'secret and key: the value', identity: policy(...read), expect: 'value' },
  {
    title: 'two actions on two resources in one statement',
    identity: policy(allow(['kms:GetSecretValue', 'kms:Decrypt'], [secretArn, keyArn])),
    expect: 'value',
  },
  { title: 'no policy at all', expect: 'secret' },
  { title: 'GetSecretValue alone', identity: policy(allow('kms:GetSecretValue', secretArn)), expect: 'key' },
  {
    title: 'Decrypt granted on the secret',
    identity: policy(allow(['kms:GetSecretValue', 'kms:Decrypt'], secretArn)),
    expect: 'key',
  },
  {
    title: 'a Deny of Decrypt',
    identity: policy(...read, { Effect: 'Deny', Action: 'kms:Decrypt', Resource: '*' }),
    expect: 'key',
  },
  {
    title: 'the container instead of the secret',
    identity: policy(allow('kms:*', `acs:kms:cn-hangzhou:${owner}:secret`)),
    expect: 'secret',
  },
  {
    title: 'another region',
    identity: policy(allow('kms:*', `acs:kms:cn-beijing:${owner}:*`)),
    expect: 'secret',
  },
  { title: 'the root needs no policy', as: 'root', expect: 'value' },
  {
    title: 'a role over the shared gateway needs no Decrypt',
    as: 'role',
    identity: policy(allow('kms:GetSecretValue', secretArn)),
    expect: 'value',
  },
  {
    title: 'a role over the gateway of the instance needs it',
    as: 'role',
    host: dedicated,
    identity: policy(allow('kms:GetSecretValue', secretArn)),
    expect: 'key',
  },
  {
    title: 'a role with both over the gateway of the instance',
    as: 'role',
    host: dedicated,
    identity: policy(...read),
    expect: 'value',
  },
  {
    title: 'a session policy bounds a role',
    as: 'role',
    identity: policy(...read),
    sessionPolicy: policy(allow('kms:DescribeSecret')),
    expect: 'secret',
  },
  {
    title: 'a control policy bounds a user',
    identity: policy(...read),
    controlPolicies: [policy({ Effect: 'Deny', Action: 'kms:GetSecretValue', Resource: '*' })],
    expect: 'secret',
  },
  {
    title: 'a control policy that denies something else does not',
    identity: policy(...read),
    controlPolicies: [policy({ Effect: 'Deny', Action: 'kms:DeleteSecret', Resource: '*' })],
    expect: 'value',
  },
  {
    title: 'a control policy does not bind the root',
    as: 'root',
    controlPolicies: [policy({ Effect: 'Deny', Action: '*', Resource: '*' })],
    expect: 'value',
  },
  { title: 'secret and key policy that name the user', ...named(owner), expect: 'value' },
  {
    title: 'they say nothing over the gateway of the instance',
    ...named(owner),
    host: dedicated,
    expect: 'secret',
  },
  {
    title: 'a secret policy that names the account leaves it to RAM',
    secretPolicy: policy(allow('kms:*', '*', principal(`acs:ram::${owner}:*`))),
    expect: 'secret',
  },
  {
    title: 'a secret policy that denies the user',
    identity: policy(...read),
    secretPolicy: policy({ ...allow('kms:GetSecretValue', '*', principal(worker(owner))), Effect: 'Deny' }),
    expect: 'secret',
  },
  {
    title: 'another account with its own policy only',
    from: 'guest',
    identity: policy(...read),
    expect: 'secret',
  },
  {
    title: 'another account that the secret and key policy name only',
    from: 'guest',
    ...named(guest),
    expect: 'secret',
  },
  {
    title: 'another account with both',
    from: 'guest',
    identity: policy(...read),
    ...named(guest),
    expect: 'value',
  },
  {
    title: 'another account without Decrypt of its own',
    from: 'guest',
    identity: policy(allow('kms:GetSecretValue', secretArn)),
    ...named(guest),
    expect: 'key',
  },
  {
    title: 'a condition on https is not met over http',
    identity: policy(
      allow(['kms:GetSecretValue', 'kms:Decrypt'], '*', {
        Condition: { Bool: { 'acs:SecureTransport': 'true' } },
      }),
    ),
    expect: 'secret',
  },
  {
    title: 'a condition on the address is met',
    identity: policy(
      allow(['kms:GetSecretValue', 'kms:Decrypt'], '*', {
        Condition: { IpAddress: { 'acs:SourceIp': '127.0.0.0/8' } },
      }),
    ),
    expect: 'value',
  },
  {
    title: 'the address is not known over the gateway of the instance',
    host: dedicated,
    identity: policy(
      allow(['kms:GetSecretValue', 'kms:Decrypt'], '*', {
        Condition: { IpAddress: { 'acs:SourceIp': '127.0.0.0/8' } },
      }),
    ),
    expect: 'secret',
  },
  { title: '--authorization off asks nobody', settings: { authorization: 'off' }, expect: 'value' },
  {
    title: '--authorization report answers all the same',
    settings: { authorization: 'report' },
    expect: 'value',
  },
]

describe('who may read a secret', () => {
  test.each(cases)('$title', async one => {
    const { status, body, journal } = await play(one)
    const about =
      status === 200
        ? 'value'
        : /for key-a is/.test(body.Message)
          ? 'key'
          : body.Message.includes(`for ${secretArn} is`)
            ? 'secret'
            : body
    expect(about).toBe(one.expect)
    if (one.expect === 'value') expect(body.SecretData).toBe('shared-value')
    else {
      expect({ status, code: body.Code }).toEqual({ status: 403, code: 'Forbidden.NoPermission' })
      expect(body.AccessDeniedDetail).toMatchObject({
        AuthAction: one.expect === 'key' ? 'kms:Decrypt' : 'kms:GetSecretValue',
        AuthPrincipalOwnerId: one.from === 'guest' ? guest : owner,
        AuthPrincipalType: one.as === 'role' ? 'AssumedRoleUser' : 'SubUser',
      })
    }
    expect(journal?.wouldBeRefused).toBe(one.settings?.authorization === 'report' ? true : undefined)
  })
})

test('who may not read does not learn what exists', async () => {
  const machine = standingMachine()
  const emulator = createEmulator({
    seed: worldOf({ title: '', expect: 'secret' }),
    settings: defaultSettings,
    machine,
    onBug: error => {
      throw error
    },
  })
  const ask = async (SecretName: string) => {
    const wire = signedRequest({
      action: 'GetSecretValue',
      parameters: { SecretName },
      accessKeyId: `LTAIworker${owner}`,
      accessKeySecret: 'worker',
      now: machine.now(),
      nonce: machine.uuid(),
    })
    const { status, body } = await answer(emulator, wire)
    const { Code, Message } = JSON.parse(body)
    return { status, Code, Message: Message.replace(SecretName, 'NAME') }
  }
  expect(await ask('no-such')).toEqual(await ask('shared'))
})
