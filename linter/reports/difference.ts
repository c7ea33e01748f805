import pc from 'picocolors'
import { printable } from '../printable.ts'
import type { Difference } from '../secret-read/diff.ts'
import { regionLines } from './proof.ts'

const sentences: Readonly<Record<Difference['verdict'], string>> = {
  same: 'every request gets the same answer as before',
  widened: 'some requests are newly allowed, none is newly refused',
  narrowed: 'some requests are newly refused, none is newly allowed',
  both: 'some requests are newly allowed, others newly refused',
  undecided: 'not all of the difference was found within the budget of the analysis',
}

/** The verdict as a sentence. */
export function describeDifference(verdict: Difference['verdict']): string {
  return sentences[verdict]
}

/** For people: the verdict, the access that is added and removed, each with an example request. */
export function differencePretty(
  { verdict, added, removed, refused }: Difference,
  { color, quiet = false }: { readonly color: boolean; readonly quiet?: boolean },
): string {
  const colors = pc.createColors(color)
  const paint = verdict === 'same' || verdict === 'narrowed' ? colors.green : colors.yellow
  const first = `${colors.bold(paint(verdict))}: ${describeDifference(verdict)}`
  if (quiet) return `${first}\n`
  const lines = [
    first,
    ...refused.map(path => colors.red(printable(`  \`${path}\` is not compared: RAM would refuse it`))),
  ]
  if (added.length > 0) lines.push('', colors.yellow('added'), ...regionLines(added, colors))
  if (removed.length > 0) lines.push('', 'removed', ...regionLines(removed, colors))
  return `${lines.join('\n')}\n`
}
