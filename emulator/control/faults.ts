import { type Emulator, runtimeOf } from '../emulator.ts'
import { notEmulatedOperations, operations } from '../operations/index.ts'
import type { Account } from '../state/account.ts'
import { changedMembers } from '../state/changed-members.ts'
import { hour } from '../state/clock.ts'
import type { Drop } from '../wire/message.ts'
import { pointerTo, readBody } from './body.ts'
import { ControlError, refuseInput } from './control-error.ts'
import type { Fault } from './fault-list.ts'
import type { FaultError, FaultRule } from './fault-rule.ts'
import { knownCodes } from './known-codes.ts'
import { offer } from './offer.ts'
import { readNumber, readText, readWord } from './read-value.ts'
import { readShortDuration } from './time.ts'

/** A rule as it is given: the code's status and message default to its table's. One of `error`, `delay` and `drop`. */
export type FaultInput = Omit<FaultRule, 'error' | 'when'> & {
  /** Absent: `before`. */
  readonly when?: FaultRule['when']
  readonly error?: Pick<FaultError, 'code'> & Partial<FaultError>
}

/** A rule with its id and how many calls it has met. */
export type FaultSummary = FaultRule & { readonly id: string; readonly hits: number }

const members = [
  'operation',
  'accessKeyId',
  'resource',
  'when',
  'error',
  'delay',
  'clock',
  'drop',
  'times',
  'skip',
  'probability',
  'seed',
] as const

const drops: readonly Drop[] = ['reset', 'truncate', 'garbage', 'never-answer']

/** An account has no more rules than these at a time. */
const most = 1000

/** The fault rules of an account, oldest first. */
export function listFaults(emulator: Emulator, account: Account): FaultSummary[] {
  return runtimeOf(emulator, account).faults.all().map(summaryOf)
}

/** Adds a rule; refuses one that is wrong, or names an operation or a code that does not exist. */
export function addFault(emulator: Emulator, account: Account, body: unknown): Fault {
  const { faults } = runtimeOf(emulator, account)
  const rule = readRule(emulator, body)
  if (faults.size >= most) refuseInput('', `the account has ${most} fault rules already; remove some`)
  return faults.add(rule, rule.delay === undefined ? 0 : readShortDuration(rule.delay, '/delay'))
}

/** Takes a rule away and answers it as it was last. */
export function removeFault(emulator: Emulator, account: Account, id: string): FaultSummary {
  const { faults } = runtimeOf(emulator, account)
  const ids = faults.all().map(each => each.id)
  const fault = faults.remove(id)
  if (fault) return summaryOf(fault)
  throw new ControlError(404, `there is no fault rule \`${id}\`${offer(id, ids)}`)
}

/** Takes every rule of an account away and answers how many there were. */
export function clearFaults(emulator: Emulator, account: Account): number {
  const { faults } = runtimeOf(emulator, account)
  const { size } = faults
  faults.clear()
  return size
}

/** A rule as the control interface shows it. */
export function summaryOf({ id, rule, hits }: Fault): FaultSummary {
  return { id, ...rule, hits }
}

function readRule({ settings }: Emulator, body: unknown): FaultRule {
  const given = readBody(body, members)
  const effects = (['error', 'delay', 'drop'] as const).filter(name => given.has(name))
  const operation = readOperation(given.get('operation'))
  if (effects.length !== 1) refuseInput('', 'a fault rule has one of `error`, `delay` and `drop`')
  if (given.has('clock') && !given.has('delay'))
    refuseInput('/clock', '`clock` is for a `delay`: whose clock measures it')
  const whole = (name: string, least: number) => readNumber(given, name, { least, whole: true })
  return {
    operation,
    ...changedMembers({ accessKeyId: readText(given, 'accessKeyId'), resource: readText(given, 'resource') }),
    when: readWord(given, 'when', ['before', 'after'] as const) ?? 'before',
    ...changedMembers({
      error: given.has('error') ? readError(given.get('error'), knownCodes(operation, settings)) : undefined,
      delay: given.has('delay') ? readDelay(given.get('delay')) : undefined,
      clock: readWord(given, 'clock', ['machine', 'account'] as const),
      drop: readWord(given, 'drop', drops),
      times: whole('times', 1),
      skip: whole('skip', 0),
      probability: readNumber(given, 'probability', { least: 0, most: 1 }),
      seed: whole('seed', 0),
    }),
  }
}

function readOperation(value: unknown): string {
  const names = operations.map(({ name }) => name)
  if (typeof value !== 'string')
    refuseInput('/operation', '`operation` must be the name of an operation, or `*` for all')
  if (value === '*' || names.includes(value)) return value
  if (notEmulatedOperations.includes(value))
    refuseInput('/operation', `\`${value}\` is not emulated, so no call of it gets as far as a fault rule`)
  return refuseInput('/operation', `there is no operation \`${value}\`${offer(value, names)}`)
}

function readError(value: unknown, known: ReadonlyMap<string, FaultError>): FaultError {
  const given = within('/error', () => readBody(value, ['code', 'status', 'message']))
  return within('/error', () => {
    const code = readText(given, 'code') ?? refuseInput('/code', '`code` must be given, as a text')
    const row = known.get(code)
    if (!row)
      refuseInput('/code', `the emulator knows no error code \`${code}\`${offer(code, [...known.keys()])}`)
    return {
      code,
      status: readNumber(given, 'status', { least: 400, most: 599, whole: true }) ?? row.status,
      message: readText(given, 'message') ?? row.message,
    }
  })
}

/** What is refused inside stands below `pointer`. */
function within<T>(pointer: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof ControlError)) throw error
    throw new ControlError(error.status, error.message, pointer + error.pointer)
  }
}

function readDelay(value: unknown): string {
  if (readShortDuration(value, pointerTo('delay')) > hour)
    refuseInput('/delay', 'a call is delayed by an hour (`1h`) at most')
  return value as string
}
