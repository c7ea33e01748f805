import { type Piece, verbatim } from './draft.ts'
import { unescaped } from './escapes.ts'

/** A word of a script, its quotes undone; expansions are unknowns. */
export interface ShellWord {
  readonly pieces: readonly Piece[]
  readonly start: number
  readonly end: number
}

/** What stands between two separators of commands, with the heredocs that belong to it. */
export interface ShellCommand {
  readonly words: readonly ShellWord[]
  readonly heredocs: readonly ShellWord[]
}

/**
 * The commands of a script, as far as words go: POSIX's quoting, heredocs, and `$'…'` (POSIX 2018, XCU 2.2, 2.3, 2.7.4).
 * Control words are words here, which is all that finding a document needs: a grammar of the whole shell in the form of
 * the HCL one's would add 1.4 MB to the package.
 */
export function* shellCommands(text: string): Generator<ShellCommand> {
  const script = new Script(text)
  while (!script.atEnd) yield script.command()
}

class Script {
  readonly text: string
  at = 0

  constructor(text: string) {
    this.text = text
  }

  get atEnd(): boolean {
    return this.at >= this.text.length
  }

  command(): ShellCommand {
    const { text } = this
    const words: ShellWord[] = []
    const heredocs: ShellWord[] = []
    const pending: {
      readonly delimiter: string
      readonly isQuoted: boolean
      readonly isIndented: boolean
    }[] = []
    while (!this.atEnd) {
      const character = text[this.at] as string
      if (character === '\n') {
        this.at += 1
        for (const each of pending) heredocs.push(this.heredoc(each))
        return { words, heredocs }
      }
      if (character === '#' && /\s|^$/.test(text[this.at - 1] ?? '')) this.at = endOf(text, '\n', this.at)
      else if (/[\s()]/.test(character)) this.at += 1
      else if (character === '\\' && /^\\\r?\n/.test(text.slice(this.at, this.at + 3)))
        this.at = text.indexOf('\n', this.at) + 1
      else if (/[;&|]/.test(character)) {
        this.at += 1
        if (pending.length === 0) return { words, heredocs }
      } else if (text.startsWith('<<', this.at) && text[this.at + 2] !== '<') {
        const [whole, dash, quote = ''] = /^<<(-?)[ \t]*(["'\\]?)/.exec(
          text.slice(this.at, this.at + 80),
        ) ?? ['<<']
        const name =
          /^[\w.-]+/.exec(text.slice(this.at + whole.length, this.at + whole.length + 80))?.[0] ?? ''
        this.at += whole.length + name.length + (quote === '"' || quote === "'" ? 1 : 0)
        if (name !== '') pending.push({ delimiter: name, isQuoted: quote !== '', isIndented: dash === '-' })
      } else if (/[<>]/.test(character)) this.at += 1
      else words.push(this.word())
    }
    return { words, heredocs }
  }

  private heredoc({
    delimiter,
    isQuoted,
    isIndented,
  }: {
    readonly delimiter: string
    readonly isQuoted: boolean
    readonly isIndented: boolean
  }): ShellWord {
    const { text } = this
    const start = this.at
    let end = start
    while (end < text.length) {
      const next = endOf(text, '\n', end)
      const line = text.slice(end, next).replace(/\r$/, '')
      if ((isIndented ? line.replace(/^\t+/, '') : line) === delimiter) {
        this.at = Math.min(next + 1, text.length)
        return {
          pieces: isQuoted ? [verbatim(text, start, end)] : this.expanded(start, end, '$`\\'),
          start,
          end,
        }
      }
      end = next + 1
    }
    this.at = text.length
    return { pieces: [], start, end: text.length }
  }

  word(): ShellWord {
    const { text } = this
    const start = this.at
    const pieces: Piece[] = []
    while (!this.atEnd && !/[\s;&|()<>]/.test(text[this.at] as string)) {
      const character = text[this.at]
      const from = this.at + 1
      if (character === "'") {
        const end = endOf(text, "'", from)
        pieces.push(verbatim(text, from, end))
        this.at = end + 1
      } else if (text.startsWith("$'", this.at)) {
        const end = this.closing(from + 1, "'")
        pieces.push(...unescaped(text, from + 1, end))
        this.at = end + 1
      } else if (character === '"') pieces.push(...this.doubleQuoted(from))
      else if (character === '\\') {
        pieces.push(verbatim(text, from, Math.min(from + 1, text.length)))
        this.at = from + 1
      } else if (character === '$' || character === '`') pieces.push(this.expansion())
      else {
        const end =
          this.at + (/^[^\s;&|()<>'"\\$`]+/.exec(text.slice(this.at, this.at + 1000))?.[0].length ?? 1)
        pieces.push(verbatim(text, this.at, end))
        this.at = end
      }
    }
    return { pieces, start, end: Math.min(this.at, text.length) }
  }

  private doubleQuoted(from: number): readonly Piece[] {
    const document = /^\$\([ \t]*cat[ \t]+<<(-?)[ \t]*(["']?)(\w+)\2[ \t]*\r?\n/.exec(
      this.text.slice(from, from + 200),
    )
    if (document !== null) {
      this.at = from + document[0].length
      const { pieces } = this.heredoc({
        delimiter: document[3] ?? '',
        isQuoted: document[2] !== '',
        isIndented: document[1] === '-',
      })
      this.at = endOf(this.text, '"', this.at) + 1
      return pieces
    }
    const end = this.closing(from, '"')
    const pieces = this.expanded(from, end, '$`"\\')
    this.at = end + 1
    return pieces
  }

  /** Where a quoted part ends: at a mark that no backslash and no substitution hides. */
  private closing(from: number, mark: string): number {
    for (let at = from; at < this.text.length; at++) {
      if (this.text[at] === '\\') at += 1
      else if (this.text[at] === mark) return at
    }
    return this.text.length
  }

  /** Text in which `$`, backquotes and the backslash before some characters have a meaning. */
  private expanded(start: number, end: number, escaped: string): readonly Piece[] {
    const pieces: Piece[] = []
    let run = start
    for (this.at = start; this.at < end; ) {
      const character = this.text[this.at] as string
      const next = this.text[this.at + 1] ?? ''
      const isEscape = character === '\\' && (escaped.includes(next) || next === '\n')
      const isExpansion = character === '`' || (character === '$' && /[\w{(@*#?!-]/.test(next))
      if (!isEscape && !isExpansion) {
        this.at += 1
        continue
      }
      if (this.at > run) pieces.push(verbatim(this.text, run, this.at))
      if (isExpansion) pieces.push(this.expansion(end))
      else {
        pieces.push({ text: next === '\n' ? '' : next, start: this.at, end: this.at + 2, same: false })
        this.at += 2
      }
      run = this.at
    }
    if (end > run) pieces.push(verbatim(this.text, run, end))
    return pieces
  }

  /** `$name`, `${…}`, `$(…)` or a command in backquotes, as one unknown. */
  private expansion(limit = this.text.length): Piece {
    const start = this.at
    const rest = this.text.slice(start, Math.min(limit, start + 2000))
    const plain = /^(?:\$\w+|\$\{[^{}\n]*\}|`[^`]*`|\$[@*#?!-])/.exec(rest)?.[0]
    const length = plain?.length ?? (rest.startsWith('$(') ? substitution(rest) : 1)
    this.at = Math.min(start + length, limit)
    const source = this.text.slice(start, this.at)
    const label = source.startsWith('${') ? source : source.replace(/^\$(\w+)$/, '$${$1}')
    return { label: label.length > 60 ? `${label.slice(0, 60)}…` : label, start, end: this.at }
  }
}

/** The length of `$(…)` with what it nests. */
function substitution(text: string): number {
  let depth = 0
  for (const [at, character] of [...text].entries()) {
    if (character === '(') depth += 1
    else if (character === ')' && --depth === 0) return at + 1
  }
  return text.length
}

function endOf(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from)
  return found < 0 ? text.length : found
}
