import { type Level, levels } from '../finding.ts'

const plurals: Readonly<Record<string, string>> = { policy: 'policies', security: 'security' }

/** A number and what it counts, in the plural where it is one. */
export function count(number: number, what: string): string {
  return `${number} ${number === 1 ? what : (plurals[what] ?? `${what}s`)}`
}

/** `2 errors, 1 warning`: the levels of which there are any, the gravest first; empty without any. */
export function countsByLevel(numbers: Readonly<Record<Level, number>>): string {
  return levels.flatMap(level => (numbers[level] === 0 ? [] : [count(numbers[level], level)])).join(', ')
}
