import { spawn } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { get } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { root, run } from './installed-package.ts'

// What an image does, as far as it can be seen without building one.
const lines = readFileSync(join(root, 'emulator/Dockerfile'), 'utf8')
  .split('\n')
  .filter(line => line !== '' && !line.startsWith('#'))
const [build = [], image = []] = lines.reduce<string[][]>((stages, line) => {
  if (line.startsWith('FROM ')) stages.push([])
  stages.at(-1)?.push(line)
  return stages
}, [])

/** What follows an instruction, each time that it stands in a stage. */
const given = (stage: readonly string[], instruction: string): string[] =>
  stage.filter(line => line.startsWith(`${instruction} `)).map(line => line.slice(instruction.length + 1))
const list = (text = ''): string[] => JSON.parse(text.slice(text.indexOf('[')))

const folder = mkdtempSync(join(tmpdir(), 'kms-emulator-image-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The folders of the image, here. */
const [source, app, ca, home] = ['source', 'app', 'ca', 'home'].map(name => join(folder, name)) as [
  string,
  string,
  string,
  string,
]

test('both stages start from one exact version, which the package supports', () => {
  const [from, final] = [given(build, 'FROM'), given(image, 'FROM')].map(([text = '']) => text.split(' ')[0])
  expect(from).toMatch(/^node:\d+\.\d+\.\d+-\w+-slim$/)
  expect(final).toBe(from)
})

test('it is not root, and what it writes is a volume', () => {
  expect(given(image, 'USER')).toEqual(['1000:1000'])
  expect(given(image, 'VOLUME')).toEqual(['/ca'])
})

test('what is copied is there, is let through, and is enough to build', async () => {
  const ignored = readFileSync(join(root, 'emulator/Dockerfile.dockerignore'), 'utf8').trim().split('\n')
  mkdirSync(source)
  const copied = given(build, 'COPY').flatMap(text => text.split(' ').slice(0, -1))
  expect(ignored).toEqual(['**', ...copied.map(path => `!${path}`)])
  for (const path of copied) {
    expect(existsSync(join(root, path)), path).toBe(true)
    cpSync(join(root, path), join(source, path), { recursive: true })
  }
  symlinkSync(join(root, 'node_modules'), join(source, 'node_modules'))
  const [, command = ''] = /^(node \S+) && npm ci/.exec(given(build, 'RUN')[1] ?? '') ?? []
  await run('sh', ['-c', command], { cwd: source })
  mkdirSync(app)
  for (const text of given(image, 'COPY')) {
    const [, from = '', to = ''] = /^--from=build \/source\/(\S+) \.\/(\S*)$/.exec(text) ?? []
    expect(existsSync(join(source, from)), text).toBe(true)
    if (from === 'node_modules') symlinkSync(join(root, from), join(app, to))
    else cpSync(join(source, from), join(app, to || from), { recursive: true })
  }
  expect(existsSync(join(app, 'dist/emulator/cli.js'))).toBe(true)
})

test('it starts, is healthy, and writes nowhere but below /ca', async () => {
  const [, target = ''] =
    /ln -s \/app\/(\S+) \/usr\/local\/bin\/kms-emulator/.exec(given(image, 'RUN')[0] ?? '') ?? []
  const command = ([name, ...args]: string[]) => {
    expect(name).toBe('kms-emulator')
    return [join(app, target), ...args.map(arg => arg.replace('/ca', ca))]
  }
  mkdirSync(home)
  const env = { PATH: process.env.PATH ?? '', HOME: home, KMS_EMULATOR_ADMIN_TOKEN: 'choose-one' }
  const start = command(list(given(image, 'ENTRYPOINT')[0]))
  const child = spawn(process.execPath, [...start, '--port', '0', '--log', 'silent'], { cwd: home, env })
  const ended = new Promise(resolve => child.on('close', resolve))
  const port = await new Promise<string>((resolve, reject) => {
    let text = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', data => {
        text += data
        const [, ready] = /^ready http:\/\/\S+:(\d+)$/m.exec(text) ?? []
        if (ready) resolve(ready)
      })
    child.on('close', () => reject(new Error(text)))
  })
  const check = command(list(given(image, 'HEALTHCHECK')[0]))
  const healthy = { ...env, KMS_EMULATOR_URL: `http://127.0.0.1:${port}` }
  const { stdout } = await run(process.execPath, check, { cwd: home, env: healthy })
  expect(stdout).toMatch(/ answers at /)
  const https = await new Promise(resolve =>
    get({ port, host: '127.0.0.1', path: '/', rejectUnauthorized: false }, answer =>
      resolve(answer.statusCode),
    ),
  )
  expect(https).toBe(400)
  expect(readdirSync(home)).toEqual([])
  expect(readdirSync(ca)).not.toEqual([])
  child.kill('SIGTERM')
  expect(await ended).toBe(0)
  await expect(run(process.execPath, check, { cwd: home, env: healthy })).rejects.toMatchObject({ code: 1 })
})

test('without a token it says what to do', async () => {
  const start = [join(app, 'dist/emulator/cli.js'), ...list(given(image, 'ENTRYPOINT')[0]).slice(1)]
  const ended = await run(process.execPath, start, { cwd: home, env: {} }).catch(error => error)
  expect(ended).toMatchObject({
    code: 2,
    stdout: '',
    stderr:
      'kms-emulator: `0.0.0.0` can be reached by others, so an admin token must be set; write `--admin-token TOKEN` or set KMS_EMULATOR_ADMIN_TOKEN\n',
  })
})
