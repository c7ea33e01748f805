import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, describe, expect, test } from 'vitest'
import { readConfig } from '../../linter/config.ts'
import { schemas } from '../../linter/index.ts'
import { decryptsItsKey, type Ended, folderOf, policyOf, ramLint, readsSecret } from './command-line.ts'

const folders: { remove(): void }[] = []
afterAll(() => {
  for (const each of folders) each.remove()
})

type Files = Readonly<Record<string, unknown>>

/** A repository with a configuration and policies. */
async function repositoryWith(files: Files): Promise<string> {
  const texts = Object.entries(files).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ])
  const folder = await folderOf(Object.fromEntries(texts))
  mkdirSync(join(folder.path, '.git'))
  folders.push(folder)
  return folder.path
}

/** Lines of the concise report without the messages. */
async function found(folder: string, ...args: string[]): Promise<string[]> {
  const { out, err, code } = await ramLint(folder, ['--format', 'concise', ...args])
  if (code !== 3) expect(err).toBe('')
  expect([0, 1, 3]).toContain(code)
  return out
    .split('\n')
    .filter(line => line !== '')
    .map(line => line.split(': ').slice(0, 2).join(': '))
}

const sound = policyOf(readsSecret, decryptsItsKey)
const wide = policyOf({ Sid: 'reads all', ...readsSecret, Resource: '*' }, decryptsItsKey)
const faulty = policyOf({ ...readsSecret, Effect: 'allow' }, decryptsItsKey)
const keyPolicy = policyOf({
  Effect: 'Allow',
  Principal: { RAM: ['acs:ram::1234567890123456:*'] },
  Action: 'kms:*',
  Resource: '*',
})

describe('a configuration that cannot be used is 2 and says where and why', () => {
  test.each<[string, string]>([
    ['{', '1:2: a `}` is missing here'],
    ['[]', '1:1: this is a list; write an object'],
    ['{\n  "rule": {}\n}', '2:3: the configuration has no `rule`; did you mean `rules`?'],
    ['{"rules": {}, "rules": {}}', '1:15: `rules` stands twice in one object; keep one of them'],
    [
      '{"rules": {"read-all-secret": "off"}}',
      '1:12: there is no rule `read-all-secret`; did you mean `read-all-secrets`?',
    ],
    [
      '{"rules": {"constructor": "off"}}',
      '1:12: there is no rule `constructor`; `ram-lint rules` lists what there is',
    ],
    ['{"rules": {"read-all-secrets": "eror"}}', '1:32: this cannot be `eror`; did you mean `error`?'],
    [
      '{"rules": {"read-all-secrets": 2}}',
      '1:32: this cannot be a number; write `off`, `error`, `security`, `warning`, `suggestion`',
    ],
    [
      '{"rules": {"invalid-json": "off"}}',
      '1:28: `invalid-json` cannot be off: a file would be skipped in silence',
    ],
    ['{"files": {"include": "*.json"}}', '1:23: this is a text; write a list'],
    [
      '{"files": {"include": ["../x"]}}',
      "1:24: `../x` leads out of the configuration's folder, from which patterns start",
    ],
    [
      '{"files": {"exclude": ["a", "/x"]}}',
      "1:29: `/x` leads out of the configuration's folder, from which patterns start",
    ],
    ['{"files": {"kinds": {"keys": []}}}', '1:22: `kinds` has no `keys`; did you mean `key`?'],
    [
      `{"files": {"include": ["${'{a,b}'.repeat(20)}"]}}`,
      '1:24: the braces of a pattern stand for more than 256 patterns',
    ],
    ['{"intents": [{"files": ["a"], "secret": "x"}]}', '1:14: an intent needs `key`'],
    [
      '{"intents": [{"files": ["a"], "secret": "x", "key": "service-managed"}]}',
      '1:14: `x` is no ARN of a secret; write e.g. `acs:kms:cn-hangzhou:1234567890123456:secret/name`',
    ],
    ['{"suppress": [{"path": "a"}]}', '1:15: an entry of `suppress` needs `rule`'],
    ['{"suppress": [{"path": "", "rule": "x"}]}', '1:24: this is empty; write a text'],
    [
      '{"suppress": [{"path": "a", "rule": "unknown-region"}]}',
      '1:15: an entry of `suppress` has a `pointer` or a `sid`, one of the two',
    ],
    [
      '{"suppress": [{"path": "a", "rule": "unknown-region", "pointer": "Statement"}]}',
      '1:66: `Statement` is not a JSON pointer: the place and all below it, e.g. `/Statement/0`; empty for the whole file',
    ],
    [
      '{"suppress": [{"path": "a", "rule": "unknown-region", "pointer": "", "expires": "2026-02-30"}]}',
      '1:81: there is no 2026-02-30 in the calendar',
    ],
  ])('%s', async (text, reason) => {
    const folder = await repositoryWith({ '.ram-lint.json': text, 'a.json': sound })
    const expected: Ended = { code: 2, out: '', err: `ram-lint: .ram-lint.json:${reason}\n` }
    expect(await ramLint(folder, ['a.json'])).toEqual(expected)
    expect(await ramLint(folder, ['--no-config', '--quiet', 'a.json'])).toMatchObject({ code: 0 })
  })

  test('a byte order mark, and places behind it', () => {
    expect(() => readConfig('\uFEFF{"rules": 1}', 'c.json')).toThrow(
      'c.json:1:11: this is a number; write an object',
    )
  })
})

