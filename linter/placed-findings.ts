import { createFinding, type Finding } from './finding.ts'
import type { Found } from './inspect.ts'
import { positionsIn } from './position.ts'
import type { Edit, Fix } from './rule.ts'

/** How a policy lies in the text that its findings speak of. */
export interface Placing {
  /** The offset there of an offset in the policy: of a place's start, or of its end. */
  readonly offset: (offset: number, edge: 'start' | 'end') => number
  /** The pointer there of the policy. */
  readonly pointer: string
  /** A sentence about the policy as it is said there. */
  readonly sentence: (text: string) => string
  /** An edit there, or null where an edit cannot be carried over. */
  readonly edit: (edit: Edit) => Edit | null
}

/** A policy that starts at `shift` of the text and ends with it. */
export function shiftedBy(shift: number): Placing {
  return {
    offset: offset => offset + shift,
    pointer: '',
    sentence: text => text,
    edit: edit => (shift === 0 ? edit : { ...edit, start: edit.start + shift, end: edit.end + shift }),
  }
}

/** Findings with their positions in a text; the fix of each that has one goes to `fixes`. */
export function placedFindings(
  text: string,
  found: readonly Found[],
  placing: Placing,
  fixes: Map<Finding, Fix>,
  positionOf = positionsIn(text),
): Finding[] {
  const spanOf = (place: { readonly start: number; readonly end: number }) => {
    const start = placing.offset(place.start, 'start')
    return { start: positionOf(start), end: positionOf(Math.max(placing.offset(place.end, 'end'), start)) }
  }
  return found.map(({ rule, problem }) => {
    const { place, message, level = rule.level, help = rule.help, related = [] } = problem
    const fix = problem.fix === undefined ? null : placedFix(problem.fix, placing)
    const finding = createFinding(text, {
      rule: rule.id,
      level,
      message: placing.sentence(message),
      pointer: placing.pointer + place.pointer,
      ...spanOf(place),
      help: placing.sentence(help),
      related: related.map(each => ({
        pointer: placing.pointer + each.place.pointer,
        ...spanOf(each.place),
        message: placing.sentence(each.message),
      })),
      fixable: fix?.safety ?? null,
    })
    if (fix !== null) fixes.set(finding, fix)
    return finding
  })
}

function placedFix(fix: Fix, { edit, sentence }: Placing): Fix | null {
  const edits: Edit[] = []
  for (const each of fix.edits) {
    const placed = edit(each)
    if (placed === null) return null
    edits.push(placed)
  }
  return { ...fix, title: sentence(fix.title), edits }
}
