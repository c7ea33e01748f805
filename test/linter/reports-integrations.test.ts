import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { checkFlags } from '../../linter/commands/check-flags.ts'
import { folderOf } from './command-line.ts'

const textOf = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

describe('the action', () => {
  interface Step {
    readonly run: string
    readonly env: Readonly<Record<string, string>>
  }
  const action = parse(textOf('linter/action.yml'))
  const [step] = action.runs.steps as [Step]
  let folder: Awaited<ReturnType<typeof folderOf>>

  beforeAll(async () => {
    // In the place of npx: writes down its arguments, one a line, and ends as it is told to.
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's
    folder = await folderOf({ 'bin/npx': '#!/bin/sh\nprintf "%s\\n" "$@" > arguments\nexit "${CODE:-0}"\n' })
    chmodSync(join(folder.path, 'bin/npx'), 0o755)
  })
  afterAll(() => folder.remove())

  /** Runs the step as a runner does, with inputs over the defaults. */
  function run(given: Readonly<Record<string, string>>, code = 0) {
    const inputs = new Map(
      Object.entries(action.inputs as Record<string, { default: string }>).map(
        ([name, { default: value }]) => [name, given[name] ?? value],
      ),
    )
    const output = join(folder.path, 'output')
    writeFileSync(output, '')
    writeFileSync(join(folder.path, 'arguments'), '')
    const env = Object.fromEntries(
      Object.entries(step.env).map(([name, text]) => [
        name,
        text.replace(/\$\{\{ inputs\.([\w-]+) \}\}/g, (_, input: string) => inputs.get(input) ?? 'unknown'),
      ]),
    )
    let ended = 0
    let printed = ''
    try {
      printed = execFileSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run], {
        cwd: folder.path,
        encoding: 'utf8',
        env: {
          ...env,
          PATH: `${join(folder.path, 'bin')}${delimiter}${process.env.PATH}`,
          GITHUB_OUTPUT: output,
          CODE: String(code),
        },
      })
    } catch (error) {
      ended = (error as { status: number }).status
      printed = (error as { stdout: string }).stdout
    }
    return {
      ended,
      printed,
      output: readFileSync(output, 'utf8'),
      arguments: readFileSync(join(folder.path, 'arguments'), 'utf8').trimEnd().split('\n'),
    }
  }

  const npx = ['--yes', '--package=kms-emulator@latest', '--', 'ram-lint', 'check', '--format', 'github']

  test('splices no input into a shell', () => {
    expect(action.runs.steps.length).toBe(1)
    expect(step.run).not.toMatch(/\$\{\{/)
    const used = Object.values(step.env).map(text => /^\$\{\{ inputs\.([\w-]+) \}\}$/.exec(text)?.[1])
    expect([...used, 'working-directory'].sort()).toEqual(Object.keys(action.inputs).sort())
  })

  test('without inputs', () => {
    expect(run({})).toEqual({
      ended: 0,
      printed: '',
      output: 'exit-code=0\n',
      arguments: [...npx, '--fail-on=security', '--'],
    })
  })

  test('inputs are arguments, whatever is in them', () => {
    mkdirSync(join(folder.path, 'a b'), { recursive: true })
    const hostile = '$(touch pwned) `touch pwned`; touch pwned #'
    const ended = run({
      version: '1.2.3-beta.1',
      paths: `a b/*.json\n\n--fix\n${hostile}\n`,
      'fail-on': hostile,
      kind: 'key',
      config: 'ram lint.json',
      redact: 'true',
      'sarif-file': 'out "1".sarif',
    })
    expect(ended.arguments).toEqual([
      '--yes',
      '--package=kms-emulator@1.2.3-beta.1',
      ...npx.slice(2),
      `--fail-on=${hostile}`,
      '--kind=key',
      '--config=ram lint.json',
      '--redact',
      '--format=sarif=out "1".sarif',
      '--',
      'a b/*.json',
      '--fix',
      hostile,
    ])
    expect(existsSync(join(folder.path, 'pwned'))).toBe(false)
  })

  test.each(['file:../evil', 'latest --eval x', 'npm:other', '', 'a@b'])(
    'the version %j is refused',
    version => {
      expect(run({ version })).toMatchObject({ ended: 2, arguments: [''] })
    },
  )

  test.each([1, 2, 3])('ends as ram-lint does: %i', code => {
    expect(run({}, code)).toMatchObject({ ended: code, output: `exit-code=${code}\n` })
  })
})

test('the hooks of pre-commit name flags that there are', () => {
  const hooks = parse(textOf('.pre-commit-hooks.yaml')) as Record<string, string>[]
  expect(hooks.map(({ id, language, files }) => ({ id, language, files }))).toEqual([
    { id: 'ram-lint', language: 'node', files: '\\.(json|tf|ya?ml)$' },
    { id: 'ram-lint-fix', language: 'node', files: '\\.(json|tf|ya?ml)$' },
  ])
  const flags = hooks.flatMap(({ entry }) =>
    [...(entry as string).matchAll(/--([\w-]+)/g)].map(([, name]) => name),
  )
  expect(flags.filter(name => !Object.hasOwn(checkFlags, name as string))).toEqual([])
})
