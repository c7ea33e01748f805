// npm run bench: start-up, embedded use, throughput, memory and size, side by side with bare Hono and with peers, in one
// run; then the linter. `--only linter` or `--only emulator` is one of the two, `--quick` a look at either.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { benchLinter } from './linter.mjs'
import { get, load, post } from './load.mjs'
import { createSecret, getSecretValue, installPeer, pythonPeers, startPeer } from './python-peers.mjs'
import { signedV1, signedV3 } from './sign.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const root = join(here, '..', '..')
const quick = process.argv.includes('--quick')
const repeats = quick ? 3 : 9
const seconds = quick ? 1 : 4

const median = numbers => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]
const say = (name, value, ratio = '') =>
  console.log(`  ${name.padEnd(48)}${ratio.padEnd(36)}${String(value).padStart(12)}`)
const only = process.argv[process.argv.indexOf('--only') + 1]
if (process.argv.includes('--only') && only !== 'linter' && only !== 'emulator')
  throw new Error('--only is linter or emulator')
const running = new Set()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** Starts a server and waits for its `ready URL` line; answers its port and the milliseconds from spawn to that line. */
function start(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const began = process.hrtime.bigint()
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'], ...options })
    running.add(child)
    let text = ''
    child.stdout.on('data', chunk => {
      text += chunk
      const match = /^ready \S+:(\d+)/m.exec(text)
      if (match)
        resolve({
          port: Number(match[1]),
          milliseconds: Number(process.hrtime.bigint() - began) / 1e6,
          child,
        })
    })
    child.on('exit', code => reject(new Error(`${args[0]} ended with ${code}: ${text}`)))
  })
}

async function stop({ child }) {
  child.removeAllListeners('exit')
  await new Promise(resolve => {
    child.on('exit', resolve)
    child.kill('SIGTERM')
  })
  running.delete(child)
}

function memoryOf(pid) {
  const { stdout } = spawnSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })
  return Number(stdout) / 1024
}

const work = await mkdtemp(join(tmpdir(), 'kms-emulator-bench-'))
// Bundled as the products are: the package's dependencies stay outside and are found in node_modules.
const bareHono = join(root, 'node_modules/.cache/kms-emulator-bench/bare-hono.mjs')
await build({
  entryPoints: [join(here, 'bare-hono.mjs')],
  outfile: bareHono,
  bundle: true,
  format: 'esm',
  platform: 'node',
  minifySyntax: true,
  minifyWhitespace: true,
  external: ['hono', '@hono/node-server'],
  logLevel: 'error',
})
const emulator = [
  process.execPath,
  [join(root, 'dist/emulator/cli.js'), 'serve', '--port', '0', '--log', 'silent'],
]
const hono = [process.execPath, [bareHono]]

console.log(`node ${process.version}, ${cpus().length} x ${cpus()[0].model.trim()}\n`)
if (only === 'linter') {
  await benchLinter({ say, median, quick })
  await rm(work, { recursive: true, force: true })
  process.exit()
}

console.log('command to ready (median)')
const startTimes = { hono: [], emulator: [] }
for (let index = 0; index < repeats; index++) {
  for (const [name, command] of [
    ['hono', hono],
    ['emulator', emulator],
  ]) {
    const server = await start(...command)
    startTimes[name].push(server.milliseconds)
    await stop(server)
  }
}
const ready = { hono: median(startTimes.hono), emulator: median(startTimes.emulator) }
say('bare Hono', `${ready.hono.toFixed(0)} ms`)
say(
  'kms-emulator',
  `${ready.emulator.toFixed(0)} ms`,
  `${(ready.emulator / ready.hono).toFixed(2)} x bare Hono (target 1.5)`,
)

