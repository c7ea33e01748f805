import { authorizationKinds } from './authorizations.ts'
import { purchaseMembers } from './buy-instance.ts'

/** A JSON Schema (2020-12). */
export type Schema = Readonly<Record<string, unknown>>

/** An object of these members; a name that ends in `?` may be left out, others may come one day. */
export function object(members: Readonly<Record<string, Schema>>, description?: string): Schema {
  const names = Object.keys(members)
  const required = names.filter(name => !name.endsWith('?'))
  return {
    type: 'object',
    ...(description === undefined ? {} : { description }),
    ...(required.length === 0 ? {} : { required }),
    properties: Object.fromEntries(names.map(name => [name.replace(/\?$/, ''), members[name]])),
  }
}

/** A body: what it does not know is refused. */
export const body = (members: Readonly<Record<string, Schema>>): Schema => ({
  ...object(members),
  additionalProperties: false,
})

/** A schema among the components. */
export const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` })

export const listOf = (items: Schema): Schema => ({ type: 'array', items })

export const text = (description?: string): Schema => ({
  type: 'string',
  ...(description === undefined ? {} : { description }),
})

export const word = (...words: readonly string[]): Schema => ({ type: 'string', enum: words })

export const flag: Schema = { type: 'boolean' }

export const count = (least = 0): Schema => ({ type: 'integer', minimum: least })

const moment: Schema = { type: 'string', format: 'date-time' }

export const length = text('a number and a unit, such as `48h` (d, h, m, s)')

export const time = text('`2026-01-31T12:00:00Z`, or from now such as `+30d`')

const targetStatus = word('Running', 'Stopped', 'Deleted')

const accessKey = object({ id: text(), secret: text(), status: word('Active', 'Inactive') })

const names = listOf(text())

const expectedCalls: Readonly<Record<string, Schema>> = {
  operation: text('an operation of the API'),
  'resource?': text('an ARN, a SecretName, a key’s id'),
  'times?': count(),
  'atLeast?': count(),
  'atMost?': count(),
  'minSpacing?': text('on the account’s clock: `1s`, `250ms`'),
}

const faultMembers: Readonly<Record<string, Schema>> = {
  operation: text('an operation of the API, or `*`'),
  'accessKeyId?': text(),
  'resource?': text('an ARN, a SecretName, a key’s id'),
  'when?': word('before', 'after'),
  'delay?': text('`2s`, `250ms`; an hour at most'),
  'clock?': word('machine', 'account'),
  'drop?': word('reset', 'truncate', 'garbage', 'never-answer'),
  'times?': count(1),
  'skip?': count(),
  'probability?': { type: 'number', minimum: 0, maximum: 1 },
  'seed?': count(),
}

const faultError = { code: text('one that the emulator knows'), 'status?': count(400), 'message?': text() }

/** What an instance is bought with, member by member as a seed has it. */
export const purchase: Schema = {
  type: 'object',
  additionalProperties: false,
  properties: Object.fromEntries(
    purchaseMembers.map(name => [name, { $ref: `#/components/schemas/SeedInstance/properties/${name}` }]),
  ),
}

/** The shapes of bodies and answers by name, beside those of a seed. */
export const components: Readonly<Record<string, Schema>> = {
  Error: object({
    error: object({
      'pointer?': text('JSON pointer of what is wrong in the body; empty for the whole; with 400'),
      message: text('one sentence'),
      'reason?': text('with 417'),
      'seen?': listOf(ref('JournalEntry')),
      'nearest?': listOf(object({ operation: text(), 'resource?': text(), calls: count() })),
    }),
  }),
  AccountCredentials: object({
    id: text(),
    accessKeys: listOf(accessKey),
    users: listOf(object({ name: text(), accessKeys: listOf(accessKey) })),
  }),
  AccountIds: object({ accounts: names }),
  ClockReading: object({ now: moment, running: flag }),
  ClockChange: {
    oneOf: [
      body({ advance: length }),
      body({ set: time }),
      body({ freeze: { const: true } }),
      body({ run: { const: true } }),
    ],
  },
  ScenarioChange: object({ id: text(), changed: names }),
  Scenarios: object({
    scenarios: listOf(
      object({
        name: text(),
        summary: text(),
        causes: text(),
        ends: text(),
        source: text(),
        parameters: listOf(object({ name: text(), summary: text(), otherwise: text(), 'choices?': names })),
      }),
    ),
    applied: listOf(
      object({ id: text(), name: text(), parameters: object({}), changed: names, holds: flag }),
    ),
  }),
  JournalEntry: object({
    requestId: text(),
    time: moment,
    operation: text(),
    caller: object({ type: text(), name: text(), accessKeyId: text() }),
    'resource?': text('an ARN'),
    status: count(),
    'code?': text(),
    'because?': text(),
    'lost?': word('reset', 'truncate', 'garbage', 'never-answer'),
    'fault?': text('id of the fault rule that acted'),
    'scenario?': text('id of the scenario that caused it'),
    'retryOf?': text('requestId of the failed call that asked for the same'),
    'wouldBeRefused?': { const: true },
    authorization: listOf(
      object({
        action: text(),
        resource: text(),
        outcome: word('allow', 'explicit-deny', 'implicit-deny'),
        explanation: text(),
      }),
    ),
    'notAsked?': listOf(object({ action: text(), resource: text() })),
  }),
  ExpectedCalls: { oneOf: [body(expectedCalls), body({ inOrder: listOf(body(expectedCalls)) })] },
  FaultRule: body({ ...faultMembers, 'error?': body(faultError) }),
  Fault: object({ id: text(), ...faultMembers, 'error?': object(faultError), hits: count() }),
  Instance: object({
    id: text(),
    region: text(),
    type: word('software', 'hardware', 'external'),
    status: word('Uninitialized', 'Connecting', 'Connected', 'Disconnected', 'Error'),
    'connectedAt?': moment,
    expired: flag,
    endDate: moment,
    releaseDate: moment,
    publicAccess: flag,
    keyQuota: count(),
    secretQuota: count(),
  }),
  Backup: object({
    id: text(),
    instance: text(),
    region: text(),
    created: moment,
    keys: names,
    secrets: names,
  }),
  Restored: object({ backup: text(), instance: text(), keys: names, secrets: names }),
  ConsoleSecret: object({
    secretName: text(),
    secretType: text(),
    encryptionKeyId: text(),
    status: word('Enabled', 'PendingDeletion', 'Unavailable'),
    createTime: moment,
    updateTime: moment,
  }),
  Target: object({
    kind: text(),
    id: text(),
    status: targetStatus,
    accounts: listOf(object({ name: text(), status: targetStatus })),
    secrets: names,
  }),
  Rotation: object({
    secretName: text(),
    region: text(),
    versionId: text(),
    rotating: flag,
    'endsAt?': moment,
    automaticRotation: word('Enabled', 'Disabled', 'Invalid'),
  }),
  AccountCheck: object({ secretName: text(), verified: flag, 'reason?': text() }),
  Authorization: object({ kind: word(...authorizationKinds), granted: flag }),
  Event: object({
    product: { const: 'KMS' },
    name: word('Secret:RotateSecret:Success', 'Secret:RotateSecret:Failure'),
    level: text(),
    status: text(),
    regionId: text(),
    resourceId: text(),
    content: object({ secretName: text(), versionId: text() }),
    ver: text(),
  }),
}
