import { expect, it } from 'vitest'
import {
  type AttachedPolicy,
  attach,
  decide,
  type PolicyKind,
  type PolicySet,
  type Principal,
  parsePolicy,
} from '../../linter/policy/index.ts'
import {
  type CedarOutcome,
  type CedarRequest,
  cedarContext,
  decideWithCedar,
  type JsonStatement,
  prepareCedar,
  type TypedContext,
} from './policy-cedar.ts'

/** Comparisons: TEST_LONG makes it a million. */
const wanted = process.env.TEST_LONG === '1' ? 1_000_000 : 24_000
const requestsPerSet = 60

/** A small generator of numbers in [0, 1), the same on every run (mulberry32). */
let seed = 20_260_101
function random(): number {
  seed = (seed + 0x6d2b79f5) | 0
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296
}
const chance = (probability: number): boolean => random() < probability
const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T
const some = <T>(items: readonly T[], most: number): T[] =>
  Array.from({ length: 1 + Math.floor(random() * most) }, () => pick(items))

const A = '1111111111111111'
const B = '2222222222222222'
const actions = [
  'kms:GetSecretValue',
  'kms:Decrypt',
  'kms:ListSecrets',
  'kms:SetSecretPolicy',
  'sts:AssumeRole',
  'ecs:Get',
]
const actionPatterns = [
  ...actions,
  ...[
    '*',
    'kms:*',
    'KMS:get*',
    '*:Get*',
    'kms:*Secret*',
    'kms:*e*t*',
    '*s*:*s*',
    '**',
    'kms:',
    'kms:getsecretvalue*',
  ],
]
const secretPatterns = actionPatterns.filter(pattern => /^kms:/i.test(pattern))
const resources = [
  '*',
  `acs:kms:cn-hangzhou:${A}:secret/db`,
  `acs:kms:cn-hangzhou:${A}:secret/a:b/c`,
  `acs:kms:cn-beijing:${B}:secret/db`,
  `acs:kms:cn-hangzhou:${A}:key/key-a`,
  `acs:kms:cn-hangzhou:${A}:secret`,
  `acs:ram::${A}:role/reader`,
]
const resourcePatterns = [
  ...resources,
  ...['acs:kms:*:*:*', 'acs:*:*:*:*', '*:*:*:*:*', 'acs:kms:*:secret/db', 'acs:kms:*', 'acs:kms:*:*:secret*'],
  ...[
    'acs:kms:*:*:*/*',
    'acs:kms:cn-*:1*1:*d*b',
    'acs:*:*han*:*:secret/*',
    `acs:kms::${A}:secret/db`,
    'acs:kms:*:*:*b*c',
  ],
]
const principals: readonly Principal[] = [
  { type: 'user', account: A, arn: `acs:ram::${A}:user/app` },
  { type: 'user', account: A, arn: `acs:ram::${A}:user/other` },
  { type: 'assumed-role', account: A, arn: `acs:ram::${A}:role/app` },
  { type: 'user', account: B, arn: `acs:ram::${B}:user/app` },
  { type: 'root', account: A, arn: `acs:ram::${A}:root` },
  { type: 'root', account: B, arn: `acs:ram::${B}:root` },
  { type: 'service', account: '', arn: 'ecs.aliyuncs.com' },
]
const ramPrincipals = [
  ...principals.slice(0, 4).map(({ arn }) => arn),
  `acs:ram::${A}:*`,
  `acs:ram::${A}:root`,
  `acs:ram::${B}:root`,
]

const blocks = [
  '10.0.0.0/8',
  '10.128.0.0/9',
  '192.0.2.7',
  '0.0.0.0/0',
  '2001:db8::/33',
  '::/0',
  '2001:db8::1',
  '10.1.2.0/23',
]
const addresses = ['10.1.2.3', '10.200.0.1', '192.0.2.7', '198.51.100.1', '2001:db8::1', '2001:db8:8000::1']
const dates = [
  '2024-01-01T00:00:00Z',
  '2024-01-01T08:00:00+08:00',
  '2023-12-31T23:59:59Z',
  '2024-06-01',
  '2024-01-01T00:00:00.500Z',
]
const numbers = ['-5', '0', '7', '10', '007']
const texts = ['prod', 'PROD', 'test', 'a*b', 'pr*', '*', '*o*', '']
const types = ['RAM', 'Service', 'Federated']
const orders = ['Equals', 'NotEquals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals']
const textOperators = ['Equals', 'EqualsIgnoreCase', 'Like', 'NotEquals', 'NotEqualsIgnoreCase', 'NotLike']
const listOperators = ['', 'ForAllValues:', 'ForAnyValue:'].flatMap(p => [
  `${p}StringEquals`,
  `${p}StringNotEquals`,
])

