import { printable } from '../printable.ts'
import type { StatementPlace } from '../secret-read/judgement.ts'
import { type FrameStyle, framesOf } from './code-frame.ts'

/** A statement with its place and, where its text is at hand, the lines of it. */
export function placeLines(
  place: StatementPlace,
  texts: ReadonlyMap<string, string>,
  style: FrameStyle,
): string[] {
  const { path, pointer, sid, start } = place
  const text = texts.get(path)
  const name = sid === null ? '' : ` (${sid})`
  const frame = text === undefined ? [] : framesOf(text)(place, style)
  return [
    `  ${printable(`${path}:${start.line}:${start.column} ${pointer}${name}`)}`,
    ...frame.map(line => `  ${line}`),
  ]
}
