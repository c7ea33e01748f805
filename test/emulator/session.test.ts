import { beforeEach, expect, test } from 'vitest'
import { authorize } from '../../emulator/access/authorize.ts'
import { callerOf } from '../../emulator/access/principal.ts'
import { AssumeRole } from '../../emulator/operations/sts/AssumeRole.ts'
import { GetCallerIdentity } from '../../emulator/operations/sts/GetCallerIdentity.ts'
import { day, hour } from '../../emulator/state/clock.ts'
import { createSession, openSession } from '../../emulator/state/session.ts'
import { codeOf, type StandingAccount, standingAccount, textAt } from './call.ts'
import { start } from './machine.ts'

const [home, foreign] = ['1000000000000001', '1000000000000002']

let kms: StandingAccount
let other: StandingAccount

beforeEach(() => {
  kms = standingAccount(home)
  other = standingAccount(foreign, kms.world)
  kms.account.policies.set('assume', statement({ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' }))
  kms.account.users.set('ci', { name: 'ci', id: '20001', accessKeys: [], groups: [], policies: ['assume'] })
  addRole(kms, 'reader', [`acs:ram::${home}:root`])
  addRole(other, 'guest', [`acs:ram::${home}:user/ci`])
  addRole(other, 'closed', [`acs:ram::${foreign}:root`])
})

function statement(...statements: Record<string, unknown>[]): string {
  return JSON.stringify({ Version: '1', Statement: statements })
}

function addRole(owner: StandingAccount, name: string, RAM: string[]): void {
  const trust = statement({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { RAM } })
  owner.account.roles.set(name, {
    name,
    id: `3${name}`,
    trust,
    policies: ['assume'],
    maxSessionDuration: 43_200,
  })
}

const ci = {
  type: 'user',
  arn: `acs:ram::${home}:user/ci`,
  id: '20001',
  name: 'ci',
  displayName: '20001',
  accessKeyId: 'LTAIci',
} as const

function assume(role: string, rest: Record<string, string> = {}) {
  return kms.run(AssumeRole, { RoleArn: role, RoleSessionName: 'alice', ...rest }, { caller: ci })
}

function mayAssume(role: string): boolean {
  const call = kms.call({ caller: ci })
  const input = AssumeRole.read(
    new Map([
      ['RoleArn', role],
      ['RoleSessionName', 'alice'],
    ]),
  )
  return authorize(call, AssumeRole.access(call, input)).every(({ decision }) => decision.allowed)
}

test.each([
  [`acs:ram::${home}:role/reader`, true],
  [`acs:ram::${foreign}:role/guest`, true],
  [`acs:ram::${foreign}:role/closed`, false],
  [`acs:ram::${home}:role/missing`, true],
  ['acs:ram::1000000000000009:role/missing', false],
])('%s may be assumed by who holds sts:AssumeRole: %s', (role, allowed) => {
  expect(mayAssume(role)).toBe(allowed)
  kms.account.users.set('ci', { name: 'ci', id: '20001', accessKeys: [], groups: [], policies: [] })
  expect(mayAssume(role)).toBe(false)
})

test('a session belongs to the account of its role and ends by that account’s clock', () => {
  other.advance(5 * day)
  const answer = assume(`acs:ram::${foreign}:role/guest`, { DurationSeconds: '900' })
  expect(answer).toMatchObject({
    AssumedRoleUser: { Arn: `acs:ram::${foreign}:role/guest/alice`, AssumedRoleId: '3guest:alice' },
    Credentials: { Expiration: '2026-01-06T00:15:00Z' },
  })
  const id = textAt(answer, 'Credentials', 'AccessKeyId')
  expect(id).toMatch(/^STS\.[1-9A-HJ-NP-Za-km-z]{25}$/)
  expect(kms.world.accessKeys.get(id)).toMatchObject({ kind: 'session', account: { id: foreign } })
})

test('a session may assume another role and says who it is', () => {
  const id = textAt(assume(`acs:ram::${home}:role/reader`), 'Credentials', 'AccessKeyId')
  const owner = kms.world.accessKeys.get(id)
  if (!owner) throw new Error('the session is not there')
  const caller = callerOf(owner)
  expect(kms.run(GetCallerIdentity, {}, { caller })).toEqual({
    AccountId: home,
    IdentityType: 'AssumedRoleUser',
    Arn: `acs:ram::${home}:assumed-role/reader/alice`,
    PrincipalId: '3reader:alice',
    RoleId: '3reader',
  })
  const again = { RoleArn: `acs:ram::${home}:role/reader`, RoleSessionName: 'bob' }
  expect(kms.run(AssumeRole, again, { caller })).toMatchObject({
    AssumedRoleUser: { AssumedRoleId: '3reader:bob' },
  })
})

test('no two sessions share credentials', () => {
  const seen = new Set<string>()
  for (let count = 0; count < 100; count++)
    for (const text of Object.values(assume(`acs:ram::${home}:role/reader`).Credentials as object))
      if (!/Z$/.test(text)) seen.add(text)
  expect(seen.size).toBeGreaterThanOrEqual(299)
})

test('the root cannot assume a role, whatever it is', () => {
  const input = { RoleArn: `acs:ram::${home}:role/missing`, RoleSessionName: 'alice' }
  expect(codeOf(() => kms.run(AssumeRole, input))).toBe('NoPermission')
})

test('sessions are forgotten a day after their end, and the oldest where there are too many', () => {
  const { account, world, call } = kms
  const open = (hours: number, now: number) => {
    const session = createSession(
      { role: 'reader', name: 's', expiration: now + hours * hour },
      call().source,
    )
    openSession(world, account, session, now)
    return session.accessKeyId
  }
  const first = open(1, start)
  open(1, start + 24 * hour)
  expect(account.sessions.has(first)).toBe(true)
  open(1, start + 25 * hour)
  expect([account.sessions.has(first), world.accessKeys.has(first), account.sessions.size]).toEqual([
    false,
    false,
    2,
  ])
  for (let count = 0; count < 10_050; count++) open(12, start + 26 * hour)
  expect(account.sessions.size).toBe(10_000)
  expect(world.accessKeys.size).toBe(10_000)
})
