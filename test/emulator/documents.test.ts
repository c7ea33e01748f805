import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { operationsDocument } from './documents.ts'

const generated: readonly (readonly [path: string, make: () => string])[] = [
  ['emulator/OPERATIONS.md', operationsDocument],
]

test.each(generated)('%s is as a fresh generation', (path, make) => {
  const file = new URL(`../../${path}`, import.meta.url)
  const fresh = make()
  if (process.env.WRITE_DOCUMENTS === '1') writeFileSync(file, fresh)
  expect(readFileSync(file, 'utf8')).toBe(fresh)
})
