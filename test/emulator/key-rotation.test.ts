import { beforeEach, expect, test } from 'vitest'
import { CancelKeyDeletion } from '../../emulator/operations/keys/CancelKeyDeletion.ts'
import { CreateKey } from '../../emulator/operations/keys/CreateKey.ts'
import { CreateKeyVersion } from '../../emulator/operations/keys/CreateKeyVersion.ts'
import { DescribeKey } from '../../emulator/operations/keys/DescribeKey.ts'
import { DisableKey } from '../../emulator/operations/keys/DisableKey.ts'
import { EnableKey } from '../../emulator/operations/keys/EnableKey.ts'
import { ScheduleKeyDeletion } from '../../emulator/operations/keys/ScheduleKeyDeletion.ts'
import { UpdateRotationPolicy } from '../../emulator/operations/keys/UpdateRotationPolicy.ts'
import { day } from '../../emulator/state/clock.ts'
import { renewInstance } from '../../emulator/state/instance.ts'
import { addInstance, codeOf, type StandingAccount, standingAccount, textAt } from './call.ts'
import { start } from './machine.ts'

let kms: StandingAccount
let key: string

beforeEach(() => {
  kms = standingAccount()
  addInstance(kms.account, { endDate: start + 400 * day })
  key = createKey({ EnableAutomaticRotation: 'true', RotationInterval: '30d' })
})

function createKey(parameters: Record<string, string>): string {
  const all = { DKMSInstanceId: 'kst-hzz0example0000000000', ...parameters }
  return textAt(kms.run(CreateKey, all), 'KeyMetadata', 'KeyId')
}

function rotation() {
  const { KeyMetadata } = kms.run(DescribeKey, { KeyId: key }) as { KeyMetadata: Record<string, string> }
  const { AutomaticRotation, RotationInterval, LastRotationDate, NextRotationDate } = KeyMetadata
  const versions = kms.account.keys.get(key)?.versions.length
  return [versions, AutomaticRotation, RotationInterval, LastRotationDate, NextRotationDate]
}

test('comes by the clock, each at its own time', () => {
  expect(rotation()).toEqual([1, 'Enabled', '2592000s', '2026-01-01T00:00:00Z', '2026-01-31T00:00:00Z'])
  kms.advance(30 * day - 1000)
  expect(rotation()[0]).toBe(1)
  kms.advance(1000)
  expect(rotation()).toEqual([2, 'Enabled', '2592000s', '2026-01-31T00:00:00Z', '2026-03-02T00:00:00Z'])
  kms.advance(65 * day)
  expect(rotation()).toEqual([4, 'Enabled', '2592000s', '2026-04-01T00:00:00Z', '2026-05-01T00:00:00Z'])
})

test.each([
  [() => kms.run(DisableKey, { KeyId: key }), () => kms.run(EnableKey, { KeyId: key })],
  [
    () => kms.run(ScheduleKeyDeletion, { KeyId: key, PendingWindowInDays: '300' }),
    () => kms.run(CancelKeyDeletion, { KeyId: key }),
  ],
])('is suspended with the key and overdue when it comes back', (stop, resume) => {
  stop()
  kms.advance(40 * day)
  expect(rotation()).toEqual([1, 'Suspended', '2592000s', '2026-01-01T00:00:00Z', '2026-01-31T00:00:00Z'])
  resume()
  expect(rotation()).toEqual([2, 'Enabled', '2592000s', '2026-02-10T00:00:00Z', '2026-03-12T00:00:00Z'])
})

test('stops with the instance and is overdue when it is renewed', () => {
  kms.advance(399 * day)
  const before = rotation()[0]
  kms.advance(10 * day)
  expect(rotation()[0]).toBe(before)
  const instance = addInstance(kms.account, { endDate: start + 400 * day })
  renewInstance(kms.account, instance, start + 800 * day, start + 409 * day)
  kms.advance(25 * day)
  expect(rotation()[0]).toBe(Number(before) + 1)
})

test('starts at once where the new interval is over already', () => {
  kms.advance(20 * day)
  kms.run(UpdateRotationPolicy, { KeyId: key, EnableAutomaticRotation: 'true', RotationInterval: '604800s' })
  expect(rotation()).toEqual([2, 'Enabled', '604800s', '2026-01-21T00:00:00Z', '2026-01-28T00:00:00Z'])
})

test('ends with the policy', () => {
  kms.run(UpdateRotationPolicy, { KeyId: key, EnableAutomaticRotation: 'false', RotationInterval: 'ignored' })
  kms.advance(90 * day)
  expect(rotation()).toEqual([1, 'Disabled', undefined, '2026-01-01T00:00:00Z', undefined])
})

test('is counted from a version that was asked for', () => {
  kms.advance(10 * day)
  kms.run(CreateKeyVersion, { KeyId: key })
  expect(rotation()).toEqual([2, 'Enabled', '2592000s', '2026-01-11T00:00:00Z', '2026-02-10T00:00:00Z'])
  kms.advance(20 * day)
  expect(rotation()[0]).toBe(2)
  kms.advance(10 * day)
  expect(rotation()[0]).toBe(3)
})

test.each([
  ['6d', 'InvalidParameter'],
  ['7d', 'none'],
  ['168h', 'none'],
  ['10080m', 'none'],
  ['604800s', 'none'],
  ['365d', 'none'],
  ['366d', 'InvalidParameter'],
  ['7D', 'InvalidParameter'],
  ['7', 'InvalidParameter'],
  ['1w', 'InvalidParameter'],
  ['-7d', 'InvalidParameter'],
])('RotationInterval %s of a key in a software instance: %s', (RotationInterval, code) => {
  const change = { KeyId: key, EnableAutomaticRotation: 'true', RotationInterval }
  expect(codeOf(() => kms.run(UpdateRotationPolicy, change))).toBe(code)
})

test('versions outside an instance come 7 days apart, 50 at most', () => {
  const outside = textAt(kms.run(CreateKey), 'KeyMetadata', 'KeyId')
  expect(codeOf(() => kms.run(CreateKeyVersion, { KeyId: outside }))).toBe('Rejected.UnsupportedOperation')
  for (let count = 1; count < 50; count++) {
    kms.advance(7 * day)
    kms.run(CreateKeyVersion, { KeyId: outside })
  }
  kms.advance(7 * day)
  expect(codeOf(() => kms.run(CreateKeyVersion, { KeyId: outside }))).toBe('Rejected.LimitExceeded')
})

test('every version counts against the quota of the instance', () => {
  addInstance(kms.account, { keyQuota: 3 })
  kms.run(CreateKeyVersion, { KeyId: key })
  kms.run(CreateKeyVersion, { KeyId: key })
  expect(codeOf(() => kms.run(CreateKeyVersion, { KeyId: key }))).toBe('Rejected.LimitExceeded')
  expect(codeOf(() => createKey({}))).toBe('Rejected.LimitExceeded')
})
