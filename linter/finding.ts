import type { Span } from './position.ts'

/** How much a finding matters, the gravest first; the words of RAM's own checker. */
export const levels = ['error', 'security', 'warning', 'suggestion'] as const

export type Level = (typeof levels)[number]

/** Another place that a finding speaks of. */
export interface Related extends Span {
  readonly pointer: string
  readonly message: string
}

/** One mistake in one place. */
export interface Finding extends Span {
  /** The id of the rule that found it. */
  readonly rule: string
  readonly level: Level
  /** What is wrong, in one sentence in lower case with the user's text in backticks. */
  readonly message: string
  /** RFC 6901 pointer into the document; empty for the whole of it. */
  readonly pointer: string
  readonly related: readonly Related[]
  /** What RAM wants there. */
  readonly help: string
  /** Where the rule is described. */
  readonly docs: string
  /** The same for the same mistake when lines move: made of the rule, the pointer and the string it stands on. */
  readonly fingerprint: string
  readonly fixable: 'safe' | 'unsafe' | null
}

/** Whether a level is as grave as another, or graver. */
export function atLeast(level: Level, threshold: Level): boolean {
  return levels.indexOf(level) <= levels.indexOf(threshold)
}

/** A finding with what follows from its parts; `text` is that of the document. */
export function createFinding(
  text: string,
  parts: Pick<Finding, 'rule' | 'level' | 'message' | 'pointer' | 'start' | 'end' | 'help'> &
    Partial<Pick<Finding, 'related' | 'fixable'>>,
): Finding {
  const { rule, level, message, pointer, start, end, help, related = [], fixable = null } = parts
  return {
    rule,
    level,
    message,
    pointer,
    start,
    end,
    related,
    help,
    docs: `linter/RULES.md#${rule}`,
    fingerprint: fingerprintOf(rule, pointer, text.slice(start.offset, end.offset)),
    fixable,
  }
}

/** Of what it stands on only a value in one line counts, quoted or not: an object's text changes with its layout. */
function fingerprintOf(rule: string, pointer: string, part: string): string {
  const pattern = /^[{[]|[\r\n]/.test(part) ? '' : part
  // Loaded for the first finding: it takes a while, and most files have none.
  const { createHash } = process.getBuiltinModule('node:crypto')
  return createHash('sha256').update(`${rule}\n${pointer}\n${pattern}`).digest('hex').slice(0, 16)
}
