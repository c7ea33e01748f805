import { operations } from '../../emulator/operations/index.ts'
import type { Operation } from '../../emulator/operations/operation.ts'
import { exchanges, readJson } from './exchange.ts'

interface Fact {
  readonly status: 'current' | 'withdrawn'
  readonly parameters: readonly { readonly name: string; readonly required?: true }[]
  readonly errors: readonly {
    readonly status: number
    readonly code: string
    readonly message: string
    readonly source: string
  }[]
}

/** What the provider's metadata says of each operation. */
export const facts = readJson<{ operations: Record<string, Fact> }>(
  new URL('../../fixtures/facts/kms-operations.json', import.meta.url),
).operations

interface LeftOut {
  /** `*`: every operation. */
  readonly operation: string
  readonly parameter?: string
  /** A parameter whose `required` differs. */
  readonly required?: string
  readonly status?: number
  readonly code?: string
  readonly why: string
}

/** What is left out of the metadata on purpose, each with its reason. */
export const leftOut = readJson<readonly LeftOut[]>(
  new URL('../../fixtures/facts/left-out.json', import.meta.url),
)

/** Why a parameter or an error of the metadata is not there, or undefined. */
export function reasonFor(
  operation: string,
  part: { parameter: string } | { required: string } | { status: number; code: string },
): string | undefined {
  return leftOut.find(row => {
    if (row.operation !== '*' && row.operation !== operation) return false
    if ('parameter' in part) return row.parameter === part.parameter
    if ('required' in part) return row.required === part.required
    return row.code === part.code && (row.status === undefined || row.status === part.status)
  })?.why
}

export interface ErrorEvidence {
  readonly status: number
  readonly code: string
  readonly message: string
  readonly source: string
  /** An exchange produced it; it is left out for a reason; neither. */
  readonly state: 'produced' | 'left out' | 'missing'
  readonly why?: string
}

/** For each error that the metadata lists for an operation, whether an exchange produces it. */
export function evidenceOf({ name, product }: Operation): ErrorEvidence[] {
  if (product !== 'Kms') return []
  const played = exchanges.filter(({ request }) => request.action === name)
  return (facts[name]?.errors ?? []).map(({ status, code, message, source }) => {
    const produced = played.some(({ expect }) => expect.status === status && expect.body.Code === code)
    const why = produced ? undefined : reasonFor(name, { status, code })
    return {
      status,
      code,
      message,
      source,
      state: produced ? 'produced' : why === undefined ? 'missing' : 'left out',
      ...(why === undefined ? {} : { why }),
    }
  })
}

/** The emulated operations of KMS. */
export const kmsOperations = operations.filter(({ product }) => product === 'Kms')
