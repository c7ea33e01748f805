/** The candidate nearest to a mistyped word: at most a third of its letters differ, and three in all. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const lowered = word.toLowerCase()
  let fewest = Math.min(3, Math.floor(Math.max(word.length, 3) / 3)) + 1
  let best: string | undefined
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) >= fewest) continue
    const edits = countEdits(lowered, candidate.toLowerCase())
    if (edits >= fewest) continue
    fewest = edits
    best = candidate
  }
  return best
}

/** `; did you mean …?` with the nearest candidate, or nothing. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const near = nearest(word, candidates)
  return near === undefined ? '' : `; did you mean \`${near}\`?`
}

/** Letters to insert, drop, replace or swap; both words are about as long as a candidate, so short. */
function countEdits(a: string, b: string): number {
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1)
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      const swap = swapped ? (before[j - 2] as number) + 1 : replaced
      next.push(Math.min(replaced, swap, (row[j] as number) + 1, (next[j - 1] as number) + 1))
    }
    before = row
    row = next
  }
  return row[b.length] as number
}
