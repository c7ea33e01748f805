import { nameless } from './draft.ts'
import type { ExtractedPolicy, Extraction, UnresolvedPolicy } from './extraction.ts'
import { pointerTo } from './extraction.ts'
import {
  argumentOf,
  blocksIn,
  type HclBlock,
  type HclFile,
  type HclNode,
  longestHcl,
  named,
  withHcl,
} from './hcl.ts'
import { type HclScope, hclValue } from './hcl-value.ts'
import { looksLikePolicy } from './looks.ts'
import { type Block, documentOfBlocks } from './statement-blocks.ts'
import { documentArguments, documentData } from './terraform-documents.ts'
import { documentOf, type Value } from './value.ts'

/**
 * Reads policies from Terraform configuration. Known are literals, templates, `jsonencode` and a few other functions,
 * locals and defaults of variables of the same file, and the data source for documents; all else is unknown.
 */
export async function readTerraform(text: string): Promise<Extraction> {
  if (text.length > longestHcl)
    return {
      form: 'terraform',
      policies: [],
      unresolved: [],
      problem: `it has more than ${longestHcl >> 20} MiB`,
    }
  return withHcl(text, readFile)
}

const leastBudget = 50_000

function readFile(file: HclFile): Extraction {
  const blocks = blocksIn(file.root)
  const documents = new Map<string, HclBlock>()
  const locals = new Map<string, HclNode>()
  const variables = new Map<string, HclNode>()
  for (const block of blocks) {
    const [first = '', second = ''] = block.labels
    if (block.type === 'data' && first === documentData) documents.set(second, block)
    if (block.type === 'locals')
      for (const [name, expression] of argumentsOf(block.body)) locals.set(name, expression)
    const initial = block.type === 'variable' ? argumentOf(block.body, 'default')?.expression : undefined
    if (initial !== undefined && initial.text !== 'null') variables.set(first, initial)
  }
  const resolving = new Set<string>()
  const scope: HclScope = {
    text: file.text,
    locals,
    variables,
    budget: { left: leastBudget + 2 * file.text.length },
    document(name) {
      const block = documents.get(name)
      if (block === undefined || resolving.has(name)) return undefined
      resolving.add(name)
      const { start, end } = block
      const value = documentOfBlocks(blockFrom(block, scope))
      resolving.delete(name)
      return { type: 'encoded', value, start, end }
    },
  }
  const found = new Finds(file)
  for (const block of blocks) readResource(block, scope, found)
  for (const [name, block] of documents) {
    const value = scope.document(name)
    if (value !== undefined)
      found.add(
        { name: `data.${documentData}.${name}`, pointer: pointerTo('data', documentData, name), kind: null },
        value,
        block,
      )
  }
  for (const block of blocks) readOthers(block, scope, found)
  const { policies, unresolved } = found
  if (policies.length > 0 || file.brokenLine === null) return { form: 'terraform', policies, unresolved }
  return {
    form: 'terraform',
    policies,
    unresolved: [],
    problem: `its line ${file.brokenLine} is no Terraform`,
  }
}

/** What was found so far; what is referred to twice as the same kind is found once. */
class Finds {
  readonly policies: ExtractedPolicy[] = []
  readonly unresolved: UnresolvedPolicy[] = []
  readonly #seen = new Set<string>()
  readonly #taken: (readonly [number, number])[] = []
  readonly file: HclFile

  constructor(file: HclFile) {
    this.file = file
  }

