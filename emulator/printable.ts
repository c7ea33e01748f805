/** Text of others on one line of a terminal or a log: control characters would let it write lines of its own. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]/gu, ' ')
}
