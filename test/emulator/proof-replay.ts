import { authorize } from '../../emulator/access/authorize.ts'
import { answer } from '../../emulator/answer.ts'
import type { Call } from '../../emulator/call.ts'
import { createEmulator } from '../../emulator/emulator.ts'
import { defaultSettings } from '../../emulator/settings.ts'
import type { Account } from '../../emulator/state/account.ts'
import type { JsonContext, JsonRequest } from '../linter/json-evaluator.ts'
import type { ProofFixture } from '../linter/proof-fixture.ts'
import { standingMachine, start } from './machine.ts'
import { signedRequest } from './signed-request.ts'

const instance = 'kst-hzz0replay'
const dedicated = `${instance}.cryptoservice.kms.aliyuncs.com`
const assume = { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' }

/** The account, its user and its role; both have exactly the policies of the fixture. */
function accountOf(id: string, { policies, expected, controlPolicies }: ProofFixture) {
  const attached = Object.entries(policies)
    .filter(([path]) => !expected.refused.includes(path))
    .map(([path, document]) => ({ name: path.replace(/\W/g, '-'), document }))
  const names = attached.map(({ name }) => name)
  const trust = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { RAM: [`acs:ram::${id}:root`] } }
  return {
    id,
    accessKeys: [{ id: `LTAIroot${id}`, secret: 'root' }],
    users: [
      { name: 'app', accessKeys: [{ id: `LTAIapp${id}`, secret: 'app' }], policies: names },
      { name: 'assumer', accessKeys: [{ id: `LTAIassumer${id}`, secret: 'assumer' }], policies: ['assume'] },
    ],
    roles: [{ name: 'reader', trust: { Version: '1', Statement: [trust] }, policies: names }],
    policies: [...attached, { name: 'assume', document: { Version: '1', Statement: [assume] } }],
    ...(controlPolicies === undefined ? {} : { controlPolicies }),
  }
}

/** A session cannot have a policy that RAM would refuse: it is as good as one that allows nothing. */
const nothing = { Version: '1', Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }] }

const partsOf = (arn: string) => arn.split(':')

/** An emulator with the secret, its key and their policies, and people in every account that is spoken of. */
export function replayOf(fixture: ProofFixture, requests: readonly JsonRequest[]) {
  const { secret, key, principal, keyPolicy, secretPolicy } = fixture
  const owner = partsOf(secret)[3] as string
  const others = [...requests.map(({ resource }) => resource), principal ?? ''].map(
    each => partsOf(each)[3] ?? '',
  )
  const accounts = [...new Set([owner, ...others])].filter(id => /^\d{16}$/.test(id))
  const isManaged = key === 'service-managed'
  const own = {
    instances: [{ id: instance }],
    keys: isManaged
      ? []
      : [{ id: partsOf(key)[4]?.slice(4), instance, ...(keyPolicy ? { policy: keyPolicy } : {}) }],
    secrets: [
      {
        name: partsOf(secret)[4]?.slice(7),
        versions: [{ id: 'v1', value: 'value', stages: ['ACSCurrent'] }],
        ...(isManaged ? {} : { instance, key: partsOf(key)[4]?.slice(4) }),
        ...(secretPolicy ? { policy: secretPolicy } : {}),
      },
    ],
  }
  const seed = {
    format: 1,
    region: 'cn-hangzhou',
    accounts: accounts.map(id => ({
      ...accountOf(id, fixture),
      ...(id === owner ? own : { instances: [], keys: [], secrets: [] }),
    })),
  }
  const machine = standingMachine()
  const onBug = (error: unknown) => {
    throw error
  }
  const emulator = createEmulator({ seed, settings: defaultSettings, machine, onBug } as Parameters<
    typeof createEmulator
  >[0])
  return { emulator, machine, owner, accounts: emulator.world.accounts }
}

export type Replay = ReturnType<typeof replayOf>

