import { version } from '../version.ts'
import { createAccount, credentialsOf, deleteAccount, listAccounts, requireAccount } from './accounts.ts'
import { changeClock, showClock } from './clock.ts'
import { environmentOf } from './environment.ts'
import { faultRoutes } from './fault-routes.ts'
import { instanceRoutes } from './instance-routes.ts'
import { readLimits } from './limits.ts'
import { managedRoutes } from './managed-routes.ts'
import { minimalPolicy } from './minimal-policy.ts'
import type { OpenApi } from './openapi.ts'
import { clearRequests, listRequests } from './requests.ts'
import { json, perAccount, type Route } from './route.ts'
import { applyScenario, listScenarios, undoScenario } from './scenarios.ts'
import { readState, resetState, writeState } from './state.ts'

/** Every route of the control interface. */
export const routes: readonly Route[] = [
  {
    method: 'GET',
    path: '/health',
    query: [],
    calls: [],
    answer: () => json({ status: 'ok', version }),
  },
  {
    method: 'GET',
    path: '/env',
    query: ['account', 'user'],
    calls: ['kms.env', 'account.env'],
    async answer({ control, url, query }) {
      const account = requireAccount(control.emulator, query.get('account'))
      const key = credentialsOf(account, query.get('user'))
      return json(environmentOf(url, control.emulator.world.region, key, await control.caCertificate()))
    },
  },
  {
    method: 'GET',
    path: '/ca.pem',
    query: [],
    calls: ['kms.caCertificate'],
    answer: async ({ control }) => ({ pem: (await control.caCertificate()).certificate }),
  },
  {
    method: 'GET',
    path: '/openapi.json',
    query: [],
    calls: ['kms.openapi'],
    answer: async () => json(await readOpenApi()),
  },
  {
    method: 'GET',
    path: '/limits',
    query: [],
    calls: ['kms.limits'],
    answer: () => json(readLimits()),
  },
  {
    method: 'GET',
    path: '/state',
    query: ['account'],
    calls: ['kms.snapshot', 'account.snapshot'],
    answer: ({ control, query }) => json(readState(control.emulator, query.get('account'))),
  },
  {
    method: 'PUT',
    path: '/state',
    query: ['account'],
    calls: ['kms.restore', 'account.restore'],
    answer({ control, query, body }) {
      writeState(control.emulator, body, query.get('account'))
      return json({ accounts: listAccounts(control.emulator).map(({ id }) => id) })
    },
  },
  {
    method: 'POST',
    path: '/reset',
    query: ['account'],
    calls: ['kms.reset', 'account.reset'],
    answer({ control, query }) {
      resetState(control.emulator, query.get('account'))
      return json({ accounts: listAccounts(control.emulator).map(({ id }) => id) })
    },
  },
  {
    method: 'GET',
    path: '/accounts',
    query: ['account'],
    calls: ['kms.accounts', 'account.credentials'],
    answer: ({ control, query }) => json({ accounts: listAccounts(control.emulator, query.get('account')) }),
  },
  {
    method: 'POST',
    path: '/accounts',
    query: [],
    calls: ['kms.createAccount'],
    answer: ({ control, body }) => json(createAccount(control.emulator, body)),
  },
  {
    method: 'DELETE',
    path: '/accounts/ID',
    query: [],
    calls: ['account.delete'],
    answer({ control, segments: [id] }) {
      deleteAccount(control.emulator, id as string)
      return json({ id })
    },
  },
  perAccount('GET', '/clock', ['account.clock.now', 'account.clock.running'], (account, { control }) =>
    showClock(control.emulator, account),
  ),
  perAccount(
    'POST',
    '/clock',
    ['account.clock.advance', 'account.clock.set', 'account.clock.freeze', 'account.clock.run'],
    (account, { control, body }) => changeClock(control.emulator, account, body),
  ),
  perAccount('GET', '/scenarios', ['account.scenarios'], (account, { control }) =>
    listScenarios(control.emulator, account),
  ),
  perAccount(
    'POST',
    '/scenarios/NAME',
    ['account.scenario'],
    (account, { control, segments: [name], body }) =>
      applyScenario(control.emulator, account, name as string, body),
  ),
  perAccount('DELETE', '/scenarios/ID', ['scenario.undo'], (account, { control, segments: [id] }) =>
    undoScenario(control.emulator, account, id as string),
  ),
  perAccount(
    'GET',
    '/requests',
    ['account.requests'],
    (account, { control, query }) =>
      listRequests(control.emulator, account, { operation: query.get('operation') }),
    ['operation'],
  ),
  perAccount('DELETE', '/requests', ['account.clearRequests'], (account, { control }) => {
    clearRequests(control.emulator, account)
    return {}
  }),
  {
    method: 'GET',
    path: '/policies/minimal',
    query: ['account', 'user'],
    calls: ['account.minimalPolicy'],
    async answer({ control: { emulator }, query }) {
      const account = requireAccount(emulator, query.get('account'))
      return json(await minimalPolicy(emulator, account, query.get('user')))
    },
  },
  ...instanceRoutes,
  ...managedRoutes,
  ...faultRoutes,
]

/** The description of every route; the same for every emulator. */
export async function readOpenApi(): Promise<OpenApi> {
  const { describeRoutes } = await import('./openapi.ts')
  return describeRoutes(routes)
}
