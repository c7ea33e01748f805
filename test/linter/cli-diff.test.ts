import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { schemas } from '../../linter/index.ts'
import { folderOf, policyOf, ramLint } from './command-line.ts'

const account = '1234567890123456'
const secret = `acs:kms:cn-hangzhou:${account}:secret/db`
const key = `acs:kms:cn-hangzhou:${account}:key/key-a`
const allow = (Action: string, Resource: string, more = {}) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
})
const reads = allow('kms:GetSecretValue', secret)
const decrypts = allow('kms:Decrypt', key)
const office = { Condition: { IpAddress: { 'acs:SourceIp': '203.0.113.0/24' } } }
const trusts = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { RAM: [`acs:ram::${account}:root`] } }
const faulty = policyOf({ ...reads, Effect: 'allow' })
/** The two conditions together take more steps than an analysis has. */
const intricate = {
  Condition: {
    StringLike: { 'acs:SourceVpc': Array.from({ length: 12 }, (_, at) => `*${'ab'[at % 2]}*${at}*a*a*b`) },
    StringNotLike: { 'acs:SourceVpc': Array.from({ length: 12 }, (_, at) => `*${at}*a*${'ab'[at % 2]}*`) },
  },
}

type Folder = Awaited<ReturnType<typeof folderOf>>
let folder: Folder
beforeAll(async () => {
  folder = await folderOf({
    'half.json': policyOf(reads),
    'minimum.json': policyOf(reads, decrypts),
    'merged.json': policyOf({
      ...reads,
      Action: ['kms:GetSecretValue', 'kms:Decrypt'],
      Resource: [key, secret],
    }),
    'office.json': policyOf({ ...reads, ...office }, decrypts),
    'other.json': policyOf(allow('oss:GetObject', 'acs:oss:*:*:bucket/*')),
    'trust.json': policyOf(trusts),
    'faulty.json': faulty,
    'intricate.json': policyOf({ ...allow('kms:*', '*'), ...intricate }),
    'empty.json': '{}',
    'old/reads.json': policyOf(reads),
    'old/decrypts.json': policyOf(decrypts),
    'new/both.json': policyOf(reads, decrypts),
    'none/data.json': '{}',
    'mixed/a.json': policyOf(reads),
    'mixed/b.json': policyOf(trusts),
  })
})
afterAll(() => folder.remove())

const diff = (...args: string[]) => ramLint(folder.path, ['diff', ...args])
const region = (action: string, resource: string, path: string, at: number) => [
  `  ${action} on ${resource}`,
  `    ${path} /Statement/${at}; e.g. ${action} on ${resource}`,
]
const sentences = {
  same: 'same: every request gets the same answer as before',
  widened: 'widened: some requests are newly allowed, none is newly refused',
  narrowed: 'narrowed: some requests are newly refused, none is newly allowed',
  both: 'both: some requests are newly allowed, others newly refused',
}

test.each<[string, string[], string[]]>([
  ['the same in one statement', ['minimum.json', 'merged.json'], [sentences.same]],
  ['the same in two files', ['old', 'new'], [sentences.same]],
  [
    'more',
    ['half.json', 'minimum.json'],
    [sentences.widened, '', 'added', ...region('kms:Decrypt', key, 'minimum.json', 1)],
  ],
  [
    'a condition that is gone',
    ['office.json', 'minimum.json'],
    [sentences.widened, '', 'added', ...region('kms:GetSecretValue', secret, 'minimum.json', 0)],
  ],
  [
    'less, as a condition is new',
    ['minimum.json', 'office.json'],
    [sentences.narrowed, '', 'removed', ...region('kms:GetSecretValue', secret, 'minimum.json', 0)],
  ],
  [
    'more and less',
    ['half.json', 'other.json'],
    [
      sentences.both,
      '',
      'added',
      '  oss:GetObject on acs:oss:*:*:bucket/*',
      `    other.json /Statement/0; e.g. oss:GetObject on acs:oss:cn-hangzhou:${account}:bucket/example`,
      '',
      'removed',
      ...region('kms:GetSecretValue', secret, 'half.json', 0),
    ],
  ],
])('for people: %s', async (_name, args, lines) => {
  expect(await diff(...args)).toEqual({ code: 0, err: '', out: `${lines.join('\n')}\n` })
})

