import { version } from '../version.ts'
import type { Control } from './control.ts'
import { ControlError, refuseInput } from './control-error.ts'
import { guard } from './guard.ts'
import { isForLater } from './later.ts'
import { offer } from './offer.ts'
import type { Route, RouteAnswer } from './route.ts'
import { routes } from './routes.ts'

/** A request of the control interface. `url` is what follows the host; `body` undefined where it was too long. */
export interface ControlRequest {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Uint8Array | undefined
}

/** The prefix of every path. */
export const controlPrefix = '/_emulator'

/** The longest body: a state with 100,000 secrets fits in. */
export const controlBodyLimit = 256 * 1024 * 1024

/** Answers a request: JSON but for the CA's certificate. Refusals are `{ "error": { "pointer"?, "message" } }`. */
export async function answerControl(control: Control, request: ControlRequest): Promise<Response> {
  try {
    const { host, origin, authorization } = request.headers
    guard({ host, origin, authorization }, control.adminToken)
    return respond(await route(control, request))
  } catch (error) {
    if (error instanceof ControlError) return refusal(error)
    const { status, message } = control.emulator.reportBug(error)
    return refusal(new ControlError(status, message))
  }
}

async function route(control: Control, request: ControlRequest): Promise<RouteAnswer> {
  const base = `http://${request.headers.host}`
  if (!URL.canParse(request.url, base)) throw new ControlError(400, 'the path or the `Host` is malformed')
  const { pathname, search, host } = new URL(request.url, base)
  const method = request.method === 'HEAD' ? 'GET' : request.method
  const path = pathname.slice(controlPrefix.length)
  const { found, segments } = findRoute(method, path)
  const query = readQuery(found, search)
  if (request.body === undefined) throw new ControlError(413, 'the body is longer than 256 MiB')
  const body = request.body.length === 0 ? undefined : parseJson(request.body)
  const wantsPage = (request.headers.accept ?? '').includes('text/html')
  return found.answer({ control, url: `http://${host}`, segments, query, body, wantsPage })
}

function findRoute(method: string, path: string): { readonly found: Route; readonly segments: string[] } {
  const others: string[] = []
  for (const found of routes) {
    const segments = segmentsOf(found, path)
    if (!segments) continue
    if (found.method === method) return { found, segments }
    others.push(found.method)
  }
  if (isForLater(method, path))
    throw new ControlError(
      404,
      `\`${method} ${controlPrefix}${path}\` is not there yet in version ${version}`,
    )
  if (others.length > 0) {
    const message = `\`${controlPrefix}${path}\` takes ${others.join(' and ')}, not ${method}`
    throw new ControlError(405, message)
  }
  const known = [...new Set(routes.map(each => `${controlPrefix}${each.path}`))]
  throw new ControlError(404, `there is no \`${controlPrefix}${path}\`${offer(controlPrefix + path, known)}`)
}

/** The variable segments of a path that fits a route's pattern such as `/instances/ID/renew`, decoded; else undefined. */
function segmentsOf({ path: pattern, slashes }: Route, path: string): string[] | undefined {
  const wanted = pattern.split('/')
  const given = path.split('/')
  const more = given.length - wanted.length
  if (more < 0 || (more > 0 && !slashes)) return undefined
  const name = wanted.findIndex(isVariable)
  if (more > 0) given.splice(name, more + 1, given.slice(name, name + more + 1).join('/'))
  const found: string[] = []
  for (const [index, word] of wanted.entries()) {
    const segment = given[index] as string
    if (isVariable(word)) found.push(decoded(segment))
    else if (word !== segment) return undefined
  }
  return found
}

function isVariable(word: string): boolean {
  return /^[A-Z]+$/.test(word)
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    throw new ControlError(400, 'the path is not percent-encoded as it should be')
  }
}

function readQuery({ query: known }: Route, search: string): Map<string, string> {
  const query = new Map<string, string>()
  for (const [name, value] of new URLSearchParams(search)) {
    if (!known.includes(name))
      refuseInput('', `this takes no query parameter \`${name}\`${offer(name, known)}`)
    if (query.has(name)) refuseInput('', `the query parameter \`${name}\` is given twice`)
    query.set(name, value)
  }
  return query
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return refuseInput('', 'the body is no JSON text')
  }
}

function respond(answer: RouteAnswer): Response {
  if ('html' in answer) return new Response(answer.html, { headers: pageHeaders })
  const [type, text] =
    'pem' in answer
      ? ['application/x-pem-file', answer.pem]
      : ['application/json;charset=utf-8', `${JSON.stringify(answer.json)}\n`]
  return new Response(text, { headers: { 'content-type': type, 'cache-control': 'no-store' } })
}

/** A page runs no script, loads nothing, posts to the emulator alone and stands in no frame of another page. */
const pageHeaders = {
  'content-type': 'text/html;charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
}

function refusal({ status, message, pointer, details }: ControlError): Response {
  const error = { ...(status === 400 ? { pointer } : {}), message, ...details }
  return new Response(`${JSON.stringify({ error })}\n`, {
    status,
    headers: {
      'content-type': 'application/json;charset=utf-8',
      ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
    },
  })
}
