import { formatDuration } from '../state/relative-time.ts'
import { namesResource } from './fault-rule.ts'
import type { DatedEntry, JournalEntry } from './journal.ts'

/** How many calls of a kind are expected, and how far apart. */
export interface Expectation {
  readonly operation: string
  /** An ARN, a SecretName, a key's id; absent: any. */
  readonly resource?: string
  readonly least: number
  readonly most: number
  /** Milliseconds on the account's clock between one call and the next. */
  readonly minSpacing?: number
}

/** Calls that nearly were the expected ones: they share the operation or the resource. */
export interface NearMiss {
  readonly operation: string
  readonly resource?: string
  readonly calls: number
}

/** Why a journal is not as expected: one sentence, the calls that count, and what nearly counted. */
export interface Failure {
  readonly reason: string
  readonly seen: readonly JournalEntry[]
  readonly nearest: readonly NearMiss[]
}

/** How many calls were as expected, or why not. */
export type Verification = { readonly calls: number } | Failure

/** Counts every call of the kind, tries again and refused ones included, wherever it stands in the journal. */
export function verifyCalls(journal: readonly DatedEntry[], expected: Expectation): Verification {
  const calls = journal.filter(call => isOf(expected, call))
  const reason = countFault(expected, calls) ?? spacingFault(expected, calls)
  return reason === undefined ? { calls: calls.length } : failure(reason, calls, journal, [expected])
}

/**
 * Steps one after another: of the calls that any step is about, the first ones must be as many as the first step
 * expects, the next ones as the second, and so on to the last. Each step takes as many as it may. What no step is about
 * does not count.
 */
export function verifyOrder(journal: readonly DatedEntry[], steps: readonly Expectation[]): Verification {
  const calls = journal.filter(call => steps.some(step => isOf(step, call)))
  let next = 0
  for (const [index, step] of steps.entries()) {
    const begin = next
    while (next < calls.length && next - begin < step.most && isOf(step, calls[next] as DatedEntry)) next++
    const taken = calls.slice(begin, next)
    const reason = countFault(step, taken) ?? spacingFault(step, taken)
    if (reason !== undefined)
      return failure(
        `step ${index + 1} of ${steps.length}: ${reason}${followedBy(calls[next])}`,
        calls,
        journal,
        steps,
      )
  }
  const more = calls[next]
  if (!more) return { calls: calls.length }
  return failure(`after the last step there is ${describeCall(more.entry)} too much`, calls, journal, steps)
}

/** A failure as text: the sentence, each call that counts, and the near misses. */
export function describeFailure({ reason, seen, nearest }: Failure): string {
  const shown = seen.slice(-most)
  const left = seen.length - shown.length
  return [
    reason,
    ...(left > 0 ? [`  ${left} earlier calls`] : []),
    ...shown.map(entry => `  ${describeEntry(entry)}`),
    ...(nearest.length > 0 ? ['nearest:'] : []),
    ...nearest.map(
      ({ operation, resource, calls }) =>
        `  ${counted(calls)} of ${operation}${resource === undefined ? '' : ` on ${resource}`}`,
    ),
  ].join('\n')
}

/** No more calls than these are shown. */
const most = 20

function isOf({ operation, resource }: Expectation, { entry }: DatedEntry): boolean {
  if (entry.operation !== operation) return false
  return resource === undefined || namesResource(resource, entry.resource)
}

function countFault(expected: Expectation, calls: readonly DatedEntry[]): string | undefined {
  const { least, most } = expected
  if (calls.length >= least && calls.length <= most) return undefined
  const bounds =
    least === most
      ? counted(least)
      : least > calls.length
        ? `at least ${counted(least)}`
        : `at most ${counted(most)}`
  const retries = calls.filter(({ entry }) => entry.retryOf !== undefined).length
  const again = retries === 0 ? '' : ` (${retries} of them after a failure: tried again)`
  return `expected ${bounds} of ${kindOf(expected)}, not ${calls.length}${again}`
}

function spacingFault(expected: Expectation, calls: readonly DatedEntry[]): string | undefined {
  const { minSpacing } = expected
  if (minSpacing === undefined) return undefined
  for (const [index, { at }] of calls.entries()) {
    const before = calls[index - 1]
    if (before && at - before.at < minSpacing)
      return `expected ${lengthOf(minSpacing)} between calls of ${kindOf(expected)}, not ${lengthOf(at - before.at)} before call ${index + 1}`
  }
  return undefined
}

function failure(
  reason: string,
  calls: readonly DatedEntry[],
  journal: readonly DatedEntry[],
  expected: readonly Expectation[],
): Failure {
  const counts = new Set(calls)
  const nearest = new Map<string, NearMiss>()
  for (const call of journal) {
    const { operation, resource } = call.entry
    if (counts.has(call) || !expected.some(each => isNear(each, call.entry))) continue
    const key = `${operation} ${resource}`
    const calls = (nearest.get(key)?.calls ?? 0) + 1
    nearest.set(key, { operation, ...(resource === undefined ? {} : { resource }), calls })
  }
  return { reason, seen: calls.map(({ entry }) => entry), nearest: [...nearest.values()].slice(0, 5) }
}

function isNear({ operation, resource }: Expectation, entry: JournalEntry): boolean {
  return entry.operation === operation || (resource !== undefined && namesResource(resource, entry.resource))
}

function followedBy(call: DatedEntry | undefined): string {
  return call ? `; then there is ${describeCall(call.entry)}` : ''
}

function describeCall({ operation, resource }: JournalEntry): string {
  return resource === undefined ? operation : `${operation} on ${resource}`
}

/** `2026-01-01T00:00:00Z GetSecretValue on acs:…: 429 Rejected.Throttling by app (fault-1), tried again`. */
function describeEntry(entry: JournalEntry): string {
  const { time, status, code, lost, fault, scenario, caller, retryOf } = entry
  const outcome = [...(status === 0 ? [] : [status]), ...(code ? [code] : []), ...(lost ? [lost] : [])]
  const cause = fault ?? scenario
  return [
    `${time} ${describeCall(entry)}: ${outcome.join(' ')} by ${caller.name === '' ? '(root)' : caller.name}`,
    ...(cause === undefined ? [] : [` (${cause})`]),
    ...(retryOf === undefined ? [] : [', tried again']),
  ].join('')
}

function kindOf({ operation, resource }: Expectation): string {
  return resource === undefined ? operation : `${operation} on \`${resource}\``
}

function counted(calls: number): string {
  return calls === 1 ? '1 call' : `${calls} calls`
}

function lengthOf(milliseconds: number): string {
  return milliseconds % 1000 === 0 ? formatDuration(milliseconds) : `${milliseconds}ms`
}
