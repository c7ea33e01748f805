/** `; did you mean …?` with the candidate nearest to a word, or nothing where none is near. */
export function suggestion(word: string, candidates: Iterable<string>): string {
  const near = nearest(word, candidates)
  return near === undefined ? '' : `; did you mean \`${near}\`?`
}

/** The candidate that needs the fewest edits to become `word`: at most a third of its length, 3 in all. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const lowered = word.toLowerCase().slice(0, longest)
  let best: string | undefined
  let fewest = Math.min(3, Math.floor(Math.max(word.length, 3) / 3)) + 1
  for (const candidate of candidates) {
    if (candidate.length > longest || Math.abs(candidate.length - word.length) >= fewest) continue
    const edits = countEdits(lowered, candidate.toLowerCase(), fewest)
    if (edits >= fewest) continue
    fewest = edits
    best = candidate
  }
  return best
}

/** Longer words are not looked at: the comparison costs the product of both lengths. */
const longest = 200

/** Edits between two words, swapped neighbours counting as one; given up once there are `limit`. */
function countEdits(a: string, b: string, limit: number): number {
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1)
      let edits = Math.min(replaced, (row[j] as number) + 1, (next[j - 1] as number) + 1)
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      if (swapped) edits = Math.min(edits, (before[j - 2] as number) + 1)
      next.push(edits)
    }
    if (Math.min(...row, ...next) >= limit) return limit
    before = row
    row = next
  }
  return row[b.length] as number
}
