import { readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commandNames } from '../../linter/commands/command-names.ts'
import { commands } from '../../linter/commands/table.ts'
import { decryptsItsKey, type Ended, folderOf, policyOf, ramLint, readsSecret } from './command-line.ts'

const sound = policyOf(readsSecret, decryptsItsKey)
const faulty = policyOf({ ...readsSecret, Effect: 'allow' })
const long = sound + ' '.repeat(7000)
const files = {
  'sound.json': sound,
  'faulty.json': faulty,
  'long.json': long,
  'package.json': '{"name": "x"}',
  'main.tf': 'resource "alicloud_ram_policy" "p" {}',
  'policy.txt': '{"Version": "1",}',
  'tree/a/trust.json': policyOf({
    Effect: 'Allow',
    Principal: { Service: 'ecs.aliyuncs.com' },
    Action: 'sts:AssumeRole',
  }),
  'tree/b/data.json': '[1, 2, 3]',
  'tree/b/broken.json': '{"a": 1,}',
  'tree/b/notes.md': faulty,
  'tree/.hidden/faulty.json': faulty,
  'tree/node_modules/x/faulty.json': faulty,
  'none/data.json': '{"name": "statements"}',
  'torn/policy.json': '{"Version": "1", "Statement": [',
}

let folder: Awaited<ReturnType<typeof folderOf>>
beforeAll(async () => {
  folder = await folderOf(files)
})
afterAll(() => folder.remove())

const run = (...args: string[]): Promise<Ended> => ramLint(folder.path, args)

describe('exit codes', () => {
  const found =
    'faulty.json:1:39: error invalid-effect: the Effect is `allow`; write exactly `Allow` or `Deny`\n'
  const cases: [string, string[], Ended][] = [
    ['nothing found', ['sound.json'], { code: 0, out: '', err: '' }],
    ['an error', ['check', 'faulty.json'], { code: 1, out: found, err: '' }],
    ['a file twice', ['faulty.json', './faulty.json', 'sound.json'], { code: 1, out: found, err: '' }],
    ['a warning', ['long.json'], { code: 0, out: expect.stringContaining(' warning '), err: '' }],
    [
      'a warning that fails',
      ['--fail-on', 'warning', 'long.json'],
      { code: 1, out: expect.any(String), err: '' },
    ],
    ['a warning, quietly', ['--quiet', 'long.json'], { code: 0, out: '', err: '' }],
    ['an error, quietly', ['--quiet', 'faulty.json', 'long.json'], { code: 1, out: found, err: '' }],
    [
      'no policy in what is named',
      ['package.json', 'main.tf'],
      {
        code: 1,
        out:
          'package.json:1:1: error not-a-policy: this JSON has no Statement\n' +
          'main.tf:1:1: error not-a-policy: no policy of RAM is in this Terraform\n',
        err: '',
      },
    ],
    [
      'no policy in a folder',
      ['none'],
      {
        code: 3,
        out: '',
        err: 'ram-lint: no policy found in `none`; of a folder `*.json`, `*.tf`, `*.yml` and `*.yaml` are read\n',
      },
    ],
    [
      'a file that is not there; the rest goes on',
      ['nowhere.json', 'faulty.json'],
      { code: 2, out: found, err: 'ram-lint: cannot read `nowhere.json`: it does not exist\n' },
    ],
    [
      'a pattern',
      ['*.yaml'],
      {
        code: 2,
        out: '',
        err: 'ram-lint: cannot read `*.yaml`: no file matches this pattern\n',
      },
    ],
    [
      'a text that is meant as JSON',
      ['policy.txt'],
      {
        code: 1,
        out: 'policy.txt:1:16: error invalid-json: a comma stands before the closing bracket; remove it\n',
        err: '',
      },
    ],
    ['a folder', ['tree'], { code: 0, out: '', err: '' }],
    [
      'a policy that is no JSON, in a folder',
      ['torn'],
      { code: 1, out: 'torn/policy.json:1:32: error invalid-json: a `]` is missing here\n', err: '' },
    ],
  ]
  test.each(cases)('%s', async (_name, args, expected) => {
    expect(await run('--format', 'concise', ...args)).toEqual(expected)
  })
})

