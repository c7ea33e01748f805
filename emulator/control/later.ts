/** Parts of the control interface that are not there yet; a path ends in `*` where more may follow. */
export const laterParts: readonly { readonly method: string; readonly path: string }[] = [
  { method: 'GET', path: '/console' },
]

/** Whether a request is for a part that is not there yet; `path` is what follows `/_emulator`. */
export function isForLater(method: string, path: string): boolean {
  return laterParts.some(part => part.method === method && patternOf(part.path).test(path))
}

/** `DELETE /parts/*` stands for `DELETE /parts` too. */
function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replace(/\/\*$/, '(?:/.*)?').replace('/*/', '/[^/]+/')}$`)
}
