import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Credentials, SeedDocument } from '../../emulator/index.ts'
import { managedSeed } from './managed.ts'
import { type Running, running } from './running.ts'
import { signedRequest } from './signed-request.ts'

interface Document {
  readonly Version: '1'
  readonly Statement: readonly Statement[]
}
interface Statement {
  readonly Effect: 'Allow'
  readonly Action: readonly string[]
  readonly Resource: readonly string[]
}
type Answer = Record<string, unknown>
/** A call; what is refused is thrown with its code. */
type Call = (action: string, parameters?: Readonly<Record<string, string>>) => Promise<Answer>

const id = '1000000000000001'
const instance = 'kst-hzz0example0000000000'
const key = 'key-hzz0example000000000000'
const other = 'key-hzz0other00000000000000'
const everything: Document = {
  Version: '1',
  Statement: [{ Effect: 'Allow', Action: ['*'], Resource: ['*'] }],
}

/** The managed world with a user `worker`, who may assume role `reader`, each with policies of their own. */
function world(workers: Document, readers: Document = everything): SeedDocument {
  const [account] = structuredClone(managedSeed as SeedDocument).accounts
  if (!account) throw new Error('the world has no account')
  const trust = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { RAM: [`acs:ram::${id}:root`] } }
  const document = {
    ...(managedSeed as SeedDocument),
    accounts: [
      {
        ...account,
        users: [
          ...(account.users ?? []),
          {
            name: 'worker',
            accessKeys: [{ id: 'LTAIworker', secret: 'worker-secret' }],
            policies: ['worker'],
          },
        ],
        roles: [{ name: 'reader', trust: { Version: '1', Statement: [trust] }, policies: ['reader'] }],
        policies: [
          ...(account.policies ?? []),
          ...attached('worker', workers),
          ...attached('reader', readers),
        ],
        keys: [...(account.keys ?? []), { id: other, instance, aliases: ['alias/other'] }],
      },
    ],
  }
  return document as SeedDocument
}

/** RAM refuses a policy without statements: what has none left allows what nobody asks for. */
function attached(name: string, { Version, Statement }: Document) {
  const nothing = [{ Effect: 'Allow', Action: ['ecs:StartInstance'], Resource: ['*'] }]
  return [{ name, document: { Version, Statement: Statement.length === 0 ? nothing : Statement } }]
}

let it: Running
let report: Running

beforeAll(async () => {
  it = await running({ seed: managedSeed })
  report = await running({ seed: managedSeed, authorization: 'report' })
})
afterAll(async () => {
  await it.kms.close()
  await report.kms.close()
})

let nonces = 0

function caller({ kms, machine }: Running, by: Credentials & { readonly securityToken?: string }): Call {
  return async (action, parameters = {}) => {
    const sts = action === 'AssumeRole' || action === 'GetCallerIdentity'
    const { query } = signedRequest({
      action,
      parameters,
      ...by,
      ...(sts ? { version: '2015-04-01' } : {}),
      now: machine.now(),
      nonce: `replay-${++nonces}`,
    })
    const response = await fetch(`${kms.url}/?${query}`)
    const body = (await response.json()) as Answer
    if (response.status !== 200) throw new Error(`${action}: ${body.Code}: ${body.Message}`)
    return body
  }
}

const worker = { accessKeyId: 'LTAIworker', accessKeySecret: 'worker-secret' }

async function assumed(at: Running): Promise<Call> {
  const { Credentials: temporary } = (await caller(at, worker)('AssumeRole', {
    RoleArn: `acs:ram::${id}:role/reader`,
    RoleSessionName: 'test',
  })) as { Credentials: Record<'AccessKeyId' | 'AccessKeySecret' | 'SecurityToken', string> }
  const {
    AccessKeyId: accessKeyId,
    AccessKeySecret: accessKeySecret,
    SecurityToken: securityToken,
  } = temporary
  return caller(at, { accessKeyId, accessKeySecret, securityToken })
}

