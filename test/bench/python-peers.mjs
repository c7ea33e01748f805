// Peers written in Python: two emulators of another cloud's secret store. Neither checks a signature or a permission.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { load, post } from './load.mjs'

/** Each with its pinned packages (itself and the server that carries it), and how it is started and known to be ready. */
export const pythonPeers = [
  {
    name: 'moto 5.2.5 (server)',
    folder: 'moto',
    packages: ['moto[server]==5.2.5', 'Werkzeug==3.1.9'],
    command: port => ['moto_server', ['-H', '127.0.0.1', '-p', String(port)]],
    readyPath: '/moto-api/',
  },
  {
    name: 'ministack 1.5.33',
    folder: 'ministack',
    packages: ['ministack==1.5.33', 'Hypercorn==0.18.0'],
    command: () => ['ministack', []],
    env: port => ({ GATEWAY_PORT: String(port), BIND_HOST: '127.0.0.1', LOG_LEVEL: 'ERROR' }),
    readyPath: '/_ministack/health',
  },
]

/** Installs a peer below `cache`, unless these very packages are there already; answers why it cannot, or nothing. */
export async function installPeer({ folder, packages }, cache) {
  const environment = join(cache, folder)
  const stamp = join(environment, 'installed.txt')
  const wanted = packages.join('\n')
  if (existsSync(stamp) && (await readFile(stamp, 'utf8')) === wanted) return undefined
  if (spawnSync('python3', ['--version']).status !== 0) return '`python3` is not on this machine'
  await rm(environment, { recursive: true, force: true })
  await mkdir(cache, { recursive: true })
  if (spawnSync('python3', ['-m', 'venv', environment]).status !== 0) return 'python3 -m venv failed'
  const pip = ['install', '-q', '--disable-pip-version-check', ...packages]
  if (spawnSync(join(environment, 'bin/pip'), pip, { stdio: ['ignore', 'ignore', 'inherit'] }).status !== 0)
    return `pip cannot install ${packages[0]}`
  await writeFile(stamp, wanted)
  return undefined
}

/** Starts an installed peer on a free port, its log unread; the milliseconds are from spawn to its first answer. */
export async function startPeer({ name, folder, command, env, readyPath }, cache, cwd) {
  const port = await freePort()
  const [program, args] = command(port)
  const began = performance.now()
  const child = spawn(join(cache, folder, 'bin', program), args, {
    cwd,
    env: { ...process.env, TMPDIR: cwd, ...env?.(port) },
    stdio: 'ignore',
  })
  while (performance.now() - began < 60_000 && child.exitCode === null) {
    const answer = await fetch(`http://127.0.0.1:${port}${readyPath}`).catch(() => undefined)
    await answer?.arrayBuffer()
    if (answer?.ok) return { port, child, milliseconds: performance.now() - began }
    await new Promise(resolve => setTimeout(resolve, 5))
  }
  child.kill('SIGKILL')
  throw new Error(`${name} did not start`)
}

/** Stores the one secret that `getSecretValue` reads. */
export async function createSecret({ port }) {
  const requests = [call('CreateSecret', { Name: 'example-secret', SecretString: 'example-value' })]
  const { answered, refused } = await load({ port, connections: 1, next: () => requests.pop() })
  if (answered !== 1 || refused !== 0) throw new Error('CreateSecret was refused')
}

/** The read that is measured, as the bytes of a request. */
export const getSecretValue = call('GetSecretValue', { SecretId: 'example-secret' })

function call(operation, body) {
  const headers = {
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': `secretsmanager.${operation}`,
    'x-amz-date': '20260101T000000Z',
    authorization:
      'AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/secretsmanager/aws4_request, SignedHeaders=host, Signature=x',
  }
  return post('/', headers, JSON.stringify(body))
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}
