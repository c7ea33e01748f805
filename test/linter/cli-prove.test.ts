import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { schemas } from '../../linter/index.ts'
import { folderOf, policyOf, ramLint } from './command-line.ts'

const account = '1234567890123456'
const secret = `acs:kms:cn-hangzhou:${account}:secret/db`
const key = `acs:kms:cn-hangzhou:${account}:key/key-a`
const user = `acs:ram::${account}:user/app`
const allow = (Action: string, Resource: string, more = {}) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
})
const reads = allow('kms:GetSecretValue', secret)
const decrypts = allow('kms:Decrypt', key)
const over = (value: string) => ({ Condition: { Bool: { 'acs:SecureTransport': value } } })
const named = (Action: string) => ({ ...allow(Action, '*'), Principal: { RAM: [user] } })
const pretty = (...statements: object[]) =>
  `${JSON.stringify(JSON.parse(policyOf(...statements)), null, 2)}\n`
/** Made to take more steps than an analysis has. */
const intricate = {
  ...allow('kms:*', '*'),
  Condition: {
    StringLike: { 'acs:SourceVpc': Array.from({ length: 12 }, (_, at) => `*${'ab'[at % 2]}*${at}*a*a*b`) },
    StringNotLike: { 'acs:SourceVpc': Array.from({ length: 12 }, (_, at) => `*${at}*a*${'ab'[at % 2]}*`) },
  },
}

let folder: Awaited<ReturnType<typeof folderOf>>
beforeAll(async () => {
  folder = await folderOf({
    'minimum.json': pretty(reads, decrypts),
    'half.json': pretty(reads),
    'wide.json': pretty(allow('kms:GetSecretValue', `${secret}*`), decrypts),
    'conflict.json': pretty({ ...reads, ...over('true') }, { ...decrypts, ...over('false') }),
    'open.json': pretty({ ...reads, ...over('true') }, decrypts),
    'faulty.json': pretty({ ...reads, Effect: 'allow' }, decrypts),
    'no-policy.json': '{}',
    'intricate.json': policyOf(intricate),
    'key-policy.json': policyOf(named('kms:Decrypt')),
    'secret-policy.json': policyOf(named('kms:GetSecretValue')),
    'deny.json': policyOf({ ...allow('*', '*'), Effect: 'Deny' }),
    'set/reads.json': policyOf(reads),
    'set/decrypts.json': policyOf(decrypts),
    'set/trust.json': policyOf({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { RAM: [user] } }),
    'set/data.json': '{}',
    'none/data.json': '{}',
    'broken/app.json': policyOf(reads, decrypts),
    'broken/bad.json': '{ "Statement": [ }',
  })
})
afterAll(() => folder.remove())

const ask = (...args: string[]) => ramLint(folder.path, ['prove', ...args])
const prove = (...args: string[]) => ask(...args, '--secret', secret, '--key', key)

const assumed = [
  'assumed: the call goes through the shared gateway with an AccessKey: `kms:Decrypt` is asked for on the key',
  'assumed: who asks is a RAM user or role of the account that owns the secret',
  'assumed: the secret and the key have their default policy, which leaves the decision to RAM policies',
  'assumed: no control policy of a resource directory bounds the account',
]
const carries =
  'assumed: every request carries `acs:CurrentTime` and `acs:SecureTransport`; any other key may be absent'

