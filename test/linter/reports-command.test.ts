import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inspect, subjectOf } from '../../linter/inspect.ts'
import { defaultTarget } from '../../linter/lint.ts'
import { parsePolicy } from '../../linter/policy/index.ts'
import { formatNames } from '../../linter/reports/index.ts'
import { rules } from '../../linter/rules/index.ts'
import { folderOf, policyOf, ramLint, readsSecret } from './command-line.ts'

const faulty = policyOf({ ...readsSecret, Effect: 'allow' })
const long = policyOf(readsSecret) + ' '.repeat(7000)
let folder: Awaited<ReturnType<typeof folderOf>>
beforeAll(async () => {
  const files = Object.fromEntries(Array.from({ length: 64 }, (_, index) => [`many/${index}.json`, faulty]))
  folder = await folderOf({ 'faulty.json': faulty, 'long.json': long, 'sub/faulty.json': faulty, ...files })
})
afterAll(() => folder.remove())

const read = (name: string): string => readFileSync(join(folder.path, name), 'utf8')

describe('--format', () => {
  test('of every kind at once', async () => {
    const outputs = formatNames.slice(1).map(format => `--format=${format}=report.${format}`)
    const { code, out, err } = await ramLint(folder.path, ['faulty.json', ...outputs, '--format', 'pretty'])
    expect({ code, err }).toEqual({ code: 1, err: '' })
    expect(out).toContain('error invalid-effect')
    for (const format of formatNames.slice(1)) {
      const { out: alone } = await ramLint(folder.path, ['faulty.json', '--format', format])
      expect(read(`report.${format}`)).toBe(alone)
      expect(alone).toContain('invalid-effect')
    }
  })

  test.each(formatNames)('%s under --quiet', async format => {
    const count = async (...args: string[]) => {
      const { out } = await ramLint(folder.path, ['faulty.json', 'long.json', '--format', format, ...args])
      return [out.includes('invalid-effect'), out.includes('policy-too-long')]
    }
    expect(await count()).toEqual([true, true])
    const whole = ['json', 'sarif', 'junit', 'gitlab'].includes(format)
    expect(await count('--quiet')).toEqual([true, whole])
  })
})

describe('GitHub Actions', () => {
  test('the summary of the job is added to, and paths start at the top of the repository', async () => {
    const summary = join(folder.path, 'summary.md')
    writeFileSync(summary, 'before\n')
    const environment = { GITHUB_STEP_SUMMARY: summary, GITHUB_WORKSPACE: folder.path }
    const given = ['faulty.json', '--format', 'github']
    const { out } = await ramLint(join(folder.path, 'sub'), given, { environment })
    expect(out).toMatch(/^::error file=sub\/faulty\.json,line=1,endLine=1,col=39,endColumn=46,title=/)
    const { out: comment } = await ramLint(
      join(folder.path, 'sub'),
      ['faulty.json', '--format', 'markdown'],
      {
        environment,
      },
    )
    expect(read('summary.md')).toBe(`before\n${comment}\n`)
    expect(comment).toContain('#### <code>sub/faulty.json</code>')
  })

  test('a summary that cannot be written', async () => {
    const environment = { GITHUB_STEP_SUMMARY: join(folder.path, 'no', 'summary.md') }
    const { code, err } = await ramLint(folder.path, ['faulty.json', '--format', 'github'], { environment })
    expect(code).toBe(2)
    expect(err).toMatch(/^ram-lint: cannot write `.*summary\.md`: it does not exist\n$/)
  })
})

test('--redact hides ARNs and values of conditions in every format', async () => {
  const statement = {
    ...readsSecret,
    Effect: 'allow',
    Resource: ['acs:kms:cn-wuhan-lr:9988776655443322:secret/payroll', 'cn-wuhan-lr/payroll'],
    Condition: { IpAddress: { 'acs:SourceIp': ['203.0.113.7', 17] }, Nope: { 'acs:x': 'payroll' } },
  }
  writeFileSync(
    join(folder.path, 'telling.json'),
    JSON.stringify({ Version: '1', Statement: [statement] }, null, 2),
  )
  for (const format of formatNames) {
    const { out } = await ramLint(folder.path, ['telling.json', '--format', format, '--redact'])
    expect(out).toContain('invalid-effect')
    expect(out).not.toMatch(/wuhan|9988776655443322|payroll|203\.0|"17"/)
  }
})

