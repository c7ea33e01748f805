import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { schemas } from '../../linter/index.ts'
import { rules } from '../../linter/rules/index.ts'
import { folderOf, ramLint } from './command-line.ts'

let folder: Awaited<ReturnType<typeof folderOf>>
beforeAll(async () => {
  folder = await folderOf({})
})
afterAll(() => folder.remove())

const run = (...args: string[]) => ramLint(folder.path, ['rules', ...args])

describe('ram-lint rules', () => {
  test('lists every rule with its level', async () => {
    const { out, err, code } = await run()
    expect({ err, code }).toEqual({ err: '', code: 0 })
    const listed = [...out.matchAll(/^ {2}([a-z-]+) +(error|security|warning|suggestion) +\S/gm)]
    expect(listed.map(([, id, level]) => `${id} ${level}`)).toEqual(
      rules.map(({ id, level }) => `${id} ${level}`),
    )
  })

  test('shows one', async () => {
    expect(await run('invalid-effect')).toEqual({
      code: 0,
      err: '',
      out: [
        'invalid-effect error',
        '',
        'finds: an Effect that is neither `Allow` nor `Deny`, letter by letter',
        'why: RAM refuses the document, also for a lower-case letter or a space too many.',
        'help: the word is compared letter by letter: `Allow` or `Deny`, without spaces',
        'fix: write `Allow` (safe)',
        "RAM's own name: Invalid effect",
        'source: RAM documentation, policy structure and syntax (2025); policy check (2025); seen: the API refuses a misspelt Effect',
        '',
        'wrong:',
        ...example('allow'),
        '',
        'right:',
        ...example('Allow'),
        '',
      ].join('\n'),
    })
  })

  test('shows one that no policy shows', async () => {
    const { out } = await run('stale-baseline')
    expect(out).toMatch(/^found by: the baseline, when all files are checked$/m)
    expect(out).not.toMatch(/wrong|right/)
  })

  test('as JSON', async () => {
    const all = JSON.parse((await run('--format', 'json')).out) as { rules: { id: string }[] }
    expect(all.rules.map(({ id }) => id)).toEqual(rules.map(({ id }) => id))
    const valid = new Ajv2020({ allowUnionTypes: true }).compile(schemas.catalogue)
    valid(all)
    expect(valid.errors).toBeNull()
    const one = JSON.parse((await run('missing-version', '--format', 'json')).out)
    expect(one).toMatchObject({
      version: 1,
      rules: [{ id: 'missing-version', fix: { safety: 'safe', title: 'write `"Version": "1"`' } }],
    })
  })

  test('as Markdown, of which the whole is linter/RULES.md', async () => {
    const document = readFileSync(new URL('../../linter/RULES.md', import.meta.url), 'utf8')
    expect((await run('--format', 'markdown')).out).toBe(document)
    expect(document).toContain((await run('unknown-element', '--format', 'markdown')).out.trimEnd())
    expect(await run('--format', 'markdown=r.md')).toEqual({ code: 0, out: '', err: '' })
    expect(readFileSync(join(folder.path, 'r.md'), 'utf8')).toBe(document)
  })

  test.each([
    [['mising-decrypt'], 'there is no rule `mising-decrypt`; did you mean `missing-decrypt`?'],
    [['x'], 'there is no rule `x`; `ram-lint rules` lists them'],
    [['invalid-effect', 'empty-list'], '`rules` takes one path, not 2'],
    [['--format', 'sarif'], '`--format` takes no `sarif`; write `pretty`, `markdown`, `json`'],
    [['--format', 'json=no/r.json'], 'cannot write `no/r.json`: it does not exist'],
  ])('%j is wrong use', async (args, message) => {
    expect(await run(...args)).toEqual({ code: 2, out: '', err: `ram-lint: ${message}\n` })
  })
})

function example(effect: string): readonly string[] {
  return `{
  "Version": "1",
  "Statement": [
    {
      "Effect": "${effect}",
      "Action": "kms:GetSecretValue",
      "Resource": "acs:kms:cn-hangzhou:1234567890123456:secret/db"
    },
    {
      "Effect": "Allow",
      "Action": "kms:Decrypt",
      "Resource": "acs:kms:cn-hangzhou:1234567890123456:key/key-hzz65f1a2b3c4d5e6f7a"
    }
  ]
}`
    .split('\n')
    .map(line => `  ${line}`)
}
