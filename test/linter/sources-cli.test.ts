import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkFile } from '../../linter/check-file.ts'
import type { Report } from '../../linter/index.ts'
import { folderOf, policyOf, ramLint, readsSecret } from './command-line.ts'

const fixtures = new URL('../../fixtures/sources/', import.meta.url).pathname
const terraform = (document: string) =>
  `resource "alicloud_ram_policy" "p" {\n  policy_document = ${document}\n}\n`
const wrong = { ...readsSecret, Effect: 'allow' }

let folder: Awaited<ReturnType<typeof folderOf>>
beforeAll(async () => {
  folder = await folderOf({
    'policy.json': policyOf(readsSecret),
    'data.json': '{"a": 1}',
    'main.tf': terraform(`<<EOF\n${policyOf(wrong)}\nEOF`),
    'later.tf': terraform('var.document'),
    'broken.tf': `${terraform('<<EOF')}# Statement`,
    'set/good.tf': terraform(`jsonencode(${JSON.stringify({ Version: '1', Statement: [readsSecret] })})`),
    'set/deploy.yaml': 'apiVersion: apps/v1\nkind: Deployment\n',
    'set/broken.yml': 'Type: ALIYUN::RAM::Role\n  Statement: [\n',
    'set/network.tf': 'resource "alicloud_vpc" "main" {}\n',
    'set/readme.md': `\`\`\`json\n${policyOf(wrong)}\n\`\`\`\n`,
    'set/run.sh': `aliyun ram CreatePolicy --PolicyDocument '${policyOf(wrong)}'\n`,
  })
})
afterAll(() => folder.remove())

