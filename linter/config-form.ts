import validate, { readSchema } from './config.schema.json?validate'
import type { ConfigDocument } from './config-document.ts'
import { type JsonFile, pointerPart } from './json-file.ts'
import { didYouMean } from './suggestion.ts'

type SchemaError = NonNullable<typeof validate.errors>[number]

/** The document of a configuration. Throws a `JsonFileError` if it has not the form that `config.schema.json` describes. */
export function checkForm(file: JsonFile): ConfigDocument {
  if (validate(file.value)) return file.value as ConfigDocument
  const [error] = validate.errors ?? []
  if (error === undefined) throw new Error('the validator gives no reason')
  const { keyword, instancePath, params } = error
  const reason = reasons[keyword]?.({ error, file })
  if (reason === undefined) throw new Error(`no words for the keyword ${keyword}`)
  if (keyword !== 'additionalProperties') throw file.refuse(instancePath, reason)
  throw file.refuse(`${instancePath}/${pointerPart(String(params.additionalProperty))}`, reason, 'name')
}

interface Met {
  readonly error: SchemaError
  readonly file: JsonFile
}

const reasons: Readonly<Record<string, (met: Met) => string>> = {
  type: ({ error, file }) =>
    `this is ${kindOf(metValue(error, file))}; write ${nameOf(String(error.params.type))}`,
  enum({ error, file }) {
    const allowed = error.params.allowedValues as string[]
    const value = metValue(error, file)
    const hint = typeof value === 'string' ? didYouMean(value, allowed) : ''
    const what = typeof value === 'string' ? `\`${value}\`` : kindOf(value)
    return `this cannot be ${what}${hint || `; write ${listOf(allowed)}`}`
  },
  required: ({ error }) => `${schemaOf(error).title} needs \`${error.params.missingProperty}\``,
  additionalProperties({ error }) {
    const { title, properties } = schemaOf(error)
    const known = Object.keys(properties ?? {})
    const name = String(error.params.additionalProperty)
    return `${title} has no \`${name}\`${didYouMean(name, known) || `; it has ${listOf(known)}`}`
  },
  minLength: () => 'this is empty; write a text',
  pattern({ error, file }) {
    const { title, description } = schemaOf(error)
    return `\`${metValue(error, file)}\` is not ${title}: ${description}`
  },
}

interface Schema {
  readonly $ref?: string
  readonly title?: string
  readonly description?: string
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: Schema | boolean
}

/** The part of the schema that a value does not fit: an error's own path starts at the last `$ref`. */
function schemaOf({ instancePath }: SchemaError): Schema {
  const root = readSchema() as Schema & { readonly $defs: Readonly<Record<string, Schema>> }
  const resolve = (schema: Schema): Schema =>
    schema.$ref === undefined
      ? schema
      : { ...root.$defs[schema.$ref.slice('#/$defs/'.length)], ...omitRef(schema) }
  let schema = resolve({ $ref: root.$ref ?? '' })
  for (const part of instancePath.split('/').slice(1)) {
    const others = schema.additionalProperties
    schema = resolve(schema.items ?? schema.properties?.[part] ?? (typeof others === 'object' ? others : {}))
  }
  return schema
}

function omitRef({ $ref: _, ...others }: Schema): Schema {
  return others
}

function metValue({ instancePath }: SchemaError, { value }: JsonFile): unknown {
  let at = value
  for (const part of instancePath.split('/').slice(1))
    at = (at as Record<string, unknown>)[part.replaceAll('~1', '/').replaceAll('~0', '~')]
  return at
}

function listOf(names: readonly string[]): string {
  return names.map(name => `\`${name}\``).join(', ')
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  return nameOf(Array.isArray(value) ? 'array' : typeof value)
}

function nameOf(type: string): string {
  const names: ReadonlyMap<string, string> = new Map([
    ['object', 'an object'],
    ['array', 'a list'],
    ['string', 'a text'],
    ['number', 'a number'],
    ['boolean', 'true or false'],
  ])
  return names.get(type) ?? type
}
