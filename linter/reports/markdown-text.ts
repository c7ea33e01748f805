import { printable } from '../printable.ts'

/** Ends a mention, a reference, an address or a row of backticks, and is not seen. */
const unseen = '&#8203;'

/**
 * Text of others as Markdown that shows it and does nothing: no formatting, no HTML, no links, images, mentions,
 * references or formulas. What stands between backticks becomes code. One line.
 */
export function markdownText(text: string): string {
  const parts = printable(text).split('`')
  const last = parts.length - 1
  return parts
    .map((part, index) => {
      if (index % 2 === 0) return part === '' && index > 0 && index < last ? unseen : plain(part)
      // Of an odd number of backticks the last is no more than itself.
      if (index === last) return `\\\`${plain(part)}`
      return part === '' ? '' : codeSpan(part)
    })
    .join('')
}

function plain(text: string): string {
  return text
    .replace(/[\\`*_{}[\]<>()#!|~&$]/g, mark => (mark === '&' ? '&amp;' : `\\${mark}`))
    .replace(
      /[@#](?=\S)|:(?=\/\/|[\w+-]+:)|(?:mailto|xmpp|www)(?=[.:])|GH(?=-)/gi,
      mark => `${mark}${unseen}`,
    )
}

/** Text of others as code; longer fences than the backticks in it keep it whole. One line. */
export function codeSpan(text: string): string {
  const shown = printable(text)
  const longest = Math.max(0, ...(shown.match(/`+/g) ?? []).map(run => run.length))
  const fence = '`'.repeat(longest + 1)
  const pad = /^[` ]|[` ]$/.test(shown) && shown.trim() !== '' ? ' ' : ''
  return `${fence}${pad}${shown}${pad}${fence}`
}

/** Text of others as code in HTML, for where Markdown is not read. One line. */
export function codeElement(text: string): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
  const shown = printable(text).replace(/[&<>"]/g, mark => entities[mark] as string)
  return `<code>${shown}</code>`
}