console.log('\nembedded, in one process (median)')
const { startEmulator } = await import(join(root, 'dist/emulator/index.js'))
const timed = async (count, run) => {
  const times = []
  for (let index = 0; index < count; index++) {
    const began = performance.now()
    await run()
    times.push(performance.now() - began)
  }
  return median(times)
}
const embedded = await startEmulator()
const opened = []
say(
  'startEmulator()',
  `${(await timed(20, async () => opened.push(await startEmulator()))).toFixed(2)} ms`,
  'target 2',
)
for (const one of opened) await one.close()
say('reset()', `${(await timed(200, () => embedded.reset())).toFixed(3)} ms`, 'target 0.2')
say('createAccount()', `${(await timed(200, () => embedded.createAccount())).toFixed(3)} ms`, 'target 0.5')
await embedded.close()

/** One measurement of throughput; requests are signed before the clock runs. */
async function throughput(server, make, count = 40_000 * seconds) {
  const prepared = Array.from({ length: count }, make)
  await load({ port: server.port, seconds: quick ? 0.3 : 1, next: () => prepared.pop() })
  const result = await load({ port: server.port, seconds, next: () => prepared.pop() })
  if (result.refused > 0) throw new Error(`${result.refused} of ${result.answered} answers were not 200`)
  return result.perSecond
}

const app = { accessKeyId: 'LTAIemulatorapp000000001', accessKeySecret: 'emulator-app-secret' }
const rounds = quick ? 1 : 3
const best = async (server, make) => {
  const found = []
  for (let index = 0; index < rounds; index++) found.push(await throughput(server, make))
  return median(found)
}

console.log('\nrequests per second, 10 connections, load on the same machine (median)')
const bare = await start(...hono)
const honoRate = await best(bare, () => get('/'))
const ratio = rate => `${(rate / honoRate).toFixed(2)} x bare Hono`
say('bare Hono, one JSON route', honoRate.toFixed(0))
const server = await start(...emulator)
const idle = memoryOf(server.child.pid)
const v1 = await best(server, () => signedV1(app, 'example-secret'))
say('GetSecretValue, signature V1', v1.toFixed(0), `${ratio(v1)} (target 0.5)`)
const v3 = await best(server, () => signedV3(app, 'example-secret'))
say('GetSecretValue, signature V3', v3.toFixed(0), `${ratio(v3)} (target 0.5)`)
const loaded = memoryOf(server.child.pid)
const bareMemory = memoryOf(bare.child.pid)
await stop(server)
await stop(bare)

for (const count of [10, 100_000]) {
  const seed = join(work, `secrets-${count}.json`)
  spawnSync(process.execPath, [join(here, 'many-secrets.mjs'), String(count), seed], {
    cwd: root,
    stdio: 'inherit',
  })
  const many = await start(process.execPath, [...emulator[1], '--seed', seed])
  const rate = await best(many, () =>
    signedV1(
      { ...app, accessKeyId: 'LTAIemulatorroot00000001', accessKeySecret: 'emulator-root-secret' },
      `secret-${count - 1}`,
    ),
  )
  say(`GetSecretValue with ${count.toLocaleString('en')} secrets, V1`, rate.toFixed(0), ratio(rate))
  await stop(many)
}

await peers()
const readyOfPeers = await peersInPython()

if (readyOfPeers.length > 0) console.log('\ncommand to ready of the peers in Python (median)')
for (const [name, time] of readyOfPeers)
  say(name, `${time.toFixed(0)} ms`, `${(time / ready.hono).toFixed(2)} x bare Hono`)

console.log('\nmemory (RSS)')
say('bare Hono after load', `${bareMemory.toFixed(0)} MB`)
say('kms-emulator idle', `${idle.toFixed(0)} MB`)
say('kms-emulator after load', `${loaded.toFixed(0)} MB`)

console.log('\ninstalled size')
const installed = installedSize()
say('kms-emulator with its dependencies', `${installed.toFixed(1)} MB`, 'target 14')
await rm(work, { recursive: true, force: true })
if (only !== 'emulator') await benchLinter({ say, median, quick })

