import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { minute } from '../../emulator/state/clock.ts'
import { NonceMemory } from '../../emulator/wire/nonces.ts'
import { start } from './machine.ts'

const window = 30 * minute

describe('a nonce', () => {
  test('is taken once, each access key apart from the others', () => {
    const nonces = new NonceMemory()
    expect(nonces.add('a', 'n', start)).toBe(true)
    expect(nonces.add('a', 'n', start)).toBe(false)
    expect(nonces.add('b', 'n', start)).toBe(true)
    expect(nonces.add('a', 'N', start)).toBe(true)
  })

  test('cannot pass for that of another access key, wherever the two are cut', () => {
    const nonces = new NonceMemory()
    expect(nonces.add('a', ' b', start)).toBe(true)
    expect(nonces.add('a ', 'b', start)).toBe(true)
    expect(nonces.add('a b', '', start)).toBe(true)
    expect(nonces.add('a', 'b', start)).toBe(true)
  })

  test.each([
    { after: 0, taken: false },
    { after: 15 * minute, taken: false },
    { after: window - 1, taken: false },
    { after: window, taken: false },
    { after: window + 1, taken: true },
    { after: 2 * window, taken: true },
  ])('is taken again $after ms later: $taken', ({ after, taken }) => {
    const nonces = new NonceMemory()
    nonces.add('a', 'n', start)
    expect(nonces.add('a', 'n', start + after)).toBe(taken)
  })

  test('that was refused is not remembered for longer', () => {
    const nonces = new NonceMemory()
    nonces.add('a', 'n', start)
    expect(nonces.add('a', 'n', start + window)).toBe(false)
    expect(nonces.add('a', 'n', start + window + 1)).toBe(true)
  })

  test('is told from another that begins alike, however long', () => {
    const nonces = new NonceMemory()
    const long = 'x'.repeat(100_000)
    expect(nonces.add('a', `${long}1`, start)).toBe(true)
    expect(nonces.add('a', `${long}2`, start)).toBe(true)
    expect(nonces.add('a', `${long}1`, start)).toBe(false)
  })
})

test.each([1, 2, 10, 1500, 5000])('of %i at the most the oldest make room', limit => {
  const nonces = new NonceMemory(limit)
  for (let n = 0; n < 3 * limit; n++) expect(nonces.add('a', `${n}`, start + n)).toBe(true)
  for (let n = 2 * limit; n < 3 * limit; n++) expect(nonces.add('a', `${n}`, start + 3 * limit)).toBe(false)
  expect(nonces.add('a', `${2 * limit - 1}`, start + 3 * limit)).toBe(true)
  expect(nonces.add('a', `${2 * limit}`, start + 3 * limit)).toBe(true)
})

test('whatever comes when, it is refused just where it came within the last half hour', () => {
  const came = fc.array(fc.tuple(fc.nat(6), fc.nat(3), fc.nat(12)), { maxLength: 60 })
  fc.assert(
    fc.property(came, history => {
      const nonces = new NonceMemory()
      const last = new Map<string, number>()
      let now = start
      for (const [nonce, key, minutes] of history) {
        now += minutes * minute
        const id = `${key} ${nonce}`
        const known = now - (last.get(id) ?? Number.NEGATIVE_INFINITY) <= window
        expect(nonces.add(`${key}`, `${nonce}`, now)).toBe(!known)
        if (!known) last.set(id, now)
      }
    }),
    { seed: 20_260_101, numRuns: 500 },
  )
})
