import { timingSafeEqual } from 'node:crypto'

/** Whether two texts are the same, in a time that depends on their lengths alone: for signatures and tokens. */
export function sameText(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)]
  return a.length === b.length && timingSafeEqual(a, b)
}
