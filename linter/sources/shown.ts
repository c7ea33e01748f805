import { type Draft, hole } from './draft.ts'

/** What is known of a document as a text: each unknown as a report writes it, in quotes where a value is to stand. */
export function shownText({ text, unknowns }: Draft): string {
  let next = 0
  let shown = ''
  let inString = false
  for (let at = 0; at < text.length; at++) {
    const character = text[at] as string
    if (character === hole) {
      const label = JSON.stringify(unknowns[next++]?.label ?? '')
      shown += inString ? label.slice(1, -1) : label
      continue
    }
    shown += character
    if (character === '"') inString = !inString
    else if (character === '\\' && inString) {
      at += 1
      if (text[at] === hole) at -= 1
      else shown += text[at] ?? ''
    }
  }
  return shown
}
