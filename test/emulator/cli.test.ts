import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { table } from '../../emulator/commands/table.ts'
import { bundledCommandLine, type CommandLine, type Serving } from './command-line.ts'
import { signedRequest } from './signed-request.ts'

let cli: CommandLine
let serving: Serving

beforeAll(async () => {
  cli = await bundledCommandLine()
  serving = await cli.serve()
})
afterAll(async () => {
  await serving?.stop()
  await cli?.remove()
})

const client = (...args: string[]) => cli.run(args, { env: { KMS_EMULATOR_URL: serving.url } })

/** A signed GetSecretValue by the root of the default world. */
async function readSecret(url: string): Promise<unknown> {
  const { query } = signedRequest({
    action: 'GetSecretValue',
    parameters: { SecretName: 'example-secret' },
    accessKeyId: 'LTAIemulatorroot00000001',
    accessKeySecret: 'emulator-root-secret',
    now: Date.now(),
    nonce: `cli-${url}`,
  })
  return (await fetch(`${url}/?${query}`)).json()
}

describe('serve', () => {
  test('tells where it listens, credentials, and a line for each client; `ready` comes last', () => {
    const endpoint = new URL(serving.url).host
    const { stdout } = serving.output
    expect(stdout).toMatch(/^kms-emulator \d+\.\d+\.\d+ listens on http:\/\/127\.0\.0\.1:\d+ /)
    expect(stdout).toContain('LTAIemulatorapp000000001  emulator-app-secret')
    const clients = 'Node kms20160120,Node pop-core,Python,Go,Java,cache clients,aliyun CLI,health'
    for (const client of clients.split(','))
      expect(stdout).toMatch(new RegExp(`^  ${client} +.*${endpoint}`, 'm'))
    expect(stdout.endsWith(`\nready ${serving.url}\n`)).toBe(true)
  })

  test.each(['SIGTERM', 'SIGINT'] as const)('%s closes it with 0', async signal => {
    const one = await cli.serve(['--ready-file', 'ready'])
    expect(readFileSync(join(cli.folder, 'ready'), 'utf8')).toBe(`${one.url}\n`)
    expect(await one.stop(signal)).toMatchObject({ code: 0, stderr: '' })
    expect(existsSync(join(cli.folder, 'ready'))).toBe(false)
  })

  test.each([
    [
      'pretty',
      /^[\d:.]+ 200 GetSecretValue \(root\) acs:kms:cn-hangzhou:1000000000000001:secret\/example-secret$/m,
    ],
    [
      'json',
      /^\{"time":"[^"]+","requestId":"[^"]+","resource":"acs:[^"]+","status":200,"operation":"GetSecretValue"/m,
    ],
    ['silent', /^$/],
  ])('--log %s: one line per request, never a secret', async (log, line) => {
    const one = await cli.serve(['--log', log])
    const printed = one.output.stdout
    expect(await readSecret(one.url)).toMatchObject({ SecretData: 'example-value' })
    await cli.run(['snapshot', '--url', one.url])
    const { stdout, stderr } = await one.stop()
    expect(stderr).toMatch(line)
    expect(stderr.split('\n')).toHaveLength(log === 'silent' ? 1 : 3)
    expect(stdout).toBe(printed)
    expect(stderr).not.toMatch(/example-value|emulator-\w+-secret|Signature=/)
  })

  test('answers XML, by what the bundle loads on first use', async () => {
    const response = await fetch(`${serving.url}/?Action=NoSuchAction&Version=2016-01-20&Format=XML`)
    expect(response.headers.get('content-type')).toBe('text/xml;charset=utf-8')
    expect(await response.text()).toMatch(
      /^<\?xml .*<Error>.*<Code>InvalidAction\.NotFound<\/Code>.*<\/Error>$/,
    )
  })

  test('a seed of its own, and what `--rotation-error` sets', async () => {
    writeFileSync(
      join(cli.folder, 'seed.json'),
      JSON.stringify({ format: 1, region: 'cn-beijing', accounts: [{ id: '1000000000000009' }] }),
    )
    const one = await cli.serve([
      '--seed',
      'seed.json',
      '--rotation-error',
      'code=A.B,status=400,message=a, b',
    ])
    expect(one.output.stdout).toContain('account 1000000000000009, region cn-beijing')
    expect(await one.stop()).toMatchObject({ code: 0 })
  })

  test('a port in use is one line and 1', async () => {
    const port = new URL(serving.url).port
    expect(await cli.run(['--port', port])).toEqual({
      code: 1,
      stdout: '',
      stderr: `kms-emulator: 127.0.0.1 port ${port} is in use; name another with \`--port\`, or 0 for a free one\n`,
    })
  })

  test('--host other than loopback needs a token; then the control interface wants it', async () => {
    const one = await cli.serve(['--host', '0.0.0.0', '--admin-token', 'open-sesame'])
    const wait = ['wait', '--timeout', '0', '--url', one.url]
    expect(await cli.run(wait)).toMatchObject({ code: 1, stderr: expect.stringContaining('admin token') })
    expect(await cli.run([...wait, '--admin-token', 'open-sesame'])).toMatchObject({ code: 0 })
    expect(await cli.run(wait, { env: { KMS_EMULATOR_ADMIN_TOKEN: 'open-sesame' } })).toMatchObject({
      code: 0,
    })
    expect((await one.stop()).stdout).not.toContain('open-sesame')
  })

  test.each<[args: string[], seed: string | undefined, code: number, stderr: string]>([
    [['--prot', '1'], undefined, 2, 'there is no `--prot`; did you mean `--port`?'],
    [['--port'], undefined, 2, '`--port` needs a value; `kms-emulator --help` says which'],
    [['--port', 'x'], undefined, 2, '`port` is a number from 0 (any that is free) to 65535'],
    [['--log', 'prety'], undefined, 2, '`log` is `pretty` or `json` or `silent`; did you mean `pretty`?'],
    [
      ['--host', '0.0.0.0'],
      undefined,
      2,
      '`0.0.0.0` can be reached by others, so an admin token must be set; write `--admin-token TOKEN` or set KMS_EMULATOR_ADMIN_TOKEN',
    ],
    [
      ['--rotation-error', 'kode=A'],
      undefined,
      2,
      '`--rotation-error` is `code=…,status=…,message=…`, any of them once',
    ],
    [
      ['--port', '0', '--ready-file', 'none/ready'],
      undefined,
      1,
      'cannot write none/ready: its folder does not exist',
    ],
    [['--seed', 'none.json'], undefined, 1, 'cannot read none.json: it does not exist'],
    [['--seed', '.'], undefined, 1, 'cannot read .: it is a folder; name a file'],
    [['--seed', 'bad.json'], '{', 1, 'bad.json is no JSON text from line 1, column 2 on'],
    [
      ['--seed', 'bad.json'],
      '{\n  "format": 1,\n  "accounts": [{},]\n}',
      1,
      'bad.json is no JSON text from line 3, column 19 on',
    ],
    [['--seed', 'bad.json'], '{"region": "cn', 1, 'bad.json is no JSON text from line 1, column 12 on'],
    [['--seed', 'bad.json'], '{"format": nul}', 1, 'bad.json is no JSON text from line 1, column 12 on'],
    [
      ['--seed', 'bad.json'],
      '{"format":1,"accounts":[{"id":"1000000000000001","secrts":[]}]}',
      1,
      'bad.json: /accounts/0/secrts: an account has no such member; did you mean `secrets`?',
    ],
    [
      ['--seed', 'bad.json'],
      '{"format":1,"accounts":[{"id":"1"}]}',
      1,
      'bad.json: /accounts/0/id: `1` is not an account id; write 16 digits',
    ],
  ])('%j %s', async (args, seed, code, stderr) => {
    if (seed !== undefined) writeFileSync(join(cli.folder, 'bad.json'), seed)
    const ended = await cli.run(args)
    expect(ended).toEqual({ code, stdout: ended.stdout, stderr: `kms-emulator: ${stderr}\n` })
    expect(ended.stdout).not.toMatch(/^ready /m)
  })
})

