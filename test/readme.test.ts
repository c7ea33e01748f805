import { execFile, spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { startEmulator } from '../emulator/index.ts'
import { folderOf, ramLint } from './linter/command-line.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const blocks = [...readme.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language, text]) => ({
  language,
  text: text ?? '',
}))
const block = (language: string, index = 0): string => {
  const found = blocks.filter(candidate => candidate.language === language)[index]
  if (!found) throw new Error(`README has no block ${index} of ${language}`)
  return found.text
}

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = mkdtempSync(fileURLToPath(new URL('.readme-', import.meta.url)))
afterAll(() => rmSync(folder, { recursive: true }))

const node = promisify(execFile)

/** Writes a block to a file from which the project's packages are found, and runs Node with it. */
async function run(name: string, text: string, ...before: string[]): Promise<string> {
  const file = `${folder}/${name}`
  writeFileSync(file, text)
  const { stdout } = await node(process.execPath, [...before, file], { cwd: root })
  return stdout
}

test('it is short', () => {
  expect(readme.split('\n').length).toBeLessThanOrEqual(150)
})

test('the lines to start it start it', async () => {
  expect(block('sh')).toBe('npm ci && npm start\n')
  const [, flags = ''] = /Flags go behind two dashes: `npm start (-- --port 0)`/.exec(readme) ?? []
  const clone = `${folder}/clone`
  for (const path of ['package.json', 'tsconfig.json', '.ci', 'emulator', 'linter', 'fixtures/worlds'])
    cpSync(`${root}/${path}`, `${clone}/${path}`, { recursive: true })
  symlinkSync(`${root}/node_modules`, `${clone}/node_modules`)
  await node('npm', ['run', 'prepare'], { cwd: clone })
  const child = spawn('npm', ['start', ...flags.split(' ')], { cwd: clone, detached: true })
  let printed = ''
  child.stdout.on('data', data => {
    printed += data
    if (/^ready .*\n/m.test(printed)) process.kill(-(child.pid ?? 0), 'SIGTERM')
  })
  await new Promise(resolve => child.on('close', resolve))
  expect(printed.trim().split('\n').at(-1)).toMatch(/^ready http:\/\/127\.0\.0\.1:\d+$/)
  expect(printed).toContain('LTAIemulatorapp000000001  emulator-app-secret')
})

test('the client block reads the example secret', async () => {
  const kms = await startEmulator()
  const printed = await run('client.mjs', block('js').replaceAll('127.0.0.1:5670', kms.endpoint))
  await kms.close()
  expect(printed).toBe('example-value\n')
})

test('the test suite passes', async () => {
  const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url))
  const printed = await run('suite.test.ts', block('ts'), vitest, 'run', '--reporter=json')
  expect(JSON.parse(printed)).toMatchObject({ numPassedTests: 1, numFailedTests: 0 })
})

test('the refusal is what the emulator answers, with its explanation', async () => {
  const kms = await startEmulator()
  const account = kms.account()
  const { default: RPCClient } = await import('@alicloud/pop-core')
  const client = new RPCClient({
    endpoint: kms.url,
    apiVersion: '2016-01-20',
    ...account.credentials('app-without-decrypt'),
  })
  const error: { code: string; message: string } = await client
    .request('GetSecretValue', { SecretName: 'example-secret' }, {})
    .then(() => expect.fail('it was answered'))
    .catch(thrown => thrown)
  const [call] = account.requests({ operation: 'GetSecretValue' })
  await kms.close()
  expect(readme.replaceAll(/\s+/g, ' ')).toContain(
    `\`${call?.status} ${error.code}: ${error.message.split(', URL:')[0]}\``,
  )
  const lines = call?.authorization.map(
    ({ outcome, action, resource, explanation }) =>
      `    ${outcome} ${action} on ${resource}: ${explanation}\n`,
  )
  expect(block('text')).toBe(`${call?.status} ${call?.operation} ${call?.caller.name}\n${lines?.join('')}`)
})

test('the policy has the mistake that it says', async () => {
  const command = /`ram-lint ([^`]+)` ends with exit code (\d)/.exec(readme)
  const folder = await folderOf({ 'policy.json': block('json') })
  const { code, out } = await ramLint(folder.path, command?.[1]?.split(' ') ?? [])
  folder.remove()
  expect({ code, out }).toEqual({ code: Number(command?.[2]), out: block('text', 1) })
})

test('the policy works and breaks as it says', async () => {
  const folder = await folderOf({ 'policy.json': block('json') })
  const secret = 'acs:kms:cn-hangzhou:1000000000000001:secret/example-secret'
  const key = 'acs:kms:cn-hangzhou:1000000000000001:key/key-hzz0example000000000000'
  const words = /`ram-lint (prove policy\.json [^`]+)` says/.exec(readme)?.[1]?.split(' ') ?? []
  const named = words.map((word, at) => (word === 'ARN' ? (words[at - 1] === '--key' ? key : secret) : word))
  const { out } = await ramLint(folder.path, named)
  folder.remove()
  expect(out).toContain(`\n${block('text', 2)}\n`)
})

test('the lines for CI run', async () => {
  const folder = await folderOf({ 'policies/app.json': block('json') })
  const inFolder = { cwd: folder.path }
  await node('git', ['init', '--quiet', '--initial-branch=main'], inFolder)
  const names = ['-c', 'user.name=ci', '-c', 'user.email=ci@example.com']
  await node('git', [...names, 'commit', '--quiet', '--allow-empty', '-m', 'empty'], inFolder)
  const lines = [...block('yaml').matchAll(/npx ram-lint (.+)$/gm)].map(([, words = '']) =>
    words.replace('origin/main', 'main').split(' '),
  )
  const codes: number[] = []
  for (const words of lines) codes.push((await ramLint(folder.path, words)).code)
  const log = JSON.parse(readFileSync(`${folder.path}/ram-lint.sarif`, 'utf8'))
  folder.remove()
  expect(codes).toEqual([1, 1])
  expect(log.runs[0].results[0].ruleId).toBe('decrypt-on-secret')
})

test('the table of users is the default world’s', () => {
  const world = JSON.parse(readFileSync(new URL('../fixtures/worlds/default.json', import.meta.url), 'utf8'))
  const [account] = world.accounts
  const expected = [{ name: '(root)', accessKeys: account.accessKeys }, ...account.users].map(
    ({ name, accessKeys: [key] }) => `${name} ${key.id} ${key.secret}`,
  )
  const rows = [...readme.matchAll(/^\| `?([\w()-]+)`? \| `(LTAI\w+)` \| `([\w-]+)` \|/gm)]
  expect(rows.map(([, name, id, secret]) => `${name} ${id} ${secret}`)).toEqual(expected)
})
