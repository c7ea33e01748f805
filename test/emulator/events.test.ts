import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { AccountHandle } from '../../emulator/index.ts'
import { eventsOf, managed, managedCases } from './managed.ts'
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

test('a failure and the success that follows, member for member', async () => {
  account.targets.stop('rds', 'rm-example-single')
  const { versionId } = account.secrets.rotate('rds/single')
  account.clock.advance('2m')
  account.targets.start('rds', 'rm-example-single')
  const resourceId = 'acs:kms:cn-hangzhou:1000000000000001:secret/rds/single'
  const entity = 'acs:rds:cn-hangzhou:1000000000000001:dbinstance/rm-example-single'
  const events = [
    {
      product: 'KMS',
      eventTime: '20260101T080200.000+0800',
      level: 'CRITICAL',
      name: 'Secret:RotateSecret:Failure',
      regionId: 'cn-hangzhou',
      resourceId,
      status: 'Failed',
      content: {
        eventId: expect.stringMatching(/^[0-9a-f]{32}$/),
        secretName: 'rds/single',
        secretType: 'Rds',
        RotationEntityArn: entity,
        rotationStatus: 'Invalid',
        rotationSubType: 'SingleUser',
        failureInfo: { errorCode: 'Kms:ErrorCode', errorMessage: 'the database instance is Stopped' },
        failureTime: '2026-01-01T00:02:00Z',
        versionId,
      },
      ver: '1.0',
    },
    {
      product: 'KMS',
      instanceName: 'rds/single',
      level: 'INFO',
      name: 'Secret:RotateSecret:Success',
      regionId: 'cn-hangzhou',
      resourceId,
      status: 'Normal',
      content: {
        eventId: expect.stringMatching(/^[0-9a-f]{32}$/),
        secretName: 'rds/single',
        secretType: 'Rds',
        RotationEntityArn: entity,
        rotationStatus: 'Enabled',
        secretSubType: 'SingleUser',
        successTime: '2026-01-01T00:02:00Z',
        versionId,
      },
      ver: '1.0',
    },
  ]
  expect(account.events()).toEqual(events)
  expect(await it.control('GET', '/events')).toEqual({ status: 200, body: { events } })
  const told = account.events()
  expect(told[0]?.content.eventId).not.toBe(told[1]?.content.eventId)
  await account.restore(await account.snapshot())
  expect(account.events()).toEqual(told)
})

test.each(managedCases)('$secret: what was rotated', async ({ secret, kind }) => {
  account.secrets.rotate(secret)
  account.clock.advance('48h')
  const arn = `acs:kms:cn-hangzhou:1000000000000001:secret/${secret}`
  const [event, ...more] = account.events()
  expect(more).toEqual([])
  expect(event).toMatchObject({ resourceId: arn, instanceName: secret })
  if (kind === 'rds') expect(event?.content.RotationEntityArn).toMatch(/^acs:rds:.*:dbinstance\/rm-example-/)
  else expect(event?.content.RotationEntityArn).toBe(arn)
})

test('automatic rotations, oldest first; what was deleted since stays told; a reset forgets', async () => {
  account.clock.advance('15d')
  const told = [
    ['Success', 'rds/single'],
    ['Success', 'rds/single'],
  ]
  expect(eventsOf(account)).toEqual(told)
  await it.call(account, undefined, 'DeleteSecret', {
    SecretName: 'rds/single',
    ForceDeleteWithoutRecovery: 'true',
  })
  expect(eventsOf(account)).toEqual(told)
  await account.reset()
  expect(account.events()).toEqual([])
})

test('another account has its own', async () => {
  const other = await it.kms.createAccount()
  account.secrets.rotate('rds/single')
  expect(other.events()).toEqual([])
  expect(await it.control('GET', `/events?account=${other.id}`)).toEqual({
    status: 200,
    body: { events: [] },
  })
})