test('as JSON', async () => {
  const { out, code, err } = await diff('half.json', 'minimum.json', '--format', 'json')
  const file = (path: string) => ({ path, kind: 'identity', policies: 1, findings: [] })
  expect({ code, err, answer: JSON.parse(out) }).toEqual({
    code: 0,
    err: '',
    answer: {
      version: 1,
      verdict: 'widened',
      added: [
        {
          actions: ['kms:Decrypt'],
          resources: [key],
          unlisted: false,
          example: { action: 'kms:Decrypt', resource: key, context: {} },
          path: 'minimum.json',
          pointer: '/Statement/1',
        },
      ],
      removed: [],
      refused: [],
      files: [file('half.json'), file('minimum.json')],
    },
  })
})

test('every answer as JSON fits the schema', async () => {
  const valid = new Ajv2020({ allowUnionTypes: true }).compile(schemas.difference)
  for (const name of ['minimum', 'office', 'other', 'faulty', 'intricate', 'empty']) {
    const { out } = await diff('half.json', `${name}.json`, '--format', 'json')
    valid(JSON.parse(out))
    expect(valid.errors).toBeNull()
  }
})

test('as Markdown', async () => {
  const { out } = await diff('half.json', 'minimum.json', '--format', 'markdown')
  expect(out).toBe(
    [
      '### ram-lint diff: widened',
      '',
      'some requests are newly allowed, none is newly refused',
      '',
      '**Added**',
      '',
      `- \`kms:Decrypt\` on \`${key}\``,
      `  <br>\`minimum.json /Statement/1\`; e.g. \`kms:Decrypt on ${key}\``,
      '',
    ].join('\n'),
  )
})

test.each([
  ['OLD', '-', 'minimum.json', 'half.json', 'widened'],
  ['NEW', 'minimum.json', '-', 'half.json', 'narrowed'],
])('standard input is %s', async (_, old, now, input, verdict) => {
  const { out, err } = await ramLint(folder.path, ['diff', old, now, '--quiet'], {
    input: readFileSync(join(folder.path, input), 'utf8'),
  })
  expect([err, out]).toEqual(['', `${sentences[verdict as keyof typeof sentences]}\n`])
})

describe('exit codes', () => {
  const invalid =
    'faulty.json:1:39: error invalid-effect: the Effect is `allow`; write exactly `Allow` or `Deny`\n'
  test.each<[string, string[], number, string]>([
    ['widened, and that does not fail', ['half.json', 'minimum.json'], 0, ''],
    ['widened, and that fails', ['half.json', 'minimum.json', '--fail-on', 'widened'], 1, ''],
    ['narrowed', ['minimum.json', 'half.json', '--fail-on', 'widened'], 0, ''],
    ['more and less', ['half.json', 'other.json', '--fail-on', 'widened'], 1, ''],
    ['the same', ['old', 'new', '--fail-on', 'widened'], 0, ''],
    ['undecided', ['intricate.json', 'half.json'], 4, ''],
    ['undecided, but something is added', ['intricate.json', 'other.json', '--fail-on', 'widened'], 1, ''],
    [
      'a missing OLD',
      ['missing.json', 'half.json', '--fail-on', 'widened'],
      1,
      'missing.json: does not exist: taken as no policy at all\n',
    ],
    [
      'a missing NEW',
      ['half.json', 'missing.json'],
      2,
      'ram-lint: cannot read `missing.json`: it does not exist\n',
    ],
    ['one that RAM would refuse', ['half.json', 'faulty.json', '--fail-on', 'widened'], 0, invalid],
    [
      'different kinds',
      ['half.json', 'trust.json'],
      2,
      'ram-lint: `half.json` is an identity policy and `trust.json` a trust policy: only policies of one kind can be compared\n',
    ],
    [
      'different kinds on one side',
      ['half.json', 'mixed'],
      2,
      'ram-lint: `half.json` is an identity policy and `mixed/b.json` a trust policy: only policies of one kind can be compared\n',
    ],
    ['no policy', ['none', 'none'], 3, 'ram-lint: no policy found in `none`, `none`\n'],
    [
      'one path',
      ['half.json'],
      2,
      'ram-lint: `diff` compares two paths, OLD and NEW, not 1; or write `--base REV`\n',
    ],
    [
      'three paths',
      ['half.json', 'old', 'new'],
      2,
      'ram-lint: `diff` compares two paths, OLD and NEW, not 3; or write `--base REV`\n',
    ],
    [
      'another --fail-on',
      ['old', 'new', '--fail-on', 'error'],
      2,
      'ram-lint: `--fail-on` takes no `error`; write `widened`\n',
    ],
  ])('%s', async (_name, args, code, err) => {
    const ended = await diff(...args)
    expect({ code: ended.code, err: ended.err }).toEqual({ code, err })
  })
})

