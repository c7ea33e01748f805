import {
  body,
  count,
  flag,
  length,
  listOf,
  object,
  purchase,
  ref,
  type Schema,
  text,
  time,
} from './schemas.ts'

/** What a route does, takes and answers with 200, for whoever reads `/openapi.json`. */
export interface RouteDescription {
  readonly summary: string
  /** JSON; absent: it takes none. */
  readonly body?: Schema
  /** It does nothing without a body. */
  readonly bodyRequired?: true
  /** JSON unless `media` says otherwise. */
  readonly answer: Schema
  readonly media?: 'application/x-pem-file' | 'text/html'
  /** Refusals beside 400, 401, 403, 404 and 500. */
  readonly refusals?: readonly (409 | 417)[]
}

const id = object({ id: text() })
const ids = body({
  'now?': flag,
  'vpcId?': text(),
  'zoneIds?': listOf(text()),
  'vSwitchIds?': listOf(text()),
})
const anything = object({})

function target(summary: string): RouteDescription {
  return { summary, body: body({ 'account?': text() }), answer: ref('Target'), refusals: [409] }
}

function instance(summary: string, more: Partial<RouteDescription> = {}): RouteDescription {
  return { summary, answer: ref('Instance'), ...more }
}

/** By method and path, as the routes have them. */
export const descriptions: Readonly<Record<string, RouteDescription>> = {
  'GET /health': {
    summary: 'whether it answers, and its version',
    answer: object({ status: { const: 'ok' }, version: text() }),
  },
  'GET /env': {
    summary:
      'what clients read from the environment: endpoint, credentials of the root or a user, the CA’s file',
    answer: { type: 'object', additionalProperties: { type: 'string' } },
  },
  'GET /ca.pem': {
    summary: 'the certificate of the CA that signs the emulator’s',
    answer: text(),
    media: 'application/x-pem-file',
  },
  'GET /openapi.json': { summary: 'this description', answer: object({ openapi: text(), paths: anything }) },
  'GET /limits': {
    summary: 'what is emulated, how sure each part is, what is refused',
    answer: object({
      operations: listOf(anything),
      commonErrors: listOf(anything),
      scenarios: listOf(anything),
      notEmulated: listOf(text()),
      later: listOf(text()),
    }),
  },
  'GET /state': { summary: 'the world, or one account, as a document', answer: ref('Seed') },
  'PUT /state': {
    summary: 'puts a document in place of the world, or of one account',
    body: ref('Seed'),
    bodyRequired: true,
    answer: ref('AccountIds'),
  },
  'POST /reset': {
    summary: 'back to the seed: state, clocks, faults, scenarios, journals, nonces',
    answer: ref('AccountIds'),
  },
  'GET /accounts': {
    summary: 'every account, or one, with its credentials',
    answer: object({ accounts: listOf(ref('AccountCredentials')) }),
  },
  'POST /accounts': {
    summary:
      'makes an account: the default seed’s under a new id, each member of the body in place of its own',
    body: ref('AccountMembers'),
    answer: ref('AccountCredentials'),
  },
  'DELETE /accounts/ID': { summary: 'takes an account away with all that is in it', answer: id },
  'GET /clock': { summary: 'what the account’s clock shows', answer: ref('ClockReading') },
  'POST /clock': {
    summary: 'moves the account’s clock; what falls due by then has happened',
    body: ref('ClockChange'),
    bodyRequired: true,
    answer: ref('ClockReading'),
  },
  'GET /scenarios': { summary: 'every scenario, and those applied', answer: ref('Scenarios') },
  'POST /scenarios/NAME': {
    summary: 'applies a scenario; the body has its parameters',
    body: anything,
    answer: ref('ScenarioChange'),
  },
  'DELETE /scenarios/ID': { summary: 'undoes a scenario', answer: ref('ScenarioChange') },
  'GET /faults': {
    summary: 'the fault rules, oldest first',
    answer: object({ faults: listOf(ref('Fault')) }),
  },
  'POST /faults': {
    summary: 'adds a fault rule: one of `error`, `delay` and `drop`',
    body: ref('FaultRule'),
    bodyRequired: true,
    answer: ref('Fault'),
  },
  'DELETE /faults': { summary: 'removes every fault rule', answer: object({ removed: count() }) },
  'DELETE /faults/ID': { summary: 'removes a fault rule', answer: ref('Fault') },
  'GET /policies/minimal': {
    summary:
      'the least RAM policy for the calls of a RAM user or a role that the journal remembers; `user` may be left out where one only called',
    answer: object({
      Version: { const: '1' },
      Statement: listOf(
        object({ Effect: { const: 'Allow' }, Action: listOf(text()), Resource: listOf(text()) }),
      ),
    }),
  },
  'GET /requests': {
    summary: 'the calls that were answered, oldest first, with their authorization explained',
    answer: object({ requests: listOf(ref('JournalEntry')), dropped: count() }),
  },
  'DELETE /requests': { summary: 'forgets the calls', answer: anything },
  'POST /requests/verify': {
    summary: 'whether the calls were as expected: 417 says what was seen instead',
    body: ref('ExpectedCalls'),
    bodyRequired: true,
    answer: object({ calls: count() }),
    refusals: [417],
  },
  'GET /instances': {
    summary: 'the KMS instances that are there',
    answer: object({ instances: listOf(ref('Instance')) }),
  },
  'POST /instances': instance('buys an instance: it is Uninitialized', { body: purchase }),
  'POST /instances/ID/connect': instance('enables a bought instance: Connected 30 minutes later, or `now`', {
    body: ids,
    refusals: [409],
  }),
  'POST /instances/ID/expire': instance('ends the subscription now', { refusals: [409] }),
  'POST /instances/ID/renew': instance('renews the subscription: for a year, or until `expires`', {
    body: body({ 'expires?': time }),
  }),
  'POST /instances/ID/release': { summary: 'takes an instance away with all that is in it', answer: id },
  'POST /instances/ID/backup': {
    summary: 'copies the keys and secrets of a software instance; the backup outlives it',
    answer: ref('Backup'),
    refusals: [409],
  },
  'POST /instances/ID/restore': {
    summary: 'brings keys and secrets of a backup back into an instance, all or nothing',
    body: body({ backup: text(), 'keys?': listOf(text()), 'secrets?': listOf(text()) }),
    bodyRequired: true,
    answer: ref('Restored'),
    refusals: [409],
  },
  'POST /instances/ID/public-access': instance('whether its keys may be used from the internet', {
    body: body({ on: flag }),
    bodyRequired: true,
  }),
  'GET /instances/ID/secrets': {
    summary: 'what the new console lists of an instance: legacy secrets are in no such list',
    answer: object({ secrets: listOf(ref('ConsoleSecret')) }),
  },
  'GET /backups': {
    summary: 'the backups, also of instances that are gone',
    answer: object({ backups: listOf(ref('Backup')) }),
  },
  'GET /targets': {
    summary: 'what managed secrets change',
    answer: object({ targets: listOf(ref('Target')) }),
  },
  'POST /targets/KIND/ID/remove': target('removes a thing, or the account of it that the body names'),
  'POST /targets/KIND/ID/restore': target('brings it back; rotations that waited go on'),
  'POST /targets/KIND/ID/stop': target('it is there and lets nobody in'),
  'POST /targets/KIND/ID/start': target('it lets in again'),
  'POST /targets/KIND/ID/login': {
    summary: 'whether a password, public key or AccessKey secret lets in',
    body: body({ account: text(), password: text() }),
    bodyRequired: true,
    answer: object({ login: flag }),
  },
  'POST /secrets/NAME/rotate': {
    summary: 'the console’s immediate rotation; `window` is for RAM secrets',
    body: body({ 'window?': length }),
    answer: ref('Rotation'),
    refusals: [409],
  },
  'POST /secrets/NAME/verify-account': {
    summary: 'the console’s check of the account that a secret manages',
    answer: ref('AccountCheck'),
    refusals: [409],
  },
  'GET /authorizations/KIND': {
    summary: 'the page behind the authorization link',
    answer: text(),
    media: 'text/html',
  },
  'POST /authorizations/KIND': {
    summary: 'a RAM administrator gives KMS its role',
    answer: ref('Authorization'),
  },
  'DELETE /authorizations/KIND': { summary: 'the role is deleted', answer: ref('Authorization') },
  'GET /events': {
    summary: 'what KMS reported of rotations',
    answer: object({ events: listOf(ref('Event')) }),
  },
}
