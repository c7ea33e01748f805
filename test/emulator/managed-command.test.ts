import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundledCommandLine, type CommandLine, type Serving } from './command-line.ts'

const seed = fileURLToPath(new URL('../../fixtures/worlds/managed.json', import.meta.url))

let line: CommandLine
let serving: Serving

beforeAll(async () => {
  line = await bundledCommandLine()
  serving = await line.serve(['--seed', seed, '--log', 'silent'])
})
afterAll(async () => {
  await serving.stop()
  await line.remove()
})

const run = (...args: string[]) => line.run(args, { env: { KMS_EMULATOR_URL: serving.url } })

test('what managed secrets have around them, by commands', async () => {
  const { stdout } = await run('target')
  expect(stdout.split('\n').slice(0, 2)).toEqual([
    expect.stringMatching(/^kind +id +account +status +secrets$/),
    expect.stringMatching(/^ram-user +admin +Running$/),
  ])
  expect(stdout).toMatch(/^rds +rm-example-single +shop +Running$/m)
  expect(stdout).not.toMatch(/password/)

  expect((await run('target', 'stop', 'rds', 'rm-example-single', 'shop')).stdout).toMatch(
    /^rds +rm-example-single +shop +Stopped$/m,
  )
  expect((await run('target', 'remove', 'rds', 'rm-example-single', '--json')).stdout).toContain(
    '"status": "Deleted"',
  )
  expect(await run('verify-account', 'rds/single')).toEqual({
    code: 0,
    stdout: 'rds/single: RDS instance `rm-example-single` was deleted\n',
    stderr: '',
  })
  expect((await run('rotate', 'rds/single')).stdout).toMatch(
    /^rds\/single is being rotated to version .* until /,
  )
  await run('clock', 'advance', '2m')
  await run('target', 'start', 'rds', 'rm-example-single', 'shop')
  await run('target', 'restore', 'rds', 'rm-example-single')
  expect((await run('verify-account', 'rds/single')).stdout).toBe('rds/single: verified\n')
  expect((await run('events')).stdout.split('\n').slice(1)).toEqual([
    expect.stringMatching(
      / Secret:RotateSecret:Failure +rds\/single .* Invalid +the database instance is gone$/,
    ),
    expect.stringMatching(/ Secret:RotateSecret:Success +rds\/single .* Enabled$/),
    '',
  ])
  expect((await run('rotate', 'acs/ram/user/report', '--window', '30m')).stdout).toMatch(
    /^acs\/ram\/user\/report is being rotated to version \S+ until \S+Z\n$/,
  )
  expect((await run('rotate', 'acs/ecs/web')).stdout).toMatch(/^acs\/ecs\/web has rotated to version /)
  expect((await run('authorize', 'ram-credentials', '--revoke')).stdout).toBe(
    'ram-credentials is not granted\n',
  )
  expect((await run('authorize', 'ram-credentials')).stdout).toBe('ram-credentials is granted\n')
}, 60_000)

test('a parameter that is named like a flag of the command line', async () => {
  const apply = ['scenario', 'apply', 'managed-account-missing', '--instance', 'r-example']
  expect((await run('scenario', 'list')).stdout).toContain('  --parameter account=VALUE  which account')
  expect((await run(...apply, '--parameter', 'account=cache')).stdout).toMatch(
    /^managed-account-missing-\w+\n {2}account `cache` of Redis instance `r-example` is gone\n$/,
  )
  expect((await run(...apply, '--parameter', 'cache')).stderr).toContain('such as `account=shop`')
})

test.each<[args: string[], code: number, stderr: string]>([
  [['target', 'remove', 'rds'], 2, '`kms-emulator target remove` needs an id'],
  [['target', 'delete'], 2, '`kms-emulator target` does not know `delete`'],
  [['target', 'remove', 'rdx', 'a'], 1, 'there is no kind `rdx`; did you mean `rds`?'],
  [['authorize', 'rsd'], 1, 'there is no authorization `rsd`; did you mean `rds`?'],
  [['rotate', 'acs/ecs/web', '--window', '30m'], 1, '/window: only RAM secrets have a window'],
  [['verify-account', 'example-secret'], 1, 'secret `example-secret` is Generic'],
])('%j', async (args, code, stderr) => {
  const ended = await run(...args)
  expect([ended.code, ended.stderr]).toEqual([code, expect.stringContaining(stderr)])
})
