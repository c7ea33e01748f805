import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { rules } from '../../linter/rules/index.ts'
import { ramLint } from './command-line.ts'

/**
 * `fixtures/configurations/<rule-id>/<err or ok>-<name>/`: policies with a configuration (`lint.json`) or a baseline
 * (`baseline.json`), for rules that the text of one policy does not show. `report.out` is the whole pretty report where
 * the rule finds something; with WRITE_DOCUMENTS=1 it is written.
 */
const root = new URL('../../fixtures/configurations/', import.meta.url).pathname
const policies = new URL('../../fixtures/policies/', import.meta.url).pathname
const found = readdirSync(root).flatMap(id => readdirSync(join(root, id)).map(name => ({ id, name })))

describe.each(found)('$id/$name', ({ id, name }) => {
  const folder = join(root, id, name)
  const given = ['lint.json', 'baseline.json'].filter(file => existsSync(join(folder, file)))
  const flags = given.flatMap(file => [file === 'lint.json' ? '--config' : '--baseline', file])
  const run = (...more: string[]) =>
    ramLint(folder, ['check', '*.json', '!lint.json', '!baseline.json', ...flags, ...more])

  test(name.startsWith('err') ? 'is found' : 'is right', async () => {
    const { out, err } = await run()
    expect(err).toBe('')
    const { out: lines } = await run('--format', 'concise')
    const ids = lines
      .split('\n')
      .map(line => / (?:error|security|warning|suggestion) ([\w-]+):/.exec(line)?.[1])
    if (!name.startsWith('err')) return expect(ids).not.toContain(id)
    expect(ids).toContain(id)
    const path = join(folder, 'report.out')
    if (process.env.WRITE_DOCUMENTS === '1') writeFileSync(path, out)
    expect(readFileSync(path, 'utf8')).toBe(out)
  })
})

test.each(rules.filter(({ foundBy }) => foundBy !== undefined))(
  '$id is shown by one that trips it and one that does not',
  ({ id }) => {
    const names = found.filter(each => each.id === id).map(each => each.name)
    const inFiles = existsSync(join(policies, 'err', id)) && existsSync(join(policies, 'ok', `${id}.json`))
    expect(
      inFiles || (names.some(each => each.startsWith('err')) && names.some(each => each.startsWith('ok'))),
    ).toBe(true)
  },
)
