import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { folderOf, policyOf, ramLint } from './command-line.ts'

const account = '1234567890123456'
const secret = `acs:kms:cn-hangzhou:${account}:secret/db`
const key = `acs:kms:cn-hangzhou:${account}:key/key-a`
const reads = { Effect: 'Allow', Action: 'kms:GetSecretValue', Resource: secret }
const decrypts = { Effect: 'Allow', Action: 'kms:Decrypt', Resource: key }
const lines = (...statements: object[]) => JSON.stringify(JSON.parse(policyOf(...statements)), null, 2)
const terraform = `resource "alicloud_ram_policy" "reader" {
  policy_name = "reader"
  policy_document = jsonencode({
    Version = "1"
    Statement = [{ Effect = "Allow", Action = "kms:GetSecretValue", Resource = "${secret}" }]
  })
}
`

let folder: Awaited<ReturnType<typeof folderOf>>
beforeAll(async () => {
  folder = await folderOf({
    'minimum.json': lines(reads, decrypts),
    'half.json': lines(reads),
    'wide.json': lines({ ...reads, Resource: `${secret}*` }, decrypts),
    'faulty.json': lines({ ...reads, Effect: 'allow' }, decrypts),
    'main.tf': terraform,
  })
})
afterAll(() => folder.remove())

const prove = (...words: string[]) =>
  ramLint(folder.path, ['prove', ...words, '--secret', secret, '--key', key])
const written = (name: string) => readFileSync(join(folder.path, name), 'utf8')

test('a read that is not met is a finding, where a review tool shows it', async () => {
  const { code, out } = await prove('half.json', '--format', 'github')
  expect(code).toBe(1)
  expect(out).toMatch(/^::error file=half\.json,line=\d+,.*title=ram-lint%3A intent-not-met::/)
  expect(out).toContain('cannot be read')
})

test('in each format for other tools, and in a file of its own', async () => {
  const { code, out } = await prove('half.json', '--format', 'pretty', '--format', 'sarif=half.sarif')
  expect({ code, first: out.split('\n')[0] }).toEqual({ code: 1, first: expect.stringContaining('denied') })
  const sarif = JSON.parse(written('half.sarif'))
  expect(sarif.version).toBe('2.1.0')
  expect(sarif.runs[0].results.map(({ ruleId }: { ruleId: string }) => ruleId)).toEqual(['intent-not-met'])
  for (const format of ['concise', 'junit', 'gitlab']) {
    const other = await prove('half.json', '--format', format)
    expect(other.code).toBe(1)
    expect(other.out).toContain('intent-not-met')
  }
})

test('what is too much is one with `--minimum`, as it fails then', async () => {
  expect(await prove('wide.json', '--format', 'concise')).toMatchObject({ code: 0, out: '' })
  const { code, out } = await prove('wide.json', '--minimum', '--format', 'concise')
  expect(code).toBe(1)
  expect(out).toMatch(/^wide\.json:4:5: security intent-exceeded: more is granted than reading /)
  expect(await prove('minimum.json', '--minimum', '--format', 'concise')).toMatchObject({ code: 0, out: '' })
})

test('a document that RAM would refuse is told in the same report', async () => {
  const { code, out } = await prove('faulty.json', '--format', 'concise')
  expect(code).toBe(1)
  expect(out).toContain('faulty.json:5:17: error invalid-effect: ')
  expect(out).toContain('error intent-not-met: ')
})

test('in a file of Terraform it stands where the policy does', async () => {
  const { code, out } = await prove('main.tf', '--format', 'json=proof.json', '--format', 'concise')
  expect(code).toBe(1)
  expect(out).toMatch(/^main\.tf:\d:\d+: error intent-not-met: /)
  expect(JSON.parse(written('proof.json')).verdict).toBe('denied')
})

test('without ARNs where they are to be hidden', async () => {
  const { out } = await prove('half.json', '--redact', '--format', 'concise')
  expect(out).toContain('intent-not-met')
  expect(out).not.toContain(account)
})
