import type { Answered } from './control/journal.ts'
import { MachineError } from './machine-error.ts'
import { printable } from './printable.ts'

/** A request of the control interface as it was answered: the path without its query. */
export interface ControlAnswered {
  readonly method: string
  readonly path: string
  readonly status: number
}

/** One line about a request, without its end: never a secret. `time` is the machine's, in milliseconds. */
export type LogFormat = (time: number, answered: Answered | ControlAnswered) => string

/** For people: time, status, what was called, who called it on what, and why it was refused. */
export const prettyLine: LogFormat = (time, answered) => {
  const clock = new Date(time).toISOString().slice(11, 23)
  if ('path' in answered) return `${clock} ${answered.status} ${answered.method} ${brief(answered.path)}`
  const { status, operation = '(no operation)', caller, resource, code, because, wouldBeRefused } = answered
  const { lost, fault } = answered
  const who = caller && (caller.name === '' ? '(root)' : caller.name)
  return [
    clock,
    status,
    operation,
    ...(who === undefined ? [] : [who]),
    ...(resource === undefined ? [] : [brief(resource)]),
    ...(code === undefined ? [] : [code]),
    ...(lost === undefined ? [] : [lost]),
    ...(fault === undefined ? [] : [fault]),
    ...(wouldBeRefused ? ['would be refused'] : []),
    ...(because === undefined ? [] : [`(${brief(because)})`]),
  ].join(' ')
}

/** For programs: one JSON object a line. */
export const jsonLine: LogFormat = (time, answered) =>
  JSON.stringify({ time: new Date(time).toISOString(), ...answered })

/** A line stays short, whatever a request asks for. */
function brief(text: string): string {
  return printable(text).slice(0, 500)
}

/** Tells of each request on standard error; undefined where nobody wants to know. */
export function requestLog(
  kind: 'pretty' | 'json' | 'silent',
  machine: { now(): number },
): ((answered: Answered | ControlAnswered) => void) | undefined {
  if (kind === 'silent') return undefined
  const line = kind === 'json' ? jsonLine : prettyLine
  return answered => {
    process.stderr.write(`${line(machine.now(), answered)}\n`)
  }
}

/**
 * Tells on standard error of a fault that is the emulator's own, or, in one line, of the machine's. The messages of
 * Node's parsers quote what they were given, which may be a secret: of those only the place is shown.
 */
export function reportBug(error: unknown): void {
  if (error instanceof MachineError) {
    process.stderr.write(`kms-emulator: ${printable(error.message)}\n`)
    return
  }
  const { name, message, stack = '' } = error instanceof Error ? error : new Error(String(error))
  const frames = stack.split('\n').filter(line => /^\s+at /.test(line))
  const told = error instanceof SyntaxError || error instanceof TypeError ? name : `${name}: ${message}`
  process.stderr.write(`kms-emulator: a fault of its own\n${[told, ...frames].join('\n')}\n`)
}
