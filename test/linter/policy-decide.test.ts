import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  type AccessRequest,
  type AttachedPolicy,
  attach,
  type Decision,
  decide,
  explainDecision,
  findNearMiss,
  type PolicyKind,
  type PolicySet,
  type Principal,
  parsePolicy,
  type StatementReference,
  type Switches,
  systemPolicies,
} from '../../linter/policy/index.ts'

interface Row {
  action: string
  resource: string
  resourcePolicy?: string
  resourceAccount?: string
  outcome: Decision['outcome']
  policyType: Decision['policyType']
  decidedBy: string | null
  agreedBy?: string
  fails?: string | null
}

interface Case {
  name: string
  principal: string
  identity?: string[]
  session?: string
  control?: string[]
  context?: Record<string, string>
  switches?: Partial<Switches>
  requests: Row[]
}

interface Fixture {
  documents: Record<string, { kind: PolicyKind; system?: string; document?: object }>
  cases: Case[]
}

const folder = new URL('../../fixtures/decisions/', import.meta.url)
const fixtures = readdirSync(folder)
  .sort()
  .map(file => ({ file, ...(JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Fixture) }))

function principalOf(arn: string): Principal {
  const [, , , account = '', name = ''] = arn.split(':')
  if (!arn.startsWith('acs:')) return { type: 'service', account: arn.split('@').at(-2) ?? '', arn }
  if (name === 'root') return { type: 'root', account, arn }
  return { type: name.startsWith('role/') ? 'assumed-role' : 'user', account, arn }
}

function attachAll({ documents }: Fixture): Map<string, AttachedPolicy> {
  return new Map(
    Object.entries(documents).map(([name, { kind, system, document }]) => {
      const text = system === undefined ? JSON.stringify(document) : (systemPolicies.get(system) ?? '')
      const parsed = parsePolicy(text, kind)
      expect(parsed.faults, name).toEqual([])
      if (parsed.document === null) throw new Error(name)
      return [name, attach(name, kind, parsed.document)]
    }),
  )
}

function setOf(each: Case, row: Row, policies: Map<string, AttachedPolicy>): PolicySet {
  const find = (name: string) => {
    const policy = policies.get(name)
    if (policy === undefined) throw new Error(`no document ${name}`)
    return policy
  }
  return {
    identity: (each.identity ?? []).map(find),
    ...(row.resourcePolicy === undefined ? {} : { resource: find(row.resourcePolicy) }),
    ...(each.session === undefined ? {} : { session: find(each.session) }),
    ...(each.control === undefined ? {} : { control: each.control.map(find) }),
  }
}

function requestOf(each: Case, row: Row): AccessRequest {
  const resourceAccount = row.resourceAccount ?? '1234567890123456'
  const context = new Map(Object.entries(each.context ?? {}))
  return {
    principal: principalOf(each.principal),
    action: row.action,
    resource: row.resource,
    resourceAccount,
    context,
  }
}

const written = (reference: StatementReference | null) =>
  reference === null ? null : `${reference.policy} ${reference.pointer}`

describe.each(fixtures)('$file', fixture => {
  const policies = attachAll(fixture)
  it.each(fixture.cases)('$name', each => {
    for (const row of each.requests) {
      const set = setOf(each, row, policies)
      const request = requestOf(each, row)
      const { decidedBy, agreedBy, ...decision } = decide(set, request, each.switches)
      expect({ ...decision, decidedBy: written(decidedBy), agreedBy: written(agreedBy) }).toEqual({
        allowed: row.outcome === 'allow',
        outcome: row.outcome,
        policyType: row.policyType,
        decidedBy: row.decidedBy,
        agreedBy: row.agreedBy ?? null,
      })
      expect(findNearMiss(set, request, each.switches)?.fails ?? null).toBe(row.fails ?? null)
    }
  })
})

describe('explainDecision', () => {
  const [fixture] = fixtures.filter(({ file }) => file === 'identity.json')
  if (fixture === undefined) throw new Error('fixtures/decisions/identity.json')
  const policies = attachAll(fixture)
  const secret = 'acs:kms:cn-hangzhou:1234567890123456:secret/db'
  const user = 'acs:ram::1234567890123456:user/app'
  const asked = `\`kms:GetSecretValue\` on \`${secret}\``
  const missing = `no statement of the identity policies allows ${asked}`
  const mine = (name: string) => `${missing}; closest is \`${name}\` /Statement/0, but`

  it.each([
    [[], user, {}, missing],
    [['minimum'], user, {}, `${asked} is allowed by \`minimum\` /Statement/0 (\`read\`)`],
    [['wide', 'deny-db'], user, {}, `${asked} is denied by \`deny-db\` /Statement/0 (\`not db\`)`],
    [
      [],
      'acs:ram::1234567890123456:root',
      {},
      `${asked} is allowed: the root of an account may use all that it owns`,
    ],
    [
      ['secret-upper', 'key-slash'],
      user,
      {},
      `${mine('secret-upper')} its Resource is \`acs:kms:cn-hangzhou:1234567890123456:secret/DB\``,
    ],
    [['key-slash'], user, {}, `${mine('key-slash')} its Resource is \`acs:kms:*:*:key/*\``],
    [
      ['from-office'],
      user,
      {},
      `${mine('from-office')} its \`IpAddress\` of \`acs:SourceIp\` wants \`203.0.113.0/24\` and the request has no such key`,
    ],
    [
      ['from-office'],
      user,
      { 'acs:sourceip': '192.0.2.1' },
      `${mine('from-office')} its \`IpAddress\` of \`acs:SourceIp\` wants \`203.0.113.0/24\` and the request has \`192.0.2.1\``,
    ],
    [['random'], user, {}, `${mine('random')} its Action is \`kms:GetRandomPassword\``],
  ])('%j for %s with %j', (names, principal, context, sentence) => {
    const identity = names.flatMap(name => policies.get(name) ?? [])
    const row: Row = {
      action: 'kms:GetSecretValue',
      resource: secret,
      outcome: 'allow',
      policyType: 'root',
      decidedBy: null,
    }
    const request = requestOf({ name: '', principal, context, requests: [] }, row)
    expect(explainDecision({ identity }, request)).toBe(sentence)
  })
})

describe('large policies', () => {
  it('decides over 10,000 statements', () => {
    const Statement = Array.from({ length: 10_000 }, (_, index) => ({
      Effect: index % 2 === 0 ? 'Allow' : 'Deny',
      Action: `kms:*a*a*a*a*a*b${index}`,
      Resource: 'acs:kms:*:*:secret/*a*a*a*b',
    }))
    const { readable, document, faults } = parsePolicy(
      JSON.stringify({ Version: '1', Statement }),
      'identity',
    )
    expect(faults.map(({ id }) => id)).toEqual(['policy-too-long'])
    expect(document).toBeNull()
    if (readable === null) throw new Error('not readable')
    const row: Row = {
      action: `kms:${'a'.repeat(2000)}`,
      resource: '*',
      outcome: 'allow',
      policyType: 'root',
      decidedBy: null,
    }
    const request = requestOf({ name: '', principal: 'acs:ram::1234567890123456:user/a', requests: [] }, row)
    expect(decide({ identity: [attach('big', 'identity', readable)] }, request).outcome).toBe('implicit-deny')
  })
})
