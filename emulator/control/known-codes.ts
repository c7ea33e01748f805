import { operations } from '../operations/index.ts'
import type { Settings } from '../settings.ts'
import type { FaultError } from './fault-rule.ts'
import { readLimits } from './limits.ts'

/**
 * The codes that a call of an operation (`*`: any) could be answered with, each with its status and message: first the
 * operation's own table, then what every call can meet, then the tables of other operations.
 */
export function knownCodes(
  operation: string,
  { rotationError }: Pick<Settings, 'rotationError'>,
): ReadonlyMap<string, FaultError> {
  const limits = readLimits()
  const own = limits.operations.find(({ name }) => name === operation)
  const rows = [
    ...(own?.errors ?? []),
    rotationError,
    ...limits.commonErrors,
    ...limits.operations.flatMap(({ errors }) => errors),
  ]
  const codes = new Map<string, FaultError>()
  for (const { code, status, message } of rows)
    if (!codes.has(code) && code !== missingName) codes.set(code, { code, status, message })
  const missing = limits.commonErrors.find(({ code }) => code === missingName)
  if (!missing) throw new Error('no table has the row of a parameter that is missing')
  for (const name of requiredNames(operation)) {
    const message = missing.message.replace('<Name>', name)
    codes.set(`Missing${name}`, { code: `Missing${name}`, status: missing.status, message })
  }
  return codes
}

/** The row that stands for every `Missing<Name>`. */
const missingName = 'Missing<Name>'

function requiredNames(operation: string): string[] {
  return operations
    .filter(({ name }) => operation === '*' || name === operation)
    .flatMap(({ parameters }) => Object.keys(parameters).filter(name => parameters[name]?.rules.required))
}
