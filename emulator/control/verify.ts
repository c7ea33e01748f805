import { type Emulator, runtimeOf } from '../emulator.ts'
import { operations } from '../operations/index.ts'
import type { Account } from '../state/account.ts'
import { changedMembers } from '../state/changed-members.ts'
import { pointerTo, readBody } from './body.ts'
import { ControlError, refuseInput } from './control-error.ts'
import type { JournalRecord } from './journal.ts'
import { offer } from './offer.ts'
import { readNumber, readText } from './read-value.ts'
import { causeOf } from './scenarios.ts'
import { readShortDuration } from './time.ts'
import {
  describeFailure,
  type Expectation,
  type Verification,
  verifyCalls,
  verifyOrder,
} from './verification.ts'

/**
 * The calls that are expected: `times`, or `atLeast` and `atMost`; without any of them one or more. Every try counts,
 * also one that was refused or whose answer was lost.
 */
export interface ExpectedCalls {
  readonly operation: string
  /** An ARN, a SecretName, a key's id; absent: any. */
  readonly resource?: string
  readonly times?: number
  readonly atLeast?: number
  readonly atMost?: number
  /** The least time on the account's clock between one of these calls and the next: `1s`, `250ms`. */
  readonly minSpacing?: string
}

/**
 * Steps that follow one another: of the calls that any step is about, those of the first come first, then those of the
 * second, and so on; each step takes as many as it may. What no step is about does not count.
 */
export interface ExpectedOrder {
  readonly inOrder: readonly ExpectedCalls[]
}

const members = ['operation', 'resource', 'times', 'atLeast', 'atMost', 'minSpacing', 'inOrder']

/** Nobody writes down more steps. */
const mostSteps = 100

/** Counts the calls of an account; refuses with 417 and what was seen instead where they are not as expected. */
export function verifyRequests(
  emulator: Emulator,
  account: Account,
  body: unknown,
): { readonly calls: number } {
  const given = readBody(body, members)
  const { journal } = runtimeOf(emulator, account)
  const dated = journal.dated(scenarioOf)
  const verified: Verification = given.has('inOrder')
    ? verifyOrder(dated, readSteps(given))
    : verifyCalls(dated, readExpectation(given))
  if ('calls' in verified) return verified
  const { reason, seen, nearest } = verified
  const older = journal.dropped === 0 ? '' : `\n${journal.dropped} older calls are forgotten`
  const message = describeFailure(verified) + older
  throw new ControlError(417, message, '', { reason, seen, nearest })
}

function scenarioOf(record: JournalRecord): string | undefined {
  return record.scenarios && causeOf(record, record.scenarios)
}

function readSteps(given: ReadonlyMap<string, unknown>): Expectation[] {
  const steps = given.get('inOrder')
  if (given.size > 1)
    refuseInput('', 'with `inOrder` there is nothing else: each step names its own operation and counts')
  if (!Array.isArray(steps) || steps.length === 0 || steps.length > mostSteps)
    refuseInput('/inOrder', `\`inOrder\` must be a list of 1 to ${mostSteps} steps`)
  return steps.map((step: unknown, index) => {
    try {
      return readExpectation(readBody(step, members.slice(0, -1)))
    } catch (error) {
      if (!(error instanceof ControlError)) throw error
      throw new ControlError(error.status, error.message, `/inOrder/${index}${error.pointer}`)
    }
  })
}

function readExpectation(given: ReadonlyMap<string, unknown>): Expectation {
  const names = operations.map(({ name }) => name)
  const operation = readText(given, 'operation')
  if (operation === undefined) refuseInput('/operation', '`operation` must be given: which calls to count')
  if (!names.includes(operation))
    refuseInput('/operation', `there is no operation \`${operation}\`${offer(operation, names)}`)
  const [times, atLeast, atMost] = ['times', 'atLeast', 'atMost'].map(name =>
    readNumber(given, name, { least: 0, whole: true }),
  )
  if (times !== undefined && (atLeast ?? atMost) !== undefined)
    refuseInput('/times', '`times` stands alone, without `atLeast` and `atMost`')
  if (atLeast !== undefined && atMost !== undefined && atLeast > atMost)
    refuseInput('/atMost', '`atMost` must not be less than `atLeast`')
  const minSpacing = given.get('minSpacing')
  return {
    operation,
    ...changedMembers({ resource: readText(given, 'resource') }),
    least: times ?? atLeast ?? (atMost === undefined ? 1 : 0),
    most: times ?? atMost ?? Number.POSITIVE_INFINITY,
    ...(minSpacing === undefined
      ? {}
      : { minSpacing: readShortDuration(minSpacing, pointerTo('minSpacing')) }),
  }
}
