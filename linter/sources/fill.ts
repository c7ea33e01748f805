import type { PolicyKind } from '../policy/index.ts'
import { type Draft, hole, type Unknown } from './draft.ts'
import type { Slot } from './slots.ts'

/** How much statements grant or deny that hold unknowns: a finding that depends on no unknown holds in every filling. */
export interface Filling {
  readonly allow: Reach
  readonly deny: Reach
}

type Reach = 'least' | 'most'

/** The fillings in which a finding must hold; reports speak of the first. */
export const fillings: readonly [Filling, ...Filling[]] = [
  { allow: 'least', deny: 'least' },
  { allow: 'most', deny: 'most' },
  { allow: 'most', deny: 'least' },
  { allow: 'least', deny: 'most' },
]

/** A draft with something in the place of each unknown. */
export interface Filled {
  readonly text: string
  /** Offsets of slots, in the filled text and in the draft. */
  readonly parts: readonly FilledPart[]
  /** What was filled in, and what a report writes for it. */
  readonly labels: ReadonlyMap<string, string>
}

interface FilledPart {
  readonly slot: Slot
  readonly start: number
  readonly end: number
}

/** Fills every slot. What is filled in is valid where it stands, and the same for the same unknown. */
export function fill(draft: Draft, slots: readonly Slot[], kind: PolicyKind, filling: Filling): Filled {
  const numbers = new Map<string, number>()
  for (const { label } of draft.unknowns) if (!numbers.has(label)) numbers.set(label, numbers.size + 1)
  const numberOf = ({ label }: Unknown): number => numbers.get(label) ?? 0
  const labels = new Map<string, string>()
  const parts: FilledPart[] = []
  let text = ''
  let from = 0
  for (const slot of slots) {
    text += draft.text.slice(from, slot.start)
    const start = text.length
    text += fillSlot({ slot, kind, filling, numberOf, labels })
    parts.push({ slot, start, end: text.length })
    from = slot.end
  }
  text += draft.text.slice(from)
  text = text.replaceAll(hole, 'unknown')
  return { text, parts, labels }
}

/** The offset in the draft of a place of the filled text: of its start, or of its end. */
export function draftOffset({ parts }: Filled, offset: number, edge: 'start' | 'end'): number {
  let shift = 0
  for (const { slot, start, end } of parts) {
    if (offset < start || (offset === start && edge === 'start')) break
    if (offset < end || (offset === end && edge === 'end')) return edge === 'start' ? slot.start : slot.end
    shift = slot.end - end
  }
  const next = parts.find(({ start }) => start === offset)
  return edge === 'start' && next !== undefined ? next.slot.start : offset + shift
}