/** The two nearest peers on npm, neither of which checks signatures or permissions; installed on first use. */
async function peers() {
  if (!existsSync(join(here, 'node_modules'))) {
    const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--silent'], {
      cwd: here,
      stdio: 'inherit',
    })
    if (status !== 0) return say('dynalite, emulate', 'not measured', 'npm ci in test/bench failed')
  }
  const table = await start(process.execPath, [join(here, 'dynalite.mjs')])
  const headers = operation => ({
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': `DynamoDB_20120810.${operation}`,
    'x-amz-date': '20260101T000000Z',
    authorization:
      'AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=x',
  })
  const call = (operation, body) => post('/', headers(operation), JSON.stringify(body))
  const once = request => load({ port: table.port, connections: 1, next: shift([request]) })
  await once(
    call('CreateTable', {
      TableName: 'secrets',
      AttributeDefinitions: [{ AttributeName: 'name', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'name', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  )
  await once(
    call('PutItem', {
      TableName: 'secrets',
      Item: { name: { S: 'example' }, value: { S: 'example-value' } },
    }),
  )
  const item = call('GetItem', { TableName: 'secrets', Key: { name: { S: 'example' } } })
  const tableRate = await best(table, () => item)
  say('dynalite 4.0.0, GetItem', tableRate.toFixed(0), ratio(tableRate))
  await stop(table)
  const port = 20_000 + (process.pid % 20_000)
  const mock = spawn(
    process.execPath,
    [join(here, 'node_modules/emulate/dist/index.js'), '--service', 'aws', '--port', String(port)],
    {
      cwd: work,
      stdio: 'ignore',
    },
  )
  running.add(mock)
  const answers = await reached(port)
  if (!answers) return say('emulate 0.8.0', 'not measured', 'it did not start')
  // It refuses the 5,001st request of an hour, so that fewer than usual are sent, one round only.
  const list = get('/', {
    authorization: 'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260101/us-east-1/s3/aws4_request',
  })
  const result = await load({ port, seconds, next: shift(Array(4500).fill(list)) })
  say(
    'emulate 0.8.0, list buckets',
    result.perSecond.toFixed(0),
    `${ratio(result.perSecond)}${result.refused ? `, ${result.refused} not 200` : ''}`,
  )
  await stop({ child: mock })
}

/** Those of another cloud's secret store; answers each one's name and the milliseconds until it was ready. */
async function peersInPython() {
  const cache = join(root, 'node_modules/.cache/kms-emulator-bench/python')
  const readyTimes = []
  for (const peer of pythonPeers) {
    const missing = await installPeer(peer, cache)
    if (missing) {
      say(peer.name, 'not measured', missing)
      continue
    }
    const times = []
    for (let index = 0; index < rounds; index++) {
      const started = await startPeer(peer, cache, work)
      running.add(started.child)
      times.push(started.milliseconds)
      if (index === rounds - 1) {
        await createSecret(started)
        const rate = await best(started, () => getSecretValue)
        say(`${peer.name}, GetSecretValue`, rate.toFixed(0), ratio(rate))
      }
      await stop(started)
    }
    readyTimes.push([peer.name, median(times)])
  }
  return readyTimes
}

function shift(requests) {
  return () => requests.pop()
}

async function reached(port) {
  for (let tries = 0; tries < 100; tries++) {
    const answered = await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined)
    if (answered) return true
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  return false
}

function installedSize() {
  const { stdout } = spawnSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', work], {
    cwd: root,
    encoding: 'utf8',
  })
  const [{ filename }] = JSON.parse(stdout)
  const target = join(work, 'installed')
  spawnSync(
    'npm',
    ['install', '--prefix', target, '--no-audit', '--no-fund', '--omit=dev', join(work, filename)],
    { stdio: 'ignore' },
  )
  const { stdout: size } = spawnSync('du', ['-sk', join(target, 'node_modules')], { encoding: 'utf8' })
  return Number.parseInt(size, 10) / 1024
}
