import type { AccessRegion } from '../secret-read/access-regions.ts'
import type { Difference } from '../secret-read/diff.ts'
import type { MatrixCell } from '../secret-read/matrix.ts'
import type { Proof } from '../secret-read/prove.ts'
import { serviceManaged } from '../secret-read/target.ts'
import { describeDifference } from './difference.ts'
import { codeSpan, markdownText } from './markdown-text.ts'
import { describeExample, headline, listed } from './proof.ts'

/** Regions that a comment shows; the rest is counted. A comment on GitHub has at most 65,536 characters. */
const regionsAtMost = 40

/** A proof as a comment for a pull request. */
export function proofMarkdown(proof: Proof & { readonly matrix?: readonly MatrixCell[] }): string {
  const { verdict, requirements, excess, minimal, refused, matrix, assumptions } = proof
  const lines = [
    `### ram-lint: ${verdict}`,
    '',
    markdownText(headline(proof)),
    '',
    ...refused.map(path => `- ${codeSpan(path)} is not attached: RAM would refuse it`),
    '| | permission | why |',
    '| --- | --- | --- |',
    ...requirements.map(({ verdict: own, action, resource, text }) =>
      row([own, `${codeSpan(action)} on ${codeSpan(resource)}`, markdownText(text)]),
    ),
    '',
  ]
  if (minimal === null) lines.push('Whether more is allowed was not found within the budget of the analysis.')
  else if (minimal) lines.push('Nothing is allowed that the read does not need.')
  else lines.push('Allowed beyond what the read needs:', '', ...regionItems(excess))
  if (matrix !== undefined) lines.push('', ...matrixTable(matrix))
  lines.push(
    '',
    '<details><summary>What is assumed</summary>',
    '',
    ...assumptions.map(each => `- ${markdownText(each)}`),
    '',
    '</details>',
  )
  return `${lines.join('\n')}\n`
}

/** A difference as a comment for a pull request. */
export function differenceMarkdown({ verdict, added, removed, refused }: Difference): string {
  const lines = [
    `### ram-lint diff: ${verdict}`,
    '',
    `${describeDifference(verdict)}.`,
    ...refused.map(path => `\n- ${codeSpan(path)} is not compared: RAM would refuse it`),
  ]
  if (added.length > 0) lines.push('', '**Added**', '', ...regionItems(added))
  if (removed.length > 0) lines.push('', '**Removed**', '', ...regionItems(removed))
  return `${lines.join('\n')}\n`
}

function regionItems(regions: readonly AccessRegion[]): string[] {
  const items = regions
    .slice(0, regionsAtMost)
    .map(({ actions, resources, unlisted, example, path, pointer }) => {
      const names = unlisted ? ' (names that KMS does not have today)' : ''
      return `- ${codeSpan(listed(actions))} on ${codeSpan(listed(resources))}${names}, by ${codeSpan(`${path} ${pointer}`)}; e.g. ${codeSpan(describeExample(example))}`
    })
  const more = regions.length - items.length
  return more > 0 ? [...items, `- and ${more} more; the JSON report has them all`] : items
}

function matrixTable(cells: readonly MatrixCell[]): string[] {
  return [
    '| gateway | credentials | key | verdict |',
    '| --- | --- | --- | --- |',
    ...cells.map(({ gateway, credentials, key, verdict, minimal }) =>
      row([
        gateway,
        credentials === 'sts' ? 'STS token' : 'AccessKey',
        key === serviceManaged ? 'service-managed' : 'your own',
        `${verdict}${minimal === true && verdict !== 'denied' ? ', minimal' : ''}`,
      ]),
    ),
  ]
}

/** In a table a bar ends the cell, also within code. */
function row(cells: readonly string[]): string {
  return `| ${cells.map(cell => cell.replaceAll(/(?<!\\)\|/g, '\\|')).join(' | ')} |`
}
