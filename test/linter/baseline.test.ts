import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { decryptsItsKey, folderOf, policyOf, ramLint, readsSecret } from './command-line.ts'

const wide = { ...readsSecret, Resource: '*' }
const sound = policyOf(readsSecret, decryptsItsKey)
const files = {
  'a.json': policyOf(wide, decryptsItsKey),
  'sub/b.json': policyOf(wide, decryptsItsKey),
  'c.json': sound,
  'faulty.json': policyOf({ ...wide, Effect: 'allow' }, decryptsItsKey),
}

const folders: { remove(): void }[] = []
let folder: string
beforeEach(async () => {
  const made = await folderOf(files)
  folders.push(made)
  folder = made.path
})
afterAll(() => {
  for (const each of folders) each.remove()
})

const write = (name: string, text: string) => writeFileSync(join(folder, name), text)
const textOf = (name: string) => readFileSync(join(folder, name), 'utf8')

/** The concise report without messages, and the exit code. */
async function check(...args: string[]): Promise<(string | number)[]> {
  const { out, code } = await ramLint(folder, ['--format', 'concise', '--baseline', 'base.json', ...args])
  const lines = out.split('\n').filter(line => line !== '')
  return [...lines.map(line => line.split(': ').slice(0, 2).join(': ')), code]
}

const anew = () => check('--write-baseline', 'a.json', 'sub', 'c.json')
const entry =
  '{"rule":"read-all-secrets","pointer":"/Statement/0/Resource","fingerprint":"dd91f31a1e98ee7d","count":1}'

describe('a baseline', () => {
  test('holds what was there, sorted, and only that', async () => {
    expect(await anew()).toEqual([0])
    expect(textOf('base.json')).toBe(
      `{\n  "version": 1,\n  "files": {\n    "a.json": [\n      ${entry}\n    ],\n    "sub/b.json": [\n      ${entry}\n    ]\n  }\n}\n`,
    )
    expect(await check('sub', 'a.json', 'c.json')).toEqual([0])
    write('c.json', files['a.json'])
    expect(await check('a.json', 'sub', 'c.json')).toEqual(['c.json:1:88: security read-all-secrets', 1])
  })

  test('is the same text, written twice', async () => {
    await anew()
    const before = textOf('base.json')
    expect(await check('--write-baseline', 'sub', 'c.json', 'a.json')).toEqual([0])
    expect(textOf('base.json')).toBe(before)
  })

  test('counts what it hides', async () => {
    await anew()
    const { out } = await ramLint(folder, ['--format', 'json', '--baseline', 'base.json', 'a.json'])
    expect(JSON.parse(out).summary).toMatchObject({ suppressed: 1, security: 0 })
  })

  test('does not care where lines are', async () => {
    await anew()
    write('a.json', JSON.stringify(JSON.parse(files['a.json']), null, 4))
    expect(await check('a.json')).toEqual([0])
  })

  test('is stale where something was mended, or a file is gone', async () => {
    await anew()
    write('a.json', sound)
    rmSync(join(folder, 'sub/b.json'))
    expect(await check('c.json')).toEqual(['base.json:8:15: error stale-baseline', 1])
    expect(await check('a.json', 'c.json')).toEqual([
      'base.json:5:15: error stale-baseline',
      'base.json:8:15: error stale-baseline',
      1,
    ])
    expect(await check('--write-baseline', 'a.json')).toEqual([0])
    expect(textOf('base.json')).toBe('{\n  "version": 1,\n  "files": {}\n}\n')
  })

  test('keeps entries of files that were not looked at', async () => {
    await anew()
    const before = textOf('base.json')
    expect(await check('--write-baseline', 'c.json')).toEqual([0])
    expect(textOf('base.json')).toBe(before)
  })

  test('holds as many as there were', async () => {
    const twice = policyOf(wide, decryptsItsKey, wide)
    write('a.json', twice)
    await check('--write-baseline', 'a.json')
    const pointers = JSON.parse(textOf('base.json')).files['a.json'].map(
      ({ pointer }: { pointer: string }) => pointer,
    )
    expect(pointers).toContain('/Statement/2/Resource')
    write('base.json', textOf('base.json').replace(/"count":1/, '"count":2'))
    expect(await check('a.json')).toEqual(['base.json:5:15: error stale-baseline', 1])
  })

  test('cannot hold what RAM refuses', async () => {
    const found = 'faulty.json:1:39: error invalid-effect'
    expect(await check('--write-baseline', 'faulty.json')).toEqual([found, 1])
    expect(JSON.parse(textOf('base.json')).files).toEqual({})
    const forged = { rule: 'invalid-effect', pointer: '/Statement/0/Effect', fingerprint: '0', count: 1 }
    write('base.json', JSON.stringify({ version: 1, files: { 'faulty.json': [forged] } }))
    const { code, err } = await ramLint(folder, ['--baseline', 'base.json', 'faulty.json'])
    expect({ code, err }).toEqual({
      code: 2,
      err: 'ram-lint: base.json:1:46: `invalid-effect` cannot stay for later; mend what it finds\n',
    })
  })

  test('its paths start from its folder', async () => {
    mkdirSync(join(folder, 'lint'))
    const run = (...args: string[]) => ramLint(folder, ['--baseline', 'lint/base.json', 'a.json', ...args])
    expect((await run('--write-baseline')).code).toBe(0)
    expect(Object.keys(JSON.parse(textOf('lint/base.json')).files)).toEqual(['../a.json'])
    expect((await run()).code).toBe(0)
  })

  test.each([
    ['[]', '1:1: this is no baseline'],
    ['{"version": 2}', '1:13: this version of ram-lint reads baselines of version 1'],
    ['{"version": 1}', '1:1: a baseline has `files`'],
    ['{"version": 1, "files": {"a": {}}}', '1:31: this is no list of entries'],
    ['{"version": 1, "files": {"a": [{"rule": "x"}]}}', '1:32: this is no entry of a baseline'],
    ['{"version": 1,', '1:15: the name of a member is missing here, in double quotes'],
  ])('%s is none', async (text, reason) => {
    write('base.json', text)
    const { code, err } = await ramLint(folder, ['--baseline', 'base.json', 'a.json'])
    expect({ code, line: err.replace(/; write it anew.*/, '') }).toEqual({
      code: 2,
      line: `ram-lint: base.json:${reason}\n`,
    })
    expect(await ramLint(folder, ['--baseline', 'base.json', '--write-baseline', 'a.json'])).toMatchObject({
      code: 2,
    })
    expect(textOf('base.json')).toBe(text)
  })
})
