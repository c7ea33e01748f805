import { type Emulator, runtimeOf } from '../emulator.ts'
import { operations } from '../operations/index.ts'
import type { Account } from '../state/account.ts'
import { refuseInput } from './control-error.ts'
import type { JournalEntry } from './journal.ts'
import { offer } from './offer.ts'
import { causeOf } from './scenarios.ts'

/** Which calls to show; absent: all that are remembered. */
export interface RequestFilter {
  readonly operation?: string | undefined
}

/** The calls of an account, oldest first, and how many older ones are no longer remembered. */
export function listRequests(
  emulator: Emulator,
  account: Account,
  { operation }: RequestFilter = {},
): { readonly requests: JournalEntry[]; readonly dropped: number } {
  if (operation !== undefined && !operations.some(({ name }) => name === operation)) {
    const names = operations.map(({ name }) => name)
    refuseInput('', `no operation \`${operation}\` is emulated${offer(operation, names)}`)
  }
  const { journal } = runtimeOf(emulator, account)
  const entries = journal.entries(record => record.scenarios && causeOf(record, record.scenarios))
  const requests = operation === undefined ? entries : entries.filter(entry => entry.operation === operation)
  return { requests, dropped: journal.dropped }
}

/** Forgets the calls of an account. */
export function clearRequests(emulator: Emulator, account: Account): void {
  runtimeOf(emulator, account).journal.clear()
}
