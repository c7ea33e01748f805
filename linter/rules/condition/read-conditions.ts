import type { Hiding } from '../../rule.ts'

/** What is said of the conditions of a read is said of a mistake in one of them, which goes first. */
export const hidesReadConditions: Hiding = {
  rules: ['secret-read-conditional', 'conflicting-conditions'],
  within: 'document',
}
