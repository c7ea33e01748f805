import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { diff, type PolicyKind, schemas } from '../../linter/index.ts'
import { policyOf, ramLint } from './command-line.ts'
import { randomFrom } from './random-policies.ts'

const account = '1234567890123456'
const other = '9876543210987654'
const app = `acs:ram::${account}:user/app`
const job = `acs:ram::${account}:role/job`
const root = `acs:ram::${account}:root`
const valid = new Ajv2020({ allowUnionTypes: true }).compile(schemas.difference)

const by = (...names: readonly string[]) => ({ Principal: { RAM: names } })
const ofKey = (change: object) => ({
  Effect: 'Allow',
  ...by(app),
  Action: 'kms:Decrypt',
  Resource: '*',
  ...change,
})
const ofRole = (change: object) => ({ Effect: 'Allow', Action: 'sts:AssumeRole', ...by(app), ...change })

function compare(kind: PolicyKind, before: readonly object[] | null, after: readonly object[]) {
  const side = (path: string, statements: readonly object[] | null) =>
    statements === null ? [] : [{ path, text: policyOf(...statements), kind }]
  const difference = diff({ before: side('old.json', before), after: side('new.json', after) })
  valid(difference)
  expect(valid.errors).toBeNull()
  const printed = (regions: typeof difference.added) =>
    regions.map(each => {
      const { principal } = each.example as { principal?: string }
      const who = 'principals' in each ? each.principals : []
      expect(who[0]).toBe(principal)
      return `${each.actions.join()} on ${each.resources} by ${who.join()}: ${each.path} ${each.pointer}`
    })
  return [difference.verdict, printed(difference.added), printed(difference.removed)]
}

describe('policies of keys and secrets', () => {
  test.each<[string, PolicyKind, readonly object[] | null, readonly object[], readonly unknown[]]>([
    ['the same', 'key', [ofKey({})], [ofKey({ Action: ['kms:decrypt'] })], ['same', [], []]],
    [
      'one more user',
      'key',
      [ofKey({})],
      [ofKey(by(app, job))],
      ['widened', [`kms:Decrypt on * by ${job}: new.json /Statement/0`], []],
    ],
    [
      'another action',
      'secret',
      [ofKey({ Action: 'kms:GetSecretValue' })],
      [ofKey({ Action: 'kms:PutSecretValue' })],
      [
        'both',
        [`kms:PutSecretValue on * by ${app}: new.json /Statement/0`],
        [`kms:GetSecretValue on * by ${app}: old.json /Statement/0`],
      ],
    ],
    [
      'a condition that goes',
      'key',
      [ofKey({ Condition: { Bool: { 'acs:SecureTransport': 'true' } } })],
      [ofKey({})],
      ['widened', [`kms:Decrypt on * by ${app}: new.json /Statement/0`], []],
    ],
    [
      'a Deny that goes: what other policies allow is allowed',
      'key',
      [ofKey({ Effect: 'Deny' })],
      [ofKey({ Effect: 'Deny', Action: 'kms:Encrypt' })],
      [
        'both',
        [`kms:Decrypt on * by ${app}: old.json /Statement/0`],
        [`kms:Encrypt on * by ${app}: new.json /Statement/0`],
      ],
    ],
    [
      'a user for his account: he needs a policy of his own then, the others may have one',
      'key',
      [ofKey({})],
      [ofKey(by(root))],
      [
        'both',
        [`kms:Decrypt on * by acs:ram::${account}:user/somebody: new.json /Statement/0`],
        [`kms:Decrypt on * by ${app}: old.json /Statement/0`],
      ],
    ],
    [
      'every account',
      'key',
      [ofKey(by(root))],
      [ofKey(by(root, '*'))],
      ['widened', [`kms:Decrypt on * by acs:ram::${other}:user/somebody: new.json /Statement/0`], []],
    ],
    [
      'what such a policy is not about',
      'key',
      [ofKey({})],
      [ofKey({ Action: ['kms:Decrypt', 'kms:GetSecretValue', 'kms:CreateKey'] })],
      ['same', [], []],
    ],
    [
      'a policy that is new',
      'secret',
      null,
      [ofKey({ Action: 'kms:GetSecretValue' })],
      ['widened', [`kms:GetSecretValue on * by ${app}: new.json /Statement/0`], []],
    ],
  ])('%s', (_name, kind, before, after, expected) => {
    expect(compare(kind, before, after)).toEqual(expected)
    const [verdict, added, removed] = compare(kind, after, before ?? [])
    const turned = { same: 'same', widened: 'narrowed', both: 'both' }[expected[0] as string]
    if (before !== null)
      expect([verdict, (removed as []).length, (added as []).length]).toEqual([
        turned,
        (expected[1] as []).length,
        (expected[2] as []).length,
      ])
  })
})

