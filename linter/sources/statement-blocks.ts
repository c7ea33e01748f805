import type { Stretch } from './draft.ts'
import { type ObjectMember, type ObjectValue, standing, textOf, type Value } from './value.ts'

/** A block of Terraform, written in HCL, in JSON, or planned. */
export interface Block extends Stretch {
  readonly argument: (name: string) => { readonly name: Stretch; readonly value: Value } | undefined
  readonly blocks: (name: string) => readonly Block[]
  /** Blocks of the name that are made of a value that is not known. */
  readonly dynamicBlocks: (name: string) => readonly Value[]
}

/**
 * The document that the data source `alicloud_ram_policy_document` makes of its blocks: Effect and Version have
 * defaults, a list of one becomes a string, conditions on one operator become one object. Source: the provider's code,
 * version 1.289. Also for the deprecated `statement` blocks of `alicloud_ram_policy`.
 */
export function documentOfBlocks(block: Block): ObjectValue {
  const statements = block.blocks('statement').map(statementOf)
  const items = [...statements, ...block.dynamicBlocks('statement')]
  const members: ObjectMember[] = [
    memberFrom(block, 'version', 'Version') ?? member('Version', block, standing('1', block)),
    {
      name: standing('Statement', block),
      value: { type: 'list', items, start: block.start, end: block.end },
    },
  ]
  return { type: 'object', members, start: block.start, end: block.end }
}

function statementOf(block: Block): ObjectValue {
  const members = [
    memberFrom(block, 'effect', 'Effect') ?? member('Effect', block, standing('Allow', block)),
    memberFrom(block, 'action', 'Action'),
    memberFrom(block, 'resource', 'Resource'),
    grouped(block, 'principal', 'Principal', each => [each.argument('entity'), each.argument('identifiers')]),
    conditionOf(block),
  ]
  return {
    type: 'object',
    members: members.filter(each => each !== undefined),
    start: block.start,
    end: block.end,
  }
}

function member(name: string, place: Stretch, value: Value): ObjectMember {
  return { name: standing(name, place), value }
}

function memberFrom(block: Block, argument: string, name: string): ObjectMember | undefined {
  const found = block.argument(argument)
  if (found === undefined) return undefined
  const { value } = found
  const [only, ...others] = value.type === 'list' ? value.items : []
  return member(name, found.name, only !== undefined && others.length === 0 ? only : value)
}

type Argument = ReturnType<Block['argument']>

/** Blocks that each name a member and its value. */
function grouped(
  block: Block,
  blockName: string,
  name: string,
  read: (block: Block) => readonly [Argument, Argument],
): ObjectMember | undefined {
  const blocks = block.blocks(blockName)
  const [dynamic] = block.dynamicBlocks(blockName)
  const [first] = blocks
  if (dynamic !== undefined) return member(name, dynamic, dynamic)
  if (first === undefined) return undefined
  const members = blocks.flatMap(each => {
    const [key, value] = read(each)
    return key === undefined || value === undefined ? [] : [memberNamed(key.value, value.value)]
  })
  return member(name, first, { type: 'object', members, start: first.start, end: first.end })
}

function memberNamed(key: Value, value: Value): ObjectMember {
  if (key.type === 'string') return { name: key, value }
  const { start, end } = key
  const pieces = key.type === 'unknown' ? [key] : []
  return { name: { type: 'string', pieces, start, end }, value }
}

function conditionOf(block: Block): ObjectMember | undefined {
  const blocks = block.blocks('condition')
  const [dynamic] = block.dynamicBlocks('condition')
  const [first] = blocks
  if (dynamic !== undefined) return member('Condition', dynamic, dynamic)
  if (first === undefined) return undefined
  const operators = new Map<
    string,
    { readonly name: ObjectMember['name']; readonly members: ObjectMember[] }
  >()
  for (const each of blocks) {
    const [operator, variable, values] = ['operator', 'variable', 'values'].map(
      name => each.argument(name)?.value,
    )
    if (operator === undefined || variable === undefined || values === undefined) continue
    const key = textOf(operator) ?? `${operator.start}`
    const group = operators.get(key) ?? { name: memberNamed(operator, values).name, members: [] }
    operators.set(key, group)
    const [only, ...others] = values.type === 'list' ? values.items : []
    group.members.push(memberNamed(variable, only !== undefined && others.length === 0 ? only : values))
  }
  const members = [...operators.values()].map(({ name, members: own }) => ({
    name,
    value: { type: 'object' as const, members: own, start: name.start, end: name.end },
  }))
  return member('Condition', first, { type: 'object', members, start: first.start, end: first.end })
}
