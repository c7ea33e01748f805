import { replaceFile } from '../files.ts'
import type { Finding } from '../finding.ts'
import { type Fixable, type FixSafety, fixText } from '../fix.ts'
import { count } from '../reports/counts.ts'
import type { Terminal } from '../terminal.ts'

/** What is to be fixed, and where the result goes. */
export interface Fixing {
  readonly safety: FixSafety
  /** Prints what would change, and changes nothing. */
  readonly isDryRun: boolean
}

/** A text that may be fixed. */
export interface FixableFile {
  readonly path: string
  /** Null for a text without a name. */
  readonly full: string | null
  readonly isInput: boolean
  readonly text: string
}

/** Fixes files one after the other, and counts. */
export interface Fixer {
  /**
   * The text of a file afterwards: in the file, or on standard output, too; in a dry run as it was. A file that cannot
   * be written stays as it is, and `problems` says why.
   */
  fix(
    file: FixableFile,
    check: (text: string) => Promise<Fixable>,
    isHidden: (finding: Finding) => boolean,
  ): Promise<string>
  readonly problems: readonly string[]
  /** What was done, in one line; empty if nothing. */
  summary(): string
}

/** A fixer that writes diffs and the text of standard input to a terminal's standard output. */
export function createFixer({ safety, isDryRun }: Fixing, terminal: Terminal): Fixer {
  const problems: string[] = []
  let findings = 0
  let files = 0
  const keep = async (file: FixableFile, text: string): Promise<boolean> => {
    if (isDryRun)
      terminal.out(await (await import('../unified-diff.ts')).unifiedDiff(file.path, file.text, text))
    else if (!file.isInput && file.full !== null) {
      const problem = replaceFile(file.full, text, file.text)
      if (problem !== null) problems.push(`cannot fix \`${file.path}\`: ${problem}`)
      return problem === null
    }
    return true
  }
  return {
    problems,
    async fix(file, check, isHidden) {
      const fixed = await fixText(file.text, safety, check, isHidden)
      if (file.isInput && !isDryRun) terminal.out(fixed.text)
      if (fixed.count === 0 || !(await keep(file, fixed.text))) return file.text
      findings += fixed.count
      files += 1
      return isDryRun ? file.text : fixed.text
    },
    summary() {
      if (findings === 0) return isDryRun ? 'nothing would be fixed' : ''
      const what = `${count(findings, 'finding')} in ${count(files, 'file')}`
      return isDryRun ? `${what} would be fixed` : `${what} fixed`
    },
  }
}
