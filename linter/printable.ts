/** What would move the cursor, colour the screen, start a line, turn the direction of writing, or cannot be seen. */
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029\uFFFE\uFFFF]/gu

/** What Azure Pipelines and older runners of GitHub take for a command, wherever it stands in a line of a log. */
const logCommand = /##(?=[\w-]*\[)/g

/**
 * Text of others, safe to print on one line of a terminal or a log: what is not to be seen, and what would be obeyed,
 * becomes `\u{…}`.
 */
export function printable(text: string): string {
  return text.replace(unprintable, escaped).replace(logCommand, mark => `#${escaped(mark.slice(1))}`)
}

function escaped(mark: string): string {
  return `\\u{${(mark.codePointAt(0) as number).toString(16)}}`
}

/** A path at the start of a line of a log: one that begins with `::` would be obeyed by GitHub's runner. */
export function printablePath(path: string): string {
  return printable(path.startsWith(':') ? `./${path}` : path)
}

/** A text as an excerpt of at most `most` UTF-16 units, with `…` where it was cut. */
export function clip(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}

/** What is shown at most of one value, in UTF-16 units, and how much of it from its end. */
const longestValue = 400
const lastOfValue = 100

/** A value without most of its middle, where it is longer than anybody reads. */
export function shortValue(value: string): string {
  if (value.length <= longestValue) return value
  const start = clip(value, longestValue - lastOfValue)
  return `${start}${value.slice(-lastOfValue).replace(/^[\uDC00-\uDFFF]/, '')}`
}

/** A sentence that quotes no value at length. */
export function withShortQuotes(sentence: string): string {
  return sentence.length <= longestValue ? sentence : sentence.replace(/`[^`]*`|"[^"]*"/g, shortValue)
}

const wide =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|\p{Emoji_Presentation}/u

/** How many cells of a terminal a printable text takes. Source: Unicode Standard Annex 11, in rough. */
export function widthOf(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length
  let width = 0
  for (const character of text) {
    if (/\p{Mn}/u.test(character)) continue
    width += wide.test(character) ? 2 : 1
  }
  return width
}

/** Breaks a text at its spaces into lines of at most `width` cells; a longer word is cut. Rows of a printable text. */
export function wrap(text: string, width: number): string[] {
  const rows: string[] = []
  let row = ''
  let taken = 0
  for (const word of text.split(' ').flatMap(each => pieces(each, width))) {
    const more = widthOf(word)
    if (row !== '' && taken + 1 + more > width) {
      rows.push(row)
      row = word
      taken = more
    } else {
      row = row === '' ? word : `${row} ${word}`
      taken += row === word ? more : more + 1
    }
  }
  return row === '' ? rows : [...rows, row]
}

function pieces(word: string, width: number): string[] {
  if (widthOf(word) <= width) return [word]
  const parts = ['']
  for (const character of word) {
    const last = parts.length - 1
    if (widthOf(`${parts[last]}${character}`) > width) parts.push(character)
    else parts[last] += character
  }
  return parts
}
