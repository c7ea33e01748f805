import grammar from '@tree-sitter-grammars/tree-sitter-hcl/tree-sitter-terraform.wasm'
import { Language, type Node, Parser } from 'web-tree-sitter'
import runtime from 'web-tree-sitter/web-tree-sitter.wasm'
import type { Stretch } from './draft.ts'

/** A node of HCL's syntax tree. */
export type HclNode = Node

/** An HCL text: the root of its tree and, where it does not parse, the first line that does not. */
export interface HclFile {
  readonly text: string
  readonly root: HclNode
  readonly brokenLine: number | null
}

/** Longer texts are not read: the largest configurations that people write have some hundred KiB. */
export const longestHcl = 2 << 20

let parser: Promise<Parser> | undefined

async function createParser(): Promise<Parser> {
  await Parser.init({ wasmBinary: runtime })
  return new Parser().setLanguage(await Language.load(grammar))
}

/** Hands the tree of an HCL text to `read`; it is gone afterwards. The parser goes on after mistakes. */
export async function withHcl<Result>(text: string, read: (file: HclFile) => Result): Promise<Result> {
  parser ??= createParser()
  const tree = (await parser).parse(text)
  if (tree === null) throw new Error('the HCL parser has no language')
  try {
    const root = tree.rootNode
    return read({ text, root, brokenLine: root.hasError ? lineOfError(root) : null })
  } finally {
    tree.delete()
  }
}

function lineOfError(root: HclNode): number {
  let node = root
  for (;;) {
    const next = node.children.find(child => child.hasError || child.isMissing)
    if (next === undefined || node.isError) return node.startPosition.row + 1
    node = next
  }
}

/** A block: its type, its labels, and its body. */
export interface HclBlock extends Stretch {
  readonly type: string
  readonly labels: readonly string[]
  readonly body: HclNode | undefined
  /** Its node. */
  readonly node: HclNode
}

/** The blocks of a body, also those that stand between mistakes. */
export function blocksIn(body: HclNode | undefined): readonly HclBlock[] {
  if (body === undefined) return []
  return named(body).flatMap(node => {
    if (node.type === 'block') return [blockOf(node)]
    return node.type === 'body' || node.type === 'ERROR' ? blocksIn(node) : []
  })
}

function blockOf(node: HclNode): HclBlock {
  const parts = named(node)
  const labels = parts.filter(({ type }) => type === 'string_lit' || type === 'identifier').map(wordOf)
  const opening = parts.find(({ type }) => type === 'block_start')
  return {
    type: labels[0] ?? '',
    labels: labels.slice(1),
    body: parts.find(({ type }) => type === 'body'),
    node,
    start: opening?.startIndex ?? node.startIndex,
    end: node.endIndex,
  }
}

function wordOf({ type, text }: HclNode): string {
  return type === 'string_lit' ? text.slice(1, -1) : text
}

/** The argument of a body: the place of its name, and its expression. */
export function argumentOf(
  body: HclNode | undefined,
  name: string,
): { readonly name: Stretch; readonly expression: HclNode } | undefined {
  for (const node of body === undefined ? [] : named(body)) {
    if (node.type !== 'attribute') continue
    const [own, expression] = named(node)
    if (own === undefined || expression === undefined || own.text !== name) continue
    return { name: { start: own.startIndex, end: own.endIndex }, expression }
  }
  return undefined
}

/** The named children of a node without comments. */
export function named(node: HclNode): readonly HclNode[] {
  return node.namedChildren.filter(child => child.type !== 'comment')
}