describe('for people', () => {
  test('proved and minimal, and what breaks on a move', async () => {
    expect(await prove('minimum.json', '--matrix')).toEqual({
      code: 0,
      err: '',
      out: [
        `proved: \`${secret}\` can be read over the shared gateway with an AccessKey, whatever else the request carries`,
        '',
        `allowed kms:GetSecretValue on ${secret}`,
        '  minimum.json:4:5 /Statement/0',
        '  > 4 |     {',
        '  > 5 |       "Effect": "Allow",',
        '  > 6 |       "Action": "kms:GetSecretValue",',
        `  > 7 |       "Resource": "${secret}"`,
        '  > 8 |     },',
        '',
        `allowed kms:Decrypt on ${key}`,
        '  minimum.json:9:5 /Statement/1',
        '  >  9 |     {',
        '  > 10 |       "Effect": "Allow",',
        '  > 11 |       "Action": "kms:Decrypt",',
        `  > 12 |       "Resource": "${key}"`,
        '  > 13 |     }',
        '',
        'minimal: nothing is allowed that the read does not need',
        '',
        '  gateway    credentials  key                  verdict',
        '  shared     AccessKey    key of your own      proved, minimal',
        '  shared     STS token    key of your own      proved, minimal',
        '  dedicated  AccessKey    key of your own      proved, minimal',
        '  dedicated  STS token    key of your own      proved, minimal',
        '  shared     AccessKey    service-managed key  proved',
        '  shared     STS token    service-managed key  proved',
        '',
        ...assumed,
        '',
      ].join('\n'),
    })
  })

  test('what conflicts, with both places', async () => {
    const { out, code } = await prove('conflict.json')
    const part = (action: string, resource: string, at: number, value: string, line: number) => [
      `conditional ${action} on ${resource}`,
      `  \`${action}\` on \`${resource}\` is allowed by \`conflict.json\` /Statement/${at} only where its conditions hold`,
      `  conflict.json:${line}:5 /Statement/${at}`,
      ...['{', '  "Effect": "Allow",', `  "Action": "${action}",`, `  "Resource": "${resource}",`].map(
        (text, index) => `  > ${String(line + index).padStart(String(line + 5).length)} |     ${text}`,
      ),
      `  > ${String(line + 4).padStart(String(line + 5).length)} |       "Condition": {`,
      `  > ${line + 5} |         "Bool": {`,
      `    ${' '.repeat(String(line + 5).length)} | …`.replace(/^ {4}( +) \| /, '    $1 | '),
      `  if Bool \`acs:SecureTransport\`: \`${value}\``,
      '',
    ]
    expect(out).toBe(
      [
        `denied: \`${secret}\` can never be read over the shared gateway with an AccessKey: each part is allowed in some requests, but not both in one`,
        '',
        ...part('kms:GetSecretValue', secret, 0, 'true', 4),
        ...part('kms:Decrypt', key, 1, 'false', 14),
        'nothing is allowed that the read does not need',
        '',
        ...assumed,
        carries,
        '',
      ].join('\n'),
    )
    expect(code).toBe(1)
  })

  test('what is allowed beyond', async () => {
    const { out } = await prove('wide.json')
    expect(out.split('\n').slice(18, 22)).toEqual([
      'not minimal: this is allowed beyond what the read needs',
      `  kms:GetSecretValue on ${secret}*`,
      `    wide.json /Statement/0; e.g. kms:GetSecretValue on ${secret}example`,
      '',
    ])
  })
})

test('as JSON', async () => {
  const { out, code, err } = await prove('half.json', '--format', 'json')
  const text = pretty(reads)
  const place = (line: number, column: number, offset: number) => ({ line, column, offset })
  expect({ code, err, answer: JSON.parse(out) }).toEqual({
    code: 1,
    err: '',
    answer: {
      version: 1,
      secret,
      key,
      gateway: 'shared',
      credentials: 'accesskey',
      verdict: 'denied',
      reason: null,
      minimal: true,
      requirements: [
        {
          action: 'kms:GetSecretValue',
          resource: secret,
          verdict: 'allowed',
          reason: null,
          text: `\`kms:GetSecretValue\` on \`${secret}\` is allowed by \`half.json\` /Statement/0`,
          decidedBy: [
            {
              path: 'half.json',
              pointer: '/Statement/0',
              sid: null,
              start: place(4, 5, text.indexOf('    {') + 4),
              end: place(8, 6, text.lastIndexOf('    }') + 5),
            },
          ],
          nearest: null,
          conditions: [],
        },
        {
          action: 'kms:Decrypt',
          resource: key,
          verdict: 'implicit-deny',
          reason: 'no-statement',
          text: `no statement of the identity policies allows \`kms:Decrypt\` on \`${key}\``,
          decidedBy: [],
          nearest: null,
          conditions: [],
        },
      ],
      excess: [],
      assumptions: assumed.map(each => each.replace('assumed: ', '')),
      refused: [],
      files: [{ path: 'half.json', kind: 'identity', policies: 1, findings: [] }],
    },
  })
})