describe('wrong use is one line and 2', () => {
  test.each([
    [
      ['--secret', 'x'],
      '`x` is no ARN of a secret; write e.g. `acs:kms:cn-hangzhou:1234567890123456:secret/name`',
    ],
    [
      ['--key', 'acs:kms:cn-hangzhou:1234567890123456:alias/x'],
      '`acs:kms:cn-hangzhou:1234567890123456:alias/x` is an alias: policies decide on the key itself; write e.g. `acs:kms:cn-hangzhou:1234567890123456:key/key-id`',
    ],
    [
      ['--key', 'service-managed', '--gateway', 'dedicated'],
      'the gateway of an instance serves secrets under keys of the instance; `service-managed` goes with the shared gateway',
    ],
    [
      ['--secret', readsSecret.Resource, '--key', 'acs:kms:cn-beijing:1234567890123456:key/k'],
      'the secret is in region `cn-hangzhou`, the key in `cn-beijing`: a secret and its key are in one region and account',
    ],
    [['--gateway', 'vpc'], '`--gateway` takes no `vpc`; write `shared`, `dedicated`'],
    [['--fix=all', 'sound.json'], '`--fix` takes no `all`; write `safe`, `unsafe`'],
    [
      ['--fix-dry-run', '--redact', 'sound.json'],
      '`--redact` does not go with `--fix-dry-run`: a diff shows the text as it is',
    ],
    [['--write-baseline'], '`--write-baseline` needs `--baseline FILE`, the file to write'],
    [['--baseline', 'nowhere.json'], 'cannot read `nowhere.json`: it does not exist'],
    [['--config', 'c.json', '--no-config'], '`--config` and `--no-config` exclude each other'],
    [['--config', 'nowhere.json'], 'cannot read `nowhere.json`: it does not exist'],
    [['{a,b}'.repeat(40)], 'the braces of a pattern stand for more than 256 patterns'],
    [
      ['--fail-on', 'widened'],
      '`--fail-on` takes no `widened`; write `error`, `security`, `warning`, `suggestion`',
    ],
    [['--formt', 'json'], 'there is no `--formt`; did you mean `--format`?'],
    [['-q'], 'there is no `-q`; `ram-lint --help` lists what there is'],
    [['--fail-on', 'eror'], '`--fail-on` takes no `eror`; did you mean `error`?'],
    [['--color', 'no'], '`--color` takes no `no`; write `auto`, `always`, `never`'],
    [['--kind', 'key', '--kind', 'key'], '`--kind` is given 2 times; once is enough'],
    [['--kind'], 'not enough arguments following: kind; `ram-lint --help` tells more'],
    [
      ['--quiet=1', 'sound.json'],
      'a flag without a value takes none, and a value that starts with `-` is written `--flag=value`',
    ],
    [['sound.json', '--action', 'kms:Decrypt'], '`check` takes no `--action`'],
    [['--format', 'json='], '`--format json=` names no file'],
    [
      ['--format', 'json', '--format', 'pretty'],
      'two formats go to standard output; write one to a file: `--format json=report.json`',
    ],
    [
      ['--stdin-filename', 'x.json', 'sound.json'],
      '`--stdin-filename` names standard input, which is the path `-`',
    ],
    [
      ['explain'],
      '`explain` needs a PATH: identity policies; for sts:AssumeRole also the trust policy of the role',
    ],
    [['explain', 'sound.json'], '`explain` needs `--action`, e.g. `--action kms:GetSecretValue`'],
    [['nowhere\u001B[2J'], 'cannot read `nowhere\\u{1b}[2J`: it does not exist'],
    [['chekc'], 'cannot read `chekc`: it does not exist; did you mean `check`?'],
  ])('%j', async (args, line) => {
    const { code, err } = await run(...args)
    expect({ code, err }).toEqual({ code: 2, err: `ram-lint: ${line}\n` })
  })

  test('a report that cannot be written', async () => {
    const { code, err } = await run('sound.json', '--format', 'json=no/where.json')
    expect({ code, err }).toEqual({
      code: 2,
      err: 'ram-lint: cannot write `no/where.json`: it does not exist\n',
    })
  })
})

describe('pretty', () => {
  test('shows the place, what RAM wants there, and counts', async () => {
    writeFileSync(join(folder.path, 'frame.json'), JSON.stringify(JSON.parse(faulty), null, 2))
    expect(await run('frame.json', 'sound.json', 'tree')).toEqual({
      code: 1,
      out: [
        'frame.json:5:17 error invalid-effect',
        '  the Effect is `allow`; write exactly `Allow` or `Deny`',
        '    4 |     {',
        '  > 5 |       "Effect": "allow",',
        '      |                 ^^^^^^^',
        '    6 |       "Action": "kms:GetSecretValue",',
        '  help: the word is compared letter by letter: `Allow` or `Deny`, without spaces',
        '  fix available: write `Allow`',
        '',
        '3 policies in 3 files: 1 error; 2 files without a policy skipped',
        '',
      ].join('\n'),
      err: '',
    })
  })

  test('an empty result is no success', async () => {
    expect(await run('none')).toMatchObject({
      code: 3,
      out: '0 policies in 0 files; 1 file without a policy skipped\n',
    })
  })

  test.each([
    [[], false, false],
    [[], true, true],
    [['--color', 'always'], false, true],
    [['--color', 'never'], true, false],
  ])('colours: %j on a terminal with colours: %j', async (args, color, colored) => {
    const { out } = await ramLint(folder.path, ['faulty.json', ...args], { color })
    expect(out.includes('\u001B[31m')).toBe(colored)
  })
})