describe('--timing', () => {
  test('adds up the time of each rule, the slowest first', async () => {
    let time = 0
    const { out, err } = await ramLint(
      folder.path,
      ['faulty.json', 'long.json', '--timing', '--format=concise'],
      {
        now: () => (time += 1),
      },
    )
    expect(out).toContain('invalid-effect')
    const lines = err.trimEnd().split('\n')
    expect(lines[0]).toBe('        ms    share  rule')
    const share = (100 / rules.length).toFixed(1).padStart(6)
    expect(lines.slice(1, -2)).toEqual(
      rules
        .map(({ id }) => id)
        .sort()
        .map(id => `      1.00 ${share} %  ${id}`),
    )
    expect(lines.at(-2)).toBe(`${rules.length.toFixed(2).padStart(10)}  100.0 %  all rules`)
    expect(lines.at(-1)).toMatch(/^ +\d+\.00 {11}reading files and policies$/)
  })

  test('asks no clock without it', () => {
    const subject = subjectOf(faulty, 'identity', parsePolicy(faulty, 'identity'), defaultTarget)
    const spent = new Map<string, number>()
    const timed = inspect([subject], rules, { now: () => 1, spent })
    expect(timed).toEqual(inspect([subject], rules))
    expect([...spent.keys()]).toEqual(rules.map(({ id }) => id))
  })
})

describe('progress', () => {
  const run = (step: number, live = true) => {
    let time = 0
    return ramLint(folder.path, ['many', '--format=concise', '--quiet'], { live, now: () => (time += step) })
  }

  test('is shown on a long run to a screen, and taken away', async () => {
    const { err } = await run(200)
    const clear = '\r\u001B[K'
    const pictures = err.split(clear)
    expect(pictures.length).toBeGreaterThan(3)
    expect(pictures.slice(1, -1)).toEqual([24, 32, 40, 48, 56, 64].map(done => `${done} files read …`))
    expect([pictures[0], pictures.at(-1)]).toEqual(['', ''])
  })

  test.each([
    ['a short run', 1, true],
    ['no screen', 200, false],
  ])('is not shown: %s', async (_name, step, live) => {
    expect((await run(step, live)).err).toBe('')
  })
})

describe('a value of a megabyte is shown by its start and its end', () => {
  const much = (start: string) => `${start}${'x'.repeat(1_000_000)}end`
  const resource = { ...readsSecret, Resource: much(readsSecret.Resource) }
  const condition = { ...readsSecret, Condition: { StringLike: { 'acs:SourceVpc': much('vpc-') } } }
  beforeAll(() => {
    writeFileSync(join(folder.path, 'effect.json'), policyOf({ ...readsSecret, Effect: much('allow') }))
    writeFileSync(
      join(folder.path, 'joined.json'),
      policyOf({ ...readsSecret, Resource: much('acs:kms,acs:') }),
    )
    writeFileSync(join(folder.path, 'resource.json'), policyOf(resource))
    writeFileSync(join(folder.path, 'condition.json'), policyOf(condition))
  })
  const files = ['effect.json', 'joined.json', 'resource.json', 'condition.json']

  test.each(formatNames)('by check as %s', async format => {
    const { out } = await ramLint(folder.path, [...files, '--format', format])
    expect(out).toContain('xend')
    // What a fix writes is whole.
    expect(out.replace(/"insertedContent": \{[^}]*\}/g, '').length).toBeLessThan(60_000)
  })

  const target = ['--secret', readsSecret.Resource, '--key', 'service-managed']
  const asked = ['--action', 'kms:GetSecretValue', '--resource', readsSecret.Resource]
  test.each([
    ['prove', ...target],
    ['explain', ...asked],
    ['diff', 'faulty.json'],
  ])('by %s', async (command, ...flags) => {
    for (const file of ['resource.json', 'condition.json']) {
      const { out, err } = await ramLint(folder.path, [command, ...flags, file])
      expect(out).toContain(file)
      expect(out.length + err.length).toBeLessThan(6000)
    }
  })
})
