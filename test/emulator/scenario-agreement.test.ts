import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { AccountHandle } from '../../emulator/index.ts'
import { scenarios } from '../../emulator/scenarios/index.ts'
import { managed, managedCases } from './managed.ts'
import type { Running } from './running.ts'

let it: Running
let account: AccountHandle

beforeAll(async () => {
  it = await managed()
})
afterAll(() => it.kms.close())
beforeEach(async () => {
  await it.kms.reset()
  account = it.kms.account()
})

const call = (action: string, parameters: Record<string, string>) =>
  it.call(account, undefined, action, parameters)

/** Of each scenario its parameters, once for every type that it can be about. */
const cases: readonly (readonly [name: string, parameters: Readonly<Record<string, unknown>>])[] = [
  ...managedCases.flatMap(({ secret }) =>
    ['rotation-in-progress', 'rotation-stuck', 'managed-account-missing'].map(
      name => [name, { secret }] as const,
    ),
  ),
  ['rotation-in-progress', { secret: 'acs/ram/user/report', trigger: 'immediate', window: '30m' }],
  ['instance-expired', {}],
  ['instance-released', {}],
  ['not-authorized', { user: 'app' }],
  ['ram-authorization-missing', {}],
  ['legacy-secret', { name: 'made-in-2021' }],
  ['key-disabled', {}],
  ['key-pending-deletion', {}],
  ['clock-skew', { by: '5m' }],
  ['throttled', { operation: 'RotateSecret' }],
  ['service-unavailable', { operation: 'RotateSecret' }],
  ['internal-failure', { operation: 'RotateSecret' }],
  ['network', { operation: 'RotateSecret' }],
]

const names = ['example-secret', 'made-in-2021', ...managedCases.map(({ secret }) => secret)]

interface Listed {
  readonly SecretName: string
  readonly UpdateTime: string
  readonly Tags: unknown
}

/** What is told of every secret, once it is the same whoever tells it. */
async function story(): Promise<unknown[]> {
  const { body } = await call('ListSecrets', { PageSize: '100', FetchTags: 'true' })
  const listed = new Map(
    (body.SecretList as { Secret: Listed[] }).Secret.map(each => [each.SecretName, each]),
  )
  const [instance] = account.instances.list()
  const shown = new Map((instance ? account.instances.secrets() : []).map(each => [each.secretName, each]))
  return Promise.all(names.map(name => storyOf(name, listed.get(name), shown.get(name))))
}

async function storyOf(
  name: string,
  listed: Listed | undefined,
  shown: ReturnType<AccountHandle['instances']['secrets']>[number] | undefined,
) {
  const secret = { SecretName: name }
  const tagsOf = { RegionId: 'cn-hangzhou', ResourceType: 'secret', 'ResourceId.1': name }
  const [got, described, versions, tags] = await Promise.all([
    call('GetSecretValue', secret),
    call('DescribeSecret', { ...secret, FetchTags: 'true' }),
    call('ListSecretVersionIds', secret),
    call('ListTagResources', tagsOf),
  ])
  const { DKMSInstanceId, AutomaticRotation, UpdateTime, Tags } = described.body
  const there = described.status === 200
  // Whoever is asked: it is there, or it is not.
  expect([name, listed !== undefined, versions.status === 200, tags.status === 200]).toEqual([
    name,
    there,
    there,
    there,
  ])
  expect([name, shown !== undefined]).toEqual([name, there && DKMSInstanceId !== undefined])
  if (!there) {
    expect([name, got.status]).toEqual([name, 404])
    return [name, 'gone']
  }
  expect([name, listed?.UpdateTime, listed?.Tags]).toEqual([name, UpdateTime, Tags])
  if (shown) {
    expect([name, shown.updateTime]).toEqual([name, UpdateTime])
    expect([name, shown.status === 'Unavailable']).toEqual([name, got.body.Code === 'Rejected.Unavailable'])
  }
  const ids = (versions.body.VersionIds as { VersionId: { VersionId: string; VersionStages: object }[] })
    .VersionId
  if (got.status === 200) {
    const current = ids.find(each => JSON.stringify(each.VersionStages).includes('"ACSCurrent"'))
    expect([name, got.body.VersionId, got.body.AutomaticRotation]).toEqual([
      name,
      current?.VersionId,
      AutomaticRotation,
    ])
  }
  return [name, got.body.Code ?? 'served', ids.length, AutomaticRotation, described.body.NextRotationDate]
}

/** Whether each rotation that was reported succeeded, in order; ids of versions are chance. */
const reported = () => account.events().map(({ name, content }) => [name, content.secretName])

test('every scenario is here', () => {
  expect([...new Set(cases.map(([name]) => name))].sort()).toEqual(scenarios.map(({ name }) => name).sort())
})

describe.each(cases)('%s %j', (name, parameters) => {
  beforeEach(async () => {
    // A key pair takes long to make: its secret rotates where the scenario is about it.
    for (const { secret } of managedCases)
      if (secret !== 'acs/ecs/deploy' || parameters.secret === secret)
        await call('UpdateSecretRotationPolicy', {
          SecretName: secret,
          EnableAutomaticRotation: 'true',
          RotationInterval: '7d',
        })
    await call('TagResource', { SecretName: 'rds/single', Tags: '[{"TagKey":"a","TagValue":"b"}]' })
    account.clock.freeze()
    await account.scenario(name, parameters)
  })

  /** What is told in its middle and for weeks after it. */
  const lives = async () => {
    const told: unknown[] = [await story()]
    for (const time of ['2m', '2d', '14d']) {
      account.clock.advance(time)
      told.push([time, await story(), reported(), account.scenarios().map(({ holds }) => holds)])
    }
    return told
  }

  test('every operation tells the same, and a snapshot in its middle goes on alike', async () => {
    const middle = await account.snapshot()
    const told = await lives()
    await account.restore(middle)
    expect(await account.snapshot()).toEqual(middle)
    expect(await lives()).toEqual(told)
  })
})
