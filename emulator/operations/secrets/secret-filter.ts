import type { Secret } from '../../state/secret.ts'
import type { SecretList } from '../../state/secret-list.ts'
import { json, ParameterFault } from '../parameter.ts'

/** How long a value may be, by filter. Source: ListSecrets, Filters; the last three have no limit of their own. */
const longest = {
  SecretName: 192,
  Description: 256,
  TagKey: 256,
  TagValue: 256,
  DKMSInstanceId: Infinity,
  SecretType: Infinity,
  Creator: Infinity,
} as const

type FilterKey = keyof typeof longest

/** The values that each filter lets through. */
export type SecretFilters = ReadonlyMap<FilterKey, readonly string[]>

/** `Filters` of ListSecrets: values of one key are joined by OR, keys by AND (the latter assumed). */
export const secretFilters = json(readFilters)

/** Hits that a search by tag answers at most. Source: ListSecrets. */
const mostByTag = 4000

function readFilters(value: unknown, name: string): SecretFilters {
  if (!Array.isArray(value) || value.length > 10)
    throw new ParameterFault(`\`${name}\` must be an array of up to 10 filters`)
  const filters = new Map<FilterKey, string[]>()
  for (const filter of value as unknown[]) {
    const { Key: key, Values: values } = (filter ?? {}) as { Key?: unknown; Values?: unknown }
    const known = (Object.keys(longest) as FilterKey[]).find(candidate => candidate === key)
    if (!known)
      throw new ParameterFault(`a filter's \`Key\` must be one of ${Object.keys(longest).join(', ')}`)
    if (!Array.isArray(values) || values.length > 10)
      throw new ParameterFault("a filter's `Values` must be up to 10 strings")
    for (const entry of values as unknown[])
      if (typeof entry !== 'string' || entry === '' || entry.length > longest[known])
        throw new ParameterFault(
          `a value of filter \`${known}\` must be text of 1 to ${longest[known]} characters`,
        )
    filters.set(known, [...(filters.get(known) ?? []), ...(values as string[])])
  }
  return filters
}

/** The secrets that pass, oldest first. */
export function findSecrets(secrets: SecretList, filters: SecretFilters): Secret[] {
  const found: Secret[] = []
  const byTag = filters.has('TagKey') || filters.has('TagValue')
  for (const secret of secrets) {
    if (!passes(secret, filters)) continue
    found.push(secret)
    if (byTag && found.length === mostByTag) break
  }
  return found
}

function passes(secret: Secret, filters: SecretFilters): boolean {
  for (const [key, values] of filters) if (!tests[key](secret, values, filters)) return false
  return true
}

type Test = (secret: Secret, values: readonly string[], filters: SecretFilters) => boolean

const tests: Readonly<Record<FilterKey, Test>> = {
  SecretName: ({ name }, values) => values.some(value => matchesText(name, value)),
  Description: ({ description }, values) => values.some(value => matchesText(description, value)),
  TagKey: hasTag,
  TagValue: hasTag,
  DKMSInstanceId: ({ instance }, values) => instance !== undefined && values.includes(instance),
  // The metadata prints `Rds`, the SDK `RDS`: compared without regard to case (assumed).
  SecretType: ({ type }, values) => values.some(value => value.toLowerCase() === type.toLowerCase()),
  Creator: ({ creator }, values) => values.includes(creator),
}

/** Whole, or up to a `*` at the end. How the service compares is not documented (assumed). */
function matchesText(text: string, value: string): boolean {
  return value.endsWith('*') ? text.startsWith(value.slice(0, -1)) : text === value
}

/** Both kinds of tag filter are met by one and the same tag (assumed). */
function hasTag({ tags }: Secret, _values: readonly string[], filters: SecretFilters): boolean {
  const [keys, values] = [filters.get('TagKey'), filters.get('TagValue')]
  for (const [key, value] of tags)
    if ((!keys || keys.includes(key)) && (!values || values.includes(value))) return true
  return false
}
