import { includes, matches, type Pattern, type PolicyString } from '../policy/index.ts'
import type { Fix } from '../rule.ts'
import { typicalWord } from './typical-word.ts'

/** An entry of a list of patterns that another one makes needless. */
export interface CoveredPattern {
  readonly entry: PolicyString
  readonly by: PolicyString
  /** Whether the two stand for the same; then the later one is needless. */
  readonly same: boolean
  readonly fix: Fix | null
}

const pairsAtMost = 5_000
const stepsAtMost = 10_000

/**
 * The entries of one list that another entry covers; `patterns` are theirs. Of entries that stand for the same the
 * first stays. `text` is the document's. In a list so long that it has more pairs than can be tried in no time, only
 * entries that stand twice are looked for.
 */
export function* coveredPatterns(
  text: string,
  entries: readonly PolicyString[],
  patterns: readonly Pattern[],
): Generator<CoveredPattern> {
  if (areApart(patterns)) return
  const covers = findCovers(patterns)
  let kept = 0
  while (covers.has(kept)) kept++
  for (const [index, { by, same }] of covers) {
    const [entry, other] = [entries[index], entries[by]]
    if (entry === undefined || other === undefined) continue
    const part = partOf(text, entries, index, index < kept)
    const fix: Fix | null =
      part === null
        ? null
        : { safety: 'safe', title: `remove \`${entry.value}\``, edits: [{ ...part, text: '' }] }
    yield { entry, by: other, same, fix }
  }
}

/** Whether all are plainly different: fixed texts, or what begins with one, and none begins with another. */
export function areApart(patterns: readonly Pattern[]): boolean {
  if (patterns.length < 2) return true
  const texts: string[] = []
  for (const { shape, literal } of patterns) {
    if (shape !== 'literal' && shape !== 'prefix') return false
    texts.push(literal)
  }
  texts.sort()
  // In this order the next one begins with a text if any does.
  return texts.every((text, index) => texts[index + 1]?.startsWith(text) !== true)
}

/** By index: which entry covers it. */
function findCovers(
  patterns: readonly Pattern[],
): ReadonlyMap<number, { readonly by: number; readonly same: boolean }> {
  const covers = new Map<number, { readonly by: number; readonly same: boolean }>()
  const first = new Map<string, number>()
  patterns.forEach((pattern, index) => {
    const key = `${pattern.shape} ${pattern.shape === 'tokens' ? pattern.tokens.join() : pattern.literal}`
    const by = first.get(key)
    if (by === undefined) first.set(key, index)
    else covers.set(index, { by, same: true })
  })
  const wide = [...first.values()].filter(index => patterns[index]?.shape !== 'literal')
  if (wide.length === 0 || wide.length * first.size > pairsAtMost) return covers
  const budget = { steps: stepsAtMost }
  for (const index of first.values()) {
    const pattern = patterns[index]
    if (pattern === undefined) continue
    const word = typicalWord(pattern)
    const by = wide.find(other => {
      const outer = patterns[other]
      if (outer === undefined || other === index || covers.has(other) || !matches(outer, word)) return false
      return includes(outer, pattern, budget) === true
    })
    if (by !== undefined) covers.set(index, { by, same: false })
  }
  return new Map([...covers].sort(([a], [b]) => a - b))
}

/** What to take away: an entry and the comma behind it at the start of the list, else the comma before it. */
function partOf(
  text: string,
  entries: readonly PolicyString[],
  index: number,
  leading: boolean,
): { readonly start: number; readonly end: number } | null {
  const entry = entries[index]
  const neighbour = entries[leading ? index + 1 : index - 1]
  if (entry === undefined || neighbour === undefined) return null
  const [start, end] = leading ? [entry.start, neighbour.start] : [neighbour.end, entry.end]
  const between = leading ? text.slice(entry.end, neighbour.start) : text.slice(neighbour.end, entry.start)
  return /^\s*,\s*$/.test(between) ? { start, end } : null
}
