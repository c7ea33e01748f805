import type { Account } from '../state/account.ts'
import { requireAccount } from './accounts.ts'
import type { Control } from './control.ts'

/** A request that has found its route. */
export interface Routed {
  readonly control: Control
  /** `http://HOST:PORT` as the client wrote it. */
  readonly url: string
  /** What stands in the path where the pattern has capitals, decoded. */
  readonly segments: readonly string[]
  readonly query: ReadonlyMap<string, string>
  /** Parsed JSON; undefined where there was none. */
  readonly body: unknown
  /** True where a browser asks for a page to look at. */
  readonly wantsPage: boolean
}

export type RouteAnswer = { readonly json: unknown } | { readonly pem: string } | { readonly html: string }

/** One route: `path` follows `/_emulator`, capitals in it stand for a name. */
export interface Route {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE'
  readonly path: string
  /** The one name in the path may hold slashes as they are. */
  readonly slashes?: true
  /** Names of the query parameters that it takes. */
  readonly query: readonly string[]
  /** The functions of the embedded API that do the same. */
  readonly calls: readonly string[]
  answer(routed: Routed): RouteAnswer | Promise<RouteAnswer>
}

/** An answer that is JSON. */
export const json = (value: unknown): RouteAnswer => ({ json: value })

/** A route about one account: `?account=ID`, else the first. */
export function perAccount(
  method: Route['method'],
  path: string,
  calls: readonly string[],
  answer: (account: Account, routed: Routed) => unknown,
  query: readonly string[] = [],
): Route {
  return {
    method,
    path,
    query: ['account', ...query],
    calls,
    answer: routed =>
      json(answer(requireAccount(routed.control.emulator, routed.query.get('account')), routed)),
  }
}
