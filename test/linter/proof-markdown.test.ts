import MarkdownIt from 'markdown-it'
import { expect, test } from 'vitest'
import { diff, prove } from '../../linter/index.ts'
import { longestComment } from '../../linter/reports/markdown.ts'
import { differenceMarkdown, proofMarkdown } from '../../linter/reports/proof-markdown.ts'
import { policyOf } from './command-line.ts'
import { key, secret } from './random-policies.ts'

const nasty = [
  '</details><script>alert(1)</script>',
  '`` @team #1 GH-2',
  '[x](https://example.com)',
  '![x](https://example.com/y.png)',
  'a\n\n# heading\n- [ ] task',
  '$$x$$ ~~y~~ **z** | w',
]
const granted = nasty.map(text => ({
  Effect: 'Allow',
  Action: [`oss:${text}`],
  Resource: [`acs:oss:*:*:${text}`],
  Condition: { StringEquals: { [`acs:RequestTag/${text}`]: text } },
}))
const policy = (path: string, ...statements: object[]) => ({
  path,
  text: policyOf(...statements),
  kind: 'identity' as const,
})

/** The kinds of elements that a reader of the Markdown would see. */
function elements(markdown: string): Set<string> {
  const tokens = new MarkdownIt({ html: true }).parse(markdown, {})
  const all = tokens.flatMap(token => [token, ...(token.children ?? [])])
  return new Set(
    all.map(({ type, content }) =>
      type.startsWith('html') ? (content.trim().split(/[ >]/)[0] ?? '') : type,
    ),
  )
}
const harmless = new Set(
  'paragraph_open paragraph_close inline heading_open heading_close text softbreak code_inline strong_open strong_close bullet_list_open bullet_list_close list_item_open list_item_close <br <details </details table_open table_close thead_open thead_close tbody_open tbody_close tr_open tr_close th_open th_close td_open td_close hr'.split(
    ' ',
  ),
)

test('texts of others are shown and do nothing', () => {
  const policies = [policy('`p`<b>.json', ...granted)]
  const proof = prove({ policies, secret, key })
  const shown = proofMarkdown(proof)
  expect([...elements(shown)].filter(each => !harmless.has(each))).toEqual([])
  expect(shown.match(/^#+ .*$/gm)).toEqual(['### ram-lint prove: denied, more than needed'])
  const changed = differenceMarkdown(diff({ before: [], after: policies }))
  expect([...elements(changed)].filter(each => !harmless.has(each))).toEqual([])
  expect(changed).toContain(`**Added**`)
})

test('what is too long for a comment is cut, and what is open is closed', () => {
  const long = Array.from({ length: 400 }, (_, at) => ({
    Effect: 'Allow',
    Action: [`oss:${'a'.repeat(300)}${at}`],
    Resource: [`acs:oss:*:*:${'b'.repeat(300)}${at}`],
  }))
  const text = differenceMarkdown(diff({ before: [], after: [policy('p.json', ...long)] }))
  expect(text.length).toBeLessThanOrEqual(longestComment)
  expect(text.match(/<details>/g)).toHaveLength(1)
  expect(text.match(/<\/details>/g)).toHaveLength(1)
  expect(text).toMatch(/\n- and \d+ more\n/)
})