/** Each call once, in an order in which each succeeds. */
const steps: readonly (readonly [action: string, parameters?: Readonly<Record<string, string>>])[] = [
  ['GetSecretValue', { SecretName: 'example-secret' }],
  ['BatchGetSecretValue', { SecretsList: '[{"SecretName":"example-secret"},{"SecretName":"rds/double"}]' }],
  ['PutSecretValue', { SecretName: 'example-secret', VersionId: 'v2', SecretData: 'two' }],
  ['DescribeSecret', { SecretName: 'example-secret' }],
  ['ListSecretVersionIds', { SecretName: 'example-secret' }],
  ['ListSecrets'],
  ['UpdateSecret', { SecretName: 'example-secret', Description: 'for the shop' }],
  ['UpdateSecretVersionStage', { SecretName: 'example-secret', VersionStage: 'next', MoveToVersion: 'v1' }],
  [
    'CreateSecret',
    {
      SecretName: 'made',
      VersionId: '1',
      SecretData: 'x',
      DKMSInstanceId: instance,
      EncryptionKeyId: other,
      Tags: '[{"TagKey":"team","TagValue":"shop"}]',
    },
  ],
  ['TagResource', { SecretName: 'made', Tags: '[{"TagKey":"a","TagValue":"b"}]' }],
  ['UntagResource', { SecretName: 'made', TagKeys: '["a"]' }],
  ['SetSecretPolicy', { SecretName: 'made', Policy: secretPolicy() }],
  ['GetSecretPolicy', { SecretName: 'made' }],
  ['DeleteSecret', { SecretName: 'made' }],
  ['RestoreSecret', { SecretName: 'made' }],
  ['GetRandomPassword'],
  ['RotateSecret', { SecretName: 'rds/single', VersionId: 'v2' }],
  [
    'UpdateSecretRotationPolicy',
    { SecretName: 'rds/single', EnableAutomaticRotation: 'true', RotationInterval: '7d' },
  ],
  ['TagResources', { ...tagged('secret', 'rds/single'), 'Tag.1.Key': 'c', 'Tag.1.Value': 'd' }],
  ['ListTagResources', tagged('secret', 'rds/single')],
  ['UntagResources', { ...tagged('secret', 'rds/single'), 'TagKey.1': 'c' }],
  ['TagResource', { KeyId: other, Tags: '[{"TagKey":"a","TagValue":"b"}]' }],
  ['ListResourceTags', { KeyId: other }],
  ['CreateKey', { DKMSInstanceId: instance }],
  ['DescribeKey', { KeyId: 'alias/other' }],
  ['ListKeys'],
  ['ListKeyVersions', { KeyId: key }],
  ['UpdateKeyDescription', { KeyId: other, Description: 'other' }],
  ['Encrypt', { KeyId: 'alias/other', Plaintext: 'eA==' }],
  ['GenerateDataKey', { KeyId: other }],
  ['GenerateDataKeyWithoutPlaintext', { KeyId: key }],
  ['CreateAlias', { KeyId: other, AliasName: 'alias/second' }],
  ['UpdateAlias', { KeyId: key, AliasName: 'alias/second' }],
  ['ListAliases'],
  ['ListAliasesByKeyId', { KeyId: key }],
  ['DeleteAlias', { AliasName: 'alias/second' }],
  ['GetKeyPolicy', { KeyId: other, PolicyName: 'default' }],
  ['DisableKey', { KeyId: other }],
  ['EnableKey', { KeyId: other }],
  ['ScheduleKeyDeletion', { KeyId: other, PendingWindowInDays: '7' }],
  ['CancelKeyDeletion', { KeyId: other }],
  ['ListKmsInstances'],
  ['GetKmsInstance', { KmsInstanceId: instance }],
  ['DescribeRegions'],
  ['GetCallerIdentity'],
  ['AssumeRole', { RoleArn: `acs:ram::${id}:role/reader`, RoleSessionName: 'test' }],
]

function tagged(type: string, name: string) {
  return { RegionId: 'cn-hangzhou', ResourceType: type, 'ResourceId.1': name }
}

