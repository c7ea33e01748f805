import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { afterAll, describe, expect, test } from 'vitest'
import { readSources, type Source } from '../../linter/files.ts'
import { compileGlob, compileSelection, GlobError, isGlob, splitGlob } from '../../linter/glob.ts'
import { folderOf } from './command-line.ts'

type Files = Readonly<Record<string, string>>

const folders: { remove(): void }[] = []
afterAll(() => {
  for (const each of folders) each.remove()
})

async function folderWith(files: Files): Promise<string> {
  const folder = await folderOf(files)
  folders.push(folder)
  return folder.path
}

/** A repository: its folders and files alone, as git would make them. */
async function repositoryWith(files: Files): Promise<string> {
  const path = await folderWith(files)
  execFileSync('git', ['init', '--quiet', '--template='], { cwd: path })
  return path
}

async function pathsIn(folder: string, ...words: string[]): Promise<string[]> {
  return [...(await readSources(words, { folder }))].map(described)
}

const described = (source: Source): string =>
  'problem' in source ? `${source.path}: ${source.problem}` : source.path

const tree: Files = {
  'a.json': '{}',
  'b.txt': '{}',
  'policies/app.json': '{}',
  'policies/app.ram': '{}',
  'policies/old/app.json': '{}',
  'policies/old/[1].json': '{}',
  '.github/x.json': '{}',
  'node_modules/x/y.json': '{}',
}

describe('what words of a command line stand for', () => {
  const cases: [string[], string[]][] = [
    [['.'], ['a.json', 'policies/app.json', 'policies/old/[1].json', 'policies/old/app.json']],
    [
      ['b.txt', 'policies'],
      ['b.txt', 'policies/app.json', 'policies/old/[1].json', 'policies/old/app.json'],
    ],
    [['policies/'], ['policies/app.json', 'policies/old/[1].json', 'policies/old/app.json']],
    [['*.json'], ['a.json']],
    [['**/app.json'], ['policies/app.json', 'policies/old/app.json']],
    [['policies/*.{ram,json}'], ['policies/app.json', 'policies/app.ram']],
    [['policies/*'], ['policies/app.json']],
    [['./policies/old/[!x]pp.json'], ['policies/old/app.json']],
    [['policies/old/[1].json'], ['policies/old/[1].json']],
    [['policies', '!policies/old'], ['policies/app.json']],
    [['policies', '!**/old/**'], ['policies/app.json']],
    [['policies/old/app.json', '!policies/old'], ['policies/old/app.json']],
    [
      ['policies', 'policies/**/*.json', 'policies/app.json'],
      ['policies/app.json', 'policies/old/[1].json', 'policies/old/app.json'],
    ],
    [
      ['.github/*.json', 'node_modules/x/*.json'],
      ['.github/x.json', 'node_modules/x/y.json'],
    ],
    [
      ['policies/*.yaml', 'a.json'],
      ['a.json', 'policies/*.yaml: no file matches this pattern'],
    ],
    [['nowhere/*.json'], ['nowhere: the folder cannot be read: it does not exist']],
  ]
  test.each(cases)('%j', async (words, expected) => {
    expect(await pathsIn(await folderWith(tree), ...words)).toEqual(expected)
  })

  test('patterns above the current folder', async () => {
    const folder = await folderWith(tree)
    const sources = [...(await readSources(['../../a*.json'], { folder: join(folder, 'policies/old') }))]
    expect(sources.map(described)).toEqual(['../../a.json'])
  })
})

