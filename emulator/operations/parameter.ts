import type { Parameters } from '../wire/message.ts'

/** Why a parameter's value is refused; `answer` turns it into the operation's own `InvalidParameter`. */
export class ParameterFault extends Error {
  readonly code: string | undefined

  /** `code`: another code than `InvalidParameter`, where the operation's table has one. */
  constructor(because: string, code?: string) {
    super(because)
    this.name = 'ParameterFault'
    this.code = code
  }
}

/** What a parameter may be, for the checks and for the generated documents. */
export interface ParameterRules {
  readonly required?: boolean
  readonly default?: string
  readonly minLength?: number
  /** Characters. */
  readonly maxLength?: number
  /** UTF-8 bytes. */
  readonly maxBytes?: number
  readonly min?: number
  readonly max?: number
  readonly values?: readonly string[]
  /** Entries of a list. */
  readonly maxItems?: number
  readonly pattern?: RegExp
  readonly note?: string
}

/** A declared parameter: its rules, and how its text becomes a value. `undefined` stands for a parameter left out. */
export interface Parameter<T> {
  readonly kind: 'text' | 'integer' | 'boolean' | 'json' | 'list'
  readonly rules: ParameterRules
  read(all: Parameters, name: string): T
}

/** An operation's parameters in the order in which the service complains about them. */
export type ParameterTable = Readonly<Record<string, Parameter<unknown>>>

/** The values of a table's parameters. */
export type Input<P extends ParameterTable> = {
  readonly [K in keyof P]: P[K] extends Parameter<infer T> ? T : never
}

type Presence<R, T> = R extends { required: true } | { default: string } ? T : T | undefined

/** A parameter taken as it is. */
export function text<const R extends ParameterRules>(rules: R = {} as R): Parameter<Presence<R, string>> {
  return parameter('text', rules, value => value)
}

/** One of the given words. */
export function choice<const V extends readonly string[], const R extends ParameterRules>(
  values: V,
  rules: R = {} as R,
): Parameter<Presence<R, V[number]>> {
  return parameter('text', { ...rules, values }, value => value as V[number])
}

/** A whole number in decimal digits. */
export function integer<const R extends ParameterRules>(rules: R = {} as R): Parameter<Presence<R, number>> {
  return parameter('integer', rules, (value, name) => {
    if (!/^-?\d{1,15}$/.test(value)) throw new ParameterFault(`\`${name}\` must be a whole number`)
    const number = Number(value)
    if (number < (rules.min ?? -Infinity) || number > (rules.max ?? Infinity))
      throw new ParameterFault(`\`${name}\` must be ${rules.min ?? 'any'} to ${rules.max ?? 'any'}`)
    return number
  })
}

/** `true` or `false`, in any case: official clients send both spellings. */
export function flag<const R extends ParameterRules>(rules: R = {} as R): Parameter<Presence<R, boolean>> {
  return parameter('boolean', rules, (value, name) => {
    const word = value.toLowerCase()
    if (word !== 'true' && word !== 'false')
      throw new ParameterFault(`\`${name}\` must be \`true\` or \`false\``)
    return word === 'true'
  })
}

/** JSON text in one parameter; `check` gets the parsed value and returns the typed one or throws `ParameterFault`. */
export function json<T, const R extends ParameterRules>(
  check: (value: unknown, name: string) => T,
  rules: R = {} as R,
): Parameter<Presence<R, T>> {
  return parameter('json', rules, (value, name) => {
    let parsed: unknown
    try {
      parsed = JSON.parse(value)
    } catch {
      throw new ParameterFault(`\`${name}\` must be JSON`)
    }
    return check(parsed, name)
  })
}

/** `Name.1`, `Name.2`, … */
export function list(rules: ParameterRules & { readonly maxItems: number }): Parameter<readonly string[]> {
  return {
    kind: 'list',
    rules,
    read: (all, name) => numbered(all, `${name}.`, rules.maxItems, name).map(([, value]) => value),
  }
}

/** `Name.1.Key`, `Name.1.Value`, …: one record a number. */
export function records(
  rules: ParameterRules & { readonly maxItems: number },
): Parameter<readonly ReadonlyMap<string, string>[]> {
  return {
    kind: 'list',
    rules,
    read(all, name) {
      const found = new Map<number, Map<string, string>>()
      for (const [key, value] of all) {
        const match = key.startsWith(`${name}.`)
          ? /^(\d{1,4})\.(\w+)$/.exec(key.slice(name.length + 1))
          : null
        if (!match) continue
        const index = Number(match[1])
        const record = found.get(index) ?? new Map<string, string>()
        checkEntry(value, key)
        record.set(match[2] as string, value)
        found.set(index, record)
      }
      if (found.size > rules.maxItems)
        throw new ParameterFault(`\`${name}\` may have ${rules.maxItems} entries at most`)
      return [...found].sort(([a], [b]) => a - b).map(([, record]) => record)
    },
  }
}

function numbered(all: Parameters, prefix: string, maxItems: number, name: string): [number, string][] {
  const found: [number, string][] = []
  for (const [key, value] of all) {
    if (!key.startsWith(prefix)) continue
    const index = key.slice(prefix.length)
    if (!/^\d{1,4}$/.test(index)) continue
    checkEntry(value, key)
    found.push([Number(index), value])
  }
  if (found.length > maxItems) throw new ParameterFault(`\`${name}\` may have ${maxItems} entries at most`)
  return found.sort(([a], [b]) => a - b)
}

function parameter<T, R extends ParameterRules>(
  kind: Parameter<T>['kind'],
  rules: R,
  convert: (value: string, name: string) => T,
): Parameter<Presence<R, T>> {
  return {
    kind,
    rules,
    read(all, name) {
      const given = all.get(name)
      const value = given === '' && rules.minLength !== 0 ? rules.default : (given ?? rules.default)
      if (value === undefined) return undefined as Presence<R, T>
      checkText(value, name, rules)
      return convert(value, name) as Presence<R, T>
    },
  }
}

/** Entries are names and tags: none is longer than an ARN can be (assumed). */
function checkEntry(value: string, name: string): void {
  if (value.length > 512) throw new ParameterFault(`\`${name}\` may have 512 characters at most`)
}

/** No parameter that names no limit of its own is longer than a policy may be (assumed). */
const mostCharacters = 32_768

function checkText(value: string, name: string, rules: ParameterRules): void {
  if (rules.maxBytes === undefined && value.length > (rules.maxLength ?? mostCharacters))
    throw new ParameterFault(`\`${name}\` may have ${rules.maxLength ?? mostCharacters} characters at most`)
  if (rules.values && !rules.values.includes(value))
    throw new ParameterFault(`\`${name}\` must be one of ${rules.values.join(', ')}`)
  if (value.length < (rules.minLength ?? 0)) throw new ParameterFault(`\`${name}\` is too short`)
  if (rules.maxBytes !== undefined && Buffer.byteLength(value) > rules.maxBytes)
    throw new ParameterFault(`\`${name}\` may have ${rules.maxBytes} bytes at most`)
  if (rules.pattern && !rules.pattern.test(value))
    throw new ParameterFault(`\`${name}\` has a form that is not allowed`)
}
