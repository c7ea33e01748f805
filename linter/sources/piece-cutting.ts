import { hole, isUnknown, nameless, type Piece, type Stretch } from './draft.ts'

/** A string with more of what is looked for is unknown as a whole: no document has so many. */
const most = 500

/** Cuts what a pattern finds out of the known pieces of a string and puts other pieces there. */
export function cutPieces(
  pieces: readonly Piece[],
  pattern: RegExp,
  replace: (found: string, place: Stretch) => Piece,
): readonly Piece[] {
  const text = pieces.map(piece => (isUnknown(piece) ? hole : piece.text)).join('')
  const found = [...text.matchAll(pattern)]
  if (found.length === 0) return pieces
  const [first] = pieces
  if (found.length > most && first !== undefined)
    return [{ label: nameless, start: first.start, end: pieces.at(-1)?.end ?? first.end }]
  const cut: Piece[] = []
  let from = 0
  for (const match of found) {
    const end = match.index + match[0].length
    cut.push(
      ...slicePieces(pieces, from, match.index),
      replace(match[0], stretchOf(slicePieces(pieces, match.index, end))),
    )
    from = end
  }
  return [...cut, ...slicePieces(pieces, from, text.length)]
}

function stretchOf(pieces: readonly Piece[]): Stretch {
  return { start: pieces[0]?.start ?? 0, end: pieces.at(-1)?.end ?? 0 }
}

/** Pieces between two offsets of their text; those that are not the host's text letter by letter keep their place. */
export function slicePieces(pieces: readonly Piece[], start: number, end: number): readonly Piece[] {
  const sliced: Piece[] = []
  let at = 0
  for (const piece of pieces) {
    const length = isUnknown(piece) ? 1 : piece.text.length
    const [from, to] = [Math.max(start - at, 0), Math.min(end - at, length)]
    if (from < to) {
      if (isUnknown(piece)) sliced.push(piece)
      else if (!piece.same) sliced.push({ ...piece, text: piece.text.slice(from, to) })
      else
        sliced.push({
          text: piece.text.slice(from, to),
          start: piece.start + from,
          end: piece.start + to,
          same: true,
        })
    }
    at += length
  }
  return sliced
}
