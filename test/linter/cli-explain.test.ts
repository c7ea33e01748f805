import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { schemas } from '../../linter/index.ts'
import { folderOf, policyOf, ramLint, readsSecret } from './command-line.ts'

const account = '1234567890123456'
const secret = `acs:kms:cn-hangzhou:${account}:secret/db`
const user = `acs:ram::${account}:user/app`
const principal = { Principal: { RAM: [user] } }
const office = { Condition: { IpAddress: { 'acs:SourceIp': '203.0.113.0/24' } } }
const pretty = (...statements: object[]) => JSON.stringify(JSON.parse(policyOf(...statements)), null, 2)

let folder: Awaited<ReturnType<typeof folderOf>>
beforeAll(async () => {
  folder = await folderOf({
    'app.json': pretty(readsSecret),
    'office.json': pretty({ ...readsSecret, Sid: 'Office', ...office }),
    'faulty.json': pretty({ ...readsSecret, Effect: 'allow' }),
    'deny.json': pretty({ Effect: 'Deny', Action: '*', Resource: '*' }),
    'secret-policy.json': pretty({
      Effect: 'Deny',
      ...principal,
      Action: 'kms:GetSecretValue',
      Resource: '*',
    }),
    'set/app.json': pretty(readsSecret),
    'set/key.json': pretty({ Effect: 'Allow', ...principal, Action: 'kms:Decrypt', Resource: '*' }),
    'set/data.json': '{}',
    'none/data.json': '{}',
  })
})
afterAll(() => folder.remove())

const explain = (...args: string[]) =>
  ramLint(folder.path, ['explain', ...args, '--action', 'kms:GetSecretValue', '--resource', secret])

const remarks = [
  'assumed: who asks is a RAM user or role of the account that owns the resource',
  'assumed: the key or secret has its default policy, which leaves the decision to RAM policies',
  '',
]

describe('for people', () => {
  test('the nearest statement and its first part that does not fit', async () => {
    const { out, ...ended } = await ramLint(folder.path, [
      'explain',
      'app.json',
      '--action',
      'kms:Decrypt',
      '--resource',
      secret,
    ])
    expect(ended).toEqual({ code: 1, err: '' })
    expect(out).toBe(
      [
        'denied: nothing allows it',
        `  no statement of the identity policies allows \`kms:Decrypt\` on \`${secret}\`; closest is \`app.json\` /Statement/0, but its Action is \`kms:GetSecretValue\``,
        '',
        '  app.json:6:17 /Statement/0/Action',
        '    5 |       "Effect": "Allow",',
        '  > 6 |       "Action": "kms:GetSecretValue",',
        '      |                 ^^^^^^^^^^^^^^^^^^^^',
        `    7 |       "Resource": "${secret}"`,
        '',
        `note: KMS checks \`kms:Decrypt\` on \`acs:kms:cn-hangzhou:${account}:key/<key-id>\`, not on this resource`,
        ...remarks,
      ].join('\n'),
    )
  })

  test('what a condition leaves open', async () => {
    const { out, code } = await explain('office.json')
    expect(code).toBe(1)
    expect(out.split('\n').slice(0, 14)).toEqual([
      'conditional',
      `  \`kms:GetSecretValue\` on \`${secret}\` is allowed by \`office.json\` /Statement/0 only where its conditions hold`,
      '',
      '  office.json:4:5 /Statement/0 (Office)',
      '  > 4 |     {',
      '  > 5 |       "Effect": "Allow",',
      '  > 6 |       "Action": "kms:GetSecretValue",',
      `  > 7 |       "Resource": "${secret}",`,
      '  > 8 |       "Sid": "Office",',
      '  > 9 |       "Condition": {',
      '      | …',
      '',
      'conditions that the request leaves open:',
      '  IpAddress `acs:SourceIp`: `203.0.113.0/24` office.json /Statement/0/Condition/IpAddress/acs:SourceIp',
    ])
  })
})

describe('exit codes', () => {
  const faulty =
    'faulty.json:5:17: error invalid-effect: the Effect is `allow`; write exactly `Allow` or `Deny`\n'
  test.each<[string, string[], number, string]>([
    ['allowed', ['app.json'], 0, ''],
    ['allowed by a value', ['office.json', '--context', 'acs:SourceIp=203.0.113.7'], 0, ''],
    ['denied by a value', ['office.json', '--context', 'acs:SourceIp=8.8.8.8'], 1, ''],
    ['denied without the key', ['office.json', '--context', 'acs:SourceIp'], 1, ''],
    ['denied', ['app.json', 'deny.json'], 1, ''],
    [
      'denied by the secret policy',
      ['app.json', '--principal', user, '--secret-policy', 'secret-policy.json'],
      1,
      '',
    ],
    ['allowed, and one policy is refused', ['app.json', 'faulty.json'], 1, faulty],
    ['a folder: other kinds are left out', ['set'], 0, 'set/key.json: left out: a key policy\n'],
    ['no policy', ['none'], 3, 'ram-lint: no identity policy found in `none`\n'],
    ['no file', ['app.json', 'x.json'], 2, 'ram-lint: cannot read `x.json`: it does not exist\n'],
    [
      'no file of a flag',
      ['app.json', '--session-policy', 'x.json'],
      2,
      'ram-lint: cannot read `x.json`: it does not exist\n',
    ],
    [
      'no key',
      ['app.json', '--context', '=x'],
      2,
      'ram-lint: `--context =x` names no condition key; write `KEY=VALUE`\n',
    ],
    [
      'a key and no key',
      ['app.json', '--context', 'a:b=x', '--context', 'a:b'],
      2,
      'ram-lint: `--context` says both that the request carries `a:b` and that it does not\n',
    ],
    [
      'a format of check',
      ['app.json', '--format', 'concise'],
      2,
      'ram-lint: `--format` takes no `concise`; write `pretty`, `json`\n',
    ],
    ['a flag of check', ['app.json', '--fail-on', 'error'], 2, 'ram-lint: `explain` takes no `--fail-on`\n'],
  ])('%s', async (_name, args, code, err) => {
    const ended = await explain(...args)
    expect({ code: ended.code, err: ended.err }).toEqual({ code, err })
  })

  test('from standard input, with flags before the command', async () => {
    const args = ['--format', 'json', 'explain', '-', '--action', 'kms:GetSecretValue', '--resource', secret]
    const { code, out } = await ramLint(folder.path, args, { input: policyOf(readsSecret) })
    expect(JSON.parse(out).decidedBy[0]).toMatchObject({ path: '<stdin>', pointer: '/Statement/0' })
    expect(code).toBe(0)
  })
})

test('every answer as JSON fits the schema', async () => {
  const valid = new Ajv2020({ allowUnionTypes: true }).compile(schemas.explanation)
  const lines = [
    ['app.json'],
    ['office.json'],
    ['app.json', 'deny.json'],
    ['faulty.json'],
    ['office.json', '--context', 'acs:SourceIp=1.1.1.1'],
  ]
  const verdicts: string[] = []
  for (const line of lines) {
    const { out } = await explain(...line, '--format', 'json=answer.json', '--format', 'pretty')
    expect(out).not.toBe('')
    const answer = JSON.parse(readFileSync(join(folder.path, 'answer.json'), 'utf8'))
    valid(answer)
    expect(valid.errors).toBeNull()
    verdicts.push(`${answer.verdict} ${answer.reason}`)
  }
  expect(verdicts).toEqual([
    'allowed null',
    'conditional condition',
    'explicit-deny deny',
    'implicit-deny no-statement',
    'implicit-deny condition',
  ])
})
