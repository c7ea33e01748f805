/** A part of the host file: UTF-16 offsets, `end` exclusive. */
export interface Stretch {
  readonly start: number
  readonly end: number
}

/** A value, or a part of a string, that is known only when the file is deployed. */
export interface Unknown extends Stretch {
  /** What a report writes for it, e.g. `${var.account}`. */
  readonly label: string
  /** It is the ARN of a secret or of a key, as the type of the resource that it refers to says. */
  readonly arn?: 'secret' | 'key'
}

/** Text that stands for a part of the host file; `same` if it is that part letter by letter. */
export interface Known extends Stretch {
  readonly text: string
  readonly same: boolean
}

/** The label of an unknown that nothing names. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: reports write it so
export const nameless = '${…}'

export type Piece = Known | Unknown

/** What is known of a policy document in a host file: its text, with one `hole` for each unknown. */
export interface Draft {
  readonly text: string
  readonly segments: readonly Segment[]
  /** In the order of their holes. */
  readonly unknowns: readonly Unknown[]
}

interface Segment extends Stretch {
  /** Where it starts in the text of the draft. */
  readonly at: number
  readonly same: boolean
}

/** Stands for an unknown. Of the private use area: no policy has one; in a host file it is read as U+FFFD. */
export const hole = '\uE000'

export function isUnknown(piece: Piece): piece is Unknown {
  return 'label' in piece
}

/** A piece of the host text as it stands there. */
export function verbatim(host: string, start: number, end: number): Known {
  return { text: host.slice(start, end).replaceAll(hole, '\uFFFD'), start, end, same: true }
}

/** Puts pieces together. */
export function draftOf(pieces: Iterable<Piece>): Draft {
  const segments: Segment[] = []
  const unknowns: Unknown[] = []
  const parts: string[] = []
  let at = 0
  for (const piece of pieces) {
    const { start, end } = piece
    const text = isUnknown(piece) ? hole : piece.text.replaceAll(hole, '\uFFFD')
    if (isUnknown(piece)) unknowns.push(piece)
    if (text === '') continue
    segments.push({ at, start, end, same: !isUnknown(piece) && piece.same })
    parts.push(text)
    at += text.length
  }
  return { text: parts.join(''), segments, unknowns }
}

/** The pieces of a draft, to put into another. */
export function* piecesOf({ text, segments, unknowns }: Draft): Generator<Piece> {
  let next = 0
  for (const [index, { at, start, end, same }] of segments.entries()) {
    const part = text.slice(at, segments[index + 1]?.at)
    const unknown = part === hole ? unknowns[next] : undefined
    if (unknown === undefined) yield { text: part, start, end, same }
    else {
      next += 1
      yield unknown
    }
  }
}

/** Where in the host file a place of the draft is: of its start, or of its end. */
export function hostOffset({ text, segments }: Draft, offset: number, edge: 'start' | 'end'): number {
  let low = 0
  let high = segments.length - 1
  const inside = edge === 'start' ? offset : Math.max(offset - 1, 0)
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((segments[middle] as Segment).at <= inside) low = middle
    else high = middle - 1
  }
  const segment = segments[low]
  if (segment === undefined) return 0
  const length = (segments[low + 1]?.at ?? text.length) - segment.at
  if (segment.same) return segment.start + Math.min(offset - segment.at, length)
  return edge === 'start' ? segment.start : segment.end
}

/** The part of the host file that a part of the draft is letter by letter, or null. */
export function sameStretch({ text, segments }: Draft, start: number, end: number): Stretch | null {
  const last = segments.findLastIndex(({ at }) => at <= start)
  for (const index of [last, last - 1]) {
    const segment = segments[index]
    const next = segments[index + 1]?.at ?? text.length
    if (segment?.same && end <= next)
      return { start: segment.start + start - segment.at, end: segment.start + end - segment.at }
  }
  return null
}