describe('reports to files', () => {
  test('several at once, without colours', async () => {
    const { out } = await run(
      'faulty.json',
      '--format',
      'json=r.json',
      '--format',
      'pretty=r.txt',
      '--format=concise',
      '--color=always',
    )
    const read = (name: string) => readFileSync(join(folder.path, name), 'utf8')
    expect(JSON.parse(read('r.json')).summary).toMatchObject({ files: 1, error: 1 })
    expect(read('r.txt')).toBe((await run('faulty.json')).out)
    expect(out).toBe((await run('faulty.json', '--format=concise')).out)
  })
})

describe('standard input', () => {
  test.each<[string, string[], string | Uint8Array, number, string]>([
    ['a policy', ['-'], sound, 0, ''],
    [
      'with a name',
      ['-', '--stdin-filename', 'app.json'],
      '{',
      1,
      'app.json:1:2: error invalid-json: a `}` is missing here\n',
    ],
    ['nothing', ['-'], '', 1, '<stdin>:1:1: error invalid-json: the text is empty\n'],
    [
      'UTF-16',
      ['-'],
      Buffer.from(`\uFEFF${sound}`, 'utf16le'),
      1,
      '<stdin>:1:1: error unreadable-source: this is UTF-16; write it in UTF-8\n',
    ],
    [
      'too much',
      ['-'],
      new Uint8Array((16 << 20) + 1).fill(32),
      1,
      '<stdin>:1:1: error unreadable-source: this has more than 16 MiB; a policy has at most 32 KiB\n',
    ],
  ])('%s', async (_name, args, input, code, out) => {
    expect(await ramLint(folder.path, ['--format', 'concise', ...args], { input })).toEqual({
      code,
      out,
      err: '',
    })
  })
})

describe('folders', () => {
  test('the current one without a path; links to folders are not followed', async () => {
    const own = await folderOf({ 'p.json': sound, 'sub/q.json': faulty })
    symlinkSync(own.path, join(own.path, 'sub', 'loop'))
    symlinkSync(join(own.path, 'p.json'), join(own.path, 'sub', 'linked.json'))
    const { out, code } = await ramLint(own.path, ['--format', 'json'])
    own.remove()
    expect(JSON.parse(out).files.map(({ path }: { path: string }) => path)).toEqual([
      'p.json',
      'sub/linked.json',
      'sub/q.json',
    ])
    expect(code).toBe(1)
  })

  test('what cannot be read is a finding, and the rest goes on', async () => {
    const own = await folderOf({ 'p.json': sound, 'z.json': faulty })
    symlinkSync('loop.json', join(own.path, 'loop.json'))
    const { out, code, err } = await ramLint(own.path, ['--format', 'concise'])
    own.remove()
    expect(out.split('\n').map(line => line.slice(0, 55))).toEqual([
      'loop.json:1:1: error unreadable-source: it is a link to',
      'z.json:1:39: error invalid-effect: the Effect is `allow',
      '',
    ])
    expect({ code, err }).toEqual({ code: 1, err: '' })
  })
})

describe('help', () => {
  test('names what there is and nothing that is to come', async () => {
    const { code, out, err } = await run('--help')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    for (const word of [
      'explain',
      '--kind',
      '--format',
      '--fail-on',
      '--color',
      '--quiet',
      '--stdin-filename',
      '--fix-dry-run',
      '--baseline',
      '--config',
      '--secret',
      'Exit codes',
    ])
      expect(out).toContain(word)
    expect(Math.max(...out.split('\n').map(line => line.length))).toBeLessThanOrEqual(110)
  })

  test('of explain', async () => {
    const { out } = await run('explain', '--help')
    for (const flag of [
      'action',
      'resource',
      'context',
      'principal',
      'key-policy',
      'secret-policy',
      'session-policy',
      'control-policy',
    ])
      expect(out).toContain(`--${flag}`)
  })

  test('the version', async () => {
    expect(await run('--version')).toEqual({ code: 0, out: '0.0.0-test\n', err: '' })
  })
})

test('every name that a command line can begin with is a command, in the order of the help', () => {
  expect(commands.map(({ name }) => name)).toEqual(commandNames)
})
