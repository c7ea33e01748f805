import {
  type Draft,
  draftOf,
  isUnknown,
  type Known,
  nameless,
  type Piece,
  piecesOf,
  type Stretch,
  type Unknown,
} from './draft.ts'

/** A value of a host language, as far as it is known, with its place in the host file. */
export type Value = StringValue | LiteralValue | ListValue | ObjectValue | EncodedValue | UnknownValue

export interface StringValue extends Stretch {
  readonly type: 'string'
  readonly pieces: readonly Piece[]
}

/** A number, a boolean or null, in the words of JSON. */
export interface LiteralValue extends Stretch {
  readonly type: 'literal'
  readonly text: string
}

export interface ListValue extends Stretch {
  readonly type: 'list'
  readonly items: readonly Value[]
}

export interface ObjectMember {
  readonly name: StringValue
  readonly value: Value
}

export interface ObjectValue extends Stretch {
  readonly type: 'object'
  readonly members: readonly ObjectMember[]
}

/** A string that holds a value as JSON, e.g. what `jsonencode` answers. */
export interface EncodedValue extends Stretch {
  readonly type: 'encoded'
  readonly value: Value
}

export interface UnknownValue extends Unknown {
  readonly type: 'unknown'
}

/** Values deeper than this are not followed: a policy needs seven levels. */
export const deepest = 64

/** A string without unknowns; undefined if it is none. */
export function textOf(value: Value | undefined): string | undefined {
  if (value?.type !== 'string') return undefined
  let text = ''
  for (const piece of value.pieces) {
    if (isUnknown(piece)) return undefined
    text += piece.text
  }
  return text
}

/** The member of an object; of several with one name the last. */
export function memberOf(value: Value | undefined, name: string): Value | undefined {
  if (value?.type !== 'object') return undefined
  return value.members.findLast(member => textOf(member.name) === name)?.value
}

/** A string of our own that stands for a part of the host file, e.g. a name that is spelt otherwise there. */
export function standing(text: string, { start, end }: Stretch): StringValue {
  return { type: 'string', pieces: [{ text, start, end, same: false }], start, end }
}

/** The document that a value of a host language is: a string that holds it, or the object itself. Null if it is not known. */
export function documentOf(value: Value): Draft | null {
  if (value.type === 'encoded') return documentOf(value.value)
  if (value.type === 'unknown' || value.type === 'literal') return null
  if (value.type !== 'string') return draftOf(jsonPieces(value))
  const known = value.pieces.some(piece => !isUnknown(piece) && /\S/.test(piece.text))
  return known ? draftOf(value.pieces) : null
}

/** What a value becomes inside of a string; null for one that a string cannot hold. */
export function splicedPieces(value: Value, place: Stretch): readonly Piece[] {
  if (value.type === 'string') {
    return value.pieces.map(piece => ({
      ...piece,
      ...stretchOf(place),
      ...(isUnknown(piece) ? {} : { same: false }),
    }))
  }
  if (value.type === 'literal') return [{ text: value.text, ...stretchOf(place), same: false }]
  if (value.type === 'encoded') return [...piecesOf(draftOf(jsonPieces(value.value)))]
  if (value.type === 'unknown') return [{ ...value, ...stretchOf(place) }]
  return [{ label: nameless, ...stretchOf(place) }]
}

function stretchOf({ start, end }: Stretch): Stretch {
  return { start, end }
}

/** A value as JSON, in pieces that lead back to the host file. */
export function* jsonPieces(value: Value): Generator<Piece> {
  const { start, end } = value
  const mark = (text: string, at: number): Known => ({
    text,
    start: at,
    end: Math.min(at + 1, end),
    same: false,
  })
  const between = (text: string, at: number): Known => ({ text, start: at, end: at, same: false })
  if (value.type === 'unknown') yield { ...value }
  else if (value.type === 'literal') yield { text: value.text, start, end, same: false }
  else if (value.type === 'encoded') yield* stringPieces([...jsonPieces(value.value)], value)
  else if (value.type === 'string') yield* stringPieces(value.pieces, value)
  else if (value.type === 'list') {
    yield mark('[', start)
    for (const [index, item] of value.items.entries()) {
      if (index > 0) yield between(',', item.start)
      yield* jsonPieces(item)
    }
    yield mark(']', Math.max(end - 1, start))
  } else {
    yield mark('{', start)
    for (const [index, { name, value: member }] of value.members.entries()) {
      if (index > 0) yield between(',', name.start)
      yield* stringPieces(name.pieces, name)
      yield between(':', name.end)
      yield* jsonPieces(member)
    }
    yield mark('}', Math.max(end - 1, start))
  }
}

function* stringPieces(pieces: readonly Piece[], { start, end }: Stretch): Generator<Piece> {
  yield { text: '"', start, end: start, same: false }
  for (const piece of pieces) {
    if (isUnknown(piece)) yield piece
    else {
      const text = JSON.stringify(piece.text).slice(1, -1)
      yield { ...piece, text, same: piece.same && text === piece.text }
    }
  }
  yield { text: '"', start: end, end, same: false }
}
