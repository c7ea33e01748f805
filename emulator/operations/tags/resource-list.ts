import type { Call } from '../../call.ts'
import { documented, type ErrorTable, refuse } from '../../errors.ts'
import { type Key, keyArn } from '../../state/key.ts'
import type { Tagged } from '../../state/tag.ts'
import { needOn } from '../key-access.ts'
import { isReservedKey, isTagText } from '../keys/key-tags.ts'
import type { Need } from '../operation.ts'
import { choice, list, ParameterFault, text } from '../parameter.ts'
import { locateSecret, secretNeed } from '../secrets/secret-access.ts'

/** Parameters that the three operations on lists of resources share. Source: TagResources, API metadata. */
export const regionId = text({ required: true })
export const resourceType = choice(['key', 'secret'], { required: true })
export const resourceIds = list({ required: true, maxItems: 50 })

export const resourceListErrors = {
  'InvalidResourceId.NotFound': documented(404, 'The specified ResourceId is not found.'),
  'Duplicate.TagKey': documented(400, 'The specified tagKey is duplicate.'),
} satisfies ErrorTable

export type ResourceType = 'key' | 'secret'

/** The permission for `action` on each resource that is named, a secret by its name, a key by its id. */
export function resourceNeeds(
  call: Call,
  action: string,
  type: ResourceType,
  ids: readonly string[],
): Need[] {
  return ids.map(id => {
    if (type === 'secret') return secretNeed(call, action, id)
    const key = ownKey(call, id)
    return key
      ? needOn(action, call.account.id, key)
      : { action, resource: keyArn(call.region, call.account.id, id) }
  })
}

/** The resources that are named; refuses all where one is not there, so that nothing is half done. */
export function requireResources(call: Call, type: ResourceType, ids: readonly string[]): Tagged[] {
  return ids.map(id => {
    const found = type === 'key' ? ownKey(call, id) : locateSecret(call, id).secret
    return found ?? refuse(resourceListErrors, 'InvalidResourceId.NotFound')
  })
}

/** Keys are named by their ids alone here, in the caller's account and region (assumed). */
function ownKey({ account, region }: Call, id: string): Key | undefined {
  const key = account.keys.get(id)
  return key?.region === region ? key : undefined
}

/** `Tag.N.Key` and `Tag.N.Value` as a map. */
export function readTags(records: readonly ReadonlyMap<string, string>[]): Map<string, string> {
  const tags = new Map<string, string>()
  for (const record of records) {
    const key = record.get('Key') ?? ''
    const value = record.get('Value') ?? ''
    if (key === '' || !isTagText(key) || isReservedKey(key))
      throw new ParameterFault('a `Tag.N.Key` has a form that is not allowed', 'InvalidParameter.TagKey')
    if (!isTagText(value))
      throw new ParameterFault('a `Tag.N.Value` has a form that is not allowed', 'InvalidParameter.TagValue')
    if (tags.has(key)) refuse(resourceListErrors, 'Duplicate.TagKey')
    tags.set(key, value)
  }
  return tags
}
