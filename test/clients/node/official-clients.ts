import { createRequire } from 'node:module'

/** Who calls, and where the emulator listens. */
export interface Connection {
  /** `127.0.0.1:PORT`. */
  readonly endpoint: string
  readonly accessKeyId: string
  readonly accessKeySecret: string
  readonly securityToken?: string
}

type Parameters = Readonly<Record<string, string>>
type Body = Record<string, unknown>

/** An official client, unmodified, behind the one call that all of them can make. */
export interface OfficialClient {
  readonly name: string
  /** How the client shows an error's code to its caller. */
  readonly codeOf: (error: Failure) => string | undefined
  call(connection: Connection, action: string, parameters: Parameters): Promise<Body>
}

/** What the clients throw. */
export interface Failure extends Error {
  readonly code?: string
  readonly statusCode?: number
  readonly data?: Body
  readonly accessDeniedDetail?: Body
  readonly retryAfter?: number
}

// biome-ignore lint/suspicious/noExplicitAny: the packages are driven as an application in JavaScript would
const require: (name: string) => any = createRequire(import.meta.url)

function popCore(method: 'GET' | 'POST'): OfficialClient {
  return {
    name: `@alicloud/pop-core, ${method}`,
    codeOf: error => error.code,
    call({ endpoint, accessKeyId, accessKeySecret, securityToken }, action, parameters) {
      const Client = require('@alicloud/pop-core')
      const client = new Client({
        endpoint: `http://${endpoint}`,
        apiVersion: '2016-01-20',
        accessKeyId,
        accessKeySecret,
        securityToken,
      })
      return client.request(action, parameters, { method })
    },
  }
}

const kms20160120: OfficialClient = {
  name: '@alicloud/kms20160120',
  codeOf: error => error.code,
  async call(connection, action, parameters) {
    const kms = require('@alicloud/kms20160120')
    const { Config } = require('@alicloud/rpc-client')
    const client = new kms.default(new Config({ ...connection, protocol: 'http' }))
    const method = action.charAt(0).toLowerCase() + action.slice(1)
    const fields = Object.fromEntries(
      Object.entries(parameters).map(([name, value]) => [
        name.charAt(0).toLowerCase() + name.slice(1),
        value,
      ]),
    )
    const { toMap } = require('@alicloud/tea-typescript')
    const answer = await client[method](new kms[`${action}Request`](fields), new (runtimeOptions())({}))
    return toMap(answer)
  },
}

function runtimeOptions() {
  return require('@alicloud/tea-util').RuntimeOptions
}

function openapiClient(signatureAlgorithm?: 'v2'): OfficialClient {
  return {
    name: `@alicloud/openapi-client, signature ${signatureAlgorithm ?? 'V3'}`,
    codeOf: error => error.code,
    async call(connection, action, parameters) {
      const openapi = require('@alicloud/openapi-client')
      const config = new openapi.Config({ ...connection, protocol: 'http', signatureAlgorithm })
      const client = new openapi.default(config)
      const answer = await client.callApi(
        new openapi.Params(callParameters(action)),
        new openapi.OpenApiRequest({ query: parameters }),
        new (runtimeOptions())({}),
      )
      return answer.body
    },
  }
}

const openapiCore: OfficialClient = {
  name: '@alicloud/openapi-core',
  codeOf: error => error.code,
  async call(connection, action, parameters) {
    const core = require('@alicloud/openapi-core')
    const { RuntimeOptions } = require('@darabonba/typescript')
    const { Config, Params, OpenApiRequest } = core.$OpenApiUtil
    const client = new core.default(new Config({ ...connection, protocol: 'http' }))
    const answer = await client.callApi(
      new Params(callParameters(action)),
      new OpenApiRequest({ query: parameters }),
      new RuntimeOptions({}),
    )
    return answer.body
  },
}

function callParameters(action: string) {
  return {
    action,
    version: '2016-01-20',
    protocol: 'HTTPS',
    pathname: '/',
    method: 'POST',
    authType: 'AK',
    style: 'RPC',
    reqBodyType: 'formData',
    bodyType: 'json',
  }
}

/** Every official client on npm that can read secrets. */
export const officialClients: readonly OfficialClient[] = [
  popCore('GET'),
  popCore('POST'),
  kms20160120,
  openapiClient(),
  openapiClient('v2'),
  openapiCore,
]

/** Assumes a role with the official STS client. */
export async function assumeRole(connection: Connection, roleArn: string): Promise<Connection> {
  const sts = require('@alicloud/sts20150401')
  const { $OpenApiUtil } = require('@alicloud/openapi-core')
  const client = new sts.default(new $OpenApiUtil.Config({ ...connection, protocol: 'http' }))
  const { body } = await client.assumeRole(new sts.AssumeRoleRequest({ roleArn, roleSessionName: 'test' }))
  const { accessKeyId, accessKeySecret, securityToken } = body.credentials
  return { endpoint: connection.endpoint, accessKeyId, accessKeySecret, securityToken }
}