function secretPolicy(): string {
  const Principal = { RAM: [`acs:ram::${id}:*`] }
  const statement = { Sid: 'all', Effect: 'Allow', Principal, Action: ['kms:*'], Resource: ['*'] }
  return JSON.stringify({ Version: '1', Statement: [statement] })
}

/** What a user of KMS does in a day. */
async function work(call: Call): Promise<void> {
  for (const [action, parameters] of steps) await call(action, parameters)
  const { CiphertextBlob } = await call('Encrypt', { KeyId: key, Plaintext: 'eA==' })
  const blob = { CiphertextBlob: String(CiphertextBlob) }
  await call('Decrypt', blob)
  await call('ReEncrypt', { ...blob, DestinationKeyId: other })
}

/** The document without one statement, without one action of one, without one resource of one. */
function lessThan({ Version, Statement }: Document): [what: string, less: Document][] {
  const less: [string, Document][] = []
  for (const [index, statement] of Statement.entries()) {
    const others = Statement.filter(each => each !== statement)
    less.push([`/Statement/${index}`, { Version, Statement: others }])
    for (const member of ['Action', 'Resource'] as const) {
      const values = statement[member]
      if (values.length > 1)
        for (const value of values) {
          const left = { ...statement, [member]: values.filter(each => each !== value) }
          less.push([`${value} of /Statement/${index}`, { Version, Statement: [...others, left] }])
        }
    }
  }
  return less
}

const refusal = /NoPermission/

describe('the least policy for a day of many calls', () => {
  test('is enough for the same calls, and each statement, action and resource in it is needed', async () => {
    await it.kms.restore(world(everything))
    await work(caller(it, worker))
    const least = (await it.kms.account().minimalPolicy('worker')) as Document
    expect(least.Statement.length).toBeGreaterThan(8)
    await it.kms.restore(world(least))
    await work(caller(it, worker))
    const enough: string[] = []
    for (const [what, less] of lessThan(least)) {
      await it.kms.restore(world(less))
      const failed = await work(caller(it, worker)).then(
        () => 'none',
        error => String(error),
      )
      if (!refusal.test(failed)) enough.push(`without ${what}: ${failed}`)
    }
    expect(enough).toEqual([])
  }, 60_000)

  test('is the same from a run in which nobody is refused and nothing is granted', async () => {
    await it.kms.restore(world(everything))
    await work(caller(it, worker))
    const granted = await it.kms.account().minimalPolicy('worker')
    await report.kms.restore(world({ Version: '1', Statement: [] }))
    await work(caller(report, worker))
    expect(await report.kms.account().minimalPolicy()).toEqual(granted)
  })

  test('is enough from calls that were all refused, as far as they got', async () => {
    await it.kms.restore(world({ Version: '1', Statement: [] }))
    const reads = steps.slice(0, 2)
    const refused = caller(it, worker)
    for (const [action, parameters] of reads)
      await expect(refused(action, parameters)).rejects.toThrow(refusal)
    const least = (await it.kms.account().minimalPolicy('worker')) as Document
    await it.kms.restore(world(least))
    const call = caller(it, worker)
    for (const [action, parameters] of reads) await call(action, parameters)
  })
})

test('of a role: under its tokens over the shared gateway Decrypt is not asked for, so it is not in it', async () => {
  const reads = async (call: Call) => {
    await call('GetSecretValue', { SecretName: 'example-secret' })
    await call('PutSecretValue', { SecretName: 'example-secret', VersionId: 'v2', SecretData: 'two' })
  }
  await it.kms.restore(world(everything))
  await reads(await assumed(it))
  const least = (await it.kms.account().minimalPolicy('reader')) as Document
  expect(least.Statement.map(({ Action }) => Action)).toEqual([
    ['kms:GetSecretValue', 'kms:PutSecretValue'],
    ['kms:GenerateDataKey'],
  ])
  await it.kms.restore(world(everything, least))
  await reads(await assumed(it))
  for (const [what, less] of lessThan(least)) {
    await it.kms.restore(world(everything, less))
    await expect(reads(await assumed(it)), what).rejects.toThrow(refusal)
  }
})
