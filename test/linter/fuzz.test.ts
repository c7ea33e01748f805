import { expect, test } from 'vitest'
import { fixText } from '../../linter/fix.ts'
import { checkText, defaultTarget } from '../../linter/lint.ts'
import type { PolicyKind } from '../../linter/policy/index.ts'
import type { ReadTarget } from '../../linter/rule.ts'
import { hostileDocuments } from './hostile-documents.ts'
import { MutatedPolicies } from './mutated-policies.ts'
import { checkSound } from './sound-findings.ts'

const long = process.env.TEST_LONG === '1'
const wanted = long ? 100_000 : 2_100
const kinds: readonly PolicyKind[] = ['identity', 'session', 'trust', 'key', 'secret', 'control', 'bucket']
const secret = 'acs:kms:cn-hangzhou:1234567890123456:secret/db'
const targets: readonly ReadTarget[] = [
  defaultTarget,
  { gateway: 'dedicated', credentials: 'sts' },
  { gateway: 'shared', credentials: 'sts', secret, key: 'service-managed' },
  { ...defaultTarget, secret, key: 'acs:kms:cn-hangzhou:1234567890123456:key/key-hzz65f1a2b3c4d5e6f7a' },
]

test('documents by chance: every finding is where it says, of the right form, and its fix can be made', {
  timeout: 0,
}, () => {
  const policies = new MutatedPolicies(20_260_101)
  const found = new Map<string, number>()
  let fixes = 0
  for (let number = 0; number < wanted; number++) {
    const text = policies.next()
    const kind = kinds[number % kinds.length] as PolicyKind
    const target = targets[number % targets.length] as ReadTarget
    for (const options of [{ target }, { target, kind }]) {
      try {
        const checked = checkText(text, 'policy.json', options)
        checkSound(text, checked)
        fixes += checked.fixes.size
        for (const { rule } of checked.report.findings) found.set(rule, (found.get(rule) ?? 0) + 1)
      } catch (error) {
        throw new Error(`document ${number}, ${JSON.stringify(options)}: ${JSON.stringify(text)}`, {
          cause: error,
        })
      }
    }
  }
  if (long)
    console.log(
      wanted,
      'fuzzed documents, each as two kinds;',
      fixes,
      'fixes;',
      found.size,
      'rules found something',
    )
  expect(found.size).toBeGreaterThan(60)
  expect(fixes).toBeGreaterThan(wanted / 4)
})

test('documents by chance: mended as far as can be, and a second time nothing is left to mend', {
  timeout: 0,
}, async () => {
  const policies = new MutatedPolicies(20_260_102)
  let mended = 0
  for (let number = 0; number < wanted; number++) {
    const text = policies.next()
    const target = targets[number % targets.length] as ReadTarget
    const check = async (current: string) => {
      const { fixes, report } = checkText(current, 'policy.json', { target })
      return { fixes, isReadable: report.findings.every(({ rule }) => !/^(invalid-json|not-a-)/.test(rule)) }
    }
    const mend = (before: string) =>
      fixText(before, 'unsafe', check, () => false).catch(cause => {
        throw new Error(`document ${number}: ${JSON.stringify(text)}`, { cause })
      })
    const { text: once, count } = await mend(text)
    if (count === 0) continue
    mended += 1
    if (isJson(text)) expect(isJson(once)).toBe(true)
    expect((await mend(once)).text).toBe(once)
  }
  if (long) console.log(mended, 'of them mended')
  expect(mended).toBeGreaterThan(wanted / 10)
})

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

test.each(Object.entries(hostileDocuments))('%s: findings, not a crash', { timeout: 600_000 }, (_, make) => {
  const text = make()
  const findings = kinds.slice(0, long ? kinds.length : 1).map(kind => {
    const checked = checkText(text, 'policy.json', { kind })
    checkSound(text, checked)
    return checked.report.findings.length
  })
  expect(findings.every(count => count > 0)).toBe(true)
})

test('prototypes stay as they were', () => {
  expect(Object.keys(Object.prototype)).toEqual([])
  expect(({} as Record<string, unknown>).Effect).toBeUndefined()
})
