import type { Block } from './statement-blocks.ts'
import { memberOf, textOf, type Value } from './value.ts'

/** A block that is an object: in Terraform's JSON syntax, and in a plan. Blocks of a name are a list or one object. */
export function blockOfObject(value: Value): Block {
  const inner = (name: string): readonly Value[] => {
    const found = memberOf(value, name)
    if (found === undefined) return []
    return found.type === 'list' ? found.items : [found]
  }
  return {
    start: value.start,
    end: value.end,
    argument(name) {
      const member =
        value.type === 'object' ? value.members.findLast(each => textOf(each.name) === name) : undefined
      if (member === undefined || isNothing(member.value)) return undefined
      return { name: member.name, value: member.value }
    },
    blocks: name =>
      inner(name)
        .filter(({ type }) => type === 'object')
        .map(blockOfObject),
    dynamicBlocks: name => inner(name).filter(({ type }) => type === 'unknown'),
  }
}

/** What a plan writes for an argument that is not given. */
function isNothing(value: Value): boolean {
  return (
    (value.type === 'literal' && value.text === 'null') || (value.type === 'list' && value.items.length === 0)
  )
}
