import { chmodSync, existsSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { applyPatch } from 'diff'
import { afterAll, describe, expect, test } from 'vitest'
import { replaceFile } from '../../linter/files.ts'
import type { Finding } from '../../linter/finding.ts'
import { type Fixable, type FixSafety, fixText } from '../../linter/fix.ts'
import { checkText, defaultTarget, lint } from '../../linter/lint.ts'
import type { Edit, Fix } from '../../linter/rule.ts'
import { rules } from '../../linter/rules/index.ts'
import { unifiedDiff } from '../../linter/unified-diff.ts'
import { decryptsItsKey, folderOf, policyOf, ramLint, readsSecret } from './command-line.ts'
import { documentsBelow, policyFixtures } from './policy-fixtures.ts'

const root = join(policyFixtures, 'err')

const folders: { remove(): void }[] = []
afterAll(() => {
  for (const each of folders) each.remove()
})
async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await folderOf(files)
  folders.push(folder)
  return folder.path
}

const sound = policyOf(readsSecret, decryptsItsKey)
const faulty = policyOf({ ...readsSecret, Effect: 'allow' }, decryptsItsKey)

const key = 'acs:kms:cn-hangzhou:1234567890123456:key/key-id'

describe.each([
  ['', {}],
  [', of a known key', { key }],
])('every fixture with something to fix%s', (_, known) => {
  const fixtures = rules.flatMap(({ id }) => {
    const folder = join(root, id)
    if (!existsSync(folder)) return []
    return documentsBelow(folder).flatMap(name => {
      const path = join(folder, name)
      const text = readFileSync(path, 'utf8')
      const file = path.replace(/\.json$/, '.options.json')
      const options = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
      const { kind, ...target } = options
      const check = (current: string): Fixable & { readonly found: readonly Finding[] } => {
        const { report, fixes } = checkText(current, name, {
          target: { ...defaultTarget, ...known, ...target },
          ...(kind === undefined ? {} : { kind }),
        })
        const isReadable = report.findings.every(
          ({ rule }) => rule !== 'invalid-json' && rule !== 'not-a-policy',
        )
        return { fixes, isReadable, found: report.findings }
      }
      return check(text).fixes.size === 0 ? [] : [{ path: `${id}/${name}`, text, check }]
    })
  })

  test.each(fixtures)('$path', async ({ text, check }) => {
    const fix = async (before: string, safety: FixSafety) =>
      (
        await fixText(
          before,
          safety,
          async current => check(current),
          () => false,
        )
      ).text
    for (const safety of ['safe', 'unsafe'] as const) {
      const fixed = await fix(text, safety)
      const after = check(fixed)
      // Nothing that it could fix is left, and a second time changes nothing.
      expect([...after.fixes.values()].filter(each => safety === 'unsafe' || each.safety === 'safe')).toEqual(
        [],
      )
      expect(await fix(fixed, safety)).toBe(fixed)
      if (check(text).isReadable) expect(() => JSON.parse(fixed.replace(/^\uFEFF/, ''))).not.toThrow()
      // Line ends and the mark are those of the file.
      const lines = (each: string) => each.replace(/\r?\n/g, '\r\n')
      expect(await fix(lines(text), safety)).toBe(lines(fixed))
      if (!text.startsWith('\uFEFF'))
        expect((await fix(`\uFEFF${text}`, safety)).replace(/^\uFEFF/, '')).toBe(fixed)
    }
  })
})

/** A text whose findings are its letters `x`, each of which becomes something. */
const marks =
  (edits: (at: number, text: string) => Fix) =>
  async (text: string): Promise<Fixable> => {
    const fixes = new Map<Finding, Fix>()
    for (const { index } of text.matchAll(/x/g)) {
      const [finding] = lint('', { path: 'p.json' }).files[0]?.findings ?? []
      if (finding === undefined) throw new Error('no finding')
      const place = { line: 1, column: index + 1, offset: index }
      fixes.set({ ...finding, rule: 'r', start: place, end: place }, edits(index, text))
    }
    return { fixes, isReadable: true }
  }
const fixOf = (...edits: readonly Edit[]): Fix => ({ safety: 'safe', title: 'write it', edits })

