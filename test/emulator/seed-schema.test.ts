import Ajv from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import schema from '../../emulator/state/seed.schema.json' with { type: 'json' }
import { snapshot } from '../../emulator/state/snapshot.ts'
import { loadWorld } from './seed-world.ts'

interface Schema {
  readonly $ref?: string
  readonly type?: unknown
  readonly title?: string
  readonly default?: unknown
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: unknown
}

const root = schema as unknown as Schema & { readonly $defs: Readonly<Record<string, Schema>> }

test('the schema is valid JSON Schema 2020-12', () => {
  const ajv = new Ajv.Ajv2020({ allowUnionTypes: true })
  expect([ajv.validateSchema(schema), ajv.errors ?? null]).toEqual([true, null])
  expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema')
})

test('every object with members of its own is closed and has a title', () => {
  const open = [root, ...Object.values(root.$defs)].filter(
    ({ properties, additionalProperties, title }) =>
      properties && (additionalProperties !== false || title === undefined),
  )
  expect(open).toEqual([])
})

const policy = { Version: '1', Statement: [{ Effect: 'Allow', Action: 'kms:*', Resource: '*' }] }
const trust = {
  Version: '1',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: ['ecs.aliyuncs.com'] } }],
}

/** One thing of each kind, saying only what it must. */
const barest = {
  format: 1,
  accounts: [
    {
      id: '1000000000000001',
      accessKeys: [{ id: 'LTAIa', secret: 's' }],
      users: [{ name: 'u' }],
      groups: [{ name: 'g' }],
      roles: [{ name: 'r', trust }],
      policies: [{ name: 'p', document: policy }],
      instances: [{ id: 'kst-a', deletionProtection: {} }],
      keys: [{ id: 'key-a', instance: 'kst-a', rotation: { interval: '30d' } }],
      secrets: [
        {
          name: 's',
          key: 'key-a',
          type: 'Rds',
          extendedConfig: { SecretSubType: 'SingleUser', DBInstanceId: 'rm-a' },
          rotation: { interval: '30d', running: { startedAt: '-1h', endsAt: '+1h', versionId: 'v2' } },
          versions: [{ id: 'v1', value: 'x' }],
        },
        { name: 'generic', key: 'key-a', versions: [{ id: 'v1', value: 'x' }] },
      ],
      rds: [{ id: 'rm-a', accounts: [{ name: 'a', password: 'p' }] }, { id: 'rm-b' }],
      ecs: [{ id: 'i-a', users: [{ name: 'a' }] }, { id: 'i-b' }],
      scenarios: [{ id: '1', name: 'some' }],
      backups: [{ id: 'b', instance: 'kst-gone' }],
    },
    { id: '1000000000000002' },
  ],
}

/** A part of the schema with what its reference says. */
function resolved(schema: Schema): Schema {
  return schema.$ref ? { ...root.$defs[schema.$ref.slice('#/$defs/'.length)], ...schema } : schema
}

interface Default {
  readonly pointer: string
  readonly usual: unknown
  /** Title of the thing and name of the member. */
  readonly member: string
}

/** Every member that a document leaves out and the schema has a default for. */
function* defaultsIn(value: unknown, schema: Schema, at: string): Generator<Default> {
  const { title, items = {}, properties = {} } = resolved(schema)
  if (Array.isArray(value))
    for (const [index, item] of value.entries()) yield* defaultsIn(item, items, `${at}/${index}`)
  if (typeof value !== 'object' || value === null) return
  for (const [name, member] of Object.entries(properties)) {
    const given = (value as Record<string, unknown>)[name]
    const { default: usual } = resolved(member)
    if (given !== undefined) yield* defaultsIn(given, member, `${at}/${name}`)
    else if (usual !== undefined) yield { pointer: `${at}/${name}`, usual, member: `${title}: ${name}` }
  }
}

const defaults = [...defaultsIn(barest, root, '')]

test('the document leaves out every member that has a default', () => {
  const described = [root, ...Object.values(root.$defs)].flatMap(({ title, properties = {} }) =>
    Object.entries(properties)
      .filter(([, member]) => resolved(member).default !== undefined)
      .map(([name]) => `${title}: ${name}`),
  )
  expect([...new Set(defaults.map(({ member }) => member))].sort()).toEqual(described.sort())
})

test.each(defaults)('$pointer: leaving it out is writing $usual', ({ pointer, usual }) => {
  const spelt = structuredClone(barest)
  const parts = pointer.split('/').slice(1)
  const last = parts.pop() as string
  const holder = parts.reduce<Record<string, unknown>>(
    (at, part) => at[part] as Record<string, unknown>,
    spelt as unknown as Record<string, unknown>,
  )
  holder[last] = usual
  expect(snapshot(loadWorld(spelt))).toEqual(snapshot(loadWorld(barest)))
})
