import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundledCommandLine, type CommandLine, type Serving } from './command-line.ts'

const example = 'kst-hzz0example0000000000'

let line: CommandLine
let serving: Serving

beforeAll(async () => {
  line = await bundledCommandLine()
  serving = await line.serve(['--log', 'silent'])
})
afterAll(async () => {
  await serving.stop()
  await line.remove()
})

/** What a command printed; it ended well. */
async function run(...args: string[]): Promise<string> {
  const ended = await line.run(['instance', ...args], { env: { KMS_EMULATOR_URL: serving.url } })
  expect(ended).toEqual({ code: 0, stdout: ended.stdout, stderr: '' })
  return ended.stdout
}

test('an instance’s life, by commands', async () => {
  expect(await run('secrets')).toMatch(
    /^secret +type +status +created\nexample-secret +Generic +Enabled +\S+\n$/,
  )
  expect(await run('public-access', 'off', '--json')).toContain('"publicAccess": false')
  expect(await run('public-access', example, 'on', '--json')).toContain('"publicAccess": true')
  const [, backup = ''] = /^(backup-\w+) +kst-\w+ +\S+ +1 +example-secret$/m.exec(await run('backup')) ?? []
  const bought = await run('create', '--key-quota', '5', '--secret-quota', '0', '--expires', '+30d', '--json')
  const { id } = JSON.parse(bought) as { id: string }
  expect(JSON.parse(bought)).toMatchObject({ status: 'Uninitialized', keyQuota: 5, secretQuota: 0 })
  expect(await run('connect', id)).toMatch(new RegExp(`^${id} +cn-hangzhou +software +Connecting `, 'm'))
  expect(await run('connect', id, '--now')).toMatch(new RegExp(`^${id} .* Connected `, 'm'))
  expect(await run('release', id)).toBe(`instance ${id} is released with all that was in it\n`)
  await run('release')
  expect(await run('list')).toBe('instance  region  type  status  ends  released\n')
  await run('create', '--id', 'kst-new')
  await run('connect', '--now')
  expect(await run('backups')).toMatch(new RegExp(`^${backup} +${example} `, 'm'))
  expect(await run('restore', backup, '--into', 'kst-new')).toBe(
    'in kst-new again: key-hzz0example000000000000, example-secret\n',
  )
  expect(await run('expire')).toContain('(expired)')
  expect(await run('secrets')).toMatch(/^example-secret +Generic +Unavailable /m)
  expect(await run('renew')).not.toContain('(expired)')
})

test.each<[args: string[], stderr: string | RegExp]>([
  [['conect'], '`kms-emulator instance` does not know `conect`; did you mean `connect`?'],
  [['restore'], '`kms-emulator instance restore` needs a backup'],
  [['public-access', 'kst-new'], '`kms-emulator instance public-access` needs `on` or `off`'],
  [['create', '--key-quota', 'many'], /^\/keyQuota: /],
  [['create', '--type', 'softwar'], /^\/type: .*did you mean `software`/],
  [['restore', 'b', '--into', 'kst-none'], /has no instance `kst-none`/],
])('instance %j', async (args, stderr) => {
  const ended = await line.run(['instance', ...args], { env: { KMS_EMULATOR_URL: serving.url } })
  expect(ended.code).not.toBe(0)
  const text = ended.stderr.replace(/^kms-emulator: /, '').trimEnd()
  if (typeof stderr === 'string') expect(text).toBe(stderr)
  else expect(text).toMatch(stderr)
})
