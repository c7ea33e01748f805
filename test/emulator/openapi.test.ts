import { Validator } from '@seriousme/openapi-schema-validator'
import Ajv from 'ajv/dist/2020.js'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { descriptions } from '../../emulator/control/descriptions.ts'
import { routes } from '../../emulator/control/routes.ts'
import type { OpenApi } from '../../emulator/index.ts'
import { managedSeed } from './managed.ts'
import { type Running, running } from './running.ts'

let it: Running
let document: OpenApi

beforeAll(async () => {
  it = await running()
  document = await it.kms.openapi()
})
afterAll(() => it.kms.close())

interface Described {
  readonly operationId: string
  readonly summary: string
  readonly parameters: readonly { readonly name: string; readonly in: string }[]
  readonly requestBody?: { readonly content: Content }
  readonly responses: Readonly<Record<string, { readonly content: Content }>>
}
type Content = Readonly<Record<string, { readonly schema: object }>>

/** `/instances/ID/renew` as the description writes it. */
const described = (path: string) => path.replace(/[A-Z]+/g, name => `{${name.toLowerCase()}}`)

const all = (): [key: string, operation: Described][] =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, Described] => [
      `${method.toUpperCase()} ${path}`,
      operation as Described,
    ]),
  )

test('it is what the server answers, and valid by the official schema of OpenAPI 3.1', async () => {
  const { status, body } = await it.control('GET', '/openapi.json')
  expect({ status, body }).toEqual({ status: 200, body: document })
  const validator = new Validator()
  const copy = structuredClone(document) as unknown as Parameters<Validator['validate']>[0]
  expect(await validator.validate(copy)).toEqual({ valid: true })
  expect(validator.version).toBe('3.1')
})

test('every route is described, and nothing else', () => {
  const served = routes.map(({ method, path }) => `${method} ${described(path)}`)
  expect(
    all()
      .map(([key]) => key)
      .sort(),
  ).toEqual([...served].sort())
  expect(Object.keys(descriptions).sort()).toEqual(
    routes.map(({ method, path }) => `${method} ${path}`).sort(),
  )
})

test('every description has what a client needs', () => {
  const ids = all().map(([, { operationId }]) => operationId)
  expect(new Set(ids).size).toBe(ids.length)
  for (const [key, { summary, parameters, responses }] of all()) {
    const [, path = ''] = key.split(' ')
    expect(summary, key).toMatch(/^\S.*[^.]$/)
    const names = parameters.filter(each => each.in === 'path').map(({ name }) => `{${name}}`)
    expect(names, key).toEqual(path.match(/\{\w+\}/g) ?? [])
    expect(Object.keys(responses), key).toEqual(
      expect.arrayContaining(['200', '400', '401', '403', '404', '500']),
    )
  }
})

