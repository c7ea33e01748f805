import type { Piece, Stretch } from './draft.ts'
import { splicedPieces, textOf, type Value } from './value.ts'

/** What a function of Terraform answers, of those that policies are written with; undefined if that is not known. */
export function callFunction(name: string, values: readonly Value[], place: Stretch): Value | undefined {
  const [first, ...others] = values
  if (first === undefined) return undefined
  if (name === 'jsonencode')
    return others.length === 0 ? { type: 'encoded', value: first, ...place } : undefined
  if (asTheyAre.has(name)) return first
  if (name === 'concat') return concatenated(values, place)
  if (name === 'flatten' && first.type === 'list') return concatenated(first.items, place)
  if (name === 'merge') return merged(values, place)
  if (name === 'format') return formatted(first, others, place)
  if (name === 'join') return joined(first, others[0], place)
  return undefined
}

/** Functions whose answer reads the same in a policy: the order of a list, and doublets in it, do not matter. */
const asTheyAre: ReadonlySet<string> = new Set([
  'tolist',
  'toset',
  'tostring',
  'distinct',
  'sort',
  'compact',
  'trimspace',
  'chomp',
  'nonsensitive',
  'sensitive',
])

/** A list that is not known becomes one unknown item. */
function concatenated(values: readonly Value[], place: Stretch): Value {
  const items = values.flatMap(value => (value.type === 'list' ? value.items : [value]))
  return { type: 'list', items, ...place }
}

function merged(values: readonly Value[], place: Stretch): Value | undefined {
  if (!values.every(value => value.type === 'object')) return undefined
  const members = new Map(
    values.flatMap(({ members }) => members).map(member => [textOf(member.name) ?? member, member] as const),
  )
  return { type: 'object', members: [...members.values()], ...place }
}

/** `%s`, `%d` and `%v` in their order. */
function formatted(pattern: Value, values: readonly Value[], place: Stretch): Value | undefined {
  const text = textOf(pattern)
  if (text === undefined || /%(?![sdv%])/.test(text)) return undefined
  let next = 0
  const pieces = text.split(/(%[sdv%])/).flatMap((part): readonly Piece[] => {
    if (part === '%%') return [{ text: '%', ...place, same: false }]
    if (!/^%[sdv]$/.test(part)) return [{ text: part, ...place, same: false }]
    const value = values[next++]
    return value === undefined ? [] : splicedPieces(value, place)
  })
  return { type: 'string', pieces, ...place }
}

function joined(separator: Value, list: Value | undefined, place: Stretch): Value | undefined {
  const text = textOf(separator)
  if (text === undefined || list?.type !== 'list') return undefined
  const pieces = list.items.flatMap((item, index): readonly Piece[] => [
    ...(index === 0 ? [] : [{ text, ...place, same: false }]),
    ...splicedPieces(item, place),
  ])
  return { type: 'string', pieces, ...place }
}
