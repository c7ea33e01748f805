import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { schemas } from '../../linter/index.ts'
import { decryptsItsKey, folderOf, policyOf, ramLint, readsSecret } from './command-line.ts'

const account = '1234567890123456'
const secret = readsSecret.Resource
const key = decryptsItsKey.Resource
const office = { Condition: { IpAddress: { 'acs:SourceIp': '203.0.113.77' } } }
const error = JSON.stringify({
  AuthAction: 'kms:Decrypt',
  AuthResource: key,
  NoPermissionType: 'ImplicitDeny',
})

let folder: Awaited<ReturnType<typeof folderOf>>
beforeAll(async () => {
  folder = await folderOf({
    'app.json': policyOf({ ...readsSecret, ...office }, decryptsItsKey),
    'more.json': policyOf({ ...readsSecret, Action: 'kms:*Secret*', ...office }, decryptsItsKey),
    'error.json': error,
    'faulty.json': policyOf({ ...readsSecret, NotResource: secret }),
    'set/app.json': policyOf(readsSecret),
    'set/old.json': policyOf({ ...readsSecret, Effect: 'allow' }),
    'lint.json': JSON.stringify({ files: { exclude: ['set/old.json'] } }),
  })
})
afterAll(() => folder.remove())

const commands: Readonly<Record<string, readonly string[]>> = {
  prove: ['prove', 'app.json', '--secret', secret, '--key', key],
  explain: ['explain', 'app.json', '--action', 'kms:GetSecretValue', '--resource', secret],
  diff: ['diff', 'app.json', 'more.json'],
  extract: ['extract', 'app.json'],
  rules: ['rules'],
  generate: ['generate', '--secret', secret, '--key', key],
  why: ['why', 'error.json', '--policy', 'app.json'],
}
const names = Object.keys(commands)
const run = (name: string, ...flags: string[]) =>
  ramLint(folder.path, [...(commands[name] as readonly string[]), ...flags])

test.each(names)('%s: the verdict alone', async name => {
  const whole = await run(name)
  const quiet = await run(name, '--quiet')
  expect(quiet.code).toBe(whole.code)
  if (name === 'generate') expect(quiet.out).toBe(whole.out)
  else expect(quiet.out.length).toBeLessThan(whole.out.length)
  if (name !== 'rules' && name !== 'generate') {
    expect(quiet.out).toBe(`${whole.out.split('\n')[0]}\n`)
  }
})

test('ids alone', async () => {
  expect((await run('rules', '--quiet')).out.split('\n')).toContain('missing-decrypt')
  const { out } = await ramLint(folder.path, ['rules', 'missing-decrypt', '--quiet'])
  expect(out.split('\n')).toHaveLength(2)
})

describe.each(names)('%s: nothing that tells', name => {
  test.each(['pretty', 'json'])('%s', async format => {
    const { out, err } = await run(name, '--redact', '--format', format)
    for (const hidden of [account, '203.0.113.77', 'secret/db', 'key/key-id', 'cn-hangzhou'].filter(
      // The catalogue has examples, which are nobody's.
      () => name !== 'rules',
    ))
      expect(`${out}${err}`).not.toContain(hidden)
    if (format === 'json') JSON.parse(out)
  })
})

test.each([
  ['prove', schemas.proof],
  ['explain', schemas.explanation],
  ['diff', schemas.difference],
  ['extract', schemas.extraction],
  ['why', schemas.why],
])('what is redacted is of the same form: %s', async (name, schema) => {
  const valid = new Ajv2020({ allowUnionTypes: true }).compile(schema)
  valid(JSON.parse((await run(name, '--redact', '--format', 'json')).out))
  expect(valid.errors).toBeNull()
})

test('paths, actions and condition keys are shown', async () => {
  const { out } = await run('explain', '--redact')
  expect(out.split('\n').slice(0, 2)).toEqual([
    'conditional',
    '  `kms:GetSecretValue` on `acs:kms:…:…:secret/…` is allowed by `app.json` /Statement/0 only where its conditions hold',
  ])
  expect(out).toContain('`acs:SourceIp`: `…`')
})

test.each(names)('%s: how long it took', async name => {
  let time = 0
  const { err } = await ramLint(folder.path, [...(commands[name] as readonly string[]), '--timing'], {
    now: () => {
      time += 7
      return time
    },
  })
  expect(err).toMatch(/^ {6}7\.00 ms {2}(reading|deciding)$/m)
})

describe('configuration', () => {
  test.each(names)('%s: none is read', async name => {
    expect(await run(name, '--no-config')).toEqual(await run(name))
  })

  test('which files of a folder count', async () => {
    const read = ['explain', 'set', '--action', 'kms:GetSecretValue', '--resource', secret]
    expect((await ramLint(folder.path, read)).code).toBe(1)
    expect(await ramLint(folder.path, [...read, '--config', 'lint.json'])).toMatchObject({ code: 0, err: '' })
    const { err, code } = await ramLint(folder.path, [...read, '--config', 'none.json'])
    expect([code, err]).toEqual([2, 'ram-lint: cannot read `none.json`: it does not exist\n'])
  })

  test.each(['generate', 'why', 'rules'])('%s reads none', async name => {
    expect(await run(name, '--config', 'lint.json')).toEqual({
      code: 2,
      out: '',
      err: `ram-lint: \`${name}\` takes no \`--config\`\n`,
    })
  })
})

test('generate: what is to be known, and what it does not take', async () => {
  const sts = await run('generate', '--credentials', 'sts')
  expect(sts.err).toMatch(/^note: `kms:Decrypt` is in it although /)
  expect((await run('generate', '--credentials', 'sts', '--quiet')).err).toBe('')
  expect((await run('generate', '--credentials', 'sts', '--format', 'json')).err).toBe('')
  expect((await run('generate', '--matrix')).err).toBe('ram-lint: `generate` takes no `--matrix`\n')
  expect((await run('generate', 'x.json')).err).toBe(
    'ram-lint: `generate` takes no path; `ram-lint generate --help` tells what it takes\n',
  )
})
