import { execFileSync, spawn } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { besideTheCode, type InstalledPackage, installPackage, root, run } from './installed-package.ts'

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** What may be imported, but for the entry that runs inside of Vitest only. */
const importable = Object.keys(manifest.exports)
  .filter(path => path !== './vitest')
  .map(path => path.replace(/^\./, 'kms-emulator'))

let installed: InstalledPackage
let packed: string
let project: string

beforeAll(async () => {
  installed = await installPackage()
  ;({ packed, project } = installed)
  // What a user's project would have.
  installed.link('vitest', '@types/node')
}, 120_000)
afterAll(() => installed?.remove())

const files = (below: string): string[] =>
  readdirSync(below, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(below.length + 1))
    .sort()

/** What is reached from these files by imports of relative paths, static or not. */
function reachedFrom(entries: readonly string[], ending: string): string[] {
  const reached = new Set<string>()
  const queue = [...entries]
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (reached.has(file)) continue
    reached.add(file)
    const text = readFileSync(join(packed, file), 'utf8')
    for (const [, path = ''] of text.matchAll(/(?:from|import)\s*\(?\s*["'](\.{1,2}\/[^"']+)["']/g))
      queue.push(normalize(join(dirname(file), path)).replace(/\.(?:ts|js)$/, ending))
  }
  return [...reached]
}

test('it holds what runs and nothing else', () => {
  const { bin, exports } = manifest
  const entries: { default?: string; types?: string }[] = Object.values<object | string>(exports).map(
    entry => (typeof entry === 'string' ? { default: entry } : entry),
  )
  const paths = (list: readonly (string | undefined)[]) =>
    list.flatMap(path => (path ? [normalize(path)] : []))
  const named = paths([...Object.values<string>(bin), ...entries.map(entry => entry.default)])
  const code = reachedFrom(
    named.filter(path => path.endsWith('.js')),
    '.js',
  )
  const types = reachedFrom(paths(entries.map(entry => entry.types)), '.d.ts')
  const licences = files(packed).filter(file => file.endsWith('.LEGAL.txt'))
  expect(files(packed)).toEqual(
    [...new Set([...named, ...code, ...types, ...besideTheCode, ...licences])].sort(),
  )
  expect(code.length).toBeGreaterThan(20)
  for (const licence of licences) expect(code).toContain(licence.replace('.LEGAL.txt', ''))
})

test('nothing of it or below it wants to run at installation', () => {
  const { packages } = JSON.parse(readFileSync(join(project, 'node_modules/.package-lock.json'), 'utf8'))
  const scripts = Object.entries<{ hasInstallScript?: boolean }>(packages).filter(
    ([, { hasInstallScript }]) => hasInstallScript,
  )
  expect(scripts).toEqual([])
  expect(Object.keys(packages)).toContain('node_modules/kms-emulator')
})

test('installed it takes less than 14 MB', () => {
  const kilobytes = Number.parseInt(
    execFileSync('du', ['-sk', join(project, 'node_modules')], { encoding: 'utf8' }),
    10,
  )
  expect(kilobytes).toBeGreaterThan(1024)
  expect(kilobytes).toBeLessThan(14 * 1024)
})

const bin = (name: string, ...args: string[]) =>
  run(join(project, 'node_modules/.bin', name), args, { cwd: project })

test.each(['kms-emulator', 'ram-lint'])('%s runs', async name => {
  expect(await bin(name, '--version')).toEqual({ stdout: `${manifest.version}\n`, stderr: '' })
})

test('kms-emulator serves, and its commands reach it', async () => {
  const child = spawn(join(project, 'node_modules/.bin/kms-emulator'), ['serve', '--port', '0'], {
    cwd: project,
  })
  const url = await new Promise<string>((resolve, reject) => {
    let text = ''
    child.stdout.on('data', data => {
      text += data
      const [, ready] = /^ready (\S+)$/m.exec(text) ?? []
      if (ready) resolve(ready)
    })
    child.on('close', () => reject(new Error(text)))
  })
  const { stdout } = await bin('kms-emulator', 'scenario', 'apply', 'instance-expired', '--url', url)
  child.kill()
  expect(stdout).toMatch(/^instance-expired-[0-9a-f]{8}\n/)
})