test.each<[string, string[], number, RegExp, RegExp]>([
  ['a policy itself', ['policy.json'], 0, /^policy\.json:1:1 identity\n {2}\{/, /^$/],
  ['a host', ['main.tf'], 0, /^main\.tf:3:1 alicloud_ram_policy\.p identity\n/, /^$/],
  [
    'a folder',
    ['set'],
    2,
    /^set\/good\.tf:2:32 alicloud_ram_policy\.p identity\n/,
    /cannot read `set\/broken\.yml`: its line \d is no YAML/,
  ],
  ['no policy', ['data.json'], 3, /^$/, /no policy found in `data\.json`/],
  [
    'none that is known',
    ['later.tf'],
    3,
    /^later\.tf:2:21 .* not known before it is deployed: \$\{var\.document\}\n$/,
    /no policy found/,
  ],
  ['no file', ['none.tf'], 2, /^$/, /cannot read `none\.tf`/],
  ['no Terraform', ['broken.tf'], 2, /^$/, /cannot read `broken\.tf`: its line \d is no Terraform/],
  ['no path', [], 2, /^$/, /path/i],
])('extract: %s', async (_, args, code, out, err) => {
  const ended = await ramLint(folder.path, ['extract', ...args])
  expect(ended.code).toBe(code)
  expect(ended.out).toMatch(out)
  expect(ended.err).toMatch(err)
})

test('standard input is what its name says', async () => {
  const { out, code } = await ramLint(folder.path, ['extract', '--stdin-filename', 'a.tf', '-'], {
    input: terraform(`<<EOF\n${policyOf(readsSecret)}\nEOF`),
  })
  expect(code).toBe(0)
  expect(out).toMatch(/^a\.tf:3:1 alicloud_ram_policy\.p identity\n/)
})

test('check reads Terraform and templates of a folder; Markdown and scripts where they are named', async () => {
  const check = async (...paths: string[]) => {
    const { out } = await ramLint(folder.path, ['check', '--format', 'json', ...paths])
    const { files, summary } = JSON.parse(out) as Report
    const rules = files.map(({ path, policies, findings }) => [
      path,
      policies,
      findings
        .map(({ rule }) => rule)
        .filter(rule => /^(invalid-effect|unreadable-source|not-a-policy)$/.test(rule)),
    ])
    return { files: rules, skipped: summary.skipped }
  }
  expect(await check('set')).toEqual({
    files: [
      ['set/broken.yml', 0, ['unreadable-source']],
      ['set/good.tf', 1, []],
    ],
    skipped: 2,
  })
  expect(await check('set/readme.md', 'set/run.sh', 'set/deploy.yaml', 'later.tf')).toEqual({
    files: [
      ['set/readme.md', 1, ['invalid-effect']],
      ['set/run.sh', 1, ['invalid-effect']],
      ['set/deploy.yaml', 0, ['not-a-policy']],
      ['later.tf', 0, ['not-a-policy']],
    ],
    skipped: 0,
  })
})

test('a byte order mark is no part of a host', async () => {
  for (const path of ['template.json', 'plan.json', 'reader.tf']) {
    const text = readFileSync(join(fixtures, path), 'utf8')
    const plain = await checkFile(text, path)
    const marked = await checkFile(`\uFEFF${text}`, path)
    const placesOf = (checked: typeof plain, shift: number) =>
      checked?.report.findings.map(({ rule, start }) => [
        rule,
        start.line,
        start.column,
        start.offset - shift,
      ])
    expect(placesOf(marked, 1)).toEqual(placesOf(plain, 0))
  }
})

test('--kind is for policies of which the host does not say it', async () => {
  const kinds = async (path: string) =>
    (await checkFile(readFileSync(join(fixtures, path), 'utf8'), path, { kind: 'session' }))?.report.kind
  expect(await kinds('template.json')).toBe('identity')
  const { report } =
    (await checkFile(`\`\`\`json\n${policyOf(readsSecret)}\n\`\`\``, 'a.md', { kind: 'session' })) ?? {}
  expect(report?.kind).toBe('session')
})

test('a suppression by Sid is of a statement in a policy that the file holds', async () => {
  const named = (sid: string) => policyOf({ ...wrong, Sid: `not ${sid}` }, { ...wrong, Sid: sid })
  const template = {
    ROSTemplateFormatVersion: '2015-09-01',
    Resources: {
      Reader: {
        Type: 'ALIYUN::RAM::ManagedPolicy',
        Properties: { PolicyDocument: JSON.parse(named('x')) },
      },
    },
  }
  const files = {
    'a.tf': terraform(`<<EOF\n${named('x')}\nEOF`),
    'b.tf': terraform(`jsonencode(${named('x')})`),
    'c.json': JSON.stringify(template),
    'd.yml': JSON.stringify(template, null, 2),
    'e.md': `\`\`\`json\n${named('x')}\n\`\`\`\n`,
    'f.sh': `aliyun ram CreatePolicy --PolicyDocument '${named('x')}'\n`,
    'g.json': named('x'),
  }
  const suppress = Object.keys(files).map(path => ({
    path,
    sid: 'x',
    rule: 'invalid-effect',
    reason: 'a test',
    expires: '2030-01-15',
  }))
  const { path, remove } = await folderOf({ ...files, 'lint.json': JSON.stringify({ suppress }) })
  const { out } = await ramLint(path, [
    ...['check', '--config', 'lint.json', '--format', 'concise'],
    ...Object.keys(files),
  ])
  remove()
  const lines = out
    .split('\n')
    .filter(line => line.includes('invalid-effect') || line.includes('suppression'))
  expect(lines.map(line => line.replace(/:.*error/, ''))).toEqual(
    Object.keys(files).map(
      name => `${name} invalid-effect: the Effect is \`allow\`; write exactly \`Allow\` or \`Deny\``,
    ),
  )
})

test('a fix is an edit of the host where the text stands there as it is', async () => {
  const text = readFileSync(join(fixtures, 'guide.md'), 'utf8')
  const { fixes, report } = (await checkFile(text, 'guide.md')) ?? { fixes: new Map(), report: undefined }
  const finding = report?.findings.find(({ rule, fixable }) => rule === 'unknown-action' && fixable !== null)
  const [edit] = (finding && fixes.get(finding)?.edits) ?? []
  expect(edit && text.slice(edit.start, edit.end) + edit.text).toContain('kms:GetSecretValue')
  expect([...fixes.keys()].filter(({ pointer }) => pointer.includes('/resource/'))).toEqual([])
})