describe('trust policies', () => {
  const service = (name: string) => ({ Principal: { Service: [name] } })
  const provider = `acs:ram::${account}:saml-provider/idp`
  test.each<[string, readonly object[], readonly object[], readonly unknown[]]>([
    ['the same', [ofRole({})], [ofRole({})], ['same', [], []]],
    [
      'another service',
      [ofRole(service('ecs.aliyuncs.com'))],
      [ofRole(service('fc.aliyuncs.com'))],
      [
        'both',
        ['sts:AssumeRole on null by fc.aliyuncs.com: new.json /Statement/0'],
        ['sts:AssumeRole on null by ecs.aliyuncs.com: old.json /Statement/0'],
      ],
    ],
    [
      'an identity provider',
      [ofRole({})],
      [
        ofRole({}),
        { Effect: 'Allow', Action: 'sts:AssumeRoleWithSAML', Principal: { Federated: [provider] } },
      ],
      ['widened', [`sts:AssumeRoleWithSAML on null by ${provider}: new.json /Statement/1`], []],
    ],
    [
      'an account as a whole',
      [ofRole({})],
      [ofRole(by(root))],
      ['widened', [`sts:AssumeRole on null by acs:ram::${account}:user/somebody: new.json /Statement/0`], []],
    ],
  ])('%s', (_name, before, after, expected) => {
    expect(compare('trust', before, after)).toEqual(expected)
  })
})

test('policies of two kinds', async () => {
  const files = [ofKey({}), { Effect: 'Allow', Action: '*', Resource: '*' }].map((each, index) => ({
    path: `${index}.json`,
    text: policyOf(each),
  }))
  expect(() => diff({ before: files.slice(0, 1), after: files.slice(1) })).toThrow(
    '`0.json` is a key policy and `1.json` an identity policy: only policies of one kind can be compared',
  )
})

test('key policies by chance: what an evaluator of its own says of each principal', () => {
  const random = randomFrom(7)
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item
  const names = [app, job, root, '*', `acs:ram::${other}:user/app`]
  const actions = ['kms:Decrypt', 'kms:Encrypt', 'kms:*', 'kms:*crypt']
  const statement = () => ({
    Effect: pick(['Allow', 'Allow', 'Deny']),
    ...by(...new Set([pick(names), pick(names)])),
    Action: pick(actions),
    Resource: '*',
  })
  type Statement = ReturnType<typeof statement>
  const asking = [
    app,
    job,
    `acs:ram::${account}:user/x`,
    `acs:ram::${other}:user/app`,
    `acs:ram::${other}:user/x`,
    'acs:ram::1111222233334444:user/x',
  ]
  const fits = ({ Principal, Action }: Statement, who: string, action: string, whole: boolean) =>
    new RegExp(`^${Action.replaceAll('*', '.*')}$`).test(action) &&
    Principal.RAM.some(
      name => name === who || (whole && (name === '*' || (name === root && who.includes(account)))),
    )
  const answers = (statements: readonly Statement[], who: string, action: string) => {
    const denied = statements.some(each => each.Effect === 'Deny' && fits(each, who, action, true))
    const allowed = (whole: boolean) =>
      !denied && statements.some(each => each.Effect === 'Allow' && fits(each, who, action, whole))
    return [!denied, allowed(true), allowed(false)]
  }
  for (let round = 0; round < 400; round++) {
    const [before, after] = [0, 1].map(() => Array.from({ length: 1 + (round % 3) }, statement)) as [
      Statement[],
      Statement[],
    ]
    let [more, less] = [false, false]
    for (const who of asking)
      for (const action of ['kms:Decrypt', 'kms:Encrypt', 'kms:DescribeKey']) {
        const [old, now] = [answers(before, who, action), answers(after, who, action)]
        more ||= now.some((each, index) => each && !old[index])
        less ||= old.some((each, index) => each && !now[index])
      }
    const expected = more ? (less ? 'both' : 'widened') : less ? 'narrowed' : 'same'
    expect([before, after, compare('key', before, after)[0]]).toEqual([before, after, expected])
  }
})

test('on the command line', async () => {
  const { folderOf } = await import('./command-line.ts')
  const folder = await folderOf({
    'old.json': policyOf(ofKey({})),
    'new.json': policyOf(ofKey(by(app, job))),
    'less.json': policyOf(ofKey({ Action: 'kms:DescribeKey' })),
    'faulty.json': policyOf(ofKey({ Effect: 'allow' })),
  })
  const run = (...args: string[]) => ramLint(folder.path, ['diff', ...args, '--fail-on', 'widened'])
  expect(await run('old.json', 'new.json')).toEqual({
    code: 1,
    err: '',
    out: [
      'widened: some requests are newly allowed, none is newly refused',
      '',
      'added',
      `  kms:Decrypt on * by ${job}`,
      `    new.json /Statement/0; e.g. kms:Decrypt on * by ${job}`,
      '',
    ].join('\n'),
  })
  expect((await run('new.json', 'old.json')).code).toBe(0)
  const refused = await run('old.json', 'faulty.json')
  expect(refused.code).toBe(0)
  expect(refused.out).toContain('`faulty.json` is not compared: RAM would refuse it')
  expect(refused.err).toContain('invalid-effect')
  folder.remove()
})
