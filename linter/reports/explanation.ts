import pc from 'picocolors'
import { printable, withShortQuotes } from '../printable.ts'
import type { Explanation } from '../secret-read/explain.ts'
import { placeLines } from './statement-place.ts'

/** The explanation as JSON; `explanation.schema.json` describes it. */
export function explanationJson(explanation: Explanation): string {
  return `${JSON.stringify(explanation, null, 2)}\n`
}

const words: Readonly<Record<Explanation['verdict'], string>> = {
  allowed: 'allowed',
  conditional: 'conditional',
  'implicit-deny': 'denied: nothing allows it',
  'explicit-deny': 'denied by a Deny',
  undecided: 'undecided',
}

/** For people: the verdict, why in one sentence, the statements that decide or the one that came closest. */
export function explanationPretty(
  explanation: Explanation,
  {
    texts,
    color,
    quiet = false,
  }: { readonly texts: ReadonlyMap<string, string>; readonly color: boolean; readonly quiet?: boolean },
): string {
  const colors = pc.createColors(color)
  const { verdict, decidedBy, nearest, conditions, notes, assumptions } = explanation
  const paint = verdict === 'allowed' ? colors.green : verdict === 'conditional' ? colors.yellow : colors.red
  const lines = [colors.bold(paint(words[verdict]))]
  if (quiet) return `${lines.join()}\n`
  lines.push(`  ${printable(withShortQuotes(explanation.text))}`)
  for (const place of nearest === null ? decidedBy : [nearest]) {
    lines.push('', ...placeLines(place, texts, { dim: colors.dim, mark: paint }))
  }
  if (conditions.length > 0) lines.push('', 'conditions that the request leaves open:')
  for (const { operator, key, values, path, pointer } of conditions) {
    const wanted = values.map(value => `\`${value}\``).join(', ')
    const place = `${path} ${pointer}`
    lines.push(
      `  ${printable(withShortQuotes(`${operator} \`${key}\`: ${wanted}`))} ${colors.dim(printable(place))}`,
    )
  }
  const remarks = [...notes.map(note => `note: ${note}`), ...assumptions.map(each => `assumed: ${each}`)]
  if (remarks.length > 0) lines.push('', ...remarks.map(remark => colors.dim(printable(remark))))
  return `${lines.join('\n')}\n`
}
