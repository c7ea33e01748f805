import { type Finding, type Level, levels } from '../finding.ts'
import type { FileReport } from '../lint.ts'
import { clip } from '../printable.ts'
import type { Fix } from '../rule.ts'
import { type Checked, type ReportOptions, reportPath } from './checked.ts'
import { count, countsByLevel } from './counts.ts'
import { codeElement, markdownText } from './markdown-text.ts'

/** Characters of a comment on GitHub; GitLab takes more. Source: GitHub's answer to a longer one; seen. */
export const longestComment = 65_536

/** Findings of a file that are shown unfolded. */
const unfolded = 5

/** UTF-16 units of a message, and of a path. */
const longestMessage = 600

/** Kept free for the tags that close what is open and the line that says what is left out. */
const reserve = 200

/**
 * A comment for a pull request: the counts, then the findings of each file, long lists folded. What would make it longer
 * than GitHub takes is left out, and the last line says how much that is.
 */
export function markdown({ report, fixes }: Checked, { prefix }: ReportOptions): string {
  const { summary } = report
  const found = countsByLevel(numbersOf(report.files))
  const where = `${count(summary.policies, 'policy')} in ${count(report.files.length, 'file')}`
  const result = found !== '' ? found : summary.policies > 0 ? 'nothing found' : 'no policy found'
  const comment = new Comment(`### ram-lint: ${result}\n\n${where}\n`)
  for (const file of report.files) addFile(comment, file, fixes, prefix)
  return comment.end()
}

/** A text that takes blocks as long as there is room. */
class Comment {
  #text: string
  #full = false
  #left = 0

  constructor(head: string) {
    this.#text = head
  }

  /** Adds a block; `findings` is how many are missing without it. Once one does not fit, no later one is taken. */
  add(block: string, findings: number): boolean {
    this.#full ||= this.#text.length + block.length > longestComment - reserve
    if (this.#full) this.#left += findings
    else this.#text += block
    return !this.#full
  }

  /** Adds what closes a block that was taken. */
  close(block: string): void {
    this.#text += block
  }

  end(): string {
    if (this.#left === 0) return this.#text
    const limit = longestComment.toLocaleString('en')
    const left = count(this.#left, 'more finding')
    return `${this.#text}\n**Cut here: ${left}; a comment on GitHub has at most ${limit} characters.**\n`
  }
}

function addFile(comment: Comment, file: FileReport, fixes: ReadonlyMap<Finding, Fix>, prefix: string): void {
  if (file.findings.length === 0) return
  const path = codeElement(clip(reportPath(file.path, prefix), longestMessage))
  if (!comment.add(`\n#### ${path}\n\n`, 0)) {
    comment.add('', file.findings.length)
    return
  }
  const items = file.findings.map(finding => item(finding, fixes.get(finding)))
  for (const each of items.slice(0, unfolded)) comment.add(each, 1)
  const folded = items.slice(unfolded)
  if (folded.length === 0) return
  const numbers = countsByLevel(numbersOf([{ ...file, findings: file.findings.slice(unfolded) }]))
  const head = `\n<details><summary>${numbers} more</summary>\n\n`
  const open = comment.add(head, 0)
  for (const each of folded) comment.add(each, 1)
  if (open) comment.close('\n</details>\n')
}

function item({ level, rule, start, message, help }: Finding, fix: Fix | undefined): string {
  const text = (own: string) => markdownText(clip(own, longestMessage))
  const lines = [
    `- **${level}** at ${start.line}:${start.column}, \`${rule}\`: ${text(message)}`,
    `  <br>help: ${text(help)}`,
  ]
  if (fix !== undefined)
    lines.push(`  <br>${fix.safety === 'safe' ? '' : 'unsafe '}fix available: ${text(fix.title)}`)
  return `${lines.join('\n')}\n`
}

function numbersOf(files: readonly FileReport[]): Record<Level, number> {
  const numbers = Object.fromEntries(levels.map(level => [level, 0])) as Record<Level, number>
  for (const { findings } of files) for (const { level } of findings) numbers[level] += 1
  return numbers
}
