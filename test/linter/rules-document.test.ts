import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ramChecks } from '../../linter/ram-checks.ts'
import { catalogueMarkdown } from '../../linter/reports/catalogue.ts'
import { rules } from '../../linter/rules/index.ts'

test('linter/RULES.md is as a fresh generation', () => {
  const file = new URL('../../linter/RULES.md', import.meta.url)
  const fresh = catalogueMarkdown()
  if (process.env.WRITE_DOCUMENTS === '1') writeFileSync(file, fresh)
  expect(readFileSync(file, 'utf8')).toBe(fresh)
})

test('each check of RAM’s own checker has a rule', () => {
  const names = new Set(rules.map(({ ramCheck }) => ramCheck))
  expect(ramChecks.filter(name => !names.has(name))).toEqual([])
})

test('ids are unique, and rules stand in the order of their families', () => {
  expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length)
  const families = rules.map(({ family }) => family)
  expect(families.filter((family, index) => family !== families[index - 1])).toEqual([
    'source',
    'document',
    'action',
    'resource',
    'condition',
    'access',
    'secret-read',
  ])
})

test('what a rule hides is a rule', () => {
  const ids = new Set(rules.map(({ id }) => id))
  const hidden = rules.flatMap(({ id, hides = [] }) =>
    hides.flatMap(hiding => hiding.rules.map(other => `${id} hides ${other}`)),
  )
  expect(hidden.filter(each => !ids.has(each.split(' ').at(-1) ?? ''))).toEqual([])
})
