import { expect, test } from 'vitest'
import { KmsError } from '../../emulator/errors.ts'
import { hour, minute, second } from '../../emulator/state/clock.ts'
import { checkTimestamp } from '../../emulator/wire/timestamp.ts'

const now = Date.parse('2026-03-01T00:00:00Z')

function refusal(text: string | undefined, at = now): { code: string; because: string | undefined } {
  try {
    checkTimestamp(text, at)
  } catch (error) {
    if (error instanceof KmsError) return { code: error.code, because: error.because }
    throw error
  }
  return { code: 'none', because: undefined }
}

const at = (distance: number): string => new Date(now + distance).toISOString()

test.each([undefined, ''])('%j is missing', text => {
  expect(refusal(text).code).toBe('IllegalTimestamp')
})

test.each([
  'now',
  '1772323200',
  '2026-03-01',
  '2026-03-01T00:00Z',
  '2026-03-01T00:00:00',
  '2026-03-01 00:00:00Z',
  '2026-03-01t00:00:00z',
  '2026-03-01T00:00:00+00:00',
  '2026-03-01T00:00:00.Z',
  '2026-03-01T00:00:00,000Z',
  '+002026-03-01T00:00:00Z',
  '2026-3-1T00:00:00Z',
  '2026-02-29T00:00:00Z',
  '2026-02-30T00:00:00Z',
  '2026-04-31T00:00:00Z',
  '2026-02-28T24:00:00Z',
  '2026-00-01T00:00:00Z',
  '2026-13-01T00:00:00Z',
  '2026-03-00T00:00:00Z',
  '2026-03-01T25:00:00Z',
  '2026-03-01T00:60:00Z',
  '2026-03-01T00:00:60Z',
  'Sun, 01 Mar 2026 00:00:00 GMT',
  ' 2026-03-01T00:00:00Z',
  '2026-03-01T00:00:00Z\n',
  `2026-03-01T00:00:00.${'0'.repeat(100_000)}Z`,
])('%.40j is no ISO 8601 time in UTC', text => {
  expect(refusal(text).code).toBe('InvalidTimeStamp.Format')
})

test.each([
  '2026-03-01T00:00:00Z',
  '2026-03-01T00:00:00.000Z',
  '2026-03-01T00:00:00.1Z',
  '2026-03-01T00:00:00.123456789Z',
  '2026-02-28T23:59:59Z',
])('%s is in time', text => {
  expect(refusal(text).code).toBe('none')
})

test('a leap day is a day in its year only', () => {
  const leap = Date.parse('2028-02-29T00:00:00Z')
  expect(refusal('2028-02-29T00:00:00Z', leap).code).toBe('none')
})

test.each([
  { distance: -15 * minute, code: 'none' },
  { distance: 15 * minute, code: 'none' },
  { distance: -15 * minute - 1, code: 'InvalidTimeStamp.Expired' },
  { distance: 15 * minute + 1, code: 'InvalidTimeStamp.Expired' },
  { distance: -15 * minute - second, code: 'InvalidTimeStamp.Expired' },
  { distance: 24 * hour, code: 'InvalidTimeStamp.Expired' },
])('$distance ms away: $code', ({ distance, code }) => {
  expect(refusal(at(distance)).code).toBe(code)
})

test('the journal is told how far away, and which way', () => {
  expect(refusal(at(-hour)).because).toBe("the request's time is 3600 s behind the emulator's")
  expect(refusal(at(hour)).because).toBe("the request's time is 3600 s ahead of the emulator's")
})
