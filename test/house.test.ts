import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { basename, dirname, join, normalize } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = new URL('..', import.meta.url).pathname
const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
const files = tracked.split('\n').filter(file => file !== '')
const sources = files.filter(file => file.endsWith('.ts') && !file.endsWith('.d.ts'))
const textOf = (file: string): string => readFileSync(join(root, file), 'utf8')

interface Import {
  readonly from: string
  readonly to: string
  readonly typeOnly: boolean
}

const importPattern =
  /^\s*(?:import|export)\s(type\s)?[^'"]*?from\s+'([^']+)'|import\(\s*'([^']+)'\s*\)|^import\s+'([^']+)'/gm

/** Every import in the products; relative ones as paths from the root, without a query. */
const imports: Import[] = sources
  .filter(file => !file.startsWith('test/') && !file.startsWith('fixtures/'))
  .flatMap(from =>
    [...textOf(from).matchAll(importPattern)].map(([, type, a, b, c]) => {
      const target = (a ?? b ?? c ?? '').replace(/\?.*$/, '')
      const to = target.startsWith('.') ? normalize(join(dirname(from), target)) : target
      return { from, to, typeOnly: type !== undefined }
    }),
  )

const describeImport = ({ from, to }: Import): string => `${from} -> ${to}`

test('the top level is the user’s', () => {
  const allowed =
    /^(package\.json|package-lock\.json|tsconfig\.json|emulator|linter|fixtures|test|README\.md|LICENSE|CHANGELOG\.md|biome\.json|vitest\.config\.ts|\.[\w.-]+)$/
  expect(
    [...new Set(files.map(file => file.split('/')[0] as string))].filter(name => !allowed.test(name)),
  ).toEqual([])
})

test('files stay short', () => {
  const limitOf = (file: string): number => {
    if (file.startsWith('test/')) return 400
    return /^(emulator\/operations\/[a-z]+\/[A-Z]\w*|emulator\/scenarios\/[\w-]+|linter\/rules\/\w+\/[\w-]+)\.ts$/.test(
      file,
    ) && basename(file) !== 'index.ts'
      ? 120
      : 300
  }
  const long = sources
    .map(file => ({ file, lines: textOf(file).split('\n').length - 1, limit: limitOf(file) }))
    .filter(({ lines, limit }) => lines > limit)
  expect(long).toEqual([])
})

test('files are named by the thing in them', () => {
  const vague = /^(utils?|helpers?|common|types?|manager|factory|misc|shared)\.ts$/
  expect(sources.filter(file => vague.test(basename(file)))).toEqual([])
})

describe('who may import whom', () => {
  const rules: readonly { readonly why: string; readonly breaks: (edge: Import) => boolean }[] = [
    {
      why: 'the linter never imports the emulator',
      breaks: ({ from, to }) => from.startsWith('linter/') && to.startsWith('emulator/'),
    },
    {
      why: 'the policy engine imports nothing of the rest',
      breaks: ({ from, to }) =>
        from.startsWith('linter/policy/') &&
        /^(linter|emulator)\//.test(to) &&
        !to.startsWith('linter/policy/'),
    },
    {
      why: 'the policy engine has one door',
      breaks: ({ from, to }) =>
        !from.startsWith('linter/policy/') &&
        to.startsWith('linter/policy/') &&
        to !== 'linter/policy/index.ts',
    },
    {
      why: 'the emulator reaches the engine through access/authorize.ts and the linter through control/ only',
      breaks: ({ from, to, typeOnly }) =>
        from.startsWith('emulator/') &&
        to.startsWith('linter/') &&
        !(from === 'emulator/access/authorize.ts' && to === 'linter/policy/index.ts') &&
        !(from.startsWith('emulator/control/') && to === 'linter/index.ts') &&
        !typeOnly,
    },
    {
      why: 'an operation knows neither HTTP nor the wire nor scenarios nor another operation',
      breaks: ({ from, to, typeOnly }) =>
        from.startsWith('emulator/operations/') &&
        from !== 'emulator/operations/index.ts' &&
        (to.startsWith('hono') ||
          to.startsWith('@hono/') ||
          /^node:(fs|http|https|net|tls|process|child_process)/.test(to) ||
          (to.startsWith('emulator/wire/') && !typeOnly) ||
          to.startsWith('emulator/scenarios/') ||
          /^emulator\/operations\/\w+\/[A-Z]/.test(to)),
    },
    {
      why: 'state knows neither requests nor HTTP nor policies',
      breaks: ({ from, to }) =>
        from.startsWith('emulator/state/') &&
        (/^(hono|@hono\/)/.test(to) ||
          /^emulator\/(wire|access|operations|control|scenarios)\//.test(to) ||
          to.startsWith('linter/')),
    },
    {
      why: 'the gateway does not know one operation from another',
      breaks: ({ from, to }) =>
        /^emulator\/(wire|access)\/|^emulator\/(app|answer)\.ts$/.test(from) &&
        /^emulator\/operations\/\w+\//.test(to),
    },
  ]
  test.each(rules)('$why', ({ breaks }) => {
    expect(imports.filter(breaks).map(describeImport)).toEqual([])
  })
})

test('each outside package has its doors', () => {
  const doors: Readonly<Record<string, RegExp>> = {
    hono: /^emulator\/(app|control\/[\w-]+)\.ts$/,
    '@hono/node-server': /^emulator\/(app|index|listening|control\/[\w-]+)\.ts$/,
    yargs: /^(emulator|linter)\/(cli\.ts|commands\/[\w-]+\.ts)$/,
    vitest: /^emulator\/vitest\.ts$/,
    'jsonc-parser':
      /^(emulator\/commands\/json-file|linter\/(policy\/json-(text|tree)|sources\/(json-value|slots)))\.ts$/,
    'web-tree-sitter': /^linter\/sources\/hcl\.ts$/,
    '@tree-sitter-grammars/tree-sitter-hcl': /^linter\/sources\/hcl\.ts$/,
    yaml: /^linter\/sources\/yaml-value\.ts$/,
    diff: /^linter\/unified-diff\.ts$/,
    xmlbuilder2: /^(emulator\/wire\/[\w-]+|linter\/reports\/junit)\.ts$/,
    '@peculiar/x509': /^emulator\/tls\.ts$/,
    'reflect-metadata': /^emulator\/tls\.ts$/,
    picocolors: /^(emulator|linter)\/[\w/-]+\.ts$/,
  }
  const wrong = imports.filter(({ from, to }) => {
    if (/^(emulator|linter|fixtures|node:|\.)/.test(to) || to === 'package.json') return false
    const name = to.startsWith('@') ? to.split('/').slice(0, 2).join('/') : (to.split('/')[0] as string)
    return from.endsWith('vitest.config.ts') ? false : !doors[name]?.test(from)
  })
  expect(wrong.map(describeImport)).toEqual([])
})

test('the core does not reach for the machine', () => {
  const core = sources.filter(file =>
    /^(emulator\/(operations|state|access|wire|cryptography|scenarios)|linter\/policy)\//.test(file),
  )
  const reach =
    /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\brandomBytes\(|\brandomUUID\(|\bprocess\.(env|exit|stdout|stderr|cwd)/
  const found = core.flatMap(file =>
    textOf(file)
      .split('\n')
      .flatMap((line, index) => (reach.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [])),
  )
  expect(found).toEqual([])
})

test('tests assert, and none is skipped or alone', () => {
  const tests = files.filter(file => file.endsWith('.test.ts'))
  expect(tests.filter(file => !/\bexpect\b|\bassert\b/.test(textOf(file)))).toEqual([])
  expect(
    tests.filter(
      file =>
        /\b(?:it|test|describe)\.(?:skip|only|todo)\b/.test(textOf(file)) && file !== 'test/house.test.ts',
    ),
  ).toEqual([])
})

test('the lockfile names no download address', () => {
  expect(textOf('package-lock.json')).not.toMatch(/"resolved": "http/)
})
