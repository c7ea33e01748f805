import { describe, expect } from 'vitest'
import { test } from '../../emulator/vitest.ts'

describe('one emulator for the worker, one account for each test', () => {
  const seen: { url: string; id: string }[] = []

  test.for([1, 2])('test %i', async (number, { kms, account }) => {
    seen.push({ url: kms.url, id: account.id })
    await account.scenario('instance-expired')
    expect(account.scenarios()).toHaveLength(1)
    expect(kms.accounts().map(({ id }) => id)).toEqual(['1000000000000001', account.id])
    expect(seen).toHaveLength(number)
  })

  test('they differed', ({ kms }) => {
    expect(new Set(seen.map(({ url }) => url))).toEqual(new Set([kms.url]))
    expect(new Set(seen.map(({ id }) => id)).size).toBe(2)
  })
})
