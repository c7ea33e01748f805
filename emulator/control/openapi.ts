import { readSchema } from '../state/seed.schema.json?validate'
import { version } from '../version.ts'
import { descriptions, type RouteDescription } from './descriptions.ts'
import type { Route } from './route.ts'
import { components, ref, type Schema } from './schemas.ts'

/** The control interface described as OpenAPI 3.1, made of its routes. */
export interface OpenApi {
  readonly openapi: '3.1.0'
  readonly info: Readonly<Record<string, string>>
  readonly servers: readonly { readonly url: string }[]
  readonly security: readonly Readonly<Record<string, readonly string[]>>[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>
    readonly securitySchemes: Readonly<Record<string, Schema>>
  }
}

/** Describes routes; each has its row among the descriptions. */
export function describeRoutes(routes: readonly Route[]): OpenApi {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const route of routes) {
    const path = route.path.replace(/[A-Z]+/g, name => `{${name.toLowerCase()}}`)
    const operations = paths[path] ?? {}
    paths[path] = { ...operations, [route.method.toLowerCase()]: operationOf(route) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'kms-emulator, the control interface',
      version,
      description:
        'Everything about one account takes `?account=ID`, else it is the first. What is refused has changed nothing.',
    },
    servers: [{ url: '/_emulator' }],
    security: [{ adminToken: [] }, {}],
    paths,
    components: {
      schemas: { ...components, ...seedSchemas() },
      securitySchemes: {
        adminToken: { type: 'http', scheme: 'bearer', description: 'where `--admin-token` sets one' },
      },
    },
  }
}

function operationOf(route: Route): unknown {
  const key = `${route.method} ${route.path}`
  const description = Object.hasOwn(descriptions, key) ? descriptions[key] : undefined
  if (!description) throw new Error(`${key} has no description`)
  const { summary, body, bodyRequired = false } = description
  return {
    operationId: operationIdOf(route),
    summary,
    ...(route.calls.length === 0 ? {} : { description: `embedded: ${route.calls.join(', ')}` }),
    parameters: [...pathParameters(route), ...queryParameters(route)],
    ...(body === undefined
      ? {}
      : { requestBody: { required: bodyRequired, content: { 'application/json': { schema: body } } } }),
    responses: responsesOf(description),
  }
}

/** `postInstancesIdPublicAccess`. */
function operationIdOf({ method, path }: Route): string {
  const words = path.toLowerCase().split(/[^a-z]+/)
  const capital = (name: string) => name.slice(0, 1).toUpperCase() + name.slice(1)
  return method.toLowerCase() + words.map(capital).join('')
}

function pathParameters({ path, slashes }: Route): unknown[] {
  return [...path.matchAll(/[A-Z]+/g)].map(([name]) => ({
    name: name.toLowerCase(),
    in: 'path',
    required: true,
    schema: { type: 'string' },
    ...(slashes ? { description: 'percent-encoded, or with its slashes as they are' } : {}),
  }))
}

const queryTexts: Readonly<Record<string, string>> = {
  account: 'an account’s id; left out: the first, or the whole world where the path is about that',
  operation: 'only calls of this operation',
  user: 'a RAM user; left out: the root',
}

function queryParameters({ query }: Route): unknown[] {
  return query.map(name => ({
    name,
    in: 'query',
    schema: { type: 'string' },
    ...(Object.hasOwn(queryTexts, name) ? { description: queryTexts[name] } : {}),
  }))
}

const refusals: Readonly<Record<number, string>> = {
  400: 'the input is wrong; the pointer tells where',
  401: 'the admin token is missing',
  403: '`Host` or `Origin` is not loopback and no token is set',
  404: 'there is no such thing',
  409: 'the state does not allow it',
  417: 'the calls were not as expected',
  500: 'a fault of the emulator itself',
}

function responsesOf({ answer, media, refusals: more = [] }: RouteDescription): unknown {
  const refused = [400, 401, 403, 404, ...more, 500].map(status => [
    status,
    { description: refusals[status], content: { 'application/json': { schema: ref('Error') } } },
  ])
  const done = { description: 'done', content: { [media ?? 'application/json']: { schema: answer } } }
  return { 200: done, ...Object.fromEntries(refused) }
}

/** The schema of a seed in parts, `SeedAccount` and so on, and `AccountMembers`: an account that leaves out what it likes. */
function seedSchemas(): Record<string, Schema> {
  const nameOf = (part: string) => `Seed${part.slice(0, 1).toUpperCase()}${part.slice(1)}`
  const text = JSON.stringify(readSchema()).replace(
    /"#\/\$defs\/(\w+)"/g,
    (_, part: string) => `"#/components/schemas/${nameOf(part)}"`,
  )
  const { $schema, $id, $defs, ...seed } = JSON.parse(text) as Schema & { $defs: Record<string, Schema> }
  const parts = Object.entries($defs).map(([part, schema]) => [nameOf(part), schema] as const)
  const { required, ...accountMembers } = $defs.account as Schema
  return { Seed: seed, ...Object.fromEntries(parts), AccountMembers: accountMembers }
}
