import pc from 'picocolors'
import { printable, withShortQuotes } from '../printable.ts'
import type { Why } from '../secret-read/why.ts'
import { placeLines } from './statement-place.ts'

/** For people: what is missing, the statement to add, where the policy came closest. `patch` is a unified diff. */
export function whyPretty(
  { text, statement, explanation, notes }: Omit<Why, 'patch'>,
  {
    texts,
    color,
    patch,
    quiet = false,
  }: {
    readonly texts: ReadonlyMap<string, string>
    readonly color: boolean
    readonly patch: string | null
    readonly quiet?: boolean
  },
): string {
  const colors = pc.createColors(color)
  const lines = [printable(withShortQuotes(text))]
  if (quiet) return `${lines.join()}\n`
  const places =
    explanation === null ? [] : explanation.nearest === null ? explanation.decidedBy : [explanation.nearest]
  for (const place of places)
    lines.push('', ...placeLines(place, texts, { dim: colors.dim, mark: colors.yellow }))
  if (statement !== null)
    lines.push('', ...(patch ?? JSON.stringify(statement, null, 2)).trimEnd().split('\n').map(printable))
  if (notes.length > 0) lines.push('', ...notes.map(note => colors.dim(printable(`note: ${note}`))))
  return `${lines.join('\n')}\n`
}
