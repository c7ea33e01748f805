import { expect, test } from 'vitest'
import { characterTypes, pickCharacters, randomPassword } from '../../emulator/cryptography/password.ts'
import { standingMachine } from './machine.ts'

/** Gives the same bytes over and over. */
const repeating = (...bytes: number[]) => {
  let at = 0
  return {
    bytes: (size: number) => Buffer.from(Array.from({ length: size }, () => bytes[at++ % bytes.length] ?? 0)),
    uuid: () => '',
  }
}

test('bytes that would favour some characters are thrown away', () => {
  // 256 % 10 = 6: bytes from 250 on would make 0 to 5 likelier.
  expect(pickCharacters('0123456789', 4, repeating(249, 250, 255, 10, 251, 1, 2))).toBe('9012')
})

test('every character comes as often as any other', () => {
  const alphabet = Object.values(characterTypes).join('')
  const counts = new Map<string, number>()
  for (const character of pickCharacters(alphabet, 94_000, standingMachine()))
    counts.set(character, (counts.get(character) ?? 0) + 1)
  expect([...counts.keys()].sort()).toEqual([...alphabet].sort())
  // Ten standard deviations around the mean.
  for (const count of counts.values()) expect(Math.abs(count - 94_000 / alphabet.length)).toBeLessThan(320)
})

test('each type is there where that is asked for, and only there', () => {
  const source = standingMachine()
  const { lowercase, numbers, punctuation } = characterTypes
  const missing = (each: boolean) =>
    Array.from({ length: 300 }, () =>
      randomPassword([lowercase, numbers, punctuation], 8, each, source),
    ).filter(password => !/[a-z]/.test(password) || !/\d/.test(password) || !/[^a-z\d]/.test(password)).length
  expect(missing(true)).toBe(0)
  expect(missing(false)).toBeGreaterThan(0)
})
