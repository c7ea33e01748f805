import { type Account, aliasesIn } from '../../state/account.ts'
import type { Key } from '../../state/key.ts'
import { json, ParameterFault } from '../parameter.ts'

/** Source: ListKeys, Filters; `keyId` begins with a small letter there. */
const filterKeys = [
  'KeyState',
  'KeySpec',
  'KeyUsage',
  'ProtectionLevel',
  'CreatorType',
  'DKMSInstanceId',
  'keyId',
  'AliasName',
  'Creator',
  'TagKey',
  'TagValue',
] as const

type FilterKey = (typeof filterKeys)[number]

/** The values that each filter lets through. */
export type KeyFilters = ReadonlyMap<FilterKey, ReadonlySet<string>>

/** `Filters` of ListKeys: filters of one name are joined by OR, different ones by AND. */
export const keyFilters = json(readFilters)

function readFilters(value: unknown, name: string): KeyFilters {
  if (!Array.isArray(value) || value.length > 10)
    throw new ParameterFault(`\`${name}\` must be an array of up to 10 filters`)
  const filters = new Map<FilterKey, Set<string>>()
  for (const filter of value as unknown[]) {
    const { Key: key, Values: values } = (filter ?? {}) as { Key?: unknown; Values?: unknown }
    const known = filterKeys.find(candidate => candidate === key)
    if (!known) throw new ParameterFault(`a filter's \`Key\` must be one of ${filterKeys.join(', ')}`)
    if (!Array.isArray(values) || values.length > 10 || !values.every(entry => typeof entry === 'string'))
      throw new ParameterFault("a filter's `Values` must be up to 10 strings")
    const allowed = filters.get(known) ?? new Set()
    for (const entry of values as string[]) allowed.add(entry)
    filters.set(known, allowed)
  }
  return filters
}

/** Whether a key passes. A filter without values lets nothing through (assumed). */
export function passes(account: Account, key: Key, filters: KeyFilters): boolean {
  for (const [name, values] of filters) if (!tests[name](key, values, account, filters)) return false
  return true
}

type Test = (key: Key, values: ReadonlySet<string>, account: Account, filters: KeyFilters) => boolean

const tests: Readonly<Record<FilterKey, Test>> = {
  KeyState: (key, values) => values.has(key.state),
  KeySpec: (key, values) => values.has(key.spec),
  KeyUsage: (key, values) => values.has(key.usage),
  ProtectionLevel: (key, values) => values.has(key.protectionLevel),
  CreatorType: (key, values) => values.has(key.service ? 'Service' : 'User'),
  DKMSInstanceId: (key, values) => key.instance !== undefined && values.has(key.instance),
  keyId: (key, values) => values.has(key.id),
  AliasName(key, values, account) {
    const aliases = aliasesIn(account, key.region)
    for (const alias of values) if (aliases.get(alias) === key.id) return true
    return false
  },
  Creator: (key, values) => values.has(key.creator),
  TagKey: hasTag,
  TagValue: hasTag,
}

/** Both kinds of tag filter are met by one and the same tag (assumed). */
function hasTag(key: Key, _values: ReadonlySet<string>, _account: Account, filters: KeyFilters): boolean {
  const [keys, values] = [filters.get('TagKey'), filters.get('TagValue')]
  for (const [tagKey, tagValue] of key.tags)
    if ((!keys || keys.has(tagKey)) && (!values || values.has(tagValue))) return true
  return false
}
