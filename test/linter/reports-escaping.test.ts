import { createRequire } from 'node:module'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { create } from 'xmlbuilder2'
import { printable, widthOf, wrap } from '../../linter/printable.ts'
import { type ReportOptions, writeFormat } from '../../linter/reports/index.ts'
import { codeElement, codeSpan, markdownText } from '../../linter/reports/markdown-text.ts'
import { many, nasty, nastyWord } from './nasty-report.ts'

const plain: ReportOptions = { color: false, columns: 110, quiet: false, failOn: 'security', prefix: '' }

/** Text that somebody may mean to do harm with: pieces of syntax in any order. */
const pieces =
  '` `` ``` \\ * ** _ [ ] ( ) ![ < > <b> <!-- --> </details> & &lt; | ~ # @ @team #1 http:// https://a.b www.a.b a@b.c $ $$ : :+1: {0} - + 1. " \' a b \n \t \r é 😀'
    .split(' ')
    .concat(' ')
const hostile = fc
  .array(fc.constantFrom(...pieces, nastyWord), { maxLength: 12 })
  .map(parts => parts.join(''))

/** A renderer that was written by others; addresses become links in it. */
const MarkdownIt = createRequire(import.meta.url)('markdown-it') as new (
  options: object,
) => { render(text: string): string }
const renderer = new MarkdownIt({ html: true, linkify: true })

/** The text of HTML, without what is not seen. */
function seen(html: string): string {
  const entities: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&amp;': '&' }
  return html
    .replace(/<\/?(?:p|li|ul|code|strong)>|<br>/g, '')
    .replace(/&(?:lt|gt|quot|amp);/g, entity => entities[entity] as string)
    .replaceAll('\u200B', '')
}

