import { targetVerbs } from '../state/managed-target.ts'
import { requireAccount } from './accounts.ts'
import { authorizationPage } from './authorization-page.ts'
import { grantAuthorization, revokeAuthorization, showAuthorization } from './authorizations.ts'
import { listEvents } from './events.ts'
import { json, perAccount, type Route } from './route.ts'
import { rotateSecret, verifyAccount } from './secrets.ts'
import { changeTarget, listTargets, tryLogin } from './targets.ts'

/** The routes about what surrounds managed secrets. */
export const managedRoutes: readonly Route[] = [
  perAccount('GET', '/targets', ['account.targets.list'], (account, { control }) => ({
    targets: listTargets(control.emulator, account),
  })),
  ...targetVerbs.map(verb =>
    perAccount(
      'POST',
      `/targets/KIND/ID/${verb}`,
      [`account.targets.${verb}`],
      (account, { control, segments: [kind = '', id = ''], body }) =>
        changeTarget(control.emulator, account, { kind, id }, verb, body),
    ),
  ),
  perAccount(
    'POST',
    '/targets/KIND/ID/login',
    ['account.targets.login'],
    (account, { control, segments: [kind = '', id = ''], body }) =>
      tryLogin(control.emulator, account, { kind, id }, body),
  ),
  {
    ...perAccount(
      'POST',
      '/secrets/NAME/rotate',
      ['account.secrets.rotate'],
      (account, { control, segments: [name = ''], body }) =>
        rotateSecret(control.emulator, account, name, body),
    ),
    slashes: true,
  },
  {
    ...perAccount(
      'POST',
      '/secrets/NAME/verify-account',
      ['account.secrets.verifyAccount'],
      (account, { control, segments: [name = ''] }) => verifyAccount(control.emulator, account, name),
    ),
    slashes: true,
  },
  {
    method: 'GET',
    path: '/authorizations/KIND',
    query: ['account'],
    calls: [],
    answer({ control, query, segments: [kind = ''] }) {
      const account = requireAccount(control.emulator, query.get('account'))
      return { html: authorizationPage(showAuthorization(account, kind), account.id) }
    },
  },
  {
    method: 'POST',
    path: '/authorizations/KIND',
    query: ['account'],
    calls: ['account.authorizations.grant'],
    answer({ control, query, segments: [kind = ''], wantsPage }) {
      const account = requireAccount(control.emulator, query.get('account'))
      const granted = grantAuthorization(control.emulator, account, kind)
      return wantsPage ? { html: authorizationPage(granted, account.id) } : json(granted)
    },
  },
  perAccount(
    'DELETE',
    '/authorizations/KIND',
    ['account.authorizations.revoke'],
    (account, { segments: [kind = ''] }) => revokeAuthorization(account, kind),
  ),
  perAccount('GET', '/events', ['account.events'], account => ({ events: listEvents(account) })),
]
