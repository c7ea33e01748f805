import { expect, test } from 'vitest'
import { defaultWorld } from '../../emulator/state/default-world.ts'
import { createAccountFrom, readAccount, type SeedAccount, SeedError } from '../../emulator/state/seed.ts'
import { accountFromTemplate } from '../../emulator/state/seed-template.ts'
import { snapshotAccount } from '../../emulator/state/snapshot.ts'
import { standingMachine, start } from './machine.ts'
import { checks } from './seed-world.ts'

const region = 'cn-hangzhou'

function make(body: unknown, template?: SeedAccount, accessKeys = new Set<string>()): SeedAccount {
  return readAccount(accountFromTemplate(body, standingMachine(), template), { checks, region, accessKeys })
}

function refusal(body: unknown, accessKeys?: Set<string>): [string, string] {
  try {
    make(body, undefined, accessKeys)
  } catch (error) {
    if (error instanceof SeedError) return [error.pointer, error.reason]
    throw error
  }
  return ['', 'none']
}

test('a new account is the default one under other ids and access keys', () => {
  const account = make({})
  const template = defaultWorld.accounts[0] as SeedAccount
  expect(account.id).toMatch(/^2\d{15}$/)
  const keys = [
    ...(account.accessKeys ?? []),
    ...(account.users ?? []).flatMap(user => user.accessKeys ?? []),
  ]
  expect(keys).toHaveLength(5)
  expect(new Set(keys.flatMap(({ id, secret }) => [id, secret])).size).toBe(10)
  for (const key of keys)
    expect(key).toEqual({
      id: expect.stringMatching(/^LTAI[A-Za-z0-9]{20}$/),
      secret: expect.stringMatching(/^[A-Za-z0-9]{30}$/),
      status: 'Active',
    })
  expect(account.users?.map(({ name, policies }) => [name, policies])).toEqual(
    template.users?.map(({ name, policies }) => [name, policies]),
  )
  const policies = account.policies?.map(({ name, document }) => [name, document])
  expect(policies).toEqual(
    template.policies?.map(({ name, document }) => [
      name,
      JSON.stringify(document).replaceAll(template.id, account.id),
    ]),
  )
  expect([account.instances, account.keys, account.secrets]).toEqual([
    template.instances,
    template.keys,
    template.secrets,
  ])
})

test('the account works by its clock', () => {
  const source = standingMachine()
  const account = createAccountFrom(make({}), { region, now: start, source })
  expect(account.secrets.get(region)?.get('example-secret')?.stages).toEqual(new Map([['ACSCurrent', 'v1']]))
})

test('what the body names stands in its place; users without access keys get one', () => {
  const account = make({
    id: '3000000000000001',
    users: [{ name: 'new' }, { name: 'none', accessKeys: [] }],
    debt: 'overdue',
  })
  expect([account.id, account.debt]).toEqual(['3000000000000001', 'overdue'])
  expect(account.users).toEqual([
    { name: 'new', accessKeys: [expect.objectContaining({ status: 'Active' })] },
    { name: 'none', accessKeys: [] },
  ])
})

test.each([
  [null, ['', 'this is no account; write an object with members of a seed’s account']],
  [[], ['', 'this is no account; write an object with members of a seed’s account']],
  [{ user: [] }, ['/user', 'an account has no such member; did you mean `users`?']],
  [{ users: 5 }, ['/users', 'this is a number; write a list']],
  [{ users: [null] }, ['/users/0', 'this is null; write an object']],
  [{ id: 5 }, ['/id', 'this is a number; write a text']],
  [
    { users: [{ name: 'a', accessKeys: [{ id: 'LTAItaken', secret: 's' }] }] },
    [
      '/users/0/accessKeys/0/id',
      'the AccessKey id `LTAItaken` is in use already; write one that is unique in the world',
    ],
  ],
  [
    { instances: [{ id: 'kst-mine' }] },
    ['/keys/0/instance', 'the account has no instance `kst-hzz0example0000000000`; there is `kst-mine`'],
  ],
])('the body %j is refused', (body, expected) => {
  expect(refusal(body, new Set(['LTAItaken']))).toEqual(expected)
})

test('ids in the template’s own policies change wherever they stand', () => {
  const id = '1000000000000001'
  const statement = (principal: object) => ({
    Version: '1',
    Statement: [{ Effect: 'Allow', Action: 'kms:*', Resource: '*', Principal: principal }],
  })
  const template: SeedAccount = {
    id,
    instances: [{ id: 'kst-a' }],
    roles: [
      {
        name: 'r',
        id: '123',
        trust: {
          Version: '1',
          Statement: [
            { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: [`${id}@ecs.aliyuncs.com`] } },
          ],
        },
      },
    ],
    keys: [
      {
        id: 'key-a',
        instance: 'kst-a',
        creator: id,
        policy: statement({ RAM: [`acs:ram::${id}:*`, `acs:ram::9${id.slice(1)}:*`] }),
      },
    ],
    secrets: [
      {
        name: 's',
        key: 'key-a',
        creator: '77',
        policy: JSON.stringify(statement({ RAM: [`acs:ram::${id}:user/app`] })),
        versions: [{ id: 'v1', value: id }],
      },
    ],
  }
  const account = make({ id: '3000000000000003' }, template)
  const text = JSON.stringify(account)
  expect(text.match(new RegExp(id, 'g'))).toHaveLength(1)
  expect(account.secrets?.[0]?.versions[0]?.value).toBe(id)
  expect(text).toContain('3000000000000003@ecs.aliyuncs.com')
  expect([account.roles?.[0]?.id, account.keys?.[0]?.creator, account.secrets?.[0]?.creator]).toEqual([
    undefined,
    undefined,
    '77',
  ])
})

test('a RAM secret follows its user to the new access key', () => {
  const value = (id: string, secret: string) => JSON.stringify({ AccessKeyId: id, AccessKeySecret: secret })
  const template: SeedAccount = {
    id: '1000000000000001',
    users: [{ name: 'app', accessKeys: [{ id: 'LTAIold', secret: 'old-secret' }] }],
    secrets: [
      {
        name: 'acs/ram/user/app',
        type: 'RAMCredentials',
        extendedConfig: { SecretSubType: 'RamUserAccessKey', UserName: 'app' },
        versions: [{ id: 'v1', value: value('LTAIold', 'old-secret') }],
      },
    ],
  }
  const account = make({}, template)
  const [key] = account.users?.[0]?.accessKeys ?? []
  expect(account.secrets?.[0]?.versions[0]?.value).toBe(value(key?.id ?? '', key?.secret ?? ''))
})

test('a snapshot can be a template: sealed values open in the copy, sessions stay behind', () => {
  const source = standingMachine()
  const original = createAccountFrom(defaultWorld.accounts[0] as SeedAccount, { region, now: start, source })
  const session = {
    accessKeyId: 'STS.a',
    accessKeySecret: 's',
    securityToken: 't',
    role: 'r',
    name: 'n',
    expiration: start,
  }
  original.sessions.set('STS.a', session)
  const template = snapshotAccount(original, region)
  const copy = make({}, template)
  expect(copy.sessions).toBeUndefined()
  expect(template.secrets?.[0]?.versions[0]?.ciphertext).toMatch(/^[A-Za-z0-9+/]+=*$/)
  expect(copy.secrets).toEqual(template.secrets)
})
