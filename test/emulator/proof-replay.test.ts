import { afterAll, describe, expect, test } from 'vitest'
import { prove } from '../../linter/index.ts'
import { isAllowed, type JsonContext, type JsonRequest, type JsonSet } from '../linter/json-evaluator.ts'
import { fixturesOf, inputOf, type ProofFixture } from '../linter/proof-fixture.ts'
import { contextsFor } from '../linter/proof-samples.ts'
import { randomFrom } from '../linter/random-policies.ts'
import { now, permits, replayOf, send } from './proof-replay.ts'

const fixtures = fixturesOf<ProofFixture>('proofs')

/** Operations that ask for one permission alone, on what one parameter names. */
const operations: Readonly<Record<string, string>> = {
  'kms:DescribeSecret': 'SecretName',
  'kms:ListSecretVersionIds': 'SecretName',
  'kms:DescribeKey': 'KeyId',
  'kms:ListKeyVersions': 'KeyId',
  'kms:ListSecrets': '',
  'kms:ListKeys': '',
  'kms:GetRandomPassword': '',
}

const counts = { examples: 0, requirements: 0, requests: 0 }
afterAll(() => {
  if (process.env.TEST_LONG === '1')
    console.log(fixtures.length, 'proofs replayed against the emulator', counts)
})

describe.each(fixtures)('%s', (_name, fixture) => {
  const proof = prove(inputOf(fixture))
  const examples = proof.excess.filter(each => each.actions[0]?.startsWith('kms:') && !each.unlisted)
  const replay = replayOf(fixture, [
    ...examples.map(({ example }) => example),
    ...proof.requirements.map(each => ({ ...each, context: {} })),
  ])

  test('the emulator permits every example of excess', async () => {
    for (const { example } of examples) {
      counts.examples += 1
      expect({ example, permitted: permits(replay, fixture, example) }).toEqual({ example, permitted: true })
      const parameter = operations[example.action]
      const isHere =
        example.resource === '*' || example.resource.startsWith(`acs:kms:cn-hangzhou:${replay.owner}:`)
      if (parameter === undefined || !isHere || fixture.sessionPolicy !== undefined) continue
      const parameters = parameter === '' ? {} : { [parameter]: example.resource }
      counts.requests += 1
      const { status, body } = await send(
        replay,
        fixture,
        { action: example.action.slice(4), parameters },
        example.context,
      )
      expect({ example, status, code: body.Code ?? null }).not.toMatchObject({ status: 403 })
    }
  })

  test('and each requirement in exactly the contexts that the proof says', () => {
    const { keyPolicy, secretPolicy, gateway, principal, policies, expected, ...others } = fixture
    const attached = Object.entries(policies).filter(([path]) => !expected.refused.includes(path))
    const set = {
      ...others,
      policies: attached.map(([, policy]) => policy),
      keyPolicy,
      secretPolicy,
      principal,
    } as JsonSet
    const who =
      principal ?? `acs:ram::${replay.owner}:${fixture.credentials === 'sts' ? 'role/reader' : 'user/app'}`
    const { contexts, complete } = contextsFor([set], {
      dedicated: gateway === 'dedicated',
      given: { 'acs:principalarn': who.replace('::', ':*:') },
      most: 500,
      random: randomFrom(1),
    })
    expect(complete).toBe(true)
    for (const { action, resource, verdict } of proof.requirements) {
      counts.requirements += 1
      const answers = new Set(
        contexts.map(context =>
          permits(replay, fixture, {
            action,
            resource,
            context: { 'acs:securetransport': 'false', ...context },
          }),
        ),
      )
      const said = {
        allowed: [true],
        conditional: [false, true],
        'implicit-deny': [false],
        'explicit-deny': [false],
        undecided: [],
      }
      // Who asks is one of those whom an open proof leaves open.
      const isOpen = principal === undefined && JSON.stringify(policies).includes('PrincipalARN')
      expect({ action, answers: [...answers].sort() }).toEqual({
        action,
        answers: isOpen ? [true] : said[verdict],
      })
    }
  })

  test('and answers the read as proved, whatever the connection', async () => {
    // A session policy is given to a role alone; who is known by name is so here, too.
    if (fixture.sessionPolicy !== undefined) return expect(proof.requirements).not.toEqual([])
    for (const secure of ['true', 'false'])
      for (const address of ['203.0.113.7', '198.51.100.1']) {
        const context: JsonContext = { 'acs:SecureTransport': secure, 'acs:SourceIp': address }
        const { secret } = fixture
        counts.requests += 1
        const { status, body } = await send(
          replay,
          fixture,
          { action: 'GetSecretValue', parameters: { SecretName: secret } },
          context,
        )
        const refused = (body.AccessDeniedDetail as Record<string, string> | undefined)?.AuthAction ?? null
        const expectedRefusal = firstRefused(fixture, proof.requirements, context)
        expect({ context, status, refused }).toEqual({
          context,
          status: expectedRefusal === null ? 200 : 403,
          refused: expectedRefusal,
        })
        if (proof.verdict === 'proved') expect(status).toBe(200)
        if (proof.verdict === 'denied') expect(status).toBe(403)
      }
  })
})

/** The first requirement that another evaluator does not find allowed, in a request as the emulator sees it. */
function firstRefused(
  { policies, expected, gateway, keyPolicy, secretPolicy, ...others }: ProofFixture,
  requirements: readonly Omit<JsonRequest, 'context'>[],
  connection: JsonContext,
): string | null {
  const isShared = gateway !== 'dedicated'
  const attached = Object.entries(policies).filter(([path]) => !expected.refused.includes(path))
  const set = {
    ...others,
    policies: attached.map(([, policy]) => policy),
    ...(isShared ? { keyPolicy, secretPolicy } : {}),
  } as JsonSet
  const who =
    others.principal ??
    `acs:ram::1234567890123456:${others.credentials === 'sts' ? 'role/reader' : 'user/app'}`
  const { 'acs:SourceIp': address, ...rest } = connection
  const context = {
    ...rest,
    ...(isShared ? { 'acs:SourceIp': address as string } : {}),
    'acs:CurrentTime': now,
    'acs:PrincipalARN': who.replace('::', ':*:'),
  }
  return (
    requirements.find(({ action, resource }) => !isAllowed(set, { action, resource, context }))?.action ??
    null
  )
}
