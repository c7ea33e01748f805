import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { decryptsItsKey, folderOf, policyOf, ramLint, readsSecret } from './command-line.ts'

const secret = readsSecret.Resource
const key = decryptsItsKey.Resource

const resource = (name: string, document: string) =>
  `resource "alicloud_ram_policy" "${name}" {\n  policy_name = "${name}"\n  policy_document = ${document}\n}\n`
const heredoc = (text: string) => `<<EOF\n${text}\nEOF`
const pretty = (...statements: object[]) => JSON.stringify(JSON.parse(policyOf(...statements)), null, 2)
const trust = policyOf({
  Effect: 'Allow',
  Principal: { Service: ['ecs.aliyuncs.com'] },
  Action: 'sts:AssumeRole',
})

let folder: Awaited<ReturnType<typeof folderOf>>
beforeAll(async () => {
  folder = await folderOf({
    'main.tf': resource('reader', heredoc(pretty(readsSecret))),
    'two.tf':
      resource('reader', heredoc(pretty(readsSecret))) +
      resource('decrypter', heredoc(pretty(decryptsItsKey))) +
      `resource "alicloud_ram_role" "app" {\n  assume_role_policy_document = ${heredoc(trust)}\n}\n`,
    'open.tf': resource('reader', heredoc(pretty({ ...readsSecret, Resource: '$' + '{var.secret}' }))),
    'refused.tf': resource('reader', heredoc(pretty({ ...readsSecret, Effect: 'allow' }))),
    'none.tf': 'variable "x" {}\n',
    'notes.txt': 'no policy\n',
  })
})
afterAll(() => folder.remove())

const prove = (...paths: string[]) =>
  ramLint(folder.path, ['prove', ...paths, '--secret', secret, '--key', key])

test('places are those of the file', async () => {
  const { code, out, err } = await prove('main.tf')
  expect([code, err]).toEqual([1, ''])
  expect(out).toContain(
    [
      `allowed kms:GetSecretValue on ${secret}`,
      '  main.tf:7:5 /Statement/0',
      '  >  7 |     {',
      '  >  8 |       "Effect": "Allow",',
      '  >  9 |       "Action": "kms:GetSecretValue",',
      `  > 10 |       "Resource": "${secret}"`,
      '  > 11 |     }',
      '',
    ].join('\n'),
  )
})

test('several together, each under its name', async () => {
  const { code, out, err } = await prove('two.tf')
  expect([code, err]).toEqual([0, 'two.tf: left out: `alicloud_ram_role.app`, a trust policy\n'])
  expect(out).toContain('two.tf#alicloud_ram_policy.reader:7:5 /Statement/0')
  expect(out).toContain('two.tf#alicloud_ram_policy.decrypter:')
})

test('explain and diff', async () => {
  const explain = await ramLint(folder.path, [
    'explain',
    'main.tf',
    '--action',
    'kms:GetSecretValue',
    '--resource',
    secret,
  ])
  expect(explain.code).toBe(0)
  const diff = await ramLint(folder.path, [
    'diff',
    'main.tf',
    'two.tf',
    '--kind',
    'identity',
    '--fail-on',
    'widened',
  ])
  expect(diff.code).toBe(1)
  expect(diff.out).toContain('two.tf#alicloud_ram_policy.decrypter /Statement/0')
})

test('with a revision', async () => {
  const repository = await folderOf({ 'main.tf': resource('reader', heredoc(policyOf(readsSecret))) })
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@x', ...args], { cwd: repository.path })
  git('init', '-q')
  git('add', '.')
  git('commit', '-qm', 'x')
  writeFileSync(
    join(repository.path, 'main.tf'),
    resource(
      'reader',
      heredoc(policyOf({ ...readsSecret, Action: ['kms:GetSecretValue', 'kms:DescribeSecret'] })),
    ),
  )
  const { out, err } = await ramLint(repository.path, ['diff', 'main.tf', '--base', 'HEAD'])
  expect(err).toBe('')
  expect(out.split('\n')).toEqual(
    expect.arrayContaining([expect.stringMatching(/^widened: /), `  kms:DescribeSecret on ${secret}`]),
  )
  repository.remove()
})

test('what is known only when the file is deployed', async () => {
  expect(await prove('open.tf')).toEqual({
    code: 4,
    out: '',
    err:
      'ram-lint: `open.tf`: `alicloud_ram_policy.reader` depends on `$' +
      '{var.secret}`, known only when it is deployed; `ram-lint check` judges the rest, `ram-lint extract` prints what is known\n',
  })
})

test('a document that RAM refuses is reported in its place', async () => {
  const { code, err } = await prove('refused.tf')
  expect(code).toBe(1)
  expect(err).toContain('refused.tf:8:17')
})

test.each([
  ['none.tf', 'no policy of RAM is in this Terraform'],
  ['notes.txt', 'this is no JSON, and by its name no file in which policies are looked for'],
])('no policy: %s', async (path, why) => {
  const { code, err } = await prove(path)
  expect(code).toBe(1)
  expect(err).toContain(why)
})

test('of a folder they are left out, which is told', async () => {
  const { code, err } = await prove('.')
  expect(code).toBe(3)
  const told = (name: string) =>
    `${name}: left out: policies in a file of another sort; name it to take them\n`
  expect(err).toContain(['main.tf', 'open.tf', 'refused.tf', 'two.tf'].map(told).join(''))
  expect(err).not.toContain('none.tf')
})
