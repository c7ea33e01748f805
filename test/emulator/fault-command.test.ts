import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundledCommandLine, type CommandLine, type Serving } from './command-line.ts'
import { signedRequest } from './signed-request.ts'

let line: CommandLine
let serving: Serving

beforeAll(async () => {
  line = await bundledCommandLine()
  serving = await line.serve(['--log', 'silent', '--authentication', 'off'])
})
afterAll(async () => {
  await serving.stop()
  await line.remove()
})

const run = (...args: string[]) => line.run(args, { env: { KMS_EMULATOR_URL: serving.url } })

async function read(): Promise<number> {
  const { query } = signedRequest({
    action: 'GetSecretValue',
    parameters: { SecretName: 'example-secret' },
    accessKeyId: 'LTAIemulatorroot00000001',
    accessKeySecret: '',
    now: 0,
    nonce: 'none',
  })
  return (await fetch(`${serving.url}/?${query}`)).status
}

test('fault rules and what became of them, by commands', async () => {
  const added = await run(
    'fault',
    'add',
    '{"operation":"GetSecretValue","error":{"code":"InternalFailure"},"times":1}',
  )
  expect(added).toEqual({
    code: 0,
    stdout: [
      'id       hits  operation       when    rule',
      'fault-1  0     GetSecretValue  before  {"error":{"code":"InternalFailure","status":500,"message":"Internal Failure."},"times":1}',
      '',
    ].join('\n'),
    stderr: '',
  })
  expect([await read(), await read()]).toEqual([500, 200])
  expect((await run('fault', 'list')).stdout).toMatch(/^fault-1 {2}1 /m)
  expect((await run('requests')).stdout).toMatch(/InternalFailure \(fault-1\)$/m)

  expect(await run('verify', '{"operation":"GetSecretValue","times":2}')).toEqual({
    code: 0,
    stdout: '2 calls\n',
    stderr: '',
  })
  const failed = await run('verify', '{"operation":"GetSecretValue","times":3}')
  expect(failed).toMatchObject({ code: 1, stdout: '' })
  expect(failed.stderr).toContain(
    'expected 3 calls of GetSecretValue, not 2 (1 of them after a failure: tried again)',
  )

  expect((await run('fault', 'remove', 'fault-1')).stdout).toMatch(/^fault-1 {2}1 /m)
  await run('fault', 'add', '{"operation":"*","delay":"1ms"}')
  expect((await run('fault', 'remove')).stdout).toBe('1 removed\n')
  expect(JSON.parse((await run('fault', 'list', '--json')).stdout)).toEqual({ faults: [] })
})

test.each<[args: string[], code: number, said: string]>([
  [['fault', 'add', '{"operation":"x","drop":"reset"}'], 1, '/operation: there is no operation `x`'],
  [['fault', 'add', 'x'], 2, '`kms-emulator fault add` takes JSON'],
  [['fault', 'add'], 2, '`kms-emulator fault add` needs a rule as JSON'],
  [['fault', 'ad'], 2, 'did you mean `add`?'],
  [['fault', 'remove', 'fault-9'], 1, 'there is no fault rule `fault-9`'],
  [['verify', 'x'], 2, '`kms-emulator verify` takes JSON'],
  [['verify', '{}'], 1, '/operation: `operation` must be given'],
  [['scenario', 'apply', 'throttled', '--perSecond', 'x'], 1, '/perSecond: this must be a whole number'],
])('%j', async (args, code, said) => {
  const ended = await run(...args)
  expect(ended).toMatchObject({ code, stdout: '' })
  expect(ended.stderr).toContain(said)
})

test('scenarios of the service, by commands', async () => {
  const { stdout } = await run(
    'scenario',
    'apply',
    'throttled',
    '--perSecond',
    '1',
    '--operation',
    'ListSecrets',
  )
  expect(stdout).toMatch(/^throttled-[0-9a-f]{8}\n {2}the quota is 1 a second: calls of ListSecrets\n$/)
  await run('scenario', 'apply', 'clock-skew', '--by', '-20m')
  await run('scenario', 'apply', 'legacy-secret', '--name', 'old/db')
  expect((await run('scenario', 'list')).stdout).toMatch(/^ {2}legacy-secret-\w+: secret `old\/db` is there/m)
})