describe('fixText', () => {
  test('makes what does not overlap, the rest in the next round', async () => {
    const check = marks((at, text) => fixOf({ start: at, end: Math.min(at + 2, text.length), text: 'y' }))
    expect(await fixText('xxxx', 'safe', check, () => false)).toEqual({ text: 'yy', count: 2 })
  })

  test('makes a fix whole or not at all', async () => {
    const check = marks((at, text) =>
      at === 0
        ? fixOf({ start: 0, end: 1, text: 'a' }, { start: text.length - 1, end: text.length, text: 'z' })
        : fixOf({ start: at, end: at + 1, text: 'b' }),
    )
    expect(await fixText('x--x', 'safe', check, () => false)).toEqual({ text: 'a--z', count: 1 })
  })

  test('ends where two fixes undo each other', async () => {
    let turn = 0
    const check = marks(at => fixOf({ start: at, end: at + 1, text: turn++ % 2 === 0 ? '-x' : 'x' }))
    const { count } = await fixText('x', 'safe', check, () => false)
    expect(count).toBeLessThanOrEqual(10)
  })

  test('leaves alone what is hidden, wherever it moves', async () => {
    const check = marks(at => fixOf({ start: at, end: at + 1, text: 'long' }))
    const isHidden = ({ start }: Finding) => start.offset === 2
    expect((await fixText('x-x-x', 'safe', check, isHidden)).text).toBe('long-x-long')
  })

  test('an unsafe fix only where it is asked for', async () => {
    const check = marks(at => ({ ...fixOf({ start: at, end: at + 1, text: 'y' }), safety: 'unsafe' }))
    expect((await fixText('x', 'safe', check, () => false)).text).toBe('x')
    expect((await fixText('x', 'unsafe', check, () => false)).text).toBe('y')
  })

  test('a fix that breaks the document is our bug', async () => {
    const check = async (text: string) => ({
      ...(await marks(at => fixOf({ start: at, end: at + 1, text: '' }))(text)),
      isReadable: text !== '',
    })
    await expect(fixText('x', 'safe', check, () => false)).rejects.toThrow('a fix broke the document: r')
  })
})

describe('--fix', () => {
  test('mends files and reports what remains', async () => {
    const folder = await folderWith({
      'a.json': faulty,
      'b.json': sound,
      'c.json': policyOf({ ...readsSecret, Effect: 'allow', Resource: '*' }, decryptsItsKey),
    })
    const { code, out, err } = await ramLint(folder, ['--fix', '--format', 'concise', '.'])
    expect(err).toBe('ram-lint: 2 findings in 2 files fixed\n')
    expect({ code, out }).toMatchObject({
      code: 1,
      out: expect.stringMatching(/^c\.json:1:88: security read-all-secrets: .*\n$/),
    })
    expect(readFileSync(join(folder, 'a.json'), 'utf8')).toBe(sound)
    expect(await ramLint(folder, ['--fix=safe', '--quiet', 'a.json', 'b.json'])).toEqual({
      code: 0,
      out: '',
      err: '',
    })
  })

  test('takes its value only behind `=`', async () => {
    const folder = await folderWith({ safe: faulty, 'b.json': faulty })
    expect((await ramLint(folder, ['--fix', 'safe', '--quiet'])).code).toBe(0)
    expect(readFileSync(join(folder, 'safe'), 'utf8')).toBe(sound)
    expect(readFileSync(join(folder, 'b.json'), 'utf8')).toBe(faulty)
  })

  test('keeps the mode, follows links, leaves no other file behind', async () => {
    const folder = await folderWith({ 'real.json': faulty })
    chmodSync(join(folder, 'real.json'), 0o640)
    symlinkSync('real.json', join(folder, 'link.json'))
    expect((await ramLint(folder, ['--fix', 'link.json'])).code).toBe(0)
    expect(lstatSync(join(folder, 'link.json')).isSymbolicLink()).toBe(true)
    expect(readFileSync(join(folder, 'real.json'), 'utf8')).toBe(sound)
    expect(statSync(join(folder, 'real.json')).mode & 0o777).toBe(0o640)
    expect(readdirSync(folder).sort()).toEqual(['link.json', 'real.json'])
  })

  test('writes nothing where somebody else wrote meanwhile', async () => {
    const folder = await folderWith({ 'a.json': 'theirs' })
    const full = join(folder, 'a.json')
    expect(replaceFile(full, 'ours', 'as it was')).toBe('it was changed by somebody else meanwhile')
    expect(readFileSync(full, 'utf8')).toBe('theirs')
    expect(readdirSync(folder)).toEqual(['a.json'])
    expect(replaceFile(join(folder, 'no/where'), '')).toBe('it does not exist')
    expect(replaceFile(full, 'ours', 'theirs')).toBeNull()
    expect(readFileSync(full, 'utf8')).toBe('ours')
  })

  test('of standard input prints the text, mended or not; reports go to standard error', async () => {
    const folder = await folderWith({})
    const run = (input: string, ...args: string[]) => ramLint(folder, ['--fix', '-', ...args], { input })
    expect(await run(faulty, '--format', 'concise')).toEqual({
      code: 0,
      out: sound,
      err: 'ram-lint: 1 finding in 1 file fixed\n',
    })
    expect(await run(sound, '--quiet')).toEqual({ code: 0, out: sound, err: '' })
    expect(await run('no policy', '--format', 'concise')).toMatchObject({
      code: 1,
      out: 'no policy',
      err: expect.stringContaining('<stdin>:1:1: error'),
    })
    const json = await run(faulty, '--format', 'json')
    expect(json.out).toBe(sound)
    expect(JSON.parse(json.err.replace(/ram-lint: .*\n$/, '')).summary).toMatchObject({ error: 0 })
  })

  test('leaves what is suppressed or in the baseline', async () => {
    const suppress = [{ path: 'a.json', pointer: '/Statement/0', rule: 'duplicate-statement', reason: 'x' }]
    const again = policyOf(readsSecret, decryptsItsKey, readsSecret)
    const folder = await folderWith({
      '.ram-lint.json': JSON.stringify({ suppress: suppress.map(each => ({ ...each, pointer: '' })) }),
      'a.json': again,
      'b.json': again,
    })
    await ramLint(folder, ['--fix', '--quiet', 'a.json'])
    expect(readFileSync(join(folder, 'a.json'), 'utf8')).toBe(again)
    await ramLint(folder, ['--baseline', 'base.json', '--write-baseline', 'b.json'])
    await ramLint(folder, ['--baseline', 'base.json', '--fix', '--quiet', 'b.json'])
    expect(readFileSync(join(folder, 'b.json'), 'utf8')).toBe(again)
  })
})

