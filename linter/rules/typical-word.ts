import type { Pattern } from '../policy/index.ts'

/**
 * A word that the pattern matches and few others do, as its wildcards stand for a character that nobody writes. A
 * pattern that matches it meets this one; a pattern that does not match it does not take this one in.
 */
export function typicalWord(pattern: Pattern): string {
  const { shape, literal } = pattern
  if (shape === 'literal') return literal
  if (shape === 'prefix') return `${literal}\u0001`
  return pattern.tokens.map(token => (token < 0 ? '\u0001' : String.fromCodePoint(token))).join('')
}
