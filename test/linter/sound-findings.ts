import { Ajv2020 } from 'ajv/dist/2020.js'
import { schemas } from '../../linter/index.ts'
import { type CheckedText, summarise } from '../../linter/lint.ts'

const valid = new Ajv2020().compile(schemas.report)

interface Place {
  readonly line: number
  readonly column: number
  readonly offset: number
}

/** Throws if what was found in a text cannot be so, whatever the text is. */
export function checkSound(text: string, { report, fixes }: CheckedText): void {
  const shown = JSON.stringify(summarise([report], 0))
  const read = JSON.parse(shown) as unknown
  if (!valid(read)) throw new Error(`the report is not of its form: ${JSON.stringify(valid.errors)}`)
  const root = parsed(text)
  const lines = linesOf(text)
  for (const finding of report.findings) {
    const name = `${finding.rule} at ${finding.pointer}`
    for (const { start, end, pointer, message } of [finding, ...finding.related]) {
      checkPlace(text, lines, start, name)
      checkPlace(text, lines, end, name)
      if (end.offset < start.offset) throw new Error(`${name} ends before it starts`)
      if (message === '') throw new Error(`${name} says nothing`)
      if (!/^(?:\/(?:[^~/]|~[01])*)*$/u.test(pointer.replaceAll(/\p{Cs}/gu, 'x')))
        throw new Error(`${name}: ${pointer} is no JSON pointer`)
      if (root !== undefined && !resolves(root.value, pointer))
        throw new Error(`${name}: ${pointer} points at nothing`)
    }
    const fix = fixes.get(finding)
    if ((fix?.safety ?? null) !== finding.fixable) throw new Error(`${name}: a fix of another safety`)
    let last = 0
    for (const { start, end } of [...(fix?.edits ?? [])].sort((a, b) => a.start - b.start || a.end - b.end)) {
      if (start < last || end < start || end > text.length)
        throw new Error(`${name}: edits overlap or leave the text`)
      last = end
    }
  }
}

/** Where each line of a text starts, found character by character. */
function linesOf(text: string): readonly number[] {
  const starts = [text.startsWith('\uFEFF') ? 1 : 0]
  for (let at = 0; at < text.length; at++) {
    const isEnd = text[at] === '\n' || (text[at] === '\r' && text[at + 1] !== '\n')
    if (isEnd) starts.push(at + 1)
  }
  return starts
}

function checkPlace(
  text: string,
  lines: readonly number[],
  { line, column, offset }: Place,
  name: string,
): void {
  const [start = Number.NaN, next = text.length + 1] = [lines[line - 1], lines[line]]
  // The mark before a text has no column of its own.
  const isMark = offset === 0 && start === 1
  if (offset < 0 || offset > text.length) throw new Error(`${name} is outside of the text`)
  if (!(isMark || start <= offset) || offset >= next || column !== (isMark ? 1 : offset - start + 1))
    throw new Error(`${name}: ${line}:${column} is not offset ${offset}`)
}

/** The value of a JSON text; undefined if it is none. */
function parsed(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text.replace(/^\uFEFF/, '')) }
  } catch {
    return undefined
  }
}

function resolves(root: unknown, pointer: string): boolean {
  let value = root
  for (const part of pointer.split('/').slice(1)) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~')
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return false
    value = (value as Record<string, unknown>)[name]
  }
  return true
}