test('ram-lint reads a policy', async () => {
  writeFileSync(
    join(project, 'policy.json'),
    '{"Version":"1","Statement":[{"Effect":"Allow","Action":"kms:Decrypt","Resource":"acs:kms:*:*:key/k"}]}\n',
  )
  const asked = ['--action', 'kms:Decrypt', '--resource', 'acs:kms:cn-hangzhou:1234567890123456:key/k']
  const { stdout } = await bin('ram-lint', 'explain', 'policy.json', ...asked)
  expect(stdout).toMatch(/^allowed/)
})

/** Loads every entry of the package in a process of its own; answers what each exports. */
async function exported(load: string): Promise<Record<string, string[]>> {
  const program = `
    import { createRequire } from 'node:module'
    const require = createRequire(process.cwd() + '/program.js')
    const names = {}
    for (const path of ${JSON.stringify(importable)}) names[path] = Object.keys(${load}).filter(name => !/^(default|__esModule|module\\.exports)$/.test(name)).sort()
    console.log(JSON.stringify(names))`
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', program], { cwd: project })
  return JSON.parse(stdout)
}

test('every entry is there as ESM and through `require`', async () => {
  const required = await exported('require(path)')
  expect(required['kms-emulator']).toContain('startEmulator')
  expect(required['kms-emulator/linter']).toContain('lint')
  expect(required['kms-emulator/policy']).toContain('decide')
  const code = importable.filter(path => !path.endsWith('.json'))
  const json = importable.filter(path => path.endsWith('.json'))
  for (const path of json) expect(required[path]?.length, path).toBeGreaterThan(3)
  const imported = await exported(
    "await import(path, path.endsWith('.json') ? { with: { type: 'json' } } : {}).then(all => path.endsWith('.json') ? all.default : all)",
  )
  for (const path of [...code, ...json]) expect(imported[path], path).toEqual(required[path])
})

const consumer = `
import { startEmulator, type RunningEmulator, type SeedDocument } from 'kms-emulator'
import { lint, type Report } from 'kms-emulator/linter'
import { decide } from 'kms-emulator/policy'
import { test } from 'kms-emulator/vitest'

export async function use(seed: SeedDocument): Promise<readonly string[]> {
  const kms: RunningEmulator = await startEmulator({ seed })
  const report: Report = lint('{}')
  test('typed', ({ account }) => account.scenario('instance-expired').then(({ id }) => void id.length))
  // @ts-expect-error: a port is a number
  await startEmulator({ port: '80' })
  return [kms.url, String(report.version), typeof decide]
}
`

test.each([
  ['nodenext', 'import', 'use.mts'],
  ['nodenext', 'require', 'use.cts'],
  ['bundler', 'import', 'use.ts'],
])('its types resolve: %s, %s', async (resolution, kind, name) => {
  // Vitest itself cannot be required.
  const text = kind === 'import' ? consumer : consumer.replace(/^.*vitest'$|^ {2}test\(.*$/gm, '')
  writeFileSync(join(project, name), text)
  const module = resolution === 'nodenext' ? 'nodenext' : 'preserve'
  const flags = [
    '--noEmit',
    '--strict',
    '--target',
    'es2023',
    '--module',
    module,
    '--moduleResolution',
    resolution,
  ]
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const ended = await run(process.execPath, [tsc, ...flags, '--types', 'node', name], { cwd: project }).catch(
    error => error,
  )
  expect(ended).toMatchObject({ stdout: '', stderr: '' })
})

test('the guard of old Nodes is one line that says what to do', async () => {
  const old = "data:text/javascript,Object.defineProperty(process.versions,'node',{value:'18.20.8'})"
  for (const [name, cli, code] of [
    ['kms-emulator', 'emulator', 1],
    ['ram-lint', 'linter', 2],
  ] as const) {
    const args = ['--import', old, join(project, 'node_modules/kms-emulator', `dist/${cli}/cli.js`)]
    const ended = await run(process.execPath, args).catch(error => error)
    expect(ended).toMatchObject({
      code,
      stdout: '',
      stderr: `${name} needs Node 20.19 or newer; this is 18.20.8\n`,
    })
  }
})