/** Operators, a key in some spelling, and values to choose from. */
const conditions: readonly (readonly [string[], string[], string[]])[] = [
  [['IpAddress', 'NotIpAddress'], ['acs:SourceIp', 'acs:sourceip'], blocks],
  [orders.map(order => `Date${order}`), ['acs:CurrentTime'], dates],
  [orders.map(order => `Numeric${order}`), ['acs:n'], numbers],
  [textOperators.map(operator => `String${operator}`), ['kms:tag/env', 'KMS:Tag/Env'], texts],
  [['Bool'], ['acs:SecureTransport'], ['true', 'false']],
  [listOperators, ['ram:Types'], types],
]

function randomStatement(kind: PolicyKind): JsonStatement {
  const statement: JsonStatement = { Effect: chance(0.25) ? 'Deny' : 'Allow' }
  const onResource = kind === 'trust' || kind === 'secret'
  if (onResource) {
    statement.Principal = { RAM: some(ramPrincipals, 2) }
    if (kind === 'trust' && chance(0.3)) statement.Principal = { Service: ['ecs.aliyuncs.com'] }
  }
  if (kind === 'trust') statement.Action = ['sts:AssumeRole']
  else if (!onResource && chance(0.1))
    statement.NotAction = some(
      actionPatterns.filter(each => !/^\*+$/.test(each)),
      2,
    )
  else statement.Action = some(kind === 'secret' ? secretPatterns : actionPatterns, 3)
  if (kind !== 'trust') statement.Resource = onResource ? ['*'] : some(resourcePatterns, 3)
  if (chance(0.35)) {
    statement.Condition = {}
    for (const [operators, keys, values] of some(conditions, 2)) {
      statement.Condition[pick(operators)] = { [pick(keys)]: some(values, 2) }
    }
  }
  return statement
}

function randomPolicy(kind: PolicyKind): { policy: AttachedPolicy; statements: JsonStatement[] } {
  const statements = Array.from({ length: 1 + Math.floor(random() * 4) }, () => randomStatement(kind))
  const { document, readable, faults } = parsePolicy(
    JSON.stringify({ Version: '1', Statement: statements }),
    kind,
  )
  const usable = document ?? (faults.every(({ id }) => id === 'policy-too-long') ? readable : null)
  if (usable === null) throw new Error(JSON.stringify({ faults, statements }))
  return { policy: attach(kind, kind, usable), statements }
}

interface RandomSet {
  set: PolicySet
  layers: { control: boolean; session: boolean; trust: boolean }
}

/** Random policies for the engine, and their translations under fixed names for Cedar. */
function randomSet(): RandomSet {
  const identity = Array.from({ length: Math.floor(random() * 3) }, () => randomPolicy('identity'))
  const kind: PolicyKind = chance(0.3) ? 'trust' : 'secret'
  const resource = chance(0.75) ? randomPolicy(kind) : null
  const session = chance(0.15) ? randomPolicy('session') : null
  const control = chance(0.2) ? [randomPolicy('control'), randomPolicy('control')] : []
  const a = identity.flatMap(({ statements }) => statements)
  const b = resource?.statements ?? []
  const secret = kind === 'secret' ? b : []
  const trust = kind === 'trust' ? b : []
  prepareCedar('a', a)
  prepareCedar('b', trust, secret)
  prepareCedar('either', a.concat(trust), secret)
  prepareCedar('session', session?.statements ?? [])
  prepareCedar(
    'control',
    control.flatMap(({ statements }) => statements),
  )
  return {
    set: {
      identity: identity.map(({ policy }) => policy),
      ...(resource === null ? {} : { resource: resource.policy }),
      ...(session === null ? {} : { session: session.policy }),
      control: control.map(({ policy }) => policy),
    },
    layers: {
      control: control.length > 0,
      session: session !== null,
      trust: resource !== null && kind === 'trust',
    },
  }
}