describe('where it is found', () => {
  const off = { rules: { 'read-all-secrets': 'off' } }
  const files = { '.ram-lint.json': off, 'sub/deep/a.json': wide }

  test('above, up to the root of the repository', async () => {
    const folder = await repositoryWith(files)
    expect(await found(join(folder, 'sub/deep'), '.')).toEqual([])
    mkdirSync(join(folder, 'sub/.git'))
    expect(await found(join(folder, 'sub/deep'), '.')).toEqual(['a.json:1:106: security read-all-secrets'])
  })

  test('without a repository only in the current folder', async () => {
    const folder = await folderOf({
      '.ram-lint.json': JSON.stringify(off),
      'sub/a.json': wide,
      'b.json': wide,
    })
    folders.push(folder)
    expect(await found(join(folder.path, 'sub'), '.')).toEqual(['a.json:1:106: security read-all-secrets'])
    expect(await found(folder.path, 'b.json')).toEqual([])
  })

  test('or named', async () => {
    const folder = await repositoryWith({ 'conf/lint.json': { suppress: [], ...off }, 'a.json': wide })
    expect(await found(folder, 'a.json', '--config', 'conf/lint.json')).toEqual([])
    expect(await found(folder, 'a.json')).toEqual(['a.json:1:106: security read-all-secrets'])
  })
})

describe('rules and files', () => {
  test.each<[string, unknown, Files, string[]]>([
    [
      'a level',
      { rules: { 'read-all-secrets': 'suggestion' } },
      { 'a.json': wide },
      ['a.json:1:106: suggestion read-all-secrets'],
    ],
    ['a rule that is off', { rules: { 'invalid-effect': 'off' } }, { 'a.json': faulty }, []],
    ['not-a-policy off', { rules: { 'not-a-policy': 'off' } }, { 'package.json': {} }, []],
    [
      'include',
      { files: { include: ['**/*.ram'] } },
      { 'a.json': faulty, 'x/b.ram': faulty },
      ['x/b.ram:1:39: error invalid-effect'],
    ],
    [
      'exclude',
      { files: { exclude: ['old', '!old/b.json'] } },
      { 'old/a.json': faulty, 'old/b.json': faulty },
      ['old/b.json:1:39: error invalid-effect'],
    ],
    ['kinds', { files: { kinds: { control: ['c/*.json'] } } }, { 'c/a.json': sound, 'b.json': sound }, []],
  ])('%s', async (_name, config, files, expected) => {
    const folder = await repositoryWith({ '.ram-lint.json': config, ...files })
    expect(await found(folder, ...(Object.hasOwn(files, 'package.json') ? ['package.json'] : ['.']))).toEqual(
      expected,
    )
  })

  test('kinds by pattern reach the report; --kind wins', async () => {
    const config = { files: { kinds: { session: ['c/*.json'] } } }
    const folder = await repositoryWith({ '.ram-lint.json': config, 'c/a.json': sound, 'b.json': sound })
    const kindsOf = async (...args: string[]) =>
      JSON.parse((await ramLint(folder, ['--format', 'json', ...args])).out).files.map(
        ({ kind }: { kind: string }) => kind,
      )
    expect(await kindsOf('c/a.json', 'b.json')).toEqual(['session', 'identity'])
    expect(await kindsOf('c/a.json', '--kind', 'control')).toEqual(['control'])
  })

  test('the configuration is no policy, and is not counted as skipped', async () => {
    const folder = await repositoryWith({ '.ram-lint.json': {}, 'a.json': sound })
    const { out } = await ramLint(folder, ['--format', 'json'])
    expect(JSON.parse(out).summary).toMatchObject({ files: 1, skipped: 0 })
  })
})

