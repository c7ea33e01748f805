import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { root, run } from './installed-package.ts'

// `npm run documents` writes the copies anew.
const copies = join(root, 'fixtures/help')
const folder = mkdtempSync(join(tmpdir(), 'kms-emulator-help-'))
const products = { 'kms-emulator': 'emulator/cli', 'ram-lint': 'linter/cli' } as const
type Product = keyof typeof products

beforeAll(async () => {
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  const { bundle } = await import(new URL('../.ci/bundle.mjs', import.meta.url).href)
  await bundle(
    join(folder, 'dist'),
    Object.values(products).map(path => `${path}.ts`),
  )
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true }))

/** What a command prints for `--help`. */
async function helpOf(product: Product, ...command: string[]): Promise<string> {
  const cli = join(folder, 'dist', `${products[product]}.js`)
  const { stdout, stderr } = await run(process.execPath, [cli, ...command, '--help'], { cwd: folder })
  expect(stderr).toBe('')
  return stdout
}

/** The commands that the help of a product lists. */
function commandsIn(product: Product, help: string): string[] {
  const [, list = ''] = /^Commands:\n([\s\S]*?)\n\n/m.exec(help) ?? []
  return [...list.matchAll(new RegExp(`^  ${product} ([\\w-]+)`, 'gm'))].map(([, name]) => name as string)
}

describe.each(Object.keys(products) as Product[])('%s', product => {
  test('the help of each command is as its copy, fits the screen', async () => {
    const main = await helpOf(product)
    const commands = commandsIn(product, main)
    expect(commands.length).toBeGreaterThan(1)
    const helps = new Map([[`${product}.txt`, main]])
    for (const command of commands) helps.set(`${product}-${command}.txt`, await helpOf(product, command))
    if (process.env.WRITE_DOCUMENTS) {
      mkdirSync(copies, { recursive: true })
      for (const name of readdirSync(copies)) if (ownerOf(name) === product) rmSync(join(copies, name))
      for (const [name, help] of helps) writeFileSync(join(copies, name), help)
    }
    expect(
      readdirSync(copies)
        .filter(name => ownerOf(name) === product)
        .sort(),
    ).toEqual([...helps.keys()].sort())
    for (const [name, help] of helps) {
      expect(help, name).toBe(readFileSync(join(copies, name), 'utf8'))
      expect(help.split('\n').filter(line => line.length > 110)).toEqual([])
    }
  })
})

const ownerOf = (name: string) => (name.startsWith('ram-lint') ? 'ram-lint' : 'kms-emulator')