test('every reference leads somewhere', () => {
  for (const [, name = '', , property] of JSON.stringify(document).matchAll(
    /"\$ref":"#\/components\/schemas\/(\w+)(\/properties\/(\w+))?"/g,
  )) {
    const schema = document.components.schemas[name] as { properties?: Record<string, unknown> } | undefined
    expect(property === undefined ? schema : schema?.properties?.[property], name).toBeDefined()
  }
  expect(JSON.stringify(document)).not.toMatch(/"\$ref":"(?!#\/components\/schemas\/)/)
})

/** Requests that make every answer at least once, in order; `ID` stands for the id that was answered last. */
const requests: readonly (readonly [method: string, path: string, body?: unknown])[] = [
  ['GET', '/policies/minimal?user=app'],
  ['DELETE', '/requests'],
  ['GET', '/health'],
  ['GET', '/env?user=app'],
  ['GET', '/openapi.json'],
  ['GET', '/limits'],
  ['GET', '/accounts'],
  ['GET', '/clock'],
  ['POST', '/clock', { advance: '1s' }],
  ['GET', '/scenarios'],
  ['POST', '/instances', { type: 'software', expires: '+30d', deletionProtection: { enabled: true } }],
  ['POST', '/instances/ID/connect', {}],
  ['POST', '/instances/ID/connect', { now: true }],
  ['POST', '/instances/ID/expire'],
  ['POST', '/instances/ID/renew', { expires: '+1d' }],
  ['POST', '/instances/ID/public-access', { on: true }],
  ['GET', '/instances/ID/secrets'],
  ['GET', '/instances'],
  ['POST', '/instances/ID/release'],
  ['POST', '/instances/kst-hzz0example0000000000/backup'],
  ['GET', '/backups'],
  ['POST', '/instances/kst-hzz0example0000000000/restore', { backup: 'ID', keys: [], secrets: [] }],
  ['GET', '/instances/kst-hzz0example0000000000/secrets'],
  ['POST', '/scenarios/instance-expired', {}],
  ['GET', '/scenarios'],
  ['DELETE', '/scenarios/ID'],
  ['POST', '/faults', { operation: '*', error: { code: 'Rejected.Throttling' }, times: 1 }],
  ['GET', '/faults'],
  ['DELETE', '/faults/ID'],
  ['DELETE', '/faults'],
  ['GET', '/requests'],
  ['POST', '/requests/verify', { operation: 'GetSecretValue', times: 0 }],
  ['POST', '/requests/verify', { inOrder: [{ operation: 'GetSecretValue' }] }],
  ['DELETE', '/requests'],
  ['POST', '/authorizations/rds'],
  ['DELETE', '/authorizations/rds'],
  ['GET', '/state'],
  ['POST', '/accounts', { debt: 'none' }],
  ['DELETE', '/accounts/ID'],
  ['POST', '/reset'],
]
const managedRequests: typeof requests = [
  ['PUT', '/state', managedSeed],
  ['GET', '/targets'],
  ['POST', '/targets/rds/rm-example-single/stop', {}],
  ['POST', '/targets/rds/rm-example-single/start', { account: 'shop' }],
  ['POST', '/targets/rds/rm-example-single/remove', {}],
  ['POST', '/targets/rds/rm-example-single/restore', {}],
  ['POST', '/targets/rds/rm-example-single/login', { account: 'shop', password: 'x' }],
  ['POST', '/secrets/rds/single/verify-account'],
  ['POST', '/secrets/rds%2Fsingle/rotate', {}],
  ['GET', '/events'],
]

test('bodies and answers are as described', async () => {
  await it.kms.reset()
  // For the least policy, which is for what was done.
  await it.call(it.kms.account(), 'app', 'GetSecretValue', { SecretName: 'example-secret' })
  const ajv = new Ajv.default({ strict: false, validateFormats: false })
  ajv.addSchema({ $id: 'https://emulator.test/openapi', components: document.components })
  /** The first thing that is wrong. */
  const fault = (schema: object | undefined, value: unknown) => {
    const text = JSON.stringify(schema).replaceAll(
      '"#/components',
      '"https://emulator.test/openapi#/components',
    )
    const validate = ajv.compile(JSON.parse(text) as object)
    return validate(value) ? undefined : validate.errors?.[0]
  }
  const seen = new Set<string>()
  let id = ''
  for (const [method, path, body] of [...requests, ...managedRequests]) {
    const given = body === undefined ? undefined : JSON.stringify(body).replace('"ID"', `"${id}"`)
    const answered = await it.control(method, path.replace('ID', id), given)
    const route = routes.find(each => each.method === method && matches(each.path, path.split('?')[0] ?? ''))
    const key = `${method} ${described(route?.path ?? '')}`
    const operation = new Map(all()).get(key)
    seen.add(key)
    const json = (content: Content | undefined) => content?.['application/json']?.schema
    if (given !== undefined)
      expect([key, fault(json(operation?.requestBody?.content), JSON.parse(given))]).toEqual([key, undefined])
    expect([
      key,
      answered.status,
      answered.status === 417
        ? undefined
        : fault(json(operation?.responses[answered.status]?.content), answered.body),
    ]).toEqual([key, method === 'POST' && given?.includes('inOrder') ? 417 : 200, undefined])
    id = (answered.body as { id?: string }).id ?? id
  }
  const others = ['GET /ca.pem', 'GET /authorizations/{kind}']
  expect([...seen, ...others].sort()).toEqual(
    all()
      .map(([key]) => key)
      .sort(),
  )
})

/** Whether a path is one of a route; a name of a secret may hold a slash. */
function matches(pattern: string, path: string): boolean {
  return new RegExp(
    `^${pattern.replace(/NAME\/(?=rotate|verify)/, '.+/').replace(/[A-Z]+/g, '[^/]+')}$`,
  ).test(path)
}
