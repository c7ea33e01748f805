import { writeReport } from '../files.ts'
import type { Redacted } from '../reports/redact-answer.ts'
import type { Terminal } from '../terminal.ts'
import { colorOf, type Given, type Output, outputsOf } from './flags.ts'
import { WrongUse } from './wrong-use.ts'

/** What the user wants of an answer, whatever the command. */
export interface AnswerWish<Format extends string> {
  readonly outputs: readonly Output<Format>[]
  readonly color: boolean
  /** The first line alone, for people. */
  readonly quiet: boolean
  readonly redact: boolean
  /** Ends a part of the work, e.g. `reading`: tells how long it took, if that was asked for. */
  lap(part: string): void
}

/** How one output is written. */
export interface AnswerStyle {
  readonly color: boolean
  readonly quiet: boolean
}

/** What the flags say of the answer. Throws a `WrongUse`. */
export function answerWish<Format extends string>(
  given: Given,
  terminal: Terminal,
  formats: readonly [Format, ...Format[]],
): AnswerWish<Format> {
  let last = terminal.now()
  return {
    outputs: outputsOf(given, formats),
    color: colorOf(given, terminal),
    quiet: given.set.has('quiet'),
    redact: given.set.has('redact'),
    lap: part => {
      const now = terminal.now()
      const time = Math.max(now - last, 0)
      last = now
      if (given.set.has('timing')) terminal.err(`${time.toFixed(2).padStart(10)} ms  ${part}\n`)
    },
  }
}

/** An answer and the texts that it speaks of as they may be shown. */
export async function shownAs<Answer extends object>(
  wish: { readonly redact: boolean },
  answer: Answer,
  texts: ReadonlyMap<string, string>,
): Promise<Redacted<Answer>> {
  if (!wish.redact) return { answer, texts }
  return (await import('../reports/redact-answer.ts')).redactAnswer(answer, texts)
}

/** Writes an answer in each format where it goes. Throws a `WrongUse` for a file that cannot be written. */
export async function writeAnswer<Format extends string>(
  { outputs, color, quiet }: AnswerWish<Format>,
  terminal: Terminal,
  textOf: (format: Format, style: AnswerStyle) => string | Promise<string>,
): Promise<void> {
  for (const { format, file } of outputs) {
    const text = await textOf(format, { color: color && file === null, quiet })
    const problem = file === null ? terminal.out(text) : writeReport(file, terminal.folder, text)
    if (typeof problem === 'string') throw new WrongUse(problem)
  }
}