describe('what git leaves out', () => {
  const ignores: [string, Files, string[]][] = [
    ['a name anywhere', { '.gitignore': 'x.json\n' }, ['x.json', 'a/x.json', 'a/y.json']],
    ['a path', { '.gitignore': '/x.json\na/b/*.json' }, ['x.json', 'a/x.json', 'a/b/x.json', 'a/b/c/x.json']],
    ['folders', { '.gitignore': 'build/\ny.json/' }, ['build/x.json', 'a/build/x.json', 'y.json']],
    [
      'all but',
      { '.gitignore': '*.json\n!keep.json\n!a/' },
      ['x.json', 'keep.json', 'a/x.json', 'a/keep.json'],
    ],
    [
      'nested files win',
      { '.gitignore': '*.json', 'a/.gitignore': '!*.json\nz.json' },
      ['x.json', 'a/x.json', 'a/z.json', 'a/b/x.json'],
    ],
    [
      'nothing comes back below a folder',
      { '.gitignore': 'a/\n!a/x.json', 'a/.gitignore': '!x.json' },
      ['a/x.json'],
    ],
    [
      'comments, spaces, line ends',
      { '.gitignore': '# x.json\r\ny.json  \r\n\\#z.json\r\n\r\n' },
      ['x.json', 'y.json', '#z.json'],
    ],
    [
      'any number of folders',
      { '.gitignore': '**/gen/*.json\na/**/z.json\nb/**' },
      ['gen/x.json', 'c/gen/x.json', 'a/z.json', 'a/b/c/z.json', 'b/x.json'],
    ],
    [
      'classes',
      { '.gitignore': '[xy][0-9].json\n[!a]b.json\n[[:digit:]].json' },
      ['x1.json', 'xx.json', 'ab.json', 'bb.json', '7.json'],
    ],
    ['braces stand for themselves', { '.gitignore': '{x,y}.json' }, ['x.json', '{x,y}.json']],
    ['one character', { '.gitignore': '?.json' }, ['x.json', 'xx.json']],
  ]
  test.each(ignores)('%s', async (_name, ignoreFiles, paths) => {
    const folder = await repositoryWith({
      ...ignoreFiles,
      ...Object.fromEntries(paths.map(each => [each, '{}'])),
    })
    const listed = execFileSync(
      'git',
      [
        '-c',
        'core.excludesFile=',
        'ls-files',
        '-z',
        '--others',
        '--exclude-standard',
        '--',
        ':(glob)**/*.json',
      ],
      { cwd: folder, encoding: 'utf8' },
    )
    const expected = listed.split('\0').filter(each => each !== '')
    expect((await pathsIn(folder, '.')).sort()).toEqual(expected.sort())
  })

  test('the rules of the clone, and where the walk starts below the root', async () => {
    const folder = await repositoryWith({
      '.gitignore': 'x.json',
      'a/b/x.json': '',
      'a/b/y.json': '',
      'a/b/z.json': '',
    })
    mkdirSync(join(folder, '.git/info'), { recursive: true })
    writeFileSync(join(folder, '.git/info/exclude'), '/a/b/y.json\n')
    expect(await pathsIn(folder, 'a')).toEqual(['a/b/z.json'])
    const sources = [...(await readSources(['.'], { folder: join(folder, 'a/b') }))]
    expect(sources.map(described)).toEqual(['z.json'])
  })

  test('a linked worktree', async () => {
    const folder = await folderWith({
      'work/x.json': '',
      'work/y.json': '',
      'repository/.git/info/exclude': 'x.json',
    })
    const own = join(folder, 'repository/.git/worktrees/work')
    mkdirSync(own, { recursive: true })
    writeFileSync(join(own, 'commondir'), '../..\n')
    writeFileSync(join(folder, 'work/.git'), `gitdir: ${own}\n`)
    expect(await pathsIn(folder, 'work')).toEqual(['work/y.json'])
  })

  test('what is named is read: a file, and what a named folder holds', async () => {
    const folder = await repositoryWith({ '.gitignore': 'out/', 'out/x.json': '', 'out/sub/y.json': '' })
    expect(await pathsIn(folder, 'out/x.json')).toEqual(['out/x.json'])
    expect(await pathsIn(folder, 'out')).toEqual(['out/sub/y.json', 'out/x.json'])
    expect(await pathsIn(folder, '**/*.json')).toEqual(['**/*.json: no file matches this pattern'])
  })

  test('without a repository its files count from the folder on', async () => {
    const folder = await folderWith({
      'a/.gitignore': 'x.json',
      'a/x.json': '',
      'a/y.json': '',
      '.gitignore': 'y.json',
    })
    expect(await pathsIn(folder, 'a')).toEqual(['a/y.json'])
    expect(await pathsIn(folder, '.')).toEqual([])
  })

  test('a repository inside of another has its own rules', async () => {
    const folder = await repositoryWith({
      '.gitignore': 'x.json',
      'inner/.git/HEAD': '',
      'inner/x.json': '',
      'inner/sub/x.json': '',
    })
    expect(await pathsIn(folder, '.')).toEqual(['inner/sub/x.json', 'inner/x.json'])
  })
})