describe('suppressions', () => {
  const entry = { path: 'a.json', pointer: '/Statement/0', rule: 'read-all-secrets', reason: 'a batch job' }
  const shown = 'a.json:1:106: security read-all-secrets'
  test.each<[string, object, string[]]>([
    ['by pointer', entry, []],
    ['by the pointer of the place itself', { ...entry, pointer: '/Statement/0/Resource' }, []],
    ['by a pointer to the whole', { ...entry, path: './a.json', pointer: '' }, []],
    ['by Sid', { ...entry, pointer: undefined, sid: 'reads all' }, []],
    ['until the last day', { ...entry, expires: '2030-01-15' }, []],
    [
      'no longer',
      { ...entry, expires: '2030-01-14' },
      [shown, '.ram-lint.json:1:115: error expired-suppression'],
    ],
    [
      'another place',
      { ...entry, pointer: '/Statement/1' },
      [shown, '.ram-lint.json:1:63: error unused-suppression'],
    ],
    [
      'no part of a name',
      { ...entry, pointer: '/Statement/0/Res' },
      [shown, '.ram-lint.json:1:67: error unused-suppression'],
    ],
    [
      'another rule',
      { ...entry, rule: 'unknown-region' },
      [shown, '.ram-lint.json:1:63: error unused-suppression'],
    ],
    [
      'a Sid that is not there',
      { ...entry, pointer: undefined, sid: 'x' },
      [shown, '.ram-lint.json:1:38: error unused-suppression'],
    ],
    [
      'a file that is not there',
      { ...entry, path: 'b.json' },
      [shown, '.ram-lint.json:1:63: error unused-suppression'],
    ],
    ['a file that is not looked at', { ...entry, path: 'other.json' }, [shown]],
    [
      'no reason at all',
      { ...entry, reason: undefined },
      ['.ram-lint.json:1:14: error suppression-without-reason'],
    ],
    ['an empty reason', { ...entry, reason: ' ' }, ['.ram-lint.json:1:91: error suppression-without-reason']],
  ])('%s', async (_name, suppression, expected) => {
    const config = { suppress: [suppression] }
    const folder = await repositoryWith({ '.ram-lint.json': config, 'a.json': wide, 'other.json': sound })
    expect(await found(folder, 'a.json')).toEqual(expected)
  })

  test('are counted', async () => {
    const folder = await repositoryWith({ '.ram-lint.json': { suppress: [entry] }, 'a.json': wide })
    const { out, code } = await ramLint(folder, ['--format', 'json'])
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ summary: { suppressed: 1, security: 0, files: 1 } })
  })

  test('standard input has the name that it is given', async () => {
    const folder = await repositoryWith({ '.ram-lint.json': { suppress: [entry] } })
    const run = (...args: string[]) => ramLint(folder, ['--format', 'concise', '-', ...args], { input: wide })
    expect(await run('--stdin-filename', 'a.json')).toMatchObject({ code: 0, out: '' })
    expect((await run()).out).toMatch(/^<stdin>:1:106: security read-all-secrets/)
  })
})