describe('with what a revision had', () => {
  let repository: Folder
  const git = (...words: string[]) =>
    execFileSync('git', ['-c', 'user.name=app', '-c', 'user.email=app@example.com', ...words], {
      cwd: repository.path,
      stdio: 'pipe',
    })
  beforeAll(async () => {
    repository = await folderOf({
      'policies/app.json': policyOf(reads),
      'policies/gone.json': policyOf(decrypts),
      'policies/data.json': '{}',
      'policies/notes.txt': policyOf(decrypts),
    })
    git('init', '--quiet')
    git('add', '.')
    git('commit', '--quiet', '--message', 'policies')
    rmSync(join(repository.path, 'policies/gone.json'))
    writeFileSync(
      join(repository.path, 'policies/app.json'),
      policyOf(reads, allow('kms:PutSecretValue', secret)),
    )
    writeFileSync(join(repository.path, 'policies/new.json'), policyOf(allow('kms:DescribeSecret', secret)))
  })
  afterAll(() => repository.remove())

  const since = async (folder: string, base: string, ...paths: string[]) => {
    const { code, out, err } = await ramLint(join(repository.path, folder), [
      'diff',
      ...paths,
      '--base',
      base,
    ])
    return { code, err, out: out.split('\n').filter(line => line !== '') }
  }
  const changed = (folder: string) => [
    sentences.both,
    'added',
    ...region('kms:PutSecretValue', secret, `${folder}app.json`, 1),
    ...region('kms:DescribeSecret', secret, `${folder}new.json`, 0),
    'removed',
    ...region('kms:Decrypt', key, `${folder}gone.json`, 0),
  ]

  test('a folder, from its parent and from within', async () => {
    expect(await since('.', 'HEAD', 'policies')).toEqual({ code: 0, err: '', out: changed('policies/') })
    expect(await since('policies', 'HEAD', '.')).toEqual({ code: 0, err: '', out: changed('') })
  })

  test('files: one that is new, one that is gone, one that never was', async () => {
    expect((await since('.', 'HEAD', 'policies/new.json')).out).toEqual([
      sentences.widened,
      'added',
      ...region('kms:DescribeSecret', secret, 'policies/new.json', 0),
    ])
    expect(await since('.', 'HEAD', 'policies/gone.json')).toEqual({
      code: 0,
      err: 'policies/gone.json: does not exist: taken as no policy at all\n',
      out: [sentences.narrowed, 'removed', ...region('kms:Decrypt', key, 'policies/gone.json', 0)],
    })
    expect(await since('.', 'HEAD', 'policies/x.json')).toEqual({
      code: 2,
      err: 'ram-lint: cannot read `policies/x.json`: it does not exist\n',
      out: [],
    })
  })

  test('a revision that is none', async () => {
    const { code, err } = await since('.', 'no-such-branch', 'policies')
    expect([code, err.slice(0, 50)]).toEqual([2, 'ram-lint: git knows no revision `no-such-branch` i'])
    expect(await ramLint(repository.path, ['diff', 'policies', '--base=--output=x'])).toEqual({
      code: 2,
      err: 'ram-lint: `--output=x` is no revision; write e.g. `origin/main`\n',
      out: '',
    })
  })
})
