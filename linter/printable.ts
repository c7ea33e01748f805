/** What would move the cursor, colour the screen, start a line or turn the direction of writing. */
const unprintable = /[\p{Cc}\p{Cs}\u2028\u2029\u061C\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/gu

/** Text of others, safe to print on one line of a terminal: what is not to be seen becomes `\u{…}`. */
export function printable(text: string): string {
  return text.replace(unprintable, mark => `\\u{${(mark.codePointAt(0) as number).toString(16)}}`)
}

const wide =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|\p{Emoji_Presentation}/u

/** How many cells of a terminal a printable text takes. Source: Unicode Standard Annex 11, in rough. */
export function widthOf(text: string): number {
  let width = 0
  for (const character of text) {
    if (/\p{Mn}/u.test(character)) continue
    width += wide.test(character) ? 2 : 1
  }
  return width
}