describe('text of others in Markdown', () => {
  const squeezed = (text: string): string => text.replace(/[\s`]+/g, '')

  test('is shown and does nothing', () => {
    fc.assert(
      fc.property(hostile, text => {
        const html = renderer.render(`- x: ${markdownText(text)}.`)
        expect(html.match(/<(?!\/?(?:ul|li|p|code)>)/)).toBeNull()
        expect(squeezed(seen(html))).toBe(squeezed(`x: ${printable(text)}.`))
      }),
      { seed: 7, numRuns: 3000 },
    )
  })

  test('mentions nobody and refers to nothing outside of code', () => {
    fc.assert(
      fc.property(hostile, text => {
        const html = renderer.render(`- x: ${markdownText(text)}.`).replace(/<code>.*?<\/code>/gs, ' ')
        expect(html).not.toMatch(/@[\w-]|#\d|:\/\/|www\./)
      }),
      { seed: 8, numRuns: 3000 },
    )
  })

  test('is code, whole', () => {
    fc.assert(
      fc.property(hostile, text => {
        const wanted = printable(text)
        if (wanted.trim() === '') return
        const html = renderer.render(`x ${codeSpan(text)} y`)
        expect(seen(html).trimEnd()).toBe(`x ${wanted} y`)
        expect(html.match(/<(?!\/?(?:p|code)>)/)).toBeNull()
        expect(codeElement(text)).toMatch(/^<code>[^<>]*<\/code>$/)
      }),
      { seed: 9, numRuns: 2000 },
    )
  })
})

describe('a comment', () => {
  test('folds a long list and says what is left out of a very long one', async () => {
    const folded = await writeFormat('markdown', many({ error: 8 }), plain)
    expect(folded).toMatch(
      /the 5\. of 8\n.*\n\n<details><summary>3 errors more<\/summary>\n\n- .*the 6\. of 8/,
    )
    expect(folded).toMatch(/\n<\/details>\n$/)
    const cut = await writeFormat('markdown', many({ error: 2000 }), plain)
    expect(cut.length).toBeLessThanOrEqual(65_536)
    expect(cut.length).toBeGreaterThan(65_000)
    const shown = cut.match(/^- /gm)?.length ?? 0
    expect(cut).toMatch(
      new RegExp(
        `\\n</details>\\n\\n\\*\\*Cut here: ${2000 - shown} more findings; a comment on GitHub has at most 65,536 characters\\.\\*\\*\\n$`,
      ),
    )
  })

  test('of many files is cut as well', async () => {
    const { report, ...rest } = many({ warning: 9 })
    const files = Array.from({ length: 300 }, (_, index) => ({
      ...(report.files[0] as (typeof report.files)[0]),
      path: `${index}.json`,
    }))
    const cut = await writeFormat('markdown', { ...rest, report: { ...report, files } }, plain)
    expect(cut.length).toBeLessThanOrEqual(65_536)
    const shown = cut.match(/^- /gm)?.length ?? 0
    expect(cut).toContain(`Cut here: ${2700 - shown} more findings;`)
    expect(cut.match(/<details>/g)?.length).toBe(cut.match(/<\/details>/g)?.length)
  })
})

describe('annotations', () => {
  test('are the gravest ten of a kind, the others plain lines', async () => {
    const checked = many({ suggestion: 12, warning: 1, security: 8, error: 4 })
    const lines = (await writeFormat('github', checked, plain)).trimEnd().split('\n')
    const kinds = lines.map(line => /^::(\w+) .*::(.*)%0A/.exec(line)?.slice(1).join(' ') ?? line)
    expect(kinds).toEqual([
      ...[1, 2, 3, 4].map(index => `error the ${index}. of 4`),
      ...[1, 2, 3, 4, 5, 6].map(index => `error the ${index}. of 8`),
      'warning the 1. of 1',
      ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(index => `notice the ${index}. of 12`),
      '4 more findings; GitHub shows 10 of a kind for a step:',
      ...[7, 8].map(index => `- many.json:1:12: security invalid-effect: the ${index}. of 8`),
      ...[11, 12].map(index => `- many.json:1:12: suggestion invalid-effect: the ${index}. of 12`),
    ])
  })
})

describe('JUnit', () => {
  /** What Jenkins and GitLab know, and what they need. */
  const known: Readonly<Record<string, { readonly attributes: RegExp; readonly inside: readonly string[] }>> =
    {
      testsuites: { attributes: /^(name|tests|failures|errors|time)$/, inside: ['testsuite'] },
      testsuite: { attributes: /^(name|tests|failures|errors|skipped|time)$/, inside: ['testcase'] },
      testcase: { attributes: /^(name|classname|file|line|time)$/, inside: ['failure', 'system-out'] },
      failure: { attributes: /^(type|message)$/, inside: [] },
      'system-out': { attributes: /^$/, inside: [] },
    }
  const elements = (text: string): Element[] => {
    const found: Element[] = []
    create(text).each(node => void found.push(node.node as unknown as Element), true, true)
    return found.filter(({ nodeType }) => nodeType === 1)
  }
  interface Element {
    readonly nodeType: number
    readonly nodeName: string
    readonly textContent: string
    readonly attributes: Iterable<{ readonly name: string; readonly value: string }>
    readonly parentNode: Element
    getAttribute(name: string): string
  }

  test('has the elements, attributes and counts that its readers want', async () => {
    const found = elements(await writeFormat('junit', nasty, plain))
    for (const element of found) {
      const { attributes, inside } = known[element.nodeName] ?? { attributes: /^$/, inside: [] }
      const names = [...element.attributes].map(({ name }) => name)
      expect(names.filter(name => !attributes.test(name))).toEqual([])
      const below = found.filter(({ parentNode }) => parentNode === element)
      expect(below.filter(({ nodeName }) => !inside.includes(nodeName))).toEqual([])
      const count = (name: string) =>
        found.filter(each => each.nodeName === name && isBelow(each, element)).length
      if (names.includes('tests')) expect(element.getAttribute('tests')).toBe(String(count('testcase')))
      if (names.includes('failures')) expect(element.getAttribute('failures')).toBe(String(count('failure')))
    }
    function isBelow(element: Element, above: Element): boolean {
      return element === above || (element.nodeType === 1 && isBelow(element.parentNode, above))
    }
  })

  test('says what was said', async () => {
    const found = elements(await writeFormat('junit', nasty, { ...plain, failOn: 'suggestion' }))
    const messages = found.flatMap(element =>
      element.nodeName === 'failure' ? [element.getAttribute('message')] : [],
    )
    expect(messages).toEqual(nasty.report.files[0]?.findings.map(({ message }) => printable(message)))
  })

  test('names a file once escaped', async () => {
    const files = nasty.report.files.map(file => ({ ...file, path: 'a&b.json' }))
    const renamed = { ...nasty, report: { ...nasty.report, files } }
    const found = elements(await writeFormat('junit', renamed, { ...plain, failOn: 'suggestion' }))
    const [failure] = found.filter(({ nodeName }) => nodeName === 'failure')
    expect(failure?.textContent).toMatch(/^a&b\.json:/)
  })
})

test('wrapped rows keep to their width and lose nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 8, max: 40 }), (text, width) => {
      const shown = printable(text)
      const rows = wrap(shown, width)
      for (const row of rows) expect(widthOf(row)).toBeLessThanOrEqual(width)
      expect(rows.join('').replaceAll(' ', '')).toBe(shown.replaceAll(' ', ''))
    }),
    { seed: 10 },
  )
})