/** A text that was made of a filled one, with the unknowns' labels. */
export function labelled({ labels }: Filled, text: string): string {
  if (labels.size === 0) return text
  const labelOf = (found: string): string => labels.get(found) ?? found
  return text.replace(/acs:[^\s`]+/g, labelOf).replace(stamps, labelOf)
}

interface Work {
  readonly slot: Slot
  readonly kind: PolicyKind
  readonly filling: Filling
  readonly numberOf: (unknown: Unknown) => number
  readonly labels: Map<string, string>
}

/** Regions that exist, rarely written: two unknown regions are not to be the same. */
const regions = ['me-central-1', 'me-east-1', 'eu-west-1', 'na-south-1', 'ap-northeast-2', 'ap-southeast-7']

/** What is filled in for a part of a string. */
const stamps = new RegExp(`unknown\\d+x|199\\d{13}|${regions.join('|')}`, 'g')

function reachOf({ slot: { effect, path }, filling }: Work): Reach {
  const reach = effect === 'Deny' ? filling.deny : filling.allow
  if (!path.includes('NotAction')) return reach
  return reach === 'least' ? 'most' : 'least'
}

/** JSON for a slot: a string, or the object or list that belongs there. */
function fillSlot(work: Work): string {
  const { slot, kind, filling } = work
  const [first, , element, operator, key] = slot.path
  const most = reachOf(work) === 'most'
  const isWhole = slot.content === hole
  if (slot.isName) return JSON.stringify(fillText(work, `acs:RequestTag/${word(work, 0)}`, hole))
  if (first !== 'Statement') return JSON.stringify(first === 'Version' && isWhole ? '1' : fillText(work))
  if (element === undefined) return isWhole ? fillStatement(work) : JSON.stringify(fillText(work))
  if (element === 'Effect' && isWhole) return filling.deny === 'least' ? '"Allow"' : '"Deny"'
  if (element === 'Action' || element === 'NotAction') return JSON.stringify(fillAction(work, most))
  if (element === 'Resource') return JSON.stringify(fillArn(work, most, kind))
  if (element === 'Principal') return fillPrincipal(work, most)
  if (element !== 'Condition') return JSON.stringify(fillText(work))
  if (operator === undefined) return most ? '{}' : `{"StringEquals":{"acs:SourceVpc":"vpc-${word(work, 0)}"}}`
  if (key === undefined) return fillOperands(work, String(operator))
  return JSON.stringify(
    isWhole || !/string/i.test(String(operator)) ? operand(work, String(operator)) : fillText(work),
  )
}

/** A word that stands for an unknown of the slot. */
function word({ slot, numberOf, labels }: Work, index: number): string {
  const unknown = slot.unknowns[index]
  const text = `unknown${unknown === undefined ? 0 : numberOf(unknown)}x`
  if (unknown !== undefined) labels.set(text, unknown.label)
  return text
}

/** The string with a word, or what `other` is, in each hole. */
function fillText(work: Work, whole?: string, other?: string): string {
  if (whole !== undefined && work.slot.content === hole) return whole
  let index = 0
  return work.slot.content.replaceAll(hole, () => {
    const own = word(work, index++)
    return other === undefined || other === hole ? own : other
  })
}

function fillAction(work: Work, most: boolean): string {
  const { content } = work.slot
  if (content === hole && work.kind === 'trust') return 'sts:AssumeRole'
  if (content === hole && isResourcePolicy(work.kind)) return most ? 'kms:*' : `kms:${word(work, 0)}`
  if (content === hole) return most ? '*' : `${word(work, 0)}:${word(work, 0)}`
  return most ? fillText(work, undefined, '*') : fillText(work)
}

function isResourcePolicy(kind: PolicyKind): boolean {
  return kind === 'key' || kind === 'secret'
}

/** An ARN: of the resource that is referred to, or with its unknown segments filled, or any. */
function fillArn(work: Work, most: boolean, kind: PolicyKind): string {
  const { content, unknowns } = work.slot
  if (isResourcePolicy(kind) && !isShapedArn(content) && unknowns[0]?.arn === undefined) return '*'
  if (content === hole && most && unknowns[0]?.arn === undefined) return '*'
  if (content === hole) {
    const type = unknowns[0]?.arn
    if (type !== undefined && most) return `acs:kms:*:*:${type}/*`
    const text = `acs:kms:${regions[0]}:${account(0)}:${type ?? 'key'}/${word(work, 0)}`
    return show(
      work,
      type === undefined ? text.replace(':kms:', ':ecs:').replace(':key/', ':instance/') : text,
    )
  }
  if (!isShapedArn(content))
    return most ? '*' : `acs:ecs:${regions[0]}:${account(0)}:instance/${word(work, 0)}`
  return show(work, fillSegments(work, most))
}

/** Whether the unknowns of an ARN are parts of its segments. A segment holds no colon. */
export function isShapedArn(content: string): boolean {
  return /^acs:[^:]+:[^:]*:[^:]*:./.test(content)
}

function fillSegments(work: Work, most: boolean): string {
  let colons = 0
  let index = 0
  let filled = ''
  const { content } = work.slot
  for (const [at, character] of [...content].entries()) {
    if (character === ':') colons += 1
    if (character !== hole) filled += character
    else {
      const isWhole = colons < 4 && content[at - 1] === ':' && content[at + 1] === ':'
      filled += most ? '*' : segment(work, index, isWhole ? colons : 4)
      index += 1
    }
  }
  return filled
}

/** For an unknown that is the whole of a segment of an ARN (1 to 3), else a word. */
function segment(work: Work, index: number, position: number): string {
  const unknown = work.slot.unknowns[index]
  if (unknown === undefined || (position !== 2 && position !== 3)) return word(work, index)
  const number = work.numberOf(unknown)
  const text = position === 2 ? (regions[number % regions.length] as string) : account(number)
  work.labels.set(text, unknown.label)
  return text
}

function account(number: number): string {
  return String(1_990_000_000_000_000 + number)
}

/** Notes what a report writes for the whole string. */
function show(work: Work, text: string): string {
  let index = 0
  const shown = work.slot.content.replaceAll(hole, () => work.slot.unknowns[index++]?.label ?? '')
  if (text.length > 3) work.labels.set(text, shown)
  return text
}

function fillPrincipal(work: Work, most: boolean): string {
  const { content, path } = work.slot
  const user = `acs:ram::${account(0)}:user/${word(work, 0)}`
  const type = path[3]
  if (type === undefined) return content === hole ? `{"RAM":["${user}"]}` : JSON.stringify(fillText(work))
  if (typeof type === 'number') return JSON.stringify(fillText(work, account(0)))
  if (isShapedArn(content)) return JSON.stringify(show(work, fillSegments(work, most)))
  if (type === 'Service') return JSON.stringify(fillText(work, 'ecs.aliyuncs.com'))
  const provider = `acs:ram::${account(0)}:oidc-provider/${word(work, 0)}`
  return JSON.stringify(type === 'Federated' ? provider : user)
}

/** A statement, or a list of one, that grants nothing that matters, or all. */
function fillStatement(work: Work): string {
  const { kind, slot, filling } = work
  const most = filling.allow === 'most'
  const action = JSON.stringify(fillAction(work, most))
  const resource = JSON.stringify(fillArn(work, most, kind))
  const principal = `"Principal":{"RAM":["acs:ram::${account(0)}:user/${word(work, 0)}"]}`
  const parts = [
    '"Effect":"Allow"',
    `"Action":${action}`,
    ...(kind === 'trust' ? [] : [`"Resource":${resource}`]),
    ...(kind === 'trust' || isResourcePolicy(kind) ? [principal] : []),
  ]
  const statement = `{${parts.join()}}`
  return slot.path.length === 1 ? `[${statement}]` : statement
}

/** The keys and values of an operator. */
function fillOperands(work: Work, operator: string): string {
  if (work.slot.content !== hole) return JSON.stringify(fillText(work))
  const key = /ip/i.test(operator)
    ? 'acs:SourceIp'
    : /date/i.test(operator)
      ? 'acs:CurrentTime'
      : /bool/i.test(operator)
        ? 'acs:SecureTransport'
        : `acs:RequestTag/${word(work, 0)}`
  return `{"${key}":${JSON.stringify(operand(work, operator))}}`
}

/** A value that the operator takes; in some fillings unknowns are the same, in others they differ. */
function operand(work: Work, operator: string): string {
  const unknown = work.slot.unknowns[0]
  const isSame = work.filling.deny === 'most'
  const number = unknown === undefined || isSame ? 1 : (work.numberOf(unknown) % 200) + 2
  if (/ip/i.test(operator)) return `203.0.113.${number}`
  if (/date/i.test(operator)) return `2${String(number).padStart(3, '0')}-01-01T00:00:00Z`
  if (/bool/i.test(operator)) return isSame ? 'true' : 'false'
  if (/numeric/i.test(operator)) return String(number)
  return isSame ? 'unknown0x' : word(work, 0)
}
