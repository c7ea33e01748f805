/** Parts of the control interface that are not there yet; a path ends in `*` where more may follow. */
export const laterParts: readonly { readonly method: string; readonly path: string }[] = [
  { method: 'GET', path: '/openapi.json' },
  { method: 'GET', path: '/faults' },
  { method: 'POST', path: '/faults' },
  { method: 'DELETE', path: '/faults/*' },
  { method: 'POST', path: '/requests/verify' },
  { method: 'GET', path: '/policies/minimal' },
  { method: 'POST', path: '/authorizations/*' },
  { method: 'DELETE', path: '/authorizations/*' },
  { method: 'POST', path: '/instances' },
  { method: 'POST', path: '/instances/*/connect' },
  { method: 'POST', path: '/instances/*/release' },
  { method: 'POST', path: '/instances/*/backup' },
  { method: 'POST', path: '/instances/*/restore' },
  { method: 'POST', path: '/instances/*/public-access' },
  { method: 'GET', path: '/targets' },
  { method: 'POST', path: '/targets/*' },
  { method: 'POST', path: '/secrets/*' },
  { method: 'GET', path: '/events' },
  { method: 'GET', path: '/console' },
]

/** Whether a request is for a part that is not there yet; `path` is what follows `/_emulator`. */
export function isForLater(method: string, path: string): boolean {
  return laterParts.some(part => part.method === method && patternOf(part.path).test(path))
}

/** `DELETE /faults/*` stands for `DELETE /faults` too. */
function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replace(/\/\*$/, '(?:/.*)?').replace('/*/', '/[^/]+/')}$`)
}
