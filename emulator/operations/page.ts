import { integer } from './parameter.ts'

/** `PageNumber` of the operations that answer in pages. */
export const pageNumber = integer({ min: 1, default: '1' })

/** `PageSize`, 10 where it is left out. Source: ListKeys; the ranges "0 to 100" and "0 to 101" of others are read as 1 to 100. */
export const pageSize = integer({ min: 1, max: 100, default: '10' })

/** One page of what was found. */
export function pageOf<T>(found: readonly T[], number: number, size: number): T[] {
  return found.slice((number - 1) * size, number * size)
}