/** Whether the emulator permits a request, asked where it asks before an operation runs. */
export function permits(
  { emulator, accounts, owner }: Replay,
  fixture: ProofFixture,
  request: JsonRequest,
): boolean {
  const { action, resource, context } = request
  const given = new Map(Object.entries(context).map(([name, value]) => [name.toLowerCase(), value]))
  const account = partsOf(fixture.principal ?? '')[3] ?? (partsOf(resource)[3] || owner)
  const text = (name: string) => given.get(name) as string | undefined
  const isRole = fixture.credentials === 'sts'
  const session = fixture.expected.refused.includes('session-policy.json') ? nothing : fixture.sessionPolicy
  const call = {
    world: emulator.world,
    account: accounts.get(/^\d{16}$/.test(account) ? account : owner) as Account,
    caller: {
      type: isRole ? 'assumed-role' : 'user',
      arn: `acs:ram::${account}:${isRole ? 'role/reader' : 'user/app'}`,
      name: isRole ? 'reader' : 'app',
      id: '2',
      displayName: '2',
      accessKeyId: 'LTAI',
      ...(session === undefined ? {} : { sessionPolicy: JSON.stringify(session) }),
    },
    gateway: fixture.gateway === 'dedicated' ? { kind: 'dedicated', instance } : { kind: 'shared' },
    now: Date.parse(text('acs:currenttime') ?? '2026-01-01T00:00:00Z'),
    secure: text('acs:securetransport') === 'true',
    // Absent where the request is to carry none.
    sourceIp: text('acs:sourceip'),
    requestId: '3',
  } as unknown as Call
  for (const filled of ['acs:currenttime', 'acs:securetransport', 'acs:sourceip', 'acs:principalarn'])
    given.delete(filled)
  const kind =
    resource === fixture.secret
      ? ('secret' as const)
      : resource === fixture.key
        ? ('key' as const)
        : undefined
  const policy = kind === undefined ? undefined : fixture[`${kind}Policy`]
  const need = {
    action,
    resource,
    owner: partsOf(resource)[3] || owner,
    context: given as ReadonlyMap<string, string>,
    ...(policy === undefined || kind === undefined ? {} : { policy: { kind, text: JSON.stringify(policy) } }),
  }
  return authorize(call, [need])[0]?.decision.allowed === true
}

/** What a call is answered that is sent over a connection as the context says. */
export async function send(
  { emulator, machine, owner }: Replay,
  fixture: ProofFixture,
  operation: { readonly action: string; readonly parameters?: Readonly<Record<string, string>> },
  context: JsonContext = {},
): Promise<{ status: number; body: Record<string, unknown> }> {
  const account = partsOf(fixture.principal ?? '')[3] ?? owner
  const wire = async (request: Partial<Parameters<typeof signedRequest>[0]> & { action: string }) => {
    const signed = signedRequest({
      accessKeyId: `LTAIapp${account}`,
      accessKeySecret: 'app',
      now: machine.now(),
      nonce: machine.uuid(),
      ...request,
    })
    const secure = context['acs:SecureTransport'] === 'true'
    const sourceIp = (context['acs:SourceIp'] as string | undefined) ?? signed.sourceIp
    const { status, body } = await answer(emulator, { ...signed, secure, sourceIp })
    return { status, body: JSON.parse(body as string) }
  }
  const host = fixture.gateway === 'dedicated' ? { host: dedicated } : {}
  if (fixture.credentials !== 'sts') return wire({ ...operation, ...host })
  const assumed = await wire({
    action: 'AssumeRole',
    version: '2015-04-01',
    accessKeyId: `LTAIassumer${account}`,
    accessKeySecret: 'assumer',
    parameters: { RoleArn: `acs:ram::${account}:role/reader`, RoleSessionName: 'session' },
  })
  const { AccessKeyId, AccessKeySecret, SecurityToken } = assumed.body.Credentials as Record<string, string>
  return wire({
    ...operation,
    ...host,
    accessKeyId: AccessKeyId as string,
    accessKeySecret: AccessKeySecret as string,
    securityToken: SecurityToken as string,
  })
}

/** When every test begins, as a condition key. */
export const now = new Date(start).toISOString()