describe('intents', () => {
  const intent = { files: ['app/*.json'], secret: readsSecret.Resource, key: decryptsItsKey.Resource }
  const half = policyOf(readsSecret)
  const otherHalf = policyOf(decryptsItsKey)
  const more = policyOf(readsSecret, decryptsItsKey, { ...readsSecret, Action: 'kms:DeleteSecret' })
  test.each<[string, object, Files, string[]]>([
    ['met', intent, { 'app/a.json': sound }, []],
    [
      'met by two files',
      intent,
      { 'app/a.json': half, 'app/b.json': otherHalf },
      ['app/a.json:1:56: error missing-decrypt'],
    ],
    ['not met', intent, { 'app/a.json': otherHalf }, ['app/a.json:1:1: error intent-not-met']],
    ['exceeded', intent, { 'app/a.json': more }, ['app/a.json:1:241: security intent-exceeded']],
    ['no file', intent, { 'a.json': sound }, ['.ram-lint.json:1:22: error intent-not-met']],
    ['another credential', { ...intent, credentials: 'sts' }, { 'app/a.json': sound }, []],
    [
      'by a token that needs no key today',
      { ...intent, credentials: 'sts' },
      { 'app/a.json': half },
      ['app/a.json:1:56: warning missing-decrypt'],
    ],
    ['under a key of the service', { ...intent, key: 'service-managed' }, { 'app/a.json': half }, []],
  ])('%s', async (_name, each, files, expected) => {
    const folder = await repositoryWith({ '.ram-lint.json': { intents: [each] }, ...files })
    expect(await found(folder, '.')).toEqual(expected)
  })

  test.each<[string, string, string[]]>([
    ['met', sound, []],
    ['not met', otherHalf, ['app/main.tf:3:1: error intent-not-met']],
    ['exceeded', more, ['app/main.tf:3:241: security intent-exceeded']],
  ])('%s in Terraform', async (_name, policy, expected) => {
    const main = `resource "alicloud_ram_policy" "p" {\n  policy_document = <<EOF\n${policy}\nEOF\n}\n`
    const folder = await repositoryWith({
      '.ram-lint.json': { intents: [{ ...intent, files: ['app/*.tf'] }] },
      'app/main.tf': main,
    })
    expect(await found(folder, '.')).toEqual(expected)
    if (policy === more) {
      const { out } = await ramLint(folder, ['app', '--format', 'json'])
      expect(JSON.parse(out).files[0].findings[0].pointer).toBe(
        '/resource/alicloud_ram_policy/p/policy_document/Statement/2',
      )
    }
  })

  test('is not decided where a policy is known only when it is deployed', async () => {
    const folder = await repositoryWith({
      '.ram-lint.json': { intents: [{ ...intent, files: ['app/*'] }] },
      'app/a.json': sound,
      'app/main.tf': 'resource "alicloud_ram_policy" "p" {\n  policy_document = var.document\n}\n',
      'app/more.tf': `resource "alicloud_ram_policy" "p" {\n  policy_document = <<EOF\n${half.replace('secret/db', 'secret/\u0024{var.name}')}\nEOF\n}\n`,
    })
    const { err, code } = await ramLint(folder, ['app', '--fail-on', 'error'])
    expect([code, err]).toEqual([
      4,
      'ram-lint: `app/more.tf`: `alicloud_ram_policy.p` depends on `\u0024{var.name}`, known only when it is deployed: whether it meets its intent is not known\n',
    ])
  })

  test('names the key that a fix allows to decrypt with', async () => {
    const folder = await repositoryWith({ '.ram-lint.json': { intents: [intent] }, 'app/a.json': half })
    expect((await ramLint(folder, ['app', '--fix'])).code).toBe(0)
    expect(JSON.parse(readFileSync(join(folder, 'app/a.json'), 'utf8'))).toEqual(JSON.parse(sound))
  })

  test('the rest of the files is read where one is looked at', async () => {
    const rules = { 'missing-decrypt': 'off' }
    const files = {
      'app/a.json': half,
      'app/b.json': otherHalf,
      'other.json': sound,
      'app/key.json': keyPolicy,
    }
    const folder = await repositoryWith({
      '.ram-lint.json': { rules, intents: [{ ...intent, files: ['app/[ab].json'] }] },
      ...files,
    })
    expect(await found(folder, 'app/a.json')).toEqual([])
    expect(await found(folder, 'other.json')).toEqual([])
  })

  test('paths in messages start from the current folder', async () => {
    const office = { Condition: { IpAddress: { 'acs:SourceIp': '203.0.113.0/24' } } }
    const folder = await repositoryWith({
      '.ram-lint.json': { intents: [intent] },
      'app/a.json': policyOf({ ...readsSecret, ...office }, { ...decryptsItsKey, ...office }),
    })
    const { out } = await ramLint(folder, ['app', '--format', 'concise'])
    expect(out).toContain('`app/a.json` /Statement/0')
    expect(out).not.toContain(folder)
  })

  test('a suppression hides what an intent finds', async () => {
    const suppress = [{ path: 'app/a.json', sid: 'x', rule: 'intent-exceeded', reason: 'rotation' }]
    const policy = policyOf(readsSecret, decryptsItsKey, {
      Sid: 'x',
      ...readsSecret,
      Action: 'kms:DeleteSecret',
    })
    const folder = await repositoryWith({
      '.ram-lint.json': { intents: [intent], suppress },
      'app/a.json': policy,
    })
    expect(await found(folder, '.')).toEqual([])
  })
})

test('the schema describes what is accepted', () => {
  const valid = new Ajv2020({ allowUnionTypes: true }).compile(schemas.config)
  expect(valid({ $schema: 'x', rules: { a: 'off' }, files: { kinds: { key: ['*'] } }, suppress: [] })).toBe(
    true,
  )
  expect(valid({ suppress: [{ path: 'a' }] })).toBe(false)
})
