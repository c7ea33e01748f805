import validate, { readSchema } from './seed.schema.json?validate'
import type { SeedDocument } from './seed-document.ts'
import { pointerPart, refuseSeed } from './seed-error.ts'
import { suggestion } from './suggestion.ts'

type SchemaError = NonNullable<typeof validate.errors>[number]

/** Refuses what does not have the form that `seed.schema.json` describes. */
export function checkForm(document: unknown): asserts document is SeedDocument {
  if (validate(document)) return
  const [error] = validate.errors ?? []
  if (!error) throw new Error('the validator gives no reason')
  refuseSeed(placeOf(error), reasonOf(error, document))
}

/** Where the thing itself stands: a missing or unknown member is named by its own pointer. */
function placeOf({ instancePath, keyword, params, propertyName }: SchemaError): string {
  const members: Readonly<Record<string, unknown>> = {
    additionalProperties: params.additionalProperty,
    required: params.missingProperty,
  }
  const member = members[keyword] ?? propertyName
  return member === undefined ? instancePath : `${instancePath}/${pointerPart(String(member))}`
}

/** A part of the schema, as far as the reasons need it. */
interface Schema {
  readonly $ref?: string
  readonly title?: string
  readonly description?: string
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly propertyNames?: Schema
  readonly additionalProperties?: Schema | boolean
}

/** What was met: the value that is wrong, and the part of the schema that says so. */
interface Met {
  readonly pointer: string
  readonly params: Readonly<Record<string, unknown>>
  readonly value: unknown
  readonly schema: Schema
}

function reasonOf({ keyword, instancePath, params, propertyName }: SchemaError, document: unknown): string {
  const reason = reasons[keyword]
  if (!reason) throw new Error(`no words for the keyword ${keyword}`)
  const root = readSchema() as Schema & { readonly $defs: Readonly<Record<string, Schema>> }
  const resolve = (schema: Schema): Schema =>
    schema.$ref === undefined ? schema : { ...schema, ...root.$defs[schema.$ref.slice('#/$defs/'.length)] }
  let schema: Schema = root
  let value = document
  for (const part of instancePath.split('/').slice(1)) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~')
    value = (value as Record<string, unknown>)[name]
    const { additionalProperties: others } = schema
    const member = schema.items ?? schema.properties?.[name] ?? (typeof others === 'object' ? others : {})
    schema = resolve(member)
  }
  if (propertyName === undefined) return reason({ pointer: instancePath, params, value, schema })
  return reason({ pointer: '', params, value: propertyName, schema: resolve(schema.propertyNames ?? {}) })
}

const reasons: Readonly<Record<string, (met: Met) => string>> = {
  type: ({ value, params }) =>
    `this is ${kindOf(value)}; write ${[params.type].flat().map(nameOfType).join(' or ')}`,
  enum({ value, params, pointer }) {
    const allowed = params.allowedValues as string[]
    const list = listOf(allowed)
    if (typeof value !== 'string') return `this is ${kindOf(value)}; write one of ${list}`
    return `${quoted(value, pointer)} is none of ${list}${suggestion(value, allowed)}`
  },
  const: ({ params }) => `this emulator reads only ${JSON.stringify(params.allowedValue)}; write that`,
  required: ({ params }) => `this member is missing; write \`${params.missingProperty}\``,
  additionalProperties({ schema, params }) {
    const known = Object.keys(schema.properties ?? {})
    const hint = suggestion(String(params.additionalProperty), known)
    return `${schema.title} has no such member${hint || `; it knows ${listOf(known)}`}`
  },
  pattern: ({ value, pointer, schema }) =>
    `${quoted(value, pointer)} is not ${schema.title}; write ${schema.description}`,
  minLength: () => 'this is empty; write a text',
  maxLength: ({ params }) => `this is too long; write ${params.limit} characters at most`,
  minimum: ({ value, params }) => `${value} is too small; write ${params.limit} or more`,
  maximum: ({ value, params }) => `${value} is too large; write ${params.limit} or less`,
  minItems: ({ params }) => `this list is too short; write ${params.limit} at least`,
  maxItems: ({ value, params }) =>
    `this list has ${(value as unknown[]).length} entries; write ${params.limit} at most`,
  maxProperties: ({ value, params }) =>
    `this has ${Object.keys(value as object).length} members; write ${params.limit} at most`,
  uniqueItems: ({ value, params }) =>
    `\`${(value as unknown[])[Number(params.i)]}\` is here twice; write it once`,
}

function listOf(names: readonly string[]): string {
  return names.map(name => `\`${name}\``).join(', ')
}

/** Members whose values no message repeats. */
const secretMember =
  /\/(?:secret|accessKeySecret|securityToken|password|publicKey|value|ciphertext|material)$/

/** The user's own text in backticks, where it is short and no secret. */
function quoted(value: unknown, pointer: string): string {
  if (typeof value !== 'string' || secretMember.test(pointer)) return 'this'
  return value.length > 64 ? `\`${value.slice(0, 61)}…\`` : `\`${value}\``
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  return nameOfType(typeof value)
}

function nameOfType(type: unknown): string {
  const names: Readonly<Record<string, string>> = {
    object: 'an object',
    array: 'a list',
    string: 'a text',
    integer: 'a whole number',
    number: 'a number',
    boolean: 'true or false',
  }
  return names[String(type)] ?? String(type)
}
