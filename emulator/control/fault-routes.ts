import { addFault, clearFaults, listFaults, removeFault, summaryOf } from './faults.ts'
import { perAccount, type Route } from './route.ts'
import { verifyRequests } from './verify.ts'

/** The routes of fault rules, and the check that clients met them as expected. */
export const faultRoutes: readonly Route[] = [
  perAccount('GET', '/faults', ['account.faults.list'], (account, { control }) => ({
    faults: listFaults(control.emulator, account),
  })),
  perAccount('POST', '/faults', ['account.faults.add'], (account, { control, body }) =>
    summaryOf(addFault(control.emulator, account, body)),
  ),
  perAccount('DELETE', '/faults', ['account.faults.clear'], (account, { control }) => ({
    removed: clearFaults(control.emulator, account),
  })),
  perAccount('DELETE', '/faults/ID', ['fault.remove'], (account, { control, segments: [id] }) =>
    removeFault(control.emulator, account, id as string),
  ),
  perAccount('POST', '/requests/verify', ['account.verify'], (account, { control, body }) =>
    verifyRequests(control.emulator, account, body),
  ),
]
