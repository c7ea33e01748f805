import {
  addFault,
  clearFaults,
  type FaultInput,
  type FaultSummary,
  listFaults,
  removeFault,
} from './control/faults.ts'
import { type ExpectedCalls, type ExpectedOrder, verifyRequests } from './control/verify.ts'
import type { Emulator } from './emulator.ts'
import type { Account } from './state/account.ts'

/** A fault rule that was added. */
export interface FaultHandle {
  readonly id: string
  /** How many calls it has met by now. */
  readonly hits: number
  /** Takes it away, once, and answers it as it was last. */
  remove(): FaultSummary
}

/** The fault rules of an account: errors, delays and lost answers that calls meet beside what their state says. */
export interface FaultsHandle {
  /** Adds a rule behind the others; throws where it names an operation or a code that does not exist. */
  add(rule: FaultInput): FaultHandle
  list(): FaultSummary[]
  /** Takes all away and answers how many there were. */
  clear(): number
}

/** The members of an account's handle that test how clients bear it. */
export interface FaultMembers {
  readonly faults: FaultsHandle
  /** Counts the calls of the account; throws an error that says what was seen instead. */
  verify(expected: ExpectedCalls | ExpectedOrder): { readonly calls: number }
}

/** Makes them; `account` answers the account as it is by then. */
export function faultMembers(emulator: Emulator, account: () => Account): FaultMembers {
  return {
    faults: {
      add(rule) {
        const fault = addFault(emulator, account(), rule)
        return {
          id: fault.id,
          get hits() {
            return fault.hits
          },
          remove: () => removeFault(emulator, account(), fault.id),
        }
      },
      list: () => listFaults(emulator, account()),
      clear: () => clearFaults(emulator, account()),
    },
    verify: expected => verifyRequests(emulator, account(), expected),
  }
}
