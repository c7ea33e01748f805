import type { Finding } from './finding.ts'
import type { Edit, Fix } from './rule.ts'

/** How far fixes go: those that change no access, or all. */
export type FixSafety = Fix['safety']

/** A text in which nothing is left to fix, or as far as it came. */
export interface Fixed {
  readonly text: string
  /** How many findings were fixed. */
  readonly count: number
}

/** What a text has: findings with their fixes, without those that nobody wants to see. */
export interface Fixable {
  readonly fixes: ReadonlyMap<Finding, Fix>
  /** Whether the policies in it can be read. */
  readonly isReadable: boolean
}

/** A fix may uncover a mistake, whose fix may uncover another; more than a few rounds only two that undo each other need. */
const mostRounds = 10

/**
 * Makes the fixes of a text until there is none left. Of two that overlap, the second waits for the next round.
 * `isHidden` says which findings of the text as it is are not to be touched.
 */
export async function fixText(
  text: string,
  safety: FixSafety,
  check: (text: string) => Promise<Fixable>,
  isHidden: (finding: Finding) => boolean,
): Promise<Fixed> {
  const seen = new Set([text])
  const newLine = /\r\n/.test(text) && !/[^\r]\n/.test(text) ? '\r\n' : '\n'
  let current: Fixed = { text, count: 0 }
  let hidden: readonly HiddenPlace[] | null = null
  let before = await check(text)
  for (let round = 0; round < mostRounds; round++) {
    hidden ??= [...before.fixes.keys()]
      .filter(isHidden)
      .map(({ rule, start }) => ({ rule, offset: start.offset }))
    const untouched = new Set(hidden.map(({ rule, offset }) => `${rule} ${offset}`))
    const open = [...before.fixes].filter(
      ([{ rule, start }, fix]) =>
        !untouched.has(`${rule} ${start.offset}`) && (safety === 'unsafe' || fix.safety === 'safe'),
    )
    const made = makeFixes(
      current.text,
      open.map(([, fix]) => fix),
      newLine,
    )
    if (made.count === 0 || seen.has(made.text)) break
    const after = await check(made.text)
    if (before.isReadable && !after.isReadable)
      throw new Error(`a fix broke the document: ${open.map(([{ rule }]) => rule).join(', ')}`)
    seen.add(made.text)
    hidden = hidden.map(({ rule, offset }) => ({ rule, offset: movedBy(made.edits, offset) }))
    current = { text: made.text, count: current.count + made.count }
    before = after
  }
  return current
}

/** Where a finding stands that is not to be touched: its pointer may become another one. */
interface HiddenPlace {
  readonly rule: string
  readonly offset: number
}

interface Made {
  readonly text: string
  readonly count: number
  readonly edits: readonly Edit[]
}

/** Makes those fixes of which no edit meets another's; each whole or not at all. */
function makeFixes(text: string, fixes: readonly Fix[], newLine: string): Made {
  const taken: Edit[] = []
  let count = 0
  let end = -1
  for (const { edits } of inOrder(fixes)) {
    // Most fixes stand behind all that are taken: only the others are compared one by one.
    const isBehind = edits.every(({ start }) => start > end)
    if (edits.length === 0 || (!isBehind && edits.some(edit => taken.some(other => meet(edit, other)))))
      continue
    taken.push(...edits)
    end = Math.max(end, ...edits.map(each => each.end))
    count++
  }
  const ordered = taken.sort((a, b) => a.start - b.start || a.end - b.end)
  const parts: string[] = []
  let at = 0
  for (const edit of ordered) {
    parts.push(
      text.slice(at, edit.start),
      newLine === '\n' ? edit.text : edit.text.replace(/\r?\n/g, newLine),
    )
    at = edit.end
  }
  return { text: parts.join('') + text.slice(at), count, edits: ordered }
}

function inOrder(fixes: readonly Fix[]): readonly Fix[] {
  const first = ({ edits }: Fix) => Math.min(...edits.map(({ start }) => start))
  return [...fixes].sort((a, b) => first(a) - first(b))
}

/** Two edits meet if they share a character or a place: which of two insertions comes first is not known. */
function meet(a: Edit, b: Edit): boolean {
  if (a.start === b.start) return true
  return a.start < b.end && b.start < a.end
}

/** An offset in the text before the edits as one in the text after them. */
function movedBy(edits: readonly Edit[], offset: number): number {
  let moved = offset
  for (const { start, end, text } of edits) {
    if (end > offset) break
    moved += text.length - (end - start)
  }
  return moved
}