test('every answer as JSON fits the schema', async () => {
  const valid = new Ajv2020({ allowUnionTypes: true }).compile(schemas.proof)
  for (const file of ['minimum', 'half', 'wide', 'conflict', 'open', 'faulty', 'intricate', 'no-policy']) {
    const { out } = await prove(`${file}.json`, '--matrix', '--format', 'json')
    valid(JSON.parse(out))
    expect(valid.errors).toBeNull()
  }
})

describe('exit codes', () => {
  const wrong = (message: string) => `ram-lint: ${message}\n`
  const invalid =
    'faulty.json:5:17: error invalid-effect: the Effect is `allow`; write exactly `Allow` or `Deny`\n'
  test.each<[string, string[], number, string]>([
    ['proved', ['minimum.json'], 0, ''],
    ['proved with more than is needed', ['wide.json'], 0, ''],
    ['more than is needed, where that fails', ['wide.json', '--minimum'], 1, ''],
    ['proved and minimal', ['minimum.json', '--minimum'], 0, ''],
    ['denied', ['half.json'], 1, ''],
    ['conditional', ['open.json'], 1, ''],
    ['an STS token', ['half.json', '--credentials', 'sts', '--minimum'], 0, ''],
    [
      'an STS token on the dedicated gateway',
      ['half.json', '--credentials', 'sts', '--gateway', 'dedicated'],
      1,
      '',
    ],
    ['undecided', ['intricate.json'], 4, ''],
    ['undecided and refused: findings come first', ['intricate.json', 'faulty.json'], 1, invalid],
    ['proved without one that RAM would refuse', ['minimum.json', 'faulty.json'], 1, invalid],
    ['several files', ['half.json', 'set/decrypts.json', '--minimum'], 0, ''],
    ['a folder: other kinds are left out', ['set'], 0, 'set/trust.json: left out: a trust policy\n'],
    ['a session policy', ['minimum.json', '--session-policy', 'half.json'], 1, ''],
    ['a control policy', ['minimum.json', '--control-policy', 'deny.json'], 1, ''],
    [
      'policies of the key and the secret',
      [
        'set/reads.json',
        '--principal',
        user,
        '--key-policy',
        'key-policy.json',
        '--secret-policy',
        'secret-policy.json',
      ],
      0,
      '',
    ],
    ['no policy', ['none'], 3, wrong('no identity policy found in `none`')],
    ['no file', ['minimum.json', 'x.json'], 2, wrong('cannot read `x.json`: it does not exist')],
    [
      'a key policy and nobody in particular',
      ['minimum.json', '--key-policy', 'key-policy.json'],
      2,
      wrong('a key policy names principals; say who asks, e.g. `acs:ram::<account-id>:user/<name>`'),
    ],
    [
      'the root of the account',
      ['minimum.json', '--principal', `acs:ram::${account}:root`],
      2,
      wrong(
        `\`acs:ram::${account}:root\` is neither a RAM user nor a role: policies that are attached to somebody do not decide for it`,
      ),
    ],
    ['a flag of check', ['minimum.json', '--fail-on', 'error'], 2, wrong('`prove` takes no `--fail-on`')],
    [
      'a key policy as an identity policy',
      ['minimum.json', '--kind', 'key'],
      2,
      wrong('`--kind` takes no `key`; write `identity`'),
    ],
  ])('%s', async (_name, args, code, err) => {
    const ended = await prove(...args)
    expect({ code: ended.code, err: ended.err }).toEqual({ code, err })
  })

  test('a file that holds no policy, and one of a folder that is no JSON', async () => {
    const named = await prove('no-policy.json')
    expect([named.code, named.err]).toEqual([
      1,
      'no-policy.json:1:1: error not-a-policy: this JSON has no Statement\n',
    ])
    const met = await prove('broken')
    expect(met.code).toBe(1)
    expect(met.err).toMatch(/^broken\/bad\.json:1:\d+: error invalid-json: /)
    expect(met.out).toMatch(/^proved/)
  })
})