describe('patterns', () => {
  test.each<[string, string[], string[]]>([
    ['*.json', ['a.json', '.json'], ['a/b.json', 'a.jsonc']],
    ['**', ['a', 'a/b'], []],
    ['a/**', ['a/b', 'a/b/c'], ['a', 'b/a']],
    ['**/a', ['a', 'b/a', 'c/b/a'], ['ab', 'a/b']],
    ['a/**/b/**/c', ['a/b/c', 'a/x/b/y/z/c'], ['a/c', 'a/b/x']],
    ['a**b', ['ab', 'axb'], ['a/b']],
    ['{a,b{c,d}}.json', ['a.json', 'bc.json', 'bd.json'], ['b.json', '{a}.json']],
    ['{a/b,c}/*.json', ['a/b/x.json', 'c/x.json'], ['a/x.json']],
    ['{a}', ['{a}'], ['a']],
    ['[]a]', [']', 'a'], ['b']],
    ['[a-', ['[a-'], ['a']],
    ['\\*', ['*'], ['a']],
    ['a?c', ['abc', 'a😀c'], ['ac', 'a/c']],
    ['[^a]', ['b'], ['a']],
  ])('%s', (pattern, met, missed) => {
    const glob = compileGlob(pattern)
    expect([...met, ...missed].filter(path => glob.matches(path))).toEqual(met)
  })

  test('a selection takes folders with what is in them, and takes away', () => {
    const selected = compileSelection(['policies', './keys/*.json', '!policies/old/'])
    const paths = [
      'policies/a.json',
      'policies/b/c.json',
      'policies/old/a.json',
      'keys/a.json',
      'keys/b/a.json',
      'x',
    ]
    expect(paths.filter(selected)).toEqual(['policies/a.json', 'policies/b/c.json', 'keys/a.json'])
  })

  test.each([
    ['a/b/*.json', 'a/b', '*.json'],
    ['*.json', '.', '*.json'],
    ['/x*', '/', 'x*'],
    ['a/{b/c,d}/*.json', 'a', '{b/c,d}/*.json'],
    ['../x/[ab]', '../x', '[ab]'],
  ])('%s starts in %s', (pattern, folder, rest) => {
    expect(splitGlob(pattern)).toEqual({ folder, rest })
  })

  test('which words are patterns', () => {
    const words = ['*.json', 'a?', '[ab]', '{a,b}', '!a', 'a.json', '[2J', '{a}', '!', 'a{', 'it!']
    expect(words.filter(isGlob)).toEqual(['*.json', 'a?', '[ab]', '{a,b}', '!a'])
  })

  test.each([
    [`${'*a'.repeat(500)}b`, 'a'.repeat(255)],
    [`${'**/a/'.repeat(200)}b`, `${'a/'.repeat(2000)}c`],
    [`${'**/*a*/'.repeat(100)}b`, `${'aaaa/'.repeat(800)}c`],
    [`${'[a-z]*'.repeat(160)}!`, 'a'.repeat(255)],
    ['{a,b}'.repeat(8), 'c'],
  ])('one that is written to take long does not: %#', (pattern, path) => {
    const start = performance.now()
    expect(compileGlob(pattern).matches(path)).toBe(false)
    expect(performance.now() - start).toBeLessThan(2000)
  })

  test('one that stands for too many, or is too long, is refused', () => {
    expect(() => compileGlob('{a,b}'.repeat(40))).toThrow(GlobError)
    expect(() => compileGlob('a'.repeat(2000))).toThrow(GlobError)
  })
})

describe('large and odd trees', () => {
  test('10,000 files under rules', async () => {
    const files: Record<string, string> = {
      '.gitignore': '*.tmp.json\n/build/\n**/gen/*.json\n!keep.json\nnode_modules\n*.log\n',
    }
    for (let index = 0; index < 10_000; index++) files[`d${index % 100}/f${index}.json`] = ''
    const folder = await repositoryWith(files)
    const start = performance.now()
    expect([...(await readSources(['.'], { folder }))]).toHaveLength(10_000)
    expect(performance.now() - start).toBeLessThan(5000)
  })

  test('links to folders make no circles; folders that cannot be read are told', async () => {
    const folder = await folderWith({ 'a/x.json': '', 'b/y.json': '' })
    symlinkSync(folder, join(folder, 'a/loop'))
    symlinkSync(join(folder, 'b/y.json'), join(folder, 'a/linked.json'))
    expect(await pathsIn(folder, 'a')).toEqual(['a/linked.json', 'a/x.json'])
    if (process.getuid?.() === 0) return
    chmodSync(join(folder, 'b'), 0)
    const found = await pathsIn(folder, '.')
    chmodSync(join(folder, 'b'), 0o755)
    rmSync(join(folder, 'b'), { recursive: true })
    expect(found).toContain('b: the folder cannot be read: this user may not read it')
  })
})