describe('the commands', () => {
  test.each<[args: string[], stdout: string | RegExp]>([
    [['wait'], /^kms-emulator \S+ answers at http:/],
    [
      ['env', '--user', 'app'],
      /^KMS_EMULATOR_URL=http:.*\nALIBABA_CLOUD_ACCESS_KEY_ID=LTAIemulatorapp000000001\n/,
    ],
    [['env', '--format', 'shell'], /^export ALIBABA_CLOUD_ACCESS_KEY_SECRET='emulator-root-secret'$/m],
    [['env', '--format', 'json'], /^\{\n {2}"KMS_EMULATOR_URL": "http:/],
    [
      ['scenario', 'list'],
      /^instance-expired\n {2}.*\n {2}causes .*\n {2}ends .*\n {2}source .*\n {2}--instance VALUE /m,
    ],
    [['clock'], /^\d{4}-.*Z \(running\)\n$/],
    [['clock', 'freeze'], /^.*Z \(frozen\)\n$/],
    [
      ['clock', 'set', '2030-01-01T00:00:00Z', '--json'],
      '{\n  "now": "2030-01-01T00:00:00.000Z",\n  "running": false\n}\n',
    ],
    [['clock', 'advance', '48h'], '2030-01-03T00:00:00.000Z (frozen)\n'],
    [['reset'], 'the emulator is as its seed\n'],
    [['instance', 'expire'], /^instance .*\nkst-hzz0example0000000000 .*\(expired\)/],
    [['instance', 'renew', '--expires', '+30d'], /^instance .*\nkst-hzz0example0000000000 /],
    [['requests'], 'time  status  operation  caller  resource  code\n'],
    [['limits'], /^GetSecretValue +secrets +\d+ /m],
    [['snapshot', 'state.json'], ''],
    [['restore', 'state.json'], 'the state is that of state.json: 1 account(s)\n'],
    [['--version'], /^\d+\.\d+\.\d+\n$/],
    [['--help'], /^ {2}kms-emulator scenario <action> \[which\] +list, apply and undo scenarios$/m],
    [['clock', '--help'], /^ {2}kms-emulator clock advance 15d +what falls due by then has happened$/m],
    [['serve', '--help'], /--rotation-error/],
  ])('%j', async (args, stdout) => {
    const ended = await client(...args)
    expect(ended).toEqual({ code: 0, stdout: ended.stdout, stderr: '' })
    if (typeof stdout === 'string') expect(ended.stdout).toBe(stdout)
    else expect(ended.stdout).toMatch(stdout)
  })

  test('scenarios are applied with flags and undone by id', async () => {
    await client('reset')
    const applied = await client(
      'scenario',
      'apply',
      'not-authorized',
      '--user',
      'app',
      '--missing',
      'Decrypt',
    )
    const [id = ''] = applied.stdout.split('\n')
    expect(id).toMatch(/^not-authorized-[0-9a-f]{8}$/)
    expect((await client('scenario', 'list')).stdout).toContain(`  ${id}: user \`app\` has the policies `)
    expect(await client('scenario', 'undo', id)).toMatchObject({ code: 0 })
  })

  test('colours tell people what is well, where the output is a terminal that shows them', async () => {
    const shown = async (env: Record<string, string>) =>
      (await cli.run(['instance', 'list'], { env: { KMS_EMULATOR_URL: serving.url, ...env } })).stdout
    const plain = await shown({})
    const painted = await shown({ FORCE_COLOR: '1' })
    const green = '\u{1b}[32m'
    expect(painted.split(green)).toEqual([expect.any(String), expect.stringMatching(/^Connected/)])
    expect([plain.includes(green), stripVTControlCharacters(painted)]).toEqual([false, plain])
    expect(await shown({ FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(plain)
  })

  test('a name cannot write lines of its own', () => {
    expect(table(['resource', 'status'], [['x\n200 \u{1b}[2J', '404']])).toBe(
      'resource    status\nx 200  [2J  404',
    )
  })

  test('requests explains what decided', async () => {
    await readSecret(serving.url)
    const { stdout } = await client('requests', '--operation', 'GetSecretValue', '--explain')
    expect(stdout).toMatch(
      /200 +GetSecretValue +\(root\) +acs:\S+\n {4}allow kms:GetSecretValue on acs:\S+: the account itself/,
    )
  })

  test('requests tells what `report` let pass', async () => {
    const one = await cli.serve(['--authorization', 'report', '--log', 'silent'])
    const { query } = signedRequest({
      action: 'GetSecretValue',
      parameters: { SecretName: 'example-secret' },
      accessKeyId: 'LTAIemulatornobody000001',
      accessKeySecret: 'emulator-nobody-secret',
      now: Date.now(),
      nonce: 'cli-report',
    })
    expect((await fetch(`${one.url}/?${query}`)).status).toBe(200)
    const { stdout } = await cli.run(['requests', '--explain', '--url', one.url])
    expect(stdout).toMatch(
      / 200 .* would be refused\n {4}implicit-deny .*\n {4}not asked for yet: kms:Decrypt /,
    )
    const policy = await cli.run(['policy', '--url', one.url])
    expect(JSON.parse(policy.stdout).Statement).toHaveLength(2)
    await one.stop()
  })

  test.each<[args: string[], code: number, stderr: string]>([
    [['clok'], 2, 'there is no `clok`; did you mean `clock`?'],
    [['clock', '--jsn'], 2, 'there is no `--jsn`; did you mean `--json`?'],
    [
      ['clock', 'advance', '1h', '2h'],
      2,
      'there is no `2h`; `kms-emulator clock --help` lists what there is',
    ],
    [['env', '-u', 'app'], 2, 'there is no `-u`; `kms-emulator env --help` lists what there is'],
    [['reset', '--account'], 2, '`--account` needs a value; `kms-emulator reset --help` says which'],
    [['rotate'], 2, '`kms-emulator rotate` needs <secret>; `kms-emulator rotate --help` says more'],
    [['fault'], 2, '`kms-emulator fault` needs <action>; `kms-emulator fault --help` says more'],
    [['clock', 'advnce', '1h'], 2, '`kms-emulator clock` does not know `advnce`; did you mean `advance`?'],
    [['clock', 'advance'], 2, '`kms-emulator clock advance` needs a length of time such as `48h`'],
    [
      ['clock', 'advance', 'x'],
      1,
      '/advance: this must be a length of time: a number and a unit, such as `48h` (units d, h, m, s)',
    ],
    [
      ['scenario', 'apply', 'not-authorized', '--usr', 'app'],
      1,
      '/usr: `usr` is no member of this body; did you mean `user`?',
    ],
    [['env', '--user', 'ap'], 1, 'account `1000000000000001` has no user `ap`; did you mean `app`?'],
    [
      ['reset', '--account', '1000000000000002'],
      1,
      'neither the seed nor a request made an account `1000000000000002`; did you mean `1000000000000001`?',
    ],
    [['restore', 'none.json'], 1, 'cannot read none.json: it does not exist'],
    [['wait', '--timeout', 'x'], 2, '`--timeout` is a length of time such as `10s`, not `x`'],
    [
      ['reset', '--url', 'nowhere'],
      2,
      '`nowhere` is no address of an emulator; write one such as http://127.0.0.1:5670',
    ],
  ])('%j', async (args, code, stderr) => {
    expect(await client(...args)).toEqual({ code, stdout: '', stderr: `kms-emulator: ${stderr}\n` })
  })

  test('nobody answers: one line and 1', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await new Promise(resolve => server.once('listening', resolve))
    const { port } = server.address() as { port: number }
    await new Promise(resolve => server.close(resolve))
    const url = `http://127.0.0.1:${port}`
    const stderr = `kms-emulator: no emulator answers at ${url}; start one with \`kms-emulator serve\`\n`
    for (const command of [['reset'], ['wait', '--timeout', '0']])
      expect(await cli.run([...command, '--url', url])).toEqual({ code: 1, stdout: '', stderr })
  })
})
