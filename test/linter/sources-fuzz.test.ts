import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checkFile } from '../../linter/check-file.ts'
import { policiesOf } from '../../linter/sources/extracted.ts'

const folder = new URL('../../fixtures/sources/', import.meta.url).pathname
const hosts = readdirSync(folder).filter(name => !/\.(extract|out)$/.test(name))
const runs = process.env.TEST_LONG === '1' ? 3000 : 60

/** Numbers that are the same in every run (mulberry32). */
function numbersFrom(seed: number): (below: number) => number {
  let state = seed
  return below => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

const marks = [
  '"',
  "'",
  '{',
  '}',
  '[',
  ']',
  '${',
  '%{',
  '<<EOF',
  '\\',
  '\n',
  '$(',
  '`',
  '\uE000',
  '\u{1F511}',
  '&a',
  '*a',
  '!Sub ',
  '#',
  '\r\n',
  '```',
]

function mutated(text: string, pick: (below: number) => number): string {
  let changed = text
  for (let times = pick(4); times >= 0; times--) {
    const at = pick(changed.length + 1)
    const way = pick(4)
    if (way === 0) changed = changed.slice(0, at)
    else if (way === 1) changed = changed.slice(0, at) + changed.slice(at + 1 + pick(20))
    else if (way === 2) changed = changed.slice(0, at) + marks[pick(marks.length)] + changed.slice(at)
    else changed = changed.slice(0, at) + changed.slice(pick(changed.length + 1), at)
  }
  return changed
}

test.each(hosts)('%s, cut and changed: findings stay inside of the file', async host => {
  const text = readFileSync(join(folder, host), 'utf8')
  const pick = numbersFrom(20_260_501)
  let policies = 0
  for (let run = 0; run < runs; run++) {
    const changed = mutated(text, pick)
    const found = await policiesOf(changed, host, { met: false, kind: undefined })
    policies += found.policies.length
    const report = (await checkFile(changed, host))?.report
    for (const { start, end } of [...found.policies, ...found.unresolved, ...(report?.findings ?? [])]) {
      expect(start.offset).toBeLessThanOrEqual(end.offset)
      expect(start.offset).toBeGreaterThanOrEqual(0)
      expect(end.offset).toBeLessThanOrEqual(changed.length)
    }
  }
  expect(policies).toBeGreaterThan(0)
})

const wraps: Readonly<Record<string, (text: string) => string>> = {
  'main.tf': text => `resource "alicloud_ram_policy" "p" {\n  policy_document = ${text}\n}\n# Statement`,
  'main.tf.json': text => `{"resource": {"alicloud_ram_policy": {"p": {"policy_document": ${text}}}}}`,
  'plan.json': text =>
    `{"format_version": "1.2", "resource_changes": [{"type": "alicloud_ram_policy", "change": {"after": ${text}}}]}`,
  'ros.yml': text =>
    `Resources:\n  P:\n    Type: ALIYUN::RAM::ManagedPolicy\n    Properties:\n      PolicyDocument: ${text}\n`,
  'ros.json': text =>
    `{"ROSTemplateFormatVersion": "1", "Resources": {"P": {"Type": "ALIYUN::RAM::ManagedPolicy", "Properties": {"PolicyDocument": ${text}}}}}`,
  'doc.md': text => `\`\`\`json\n{"Statement": ${text}}\n\`\`\`\n`,
  'run.sh': text => `aliyun ram CreatePolicy --PolicyDocument '{"Statement": ${text}}'\n`,
}
const hostile: Readonly<Record<string, string>> = {
  brackets: '['.repeat(10_000),
  'closed brackets': '['.repeat(10_000) + ']'.repeat(10_000),
  objects: '{"a":'.repeat(10_000),
  parentheses: `jsonencode(${'('.repeat(5_000)}`,
  quotes: '"'.repeat(20_001),
  templates: '"${'.repeat(5_000),
  substitutions: `"${'$('.repeat(10_000)}"`,
  heredocs: '<<A\n'.repeat(5_000),
  dashes: '- '.repeat(5_000),
  anchors: Array.from({ length: 60 }, (_, n) => `&a${n + 1} [*a${n}, *a${n}, `).join('\n'),
  backslashes: `"${'\\'.repeat(20_000)}"`,
  stars: `"${'*a'.repeat(10_000)}"`,
  fences: '```\n'.repeat(10_000),
}

test.each(Object.keys(wraps))('%s: nesting and repetition without end', async path => {
  for (const text of Object.values(hostile)) {
    const checked = await checkFile(wraps[path]?.(text) ?? '', path)
    expect(checked?.report.path).toBe(path)
  }
})

test('locals that use one another twice do not double without end', async () => {
  const locals = Array.from({ length: 40 }, (_, n) => `  a${n} = [local.a${n + 1}, local.a${n + 1}]`).join(
    '\n',
  )
  const text = `locals {\n${locals}\n  a40 = ["acs:kms:*:*:key/a"]\n  round = local.round\n}
resource "alicloud_ram_policy" "p" {
  policy_document = jsonencode({ Version = "1", Statement = [{ Effect = "Allow", Action = local.round, Resource = local.a0 }] })
}`
  const checked = await checkFile(text, 'main.tf', { rules: [] })
  expect(checked?.report).toEqual({ path: 'main.tf', kind: 'identity', policies: 1, findings: [] })
})
