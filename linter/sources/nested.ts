import { type Draft, draftOf, hostOffset, isUnknown, type Piece, piecesOf, type Stretch } from './draft.ts'
import type { Extraction } from './extraction.ts'
import { slicePieces } from './piece-cutting.ts'

/** What was found in a text that is itself a part of a host file, with places in the file. */
export function nested(extraction: Extraction, outer: Draft, name: string, pointer: string): Extraction {
  const outerPieces = [...piecesOf(outer)]
  const place = ({ start, end }: Stretch): Stretch => ({
    start: hostOffset(outer, start, 'start'),
    end: hostOffset(outer, end, 'end'),
  })
  const placed = (piece: Piece): readonly Piece[] =>
    !isUnknown(piece) && piece.same
      ? slicePieces(outerPieces, piece.start, piece.end)
      : [{ ...piece, ...place(piece) }]
  return {
    ...extraction,
    policies: extraction.policies.map(policy => ({
      ...policy,
      name: `${name}: ${policy.name}`,
      pointer: pointer + policy.pointer,
      draft: draftOf([...piecesOf(policy.draft)].flatMap(placed)),
    })),
    unresolved: extraction.unresolved.map(each => ({
      ...each,
      ...place(each),
      name: `${name}: ${each.name}`,
    })),
  }
}