function randomContext(): TypedContext {
  const maybe = <T>(key: string, value: T): Record<string, T> => (chance(0.7) ? { [key]: value } : {})
  return {
    texts: maybe('kms:tag/env', pick(texts)),
    numbers: maybe('acs:n', Number(pick(numbers))),
    dates: maybe('acs:currenttime', pick(dates)),
    booleans: maybe('acs:securetransport', chance(0.5)),
    addresses: maybe('acs:sourceip', pick(addresses)),
    lists: maybe(
      'ram:types',
      types.filter(() => chance(0.4)),
    ),
  }
}

function plainContext(context: TypedContext): Map<string, string | readonly string[]> {
  const { lists, numbers, booleans, ...strings } = context
  const entries = [...Object.values(strings), lists].flatMap(part => Object.entries<string | string[]>(part))
  const scalars = [numbers, booleans].flatMap(part =>
    Object.entries(part).map(([key, value]) => [key, String(value)] as const),
  )
  return new Map([...entries, ...scalars])
}

/** The steps of the evaluation process, put together from Cedar's answers to each. */
function expected(
  { layers }: RandomSet,
  request: CedarRequest,
  sameAccount: boolean,
  assuming: boolean,
): CedarOutcome {
  const context = cedarContext(request)
  if (request.principal.type === 'service') return decideWithCedar('b', context)
  if (request.principal.type === 'root') {
    if (decideWithCedar('b', context) === 'explicit-deny') return 'explicit-deny'
    return sameAccount && !assuming ? 'allow' : 'implicit-deny'
  }
  for (const layer of ['control', 'session'] as const) {
    const outcome = layers[layer] ? decideWithCedar(layer, context) : 'allow'
    if (outcome !== 'allow') return outcome
  }
  if (sameAccount && !assuming) return decideWithCedar('either', context)
  const both = [decideWithCedar('a', context), decideWithCedar('b', context)]
  if (both.includes('explicit-deny')) return 'explicit-deny'
  return both.includes('implicit-deny') ? 'implicit-deny' : 'allow'
}

it(`decides as Cedar does`, { timeout: 0 }, () => {
  const counts: Record<CedarOutcome, number> = { allow: 0, 'explicit-deny': 0, 'implicit-deny': 0 }
  let compared = 0
  while (compared < wanted) {
    const each = randomSet()
    for (let index = 0; index < requestsPerSet; index++, compared++) {
      const principal = pick(principals)
      const [action, resource] = [pick(actions), pick(resources)]
      const resourceAccount = pick([A, A, A, B])
      const switches = { accountPrincipalGrants: chance(0.3), negatedOnAbsentKey: chance(0.7) }
      const typed = randomContext()
      const request = { principal, action, resource, resourceAccount, context: plainContext(typed) }
      const sameAccount = principal.account === resourceAccount
      const assuming = each.layers.trust || action === 'sts:AssumeRole'
      const accountGrants = assuming || !sameAccount || switches.accountPrincipalGrants
      const { negatedOnAbsentKey } = switches
      const asked: CedarRequest = {
        principal,
        action,
        resource,
        context: typed,
        accountGrants,
        negatedOnAbsentKey,
      }
      const { outcome } = decide(each.set, request, switches)
      const other = expected(each, asked, sameAccount, assuming)
      if (outcome !== other) {
        const documents = [
          each.set.resource,
          each.set.session,
          ...each.set.identity,
          ...(each.set.control ?? []),
        ]
        const details = {
          request: { ...asked, resourceAccount },
          switches,
          documents: documents.map(d => d?.document),
        }
        expect.fail(`${outcome}, Cedar: ${other}\n${JSON.stringify(details)}`)
      }
      counts[outcome]++
    }
  }
  process.stdout.write(`compared ${compared} decisions with Cedar: ${JSON.stringify(counts)}\n`)
  for (const [outcome, count] of Object.entries(counts)) {
    expect(count / compared, outcome).toBeGreaterThan(0.05)
  }
})
