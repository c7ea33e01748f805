import { json, ParameterFault } from '../parameter.ts'

/** Tags of a new key or secret, a JSON array. Source: CreateKey and CreateSecret, Tags. */
export const keyTags = json(readTags)

const characters = /^[A-Za-z0-9/\\_\-.+=:@]*$/

function readTags(value: unknown, name: string): Map<string, string> {
  if (!Array.isArray(value)) throw new ParameterFault(`\`${name}\` must be an array`)
  if (value.length > 20) throw new ParameterFault(`\`${name}\` may have 20 tags at most`)
  const tags = new Map<string, string>()
  for (const tag of value as unknown[]) {
    const { TagKey: key, TagValue: text } = (tag ?? {}) as { TagKey?: unknown; TagValue?: unknown }
    if (!isTagText(key) || key === '' || !isTagText(text))
      throw new ParameterFault(
        `each of \`${name}\` must be { TagKey, TagValue }: up to 128 letters, digits and / \\ _ - . + = : @`,
      )
    if (isReservedKey(key)) throw new ParameterFault('a `TagKey` must not start with `aliyun` or `acs:`')
    if (tags.has(key)) throw new ParameterFault(`\`${name}\` names ${key} twice`)
    tags.set(key, text)
  }
  return tags
}

/** The form of a tag's key and value. Source: CreateSecret, Tags. */
export function isTagText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= 128 && characters.test(value)
}

/** Keys that users cannot choose. Source: CreateSecret, Tags. */
export function isReservedKey(key: string): boolean {
  return key.startsWith('aliyun') || key.startsWith('acs:')
}
