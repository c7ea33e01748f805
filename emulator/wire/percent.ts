const unreserved = /^[A-Za-z0-9\-_.~]*$/

/** Percent-encodes as both signature versions want it: RFC 3986 over UTF-8, all but `A-Z a-z 0-9 - _ . ~` in upper case. */
export function percentEncode(text: string): string {
  if (unreserved.test(text)) return text
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

/**
 * Decodes a name or value of a query or a form; undefined where the encoding is wrong. `+` is a space in both: the
 * official Python and Go clients write one so in a query too, and sign it as `%20` (seen: alibabacloud_kms20160120 3.3.1).
 */
export function percentDecode(text: string): string | undefined {
  if (!isAscii(text)) return undefined
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text
  if (!spaced.includes('%')) return spaced
  try {
    return decodeURIComponent(spaced)
  } catch {
    return undefined
  }
}

/** Bytes beyond ASCII must come percent-encoded; Node hands them over one character a byte. */
function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 0x7f) return false
  return true
}
