import { commonErrors, notEmulated } from '../common-errors.ts'
import { connectionErrors } from '../connection-errors.ts'
import type { Certainty, ErrorTable } from '../errors.ts'
import { notEmulatedOperations, operations } from '../operations/index.ts'
import { regionErrors } from '../region.ts'
import { scenarios } from '../scenarios/index.ts'
import { assumedRotationError } from '../settings.ts'
import { gatewayErrors } from '../wire/gateway-errors.ts'
import { laterParts } from './later.ts'

/** A refusal that the emulator can give, and how sure it is. */
export interface ErrorSummary {
  readonly code: string
  readonly status: number
  readonly message: string
  readonly certainty: Certainty
  readonly source: string
}

/** What is emulated, how sure each part is, and what is refused. */
export interface Limits {
  readonly operations: readonly {
    readonly name: string
    readonly product: 'Kms' | 'Sts'
    readonly group: string
    readonly source: string
    readonly differences: readonly string[]
    readonly errors: readonly ErrorSummary[]
  }[]
  /** Refusals that any operation can give. */
  readonly commonErrors: readonly ErrorSummary[]
  readonly scenarios: readonly { readonly name: string; readonly source: string }[]
  /** Operations of KMS that answer `Emulator.NotEmulated`. */
  readonly notEmulated: readonly string[]
  /** Parts of this interface that are not there yet. */
  readonly later: readonly string[]
}

/** The same for every emulator: it describes the program. */
export function readLimits(): Limits {
  return {
    operations: operations.map(({ name, product, group, source, differences, errors }) => ({
      name,
      product,
      group,
      source,
      differences,
      errors: rowsOf(errors),
    })),
    commonErrors: [
      ...rowsOf(connectionErrors),
      ...rowsOf(gatewayErrors),
      ...rowsOf(regionErrors),
      ...rowsOf(commonErrors),
      ...rowsOf(notEmulated),
      {
        ...assumedRotationError,
        certainty: 'assumed',
        source: 'message: KMS FAQ; code and status assumed, `--rotation-error` sets them',
      },
    ],
    scenarios: scenarios.map(({ name, source }) => ({ name, source })),
    notEmulated: notEmulatedOperations,
    later: laterParts.map(({ method, path }) => `${method} ${path}`),
  }
}

/** `Forbidden.NoPermission for an ARN` is the code before the blank with another message. */
function rowsOf(table: ErrorTable): ErrorSummary[] {
  return Object.entries(table).map(([code, { status, message, certainty, source }]) => ({
    code: code.replace(/ .*$/, ''),
    status,
    message,
    certainty,
    source,
  }))
}
