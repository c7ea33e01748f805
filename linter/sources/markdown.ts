import { draftOf, verbatim } from './draft.ts'
import { type ExtractedPolicy, type Extraction, pointerTo, type UnresolvedPolicy } from './extraction.ts'
import { mentionsPolicy } from './looks.ts'
import { nested } from './nested.ts'
import { readRos } from './ros.ts'
import { readShell } from './shell.ts'
import { readTerraform } from './terraform.ts'

/** A fenced code block: its language, and its text as it stands in the file. */
interface Fence {
  readonly language: string
  readonly start: number
  readonly end: number
}

/**
 * Reads policies from fenced code blocks: of JSON, Terraform, shell and ROS YAML. Blocks in quotations are not read, nor
 * are indented blocks without a fence. Fences are found by the four line rules of CommonMark (0.31, section 4.5): a
 * parser of the rest of Markdown would add 100 KiB and find no other block.
 */
export async function readMarkdown(text: string): Promise<Extraction> {
  const policies: ExtractedPolicy[] = []
  const unresolved: UnresolvedPolicy[] = []
  let number = 0
  for (const { language, start, end } of fencesIn(text)) {
    const pointer = pointerTo('blocks', number++)
    const name = `block ${number}`
    const part = text.slice(start, end)
    const draft = draftOf([verbatim(text, start, end)])
    const inner = await readBlock(language, part)
    if (inner !== null) {
      const moved = nested(inner, draft, name, pointer)
      policies.push(...moved.policies)
      unresolved.push(...moved.unresolved)
    } else if (jsonLanguages.has(language) && mentionsPolicy(part)) {
      policies.push({ name, pointer, kind: null, draft })
    }
  }
  return { form: 'markdown', policies, unresolved }
}

const jsonLanguages: ReadonlySet<string> = new Set(['', 'json', 'jsonc', 'json5', 'javascript', 'js', 'text'])
const readers: ReadonlyMap<string, (text: string) => Extraction | Promise<Extraction>> = new Map<
  string,
  (text: string) => Extraction | Promise<Extraction>
>([
  ['terraform', readTerraform],
  ['hcl', readTerraform],
  ['tf', readTerraform],
  ['sh', readShell],
  ['bash', readShell],
  ['shell', readShell],
  ['zsh', readShell],
  ['console', readShell],
  ['yaml', readRos],
  ['yml', readRos],
])

async function readBlock(language: string, text: string): Promise<Extraction | null> {
  const reader = readers.get(language)
  if (reader === undefined || !/Statement|statement|Policy/.test(text)) return null
  return reader(text)
}

function* fencesIn(text: string): Generator<Fence> {
  let open: { readonly mark: string; readonly language: string; readonly start: number } | undefined
  let at = 0
  while (at < text.length) {
    const next = text.indexOf('\n', at)
    const end = next < 0 ? text.length : next + 1
    const line = text.slice(at, Math.min(end, at + 300))
    const [, mark, info = ''] =
      /^[ \t]{0,12}(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?(`{3,}|~{3,})[ \t]*([^\r\n]*)/.exec(line) ?? []
    if (open === undefined) {
      if (mark !== undefined && !(mark.startsWith('`') && info.includes('`')))
        open = { mark, language: (/^[\w+-]*/.exec(info)?.[0] ?? '').toLowerCase(), start: end }
    } else if (mark?.startsWith(open.mark) && info.trim() === '') {
      yield { language: open.language, start: open.start, end: at }
      open = undefined
    }
    at = end
  }
  if (open !== undefined) yield { language: open.language, start: open.start, end: text.length }
}
