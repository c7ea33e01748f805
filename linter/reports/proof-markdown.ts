import { clip } from '../printable.ts'
import type { ChangedAccess, Difference } from '../secret-read/diff.ts'
import type { MatrixCell } from '../secret-read/matrix.ts'
import type { Proof, ProvedRequirement } from '../secret-read/prove.ts'
import { serviceManaged } from '../secret-read/target.ts'
import { count } from './counts.ts'
import { describeDifference } from './difference.ts'
import { longestComment } from './markdown.ts'
import { codeSpan, markdownText } from './markdown-text.ts'
import { describeExample, describeRegion, headline } from './proof.ts'

/** UTF-16 units of a text of others, and how many names of a list are shown. */
const longestText = 600
const mostNames = 12

/** Regions that are shown unfolded. */
const unfolded = 5

/** Kept free for the line that says what is left out. */
const reserve = 200

/** A proof as a comment for a pull request: the verdict, each requirement, what is allowed beyond, what is assumed. */
export function proofMarkdown(
  proof: Proof & { readonly matrix?: readonly MatrixCell[] },
  quiet = false,
): string {
  const { verdict, minimal, refused, requirements, excess, matrix, assumptions } = proof
  const beyond = minimal === null ? ', perhaps more than needed' : minimal ? '' : ', more than needed'
  const first = `### ram-lint prove: ${verdict}${beyond}\n\n${plain(headline(proof))}\n`
  if (quiet) return first
  return comment([
    first,
    ...refused.map(path => `- ${code(path)} is not attached: RAM would refuse it\n`),
    '\n',
    ...requirements.map(requirementItem),
    ...(minimal === null
      ? ['\nWhether more is allowed was not found within the budget of the analysis.\n']
      : []),
    ...regionItems('Allowed beyond what the read needs', excess),
    ...(matrix === undefined ? [] : [matrixTable(matrix)]),
    `\n<details><summary>${count(assumptions.length, 'assumption')}</summary>\n\n${assumptions.map(each => `- ${plain(each)}\n`).join('')}\n</details>\n`,
  ])
}

/** A difference as a comment for a pull request: the verdict, and the access that is added and removed. */
export function differenceMarkdown({ verdict, refused, added, removed }: Difference, quiet = false): string {
  const first = `### ram-lint diff: ${verdict}\n\n${plain(describeDifference(verdict))}\n`
  if (quiet) return first
  return comment([
    first,
    ...refused.map(path => `- ${code(path)} is not compared: RAM would refuse it\n`),
    ...regionItems('Added', added),
    ...regionItems('Removed', removed),
  ])
}

/** What would make a comment longer than GitHub takes is left out, and the last line says so. */
function comment(blocks: readonly string[]): string {
  let text = ''
  for (const [index, block] of blocks.entries()) {
    if (text.length + block.length > longestComment - reserve) {
      const limit = longestComment.toLocaleString('en')
      const left = blocks.length - index
      return `${text}\n**Cut here: ${count(left, 'more part')}; a comment on GitHub has at most ${limit} characters.**\n`
    }
    text += block
  }
  return text
}

function requirementItem({ verdict, action, resource, text, conditions }: ProvedRequirement): string {
  const lines = [`- **${verdict}** ${code(action)} on ${code(resource)}`]
  if (verdict !== 'allowed') lines.push(`  <br>${plain(text)}`)
  for (const { operator, key, values } of conditions)
    lines.push(`  <br>if ${code(operator)} ${code(key)}: ${names(values)}`)
  return `${lines.join('\n')}\n`
}

/** A list with a heading; behind the first few it is folded. */
function regionItems(title: string, regions: readonly ChangedAccess[]): string[] {
  if (regions.length === 0) return []
  const items = regions.map(regionItem)
  const folded = items.slice(unfolded)
  return [
    `\n**${title}**\n\n`,
    ...items.slice(0, unfolded),
    ...(folded.length === 0
      ? []
      : [`\n<details><summary>${folded.length} more</summary>\n\n${withinComment(folded)}\n</details>\n`]),
  ]
}

/** A folded list is one block, so that what opens it is closed: cut to a third of a comment. */
function withinComment(items: readonly string[]): string {
  let text = ''
  for (const [index, item] of items.entries()) {
    if (text.length + item.length > longestComment / 3) return `${text}- and ${items.length - index} more\n`
    text += item
  }
  return text
}

function regionItem(region: ChangedAccess): string {
  const { path, pointer, example } = region
  return (
    `- ${describeRegion(region, names)}\n` +
    `  <br>${code(`${path} ${pointer}`)}; e.g. ${code(describeExample(example))}\n`
  )
}

function matrixTable(cells: readonly MatrixCell[]): string {
  const rows = cells.map(({ gateway, credentials, key, verdict, minimal }) => [
    gateway,
    credentials === 'sts' ? 'STS token' : 'AccessKey',
    key === serviceManaged ? 'service-managed key' : 'key of your own',
    `${verdict}${minimal === true && verdict !== 'denied' ? ', minimal' : ''}`,
  ])
  const head = ['gateway', 'credentials', 'key', 'verdict']
  const line = (row: readonly string[]) => `| ${row.join(' | ')} |\n`
  return `\n${[head, head.map(() => '---'), ...rows].map(line).join('')}`
}

function names(texts: readonly string[]): string {
  const shown = texts.slice(0, mostNames).map(code).join(', ')
  return texts.length > mostNames ? `${shown} and ${texts.length - mostNames} more` : shown
}

const plain = (text: string): string => markdownText(clip(text, longestText))
const code = (text: string): string => codeSpan(clip(text, longestText))