describe('--fix-dry-run', () => {
  const before = `${JSON.stringify(JSON.parse(faulty), null, 2)}\n`

  test('prints a diff and changes nothing', async () => {
    const folder = await folderWith({ 'a.json': before, 'b.json': sound })
    const { code, out, err } = await ramLint(folder, [
      '--fix-dry-run',
      '--format',
      'concise',
      'a.json',
      'b.json',
    ])
    expect(out).toBe(
      [
        '--- a/a.json',
        '+++ b/a.json',
        '@@ -2,7 +2,7 @@',
        '   "Version": "1",',
        '   "Statement": [',
        '     {',
        '-      "Effect": "allow",',
        '+      "Effect": "Allow",',
        '       "Action": "kms:GetSecretValue",',
        '       "Resource": "acs:kms:cn-hangzhou:1234567890123456:secret/db"',
        '     },',
        '',
      ].join('\n'),
    )
    expect(err).toBe(
      'a.json:5:17: error invalid-effect: the Effect is `allow`; write exactly `Allow` or `Deny`\nram-lint: 1 finding in 1 file would be fixed\n',
    )
    expect(code).toBe(1)
    expect(readFileSync(join(folder, 'a.json'), 'utf8')).toBe(before)
  })

  test('with very many changes takes out the whole text', async () => {
    const lines = Array.from({ length: 3000 }, (_, index) => `line ${index}\n`)
    const old = lines.join('')
    const now = lines
      .map(line => `new ${line}`)
      .join('')
      .slice(0, -1)
    const diff = await unifiedDiff('a.json', old, now)
    expect(diff).toMatch(/^--- a\/a\.json\n\+\+\+ b\/a\.json\n@@ -1,3000 \+1,3000 @@\n/)
    expect(applyPatch(old, diff)).toBe(now)
  })

  test('says when there is nothing', async () => {
    const folder = await folderWith({ 'b.json': sound })
    expect(await ramLint(folder, ['--fix-dry-run', '--format', 'concise', '.'])).toEqual({
      code: 0,
      out: '',
      err: 'ram-lint: nothing would be fixed\n',
    })
  })

  test('of standard input', async () => {
    const folder = await folderWith({})
    const { out } = await ramLint(folder, ['--fix-dry-run', '-', '--stdin-filename', 'x.json'], {
      input: before,
    })
    expect(out).toMatch(/^--- a\/x\.json\n/)
  })
})

test('a byte order mark goes, and with it what stands behind it', async () => {
  const folder = await folderWith({ 'a.json': `\uFEFF${sound}`, 'b.json': `\uFEFF${faulty}` })
  expect((await ramLint(folder, ['a.json', 'b.json', '--fix'])).code).toBe(0)
  expect(['a.json', 'b.json'].map(name => readFileSync(join(folder, name), 'utf8'))).toEqual([sound, sound])
})
