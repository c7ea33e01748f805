import type { Place } from './policy/index.ts'
import type { Edit } from './rule.ts'

/** Puts a statement behind another one of a list, laid out as that one is. */
export function appendStatement(text: string, after: Pick<Place, 'start' | 'end'>, statement: object): Edit {
  const line = text.lastIndexOf('\n', after.start) + 1
  const indent = /^[ \t]*/.exec(text.slice(line, after.start))?.[0] ?? ''
  const inner = text.slice(after.start, after.end)
  const unit = /\n([ \t]+)"/.exec(inner)?.[1]?.slice(indent.length)
  const newline = text.includes('\r\n') ? '\r\n' : '\n'
  const json =
    unit === undefined || unit === ''
      ? JSON.stringify(statement)
      : JSON.stringify(statement, null, unit).replaceAll('\n', `${newline}${indent}`)
  const alone = text.slice(line, after.start).trim() === ''
  return { start: after.end, end: after.end, text: `,${alone ? `${newline}${indent}` : ' '}${json}` }
}
