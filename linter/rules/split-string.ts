import type { PolicyString } from '../policy/index.ts'
import type { Fix } from '../rule.ts'

/** Makes one string of each part, on a line of its own where the string has one; `what` says what the parts are. */
export function splitString(text: string, joined: PolicyString, parts: readonly string[], what: string): Fix {
  const { start, end, pointer } = joined
  const item = /\/\d+$/.test(pointer)
  const lead = text.slice(text.lastIndexOf('\n', start - 1) + 1, start)
  const gap = item && /^\s*$/.test(lead) ? `,\n${lead}` : ', '
  const list = parts.map(part => JSON.stringify(part)).join(gap)
  const title = `split the string into ${parts.length} ${what}`
  return { safety: 'safe', title, edits: [{ start, end, text: item ? list : `[${list}]` }] }
}
