import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decryptsItsKey, type Ended, policyOf, readsSecret } from './command-line.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const sound = policyOf(readsSecret, decryptsItsKey)
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ram-lint-process-'))
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  cpSync(join(root, 'package.json'), join(folder, 'package.json'))
  const { bundle } = (await import(new URL('../../.ci/bundle.mjs', import.meta.url).href)) as {
    bundle(outdir: string, entries: readonly string[]): Promise<void>
  }
  await bundle(join(folder, 'dist'), ['linter/cli.ts', 'linter/index.ts', 'linter/policy/index.ts'])
  writeFileSync(join(folder, 'sound.json'), sound)
  writeFileSync(
    join(folder, 'faulty.json'),
    policyOf(...Array(2000).fill({ ...readsSecret, Effect: 'allow' })),
  )
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Options {
  readonly node?: readonly string[]
  readonly input?: string
  readonly env?: Readonly<Record<string, string>>
  /** Standard output is closed after its first part. */
  readonly hangUp?: boolean
}

function node(
  args: readonly string[],
  { input = '', env = {}, hangUp = false }: Options = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: folder,
      env: { PATH: process.env.PATH ?? '', ...env },
    })
    let [out, err] = ['', '']
    child.stdout.setEncoding('utf8').on('data', text => {
      out += text
      if (hangUp) child.stdout.destroy()
    })
    child.stderr.setEncoding('utf8').on('data', text => {
      err += text
    })
    child.stdin.on('error', () => {}).end(input)
    child.on('error', reject)
    child.on('close', code => resolve({ code: code ?? -1, out, err }))
  })
}

const cli = (args: readonly string[], options: Options = {}) =>
  node([...(options.node ?? []), 'dist/linter/cli.js', ...args], options)

describe('the command as the package has it', () => {
  test('checks files, standard input and the current folder', async () => {
    const clean = { code: 0, out: '1 policy in 1 file: nothing found\n', err: '' }
    expect(await cli(['sound.json'])).toEqual(clean)
    expect(await cli(['-'], { input: sound })).toEqual(clean)
    expect(await cli(['--format', 'concise', '--quiet'])).toMatchObject({ code: 1, err: '' })
  })

  test('prints a long report whole', async () => {
    const { code, out } = await cli(['faulty.json', '--format', 'json'])
    expect(code).toBe(1)
    expect(JSON.parse(out).summary).toMatchObject({ error: 2000, warning: 1 })
  })

  test('ends in silence when its reader goes away', async () => {
    expect(await cli(['faulty.json'], { hangUp: true })).toMatchObject({ err: '' })
  })

  test('explains', async () => {
    const { Action: action, Resource: resource } = readsSecret
    const { code, out } = await cli(['explain', 'sound.json', '--action', action, '--resource', resource])
    expect({ code, verdict: out.split('\n')[0] }).toEqual({ code: 0, verdict: 'allowed' })
  })

  test('a bug is 70 and says how to report it', async () => {
    const broken = 'data:text/javascript,JSON.stringify=()=>{throw new TypeError("broken")}'
    const { code, out, err } = await cli(['sound.json', '--format', 'json'], { node: ['--import', broken] })
    expect({ code, out }).toEqual({ code: 70, out: '' })
    expect(err).toMatch(/^ram-lint: a bug of its own; please report it .*\nTypeError: broken\n {4}at /)
  })

  test('help and version', async () => {
    expect(await cli(['--version'])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    })
    expect(await cli(['explain', '--help'])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/--principal/),
    })
  })
})

test('the exports of the package', async () => {
  const names = `import('kms-emulator/linter').then(async linter => {
    const policy = await import('kms-emulator/policy')
    console.log(JSON.stringify([Object.keys(linter), typeof policy.parsePolicy, linter.lint('{}').summary.error]))
  })`
  const { out, err } = await node(['--input-type=module', '--eval', names])
  expect(err).toBe('')
  expect(JSON.parse(out)).toEqual([
    [
      'RequestError',
      'diff',
      'explain',
      'generate',
      'leastPolicy',
      'levels',
      'lint',
      'prove',
      'schemas',
      'version',
      'why',
    ],
    'function',
    1,
  ])
})