  add(
    policy: Omit<ExtractedPolicy, 'draft'>,
    value: Value,
    place: { readonly start: number; readonly end: number },
  ): void {
    const { start, end } = value
    const draft = documentOf(value)
    this.#taken.push([start, end], [place.start, place.end])
    if (draft === null) {
      const label = value.type === 'unknown' ? value.label : nameless
      this.unresolved.push({ name: policy.name, label, start: place.start, end: place.end })
    } else if (
      !this.#seen.has(`${start} ${policy.kind}`) &&
      !(policy.kind === null && this.#seen.has(`${start}`))
    ) {
      this.#seen.add(`${start} ${policy.kind}`).add(`${start}`)
      this.policies.push({ ...policy, draft })
    }
  }

  /** Whether an expression is part of what was found. */
  has({ startIndex, endIndex }: HclNode): boolean {
    return this.#taken.some(([start, end]) => start <= startIndex && endIndex <= end)
  }
}

function* argumentsOf(body: HclNode | undefined): Generator<readonly [string, HclNode]> {
  for (const node of body === undefined ? [] : named(body)) {
    const [name, expression] = node.type === 'attribute' ? named(node) : []
    if (name !== undefined && expression !== undefined) yield [name.text, expression]
  }
}

function readResource(block: HclBlock, scope: HclScope, found: Finds): void {
  const [type = '', name = ''] = block.labels
  if (block.type !== 'resource') return
  for (const { argument, kind, block: inner } of documentArguments.get(type) ?? []) {
    const holders = inner === undefined ? [block] : blocksIn(block.body).filter(each => each.type === inner)
    for (const [index, holder] of holders.entries()) {
      const given = argumentOf(holder.body, argument)
      if (given === undefined) continue
      const { startIndex: start, endIndex: end } = given.expression
      const path = inner === undefined ? [argument] : [inner, index, argument]
      const pointer = pointerTo('resource', type, name, ...path)
      found.add({ name: `${type}.${name}`, pointer, kind }, hclValue(given.expression, scope), { start, end })
    }
  }
  if (type === 'alicloud_ram_policy' && blocksIn(block.body).some(each => each.type === 'statement')) {
    const value = documentOfBlocks(blockFrom(block, scope))
    found.add(
      { name: `${type}.${name}`, pointer: pointerTo('resource', type, name), kind: 'identity' },
      value,
      block,
    )
  }
}

function blockFrom({ start, end, body }: HclBlock, scope: HclScope): Block {
  const inner = blocksIn(body)
  return {
    start,
    end,
    argument(name) {
      const given = argumentOf(body, name)
      return given && { name: given.name, value: hclValue(given.expression, scope) }
    },
    blocks: name => inner.filter(({ type }) => type === name).map(each => blockFrom(each, scope)),
    dynamicBlocks: name =>
      inner
        .filter(({ type, labels }) => type === 'dynamic' && labels[0] === name)
        .map(({ node }) => ({
          type: 'unknown' as const,
          label: `\${dynamic ${name}}`,
          start: node.startIndex,
          end: node.endIndex,
        })),
  }
}

/** Documents that are written where no argument says so: in locals, in arguments of modules, in a variable's default. */
function readOthers(block: HclBlock, scope: HclScope, found: Finds): void {
  if (block.body === undefined) return
  if ((block.type === 'resource' || block.type === 'data') && !block.labels[0]?.startsWith('alicloud_'))
    return
  for (const node of block.body.descendantsOfType([
    'heredoc_template',
    'function_call',
    'quoted_template',
    'string_lit',
  ])) {
    if (node === null || found.has(node)) continue
    if (node.type === 'function_call' ? !node.text.startsWith('jsonencode') : !/statement/i.test(node.text))
      continue
    const value = hclValue(node, scope)
    const draft = documentOf(value)
    if (draft === null || !looksLikePolicy(draft)) continue
    const path = [block.type, ...block.labels, ...namesAround(node, block.body)]
    found.add({ name: path.join('.'), pointer: pointerTo(...path), kind: null }, value, {
      start: node.startIndex,
      end: node.endIndex,
    })
  }
}

/** Names of the arguments and members that an expression is in, from the outside. */
function namesAround(node: HclNode, body: HclNode): readonly string[] {
  const names: string[] = []
  for (let at = node.parent; at !== null && at.id !== body.id; at = at.parent) {
    if (at.type !== 'attribute' && at.type !== 'object_elem' && at.type !== 'block') continue
    const [name] = named(at)
    if (name !== undefined) names.unshift(name.text.replace(/^"|"$/g, ''))
  }
  return names
}
