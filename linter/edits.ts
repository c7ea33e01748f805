import type { Edit } from './rule.ts'

/** A part of a text: UTF-16 offsets, `end` exclusive. */
interface Part {
  readonly start: number
  readonly end: number
}

/** Writes a string of JSON in the place of a value. */
export function replaceWithString(value: Part, text: string): Edit {
  return { start: value.start, end: value.end, text: JSON.stringify(text) }
}

/**
 * Takes an item out of a list, or a member (from its name to the end of its value) out of an object, with the comma
 * before it, or behind it if it is the first, and the white space between. Of one that stands alone nothing else goes:
 * the list is then empty. Null if something other than white space stands around it, e.g. a comment.
 */
export function removeElement(text: string, element: Part): Edit | null {
  const before = skipBack(text, element.start)
  const behind = skipSpace(text, element.end)
  if (text[before - 1] === ',') return { start: skipBack(text, before - 1), end: element.end, text: '' }
  if (!opens(text[before - 1])) return null
  if (text[behind] === ',') {
    const next = skipSpace(text, behind + 1)
    return text[next] === '/' || text[next] === '#' ? null : { start: element.start, end: next, text: '' }
  }
  return closes(text[behind]) ? { start: element.start, end: element.end, text: '' } : null
}

/**
 * Takes several elements of one list or object out of it, each as `removeElement` does; `elements` are in the order of
 * the text. Runs of them at the start of the list go together, so that the edits never overlap.
 */
export function removeElements(text: string, elements: readonly Part[]): readonly Edit[] | null {
  const edits: Edit[] = []
  for (const element of elements) {
    const before = edits.at(-1)
    const edit = removeElement(text, element)
    if (edit === null) return null
    const follows = before !== undefined && before.end === element.start
    if (before === undefined || edit.start >= before.end) edits.push(edit)
    else if (!follows) return null
    else edits[edits.length - 1] = { start: before.start, end: leadEnd(text, element), text: '' }
  }
  return edits
}

/** Where the text goes on behind an element at the start of a list, its comma included. */
function leadEnd(text: string, element: Part): number {
  const behind = skipSpace(text, element.end)
  return text[behind] === ',' ? skipSpace(text, behind + 1) : element.end
}

/**
 * Puts a member in front of the others of an object whose `{` is at `brace`, laid out as the first of them is. `value`
 * is JSON.
 */
export function insertFirstMember(text: string, brace: number, name: string, value: string): Edit {
  const at = brace + 1
  const first = skipSpace(text, at)
  const gap = text.slice(at, first)
  const space = /:\s/.test(text.slice(first, first + 200)) || gap !== '' ? ' ' : ''
  const member = `${JSON.stringify(name)}:${space}${value}`
  if (text[first] === '}') return { start: at, end: at, text: member }
  return { start: at, end: at, text: `${gap}${member},${gap === '' ? space : ''}` }
}

/**
 * The member of an object whose value is known: from its name to the end of its value. Null if its name is not written
 * plainly before the value, e.g. with an escape or a comment between.
 */
export function memberOf(text: string, name: string, value: Part): Part | null {
  const colon = skipBack(text, value.start) - 1
  if (text[colon] !== ':') return null
  const end = skipBack(text, colon)
  const start = end - name.length - 2
  return text.slice(Math.max(start, 0), end) === `"${name}"` ? { start, end: value.end } : null
}

/** Puts text before and behind a part of the text. */
export function surround(part: Part, before: string, behind: string): readonly Edit[] {
  return [
    { start: part.start, end: part.start, text: before },
    { start: part.end, end: part.end, text: behind },
  ]
}

/** The object or list that opens at an offset, in a text that is JSON; null if it does not end. */
export function bracketed(text: string, start: number): Part | null {
  let depth = 0
  const marks = /["[\]{}]/g
  marks.lastIndex = start
  for (let found = marks.exec(text); found !== null; found = marks.exec(text)) {
    const [mark] = found
    if (mark === '"') {
      const end = endOfString(text, found.index)
      if (end === null) return null
      marks.lastIndex = end
    } else if (opens(mark)) depth += 1
    else if (closes(mark)) depth -= 1
    if (depth === 0) return { start, end: marks.lastIndex }
  }
  return null
}

/** The offset behind the string that starts at an offset; null if it does not end. One pattern for it all would run out of stack. */
function endOfString(text: string, start: number): number | null {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let slashes = 0
    while (text[at - 1 - slashes] === '\\') slashes += 1
    if (slashes % 2 === 0) return at + 1
  }
  return null
}

/** The text with edits made, whatever their order. Of two that overlap the one that starts first is made. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const ordered = [...edits].sort((a, b) => a.start - b.start || a.end - b.end)
  let result = ''
  let at = 0
  for (const { start, end, text: put } of ordered) {
    if (start < at) continue
    result += text.slice(at, start) + put
    at = end
  }
  return result + text.slice(at)
}

const space = /[ \t\r\n]/

/** The offset of the first character from `offset` on that is no white space of JSON. */
function skipSpace(text: string, offset: number): number {
  let at = offset
  while (space.test(text[at] ?? '')) at++
  return at
}

/** The offset behind the last character before `offset` that is no white space of JSON. */
function skipBack(text: string, offset: number): number {
  let at = offset
  while (at > 0 && space.test(text[at - 1] ?? '')) at--
  return at
}

function opens(character: string | undefined): boolean {
  return character === '[' || character === '{'
}

function closes(character: string | undefined): boolean {
  return character === ']' || character === '}'
}
