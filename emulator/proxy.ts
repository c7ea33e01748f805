const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?'
const served = new RegExp(
  `^(?:(?:kms|kms-vpc|sts)\\.${label}|${label}\\.cryptoservice\\.kms|sts)\\.aliyuncs\\.com$`,
  'i',
)

/** The hosts that the emulator answers for as a proxy, as its refusals name them. */
export const servedHosts =
  'kms.*.aliyuncs.com, kms-vpc.*.aliyuncs.com, *.cryptoservice.kms.aliyuncs.com, sts.*.aliyuncs.com, sts.aliyuncs.com'

/**
 * Whether a host name, without port, is one of the service's; `*` stands for exactly one label. Source: KMS endpoints
 * page (shared and VPC), KMS SDK page (an instance's own gateway), STS endpoints page; documented.
 */
export function isServedHost(host: string): boolean {
  return served.test(host)
}

/** Where a request to the proxy leads: to the emulator's own answer, or to a refusal of one line. */
export type Route =
  | { readonly kind: 'served'; readonly authority: string; readonly path: string }
  | { readonly kind: 'refused'; readonly status: 400 | 403; readonly text: string }

const ports = new Set(['', '80', '443'])

/**
 * Reads the target of `CONNECT host:port`: a host of the service with the port of http or https, or an authority in
 * `own`, because the official Go clients send loopback addresses through `HTTPS_PROXY` too (seen).
 */
export function routeTunnel(authority: string, own: ReadonlySet<string>): Route {
  if (own.has(authority.toLowerCase())) return { kind: 'served', authority, path: '' }
  const [, host, port] = /^([^:]*):(\d+)$/.exec(authority) ?? []
  if (host === undefined || port === undefined || !ports.has(port) || !isServedHost(host))
    return refused(authority)
  return { kind: 'served', authority, path: '' }
}

/**
 * Reads a request target in absolute form (`http://host/path?query`). An authority in `own` is the emulator itself: a
 * server has to take its own address in this form (RFC 9112, 3.2.2), and a client with `HTTP_PROXY` sends it.
 * The path stays as it was sent, because signatures cover it.
 */
export function routeAbsoluteForm(target: string, own: ReadonlySet<string>): Route {
  const [, authority, rest] = /^https?:\/\/([^/?#\\@]+)((?:[/?][^#]*)?)(?:#.*)?$/i.exec(target) ?? []
  if (authority === undefined || rest === undefined) {
    return {
      kind: 'refused',
      status: 400,
      text: `the request target ${quote(target)} is neither a path nor a URL`,
    }
  }
  const [, host, port] = /^([^:]*)(?::(\d*))?$/.exec(authority) ?? []
  const isServed = host !== undefined && ports.has(port ?? '') && isServedHost(host)
  if (!isServed && !own.has(authority.toLowerCase())) return refused(authority)
  return { kind: 'served', authority, path: rest.startsWith('/') ? rest : `/${rest}` }
}

function refused(authority: string): Route {
  const text = `the emulator does not answer for ${quote(authority)}, only for ${servedHosts}, ports 80 and 443`
  return { kind: 'refused', status: 403, text }
}

/** User text on one short line of printable ASCII. */
function quote(text: string): string {
  const line = text.replace(/[^\x20-\x7e]/g, '?')
  return `\`${line.length > 100 ? `${line.slice(0, 100)}…` : line}\``
}