test.each<[string, string[], string]>([
  [
    'no secret',
    ['--key', key],
    'a proof is about one secret: name it (`--secret ARN`), e.g. `acs:kms:cn-hangzhou:1234567890123456:secret/name`',
  ],
  [
    'no key',
    ['--secret', secret],
    'a proof needs the key of the secret (`--key`), its ARN or `service-managed`: `kms:Decrypt` is asked on it',
  ],
  [
    'an alias as the key',
    ['--secret', secret, '--key', `acs:kms:cn-hangzhou:${account}:alias/db`],
    `\`acs:kms:cn-hangzhou:${account}:alias/db\` is an alias: policies decide on the key itself; write e.g. \`acs:kms:cn-hangzhou:${account}:key/key-id\``,
  ],
  [
    'a key of another region',
    ['--secret', secret, '--key', key.replace('hangzhou', 'beijing')],
    'the secret is in region `cn-hangzhou`, the key in `cn-beijing`: a secret and its key are in one region and account',
  ],
  [
    'a key of another account',
    ['--secret', secret, '--key', key.replace(account, '9876543210987654')],
    `the secret is in account \`${account}\`, the key in \`9876543210987654\`: a secret and its key are in one region and account`,
  ],
  [
    'a service-managed key on the dedicated gateway',
    ['--secret', secret, '--key', 'service-managed', '--gateway', 'dedicated'],
    'the gateway of an instance serves secrets under keys of the instance; `service-managed` goes with the shared gateway',
  ],
  [
    'a pattern',
    ['--secret', `${secret}*`, '--key', key],
    `\`${secret}*\` has wildcards: the question is about one secret; write e.g. \`acs:kms:cn-hangzhou:${account}:secret/name\``,
  ],
  [
    'a secret as the key',
    ['--secret', secret, '--key', secret],
    `\`${secret}\` is no ARN of a key; write e.g. \`acs:kms:cn-hangzhou:${account}:key/key-id\``,
  ],
  [
    'another gateway',
    ['--secret', secret, '--key', key, '--gateway', 'vpc'],
    'the gateway is `vpc`; write `shared` or `dedicated`',
  ],
])('wrong use: %s', async (_name, args, message) => {
  expect(await ask('minimum.json', ...args)).toEqual({ code: 2, out: '', err: `ram-lint: ${message}\n` })
})

test('from standard input, to files, as Markdown', async () => {
  const args = ['prove', '-', '--secret', secret, '--key', key, '--stdin-filename', 'mine.json', '--format']
  const { code, out } = await ramLint(folder.path, [...args, 'markdown'], { input: policyOf(reads) })
  expect(code).toBe(1)
  expect(out.split('\n').slice(0, 7)).toEqual([
    '### ram-lint prove: denied',
    '',
    `\`${secret}\` cannot be read over the shared gateway with an AccessKey`,
    '',
    `- **allowed** \`kms:GetSecretValue\` on \`${secret}\``,
    `- **implicit-deny** \`kms:Decrypt\` on \`${key}\``,
    `  <br>no statement of the identity policies allows \`kms:Decrypt\` on \`${key}\``,
  ])
  const written = await ramLint(folder.path, [...args, 'json=proof.json'], { input: policyOf(reads) })
  expect(written).toMatchObject({ code: 1, out: '' })
})
